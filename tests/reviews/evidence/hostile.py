"""Hostile files, the same ones in each run: mutated documents, polyglots, bombs. Made and read without Django."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assessment.core.child_main import Refused
from reviews.evidence.inspection import inspect

SCRIPT = b"<script>alert(document.domain)</script>"


def mutated(data: bytes, draws: random.Random) -> bytes:
    """One of seven ways to damage a file."""
    changed = bytearray(data)
    way = draws.randrange(7)
    if way == 0:
        for _time in range(draws.randint(1, 12)):
            changed[draws.randrange(len(changed))] = draws.randrange(256)
    elif way == 1:
        del changed[draws.randrange(1, len(changed)) :]
    elif way == 2:
        start = draws.randrange(len(changed))
        del changed[start : start + draws.randint(1, 64)]
    elif way == 3:
        start = draws.randrange(len(changed))
        changed[start:start] = draws.randbytes(draws.randint(1, 64))
    elif way == 4:
        start = draws.randrange(len(changed))
        changed[start:start] = SCRIPT
    elif way == 5:
        start = draws.randrange(max(len(changed) - 4, 1))
        changed[start : start + 4] = draws.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"])
    else:
        changed += draws.choice([SCRIPT, data, b"%PDF-1.4\n", b"PK\x05\x06" + bytes(18)])
    return bytes(changed)


def polyglots(samples: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Each kind before each other kind, and before and after a page."""
    page = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
    for name, data in samples.items():
        yield f"page-{name}", page + data
        yield f"{name}-page", data + page
        yield f"{name}-line.html", data[:4] + page
        for other, more in samples.items():
            if name != other:
                yield f"{name}-{other}", data + more


def written(folder: Path, samples: dict[str, bytes], *, each: int) -> int:
    """All of them as files with the name of a harmless kind; how many."""
    draws = random.Random("hostile")
    made = [*polyglots(samples)]
    for name, data in samples.items():
        made += [(f"{name}-{number}", mutated(data, draws)) for number in range(each)]
    for number, (name, data) in enumerate(made):
        suffix = draws.choice([".pdf", ".docx", ".png", ".csv", ".txt", ".zip"])
        (folder / f"{number:05}-{name}{suffix}").write_bytes(data)
    return len(made)


def read_all(path: Path, folder: Path) -> dict[str, Any]:
    """Every file of the folder in which ``path`` lies, in one child: name → kind, or the code of the refusal."""
    found = {}
    for file in sorted(path.parent.glob("[0-9]*")):
        try:
            found[file.name] = inspect(file, folder, drawn=1)["kind"]
        except Refused as refused:
            found[file.name] = f"refused {refused.code}"
    return found
