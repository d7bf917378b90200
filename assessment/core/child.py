"""Reading what strangers sent in a child process with limits (quality.md §3, Uploads).

    found = child.run("reviews.evidence.inspection:inspect", path, {"pages": 10}, limits=Limits(), folder=folder)

A valid file of 147 kB can cost 580 MB; a parser may crash or never end. The function gets the path of the file and a
folder to write to, and its answer is JSON. The child (child_main.py) has ceilings on memory, processor time, the size
of what it writes and open files; it knows no settings, no database and nothing of the parent's environment.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assessment.core import child_main

ROOT = Path(__file__).resolve().parent.parent.parent
MEGABYTE = 2**20
CLOCK = 2  # a child may wait as long again as it may compute


@dataclass(frozen=True)
class Limits:
    """``seconds`` of processor time, ``memory`` in bytes of address space, ``output`` the largest file in bytes."""

    seconds: int = 20
    memory: int = 1024 * MEGABYTE
    output: int = 64 * MEGABYTE


class ChildRefused(Exception):  # noqa: N818 - the answer to an input
    """There is no answer: the function's own refusal, or "time", "memory" or "broken" (a crash, no answer, a fault)."""

    def __init__(self, code: str, params: Mapping[str, Any] | None = None, detail: str = "") -> None:
        self.code, self.params, self.detail = code, dict(params or {}), detail
        super().__init__(f"{code} {detail}".strip())


def run(
    function: str,
    path: Path,
    arguments: Mapping[str, Any] | None = None,
    *,
    limits: Limits | None = None,
    folder: Path | None = None,
) -> Any:
    """What ``module:function(path, folder, **arguments)`` answers. Raises ChildRefused.

    Without a ``folder`` of the caller's, what the function writes is cleared away.
    """
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="pingheng-child-") as own:
        answer = Path(own) / "answer.json"
        request = {
            "function": function,
            "path": str(path),
            "folder": str(folder or own),
            "arguments": dict(arguments or {}),
            "limits": asdict(limits),
            "answer": str(answer),
        }
        code, said = _started(json.dumps(request), limits)
        if code:
            raise ChildRefused("time" if code == -signal.SIGXCPU else "broken", detail=said[-2000:])
        try:
            given = json.loads(answer.read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise ChildRefused("broken", detail="no answer") from fault
    if "refused" in given:
        raise ChildRefused(given["refused"], given["params"])
    return given["result"]


def _started(request: str, limits: Limits) -> tuple[int, str]:
    """The child's exit status and what it said. Raises ChildRefused when the clock has run out."""
    process = subprocess.Popen(
        [sys.executable, "-I", child_main.__file__, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
        text=True,
        errors="replace",
    )
    try:
        _nothing, said = process.communicate(request, timeout=limits.seconds * CLOCK)
    except subprocess.TimeoutExpired as late:
        raise ChildRefused("time") from late
    finally:
        with suppress(ProcessLookupError):  # nothing that it started outlives it
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return process.returncode, said
