"""What the child process of tests/core/test_child.py is asked to do; it runs without Django."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from assessment.core.child_main import Refused


def shown(path: Path, folder: Path, *, more: int) -> dict[str, Any]:
    (folder / "made.txt").write_text("made", encoding="utf-8")
    loaded = sorted({name.partition(".")[0] for name in sys.modules} & {"django", "celery"})
    return {"read": path.read_text(encoding="utf-8"), "more": more, "env": sorted(os.environ), "loaded": loaded}


def refusing(path: Path, folder: Path) -> None:
    raise Refused("too_blue", shade=7)


def waiting(path: Path, folder: Path) -> None:
    """Waits for ever, and so does a child of its own, whose number it leaves behind."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    path.with_suffix(".pid").write_text(str(other.pid), encoding="ascii")
    time.sleep(600)


def computing(path: Path, folder: Path) -> None:
    while True:
        pass


def swelling(path: Path, folder: Path) -> None:
    held = []
    while True:
        held.append(bytearray(64 * 2**20))


def breaking(path: Path, folder: Path) -> None:
    os.abort()


def writing(path: Path, folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        while True:
            file.write(bytes(2**20))
