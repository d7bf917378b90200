"""Compiling the translations without the gettext tools, which a bare machine lacks."""

from __future__ import annotations

import os
from pathlib import Path


def compile_catalogues(locale: Path) -> list[Path]:
    """Write every ``.mo`` of ``locale`` that is missing or older than its ``.po``; returns the files written.

    Each file appears whole: several processes may do this at once.
    """
    written = []
    for source in sorted(locale.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        import polib  # here, because every command looks and hardly any has to compile

        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)
        written.append(target)
    return written
