"""Where a bundle is written: a new folder or a new .zip, which appears whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from assessment.core.faults import Fault, FaultsError

#: The same content gives the same archive whenever it is written; 1980 is the earliest time a .zip can state.
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16

#: Opens a file of the bundle by name, for text.
Opener = Callable[[str], AbstractContextManager[IO[str]]]


@contextmanager
def open_target(path: Path) -> Iterator[Opener]:
    """Write a bundle to ``path``: a .zip by its suffix, else a folder.

    Raises FaultsError where something is there already (an empty folder is as good as none) or nothing can be written.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow a link that lies at the target
    _require_free(path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(unfinished, "x", zipfile.ZIP_DEFLATED) as archive:
                yield lambda name: _member(archive, name)
        else:
            unfinished.mkdir()
            yield lambda name: _file(unfinished / name)
        unfinished.rename(path)
    except OSError as error:
        raise _refusal(path, _("Nothing can be written here: %(why)s.") % {"why": error.strerror or error}) from error
    finally:
        if unfinished.is_dir():
            shutil.rmtree(unfinished, ignore_errors=True)
        else:
            unfinished.unlink(missing_ok=True)


def _require_free(path: Path) -> None:
    if path.suffix.lower() != ".zip" and path.is_dir() and not path.is_symlink():
        if any(path.iterdir()):
            raise _refusal(path, _("The folder is not empty; nothing is overwritten."))
    elif path.exists() or path.is_symlink():
        raise _refusal(path, _("There is a file already; nothing is overwritten."))
    if not path.parent.is_dir():
        raise _refusal(path, _("There is no folder %(folder)s.") % {"folder": path.parent})


def _refusal(path: Path, message: str) -> FaultsError:
    return FaultsError([Fault(str(path), 0, "", message)])


@contextmanager
def _file(path: Path) -> Iterator[IO[str]]:
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8", newline="") as stream:
        yield stream


@contextmanager
def _member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[str]]:
    info = zipfile.ZipInfo(name, NO_TIME)
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, READABLE
    with archive.open(info, "w") as stream, io.TextIOWrapper(stream, encoding="utf-8", newline="") as text:
        yield text
