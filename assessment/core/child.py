"""Reading what strangers sent, in a process of its own with limits (quality.md §3, Uploads).

    found = run_in_child("reviews.evidence.inspection:inspect", {"path": "…"}, limits=Limits())

A valid file of 147 kB can cost 580 MB; a parser may crash or never end. The child has a limit on memory, on processor
time, on the size of what it writes and on open files, no settings, no database and none of the parent's environment.
It reads one JSON text, calls one function with it and answers one JSON text. Whatever else happens is a ChildError.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
OUT_OF_MEMORY = 77
MEGABYTE = 1024 * 1024
#: What the interpreter needs to find itself and its libraries; no secrets, no addresses.
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Limits:
    """``memory`` in bytes of address space, ``seconds`` of processor time (the clock gets three times that),
    ``written`` the largest file in bytes."""

    memory: int = 768 * MEGABYTE
    seconds: int = 20
    written: int = 64 * MEGABYTE


class ChildError(Exception):
    """The child has not answered. ``kind``: "memory", "time" or "crash"; ``detail`` is for logs, never for pages."""

    def __init__(self, kind: str, detail: str = "") -> None:
        self.kind, self.detail = kind, detail
        super().__init__(f"{kind}: {detail}" if detail else kind)


def run_in_child(function: str, argument: Any, *, limits: Limits = Limits()) -> Any:  # noqa: B008 — frozen
    """What ``module:function`` answers to ``argument``, both JSON. Raises ChildError."""
    command = [sys.executable, "-m", "assessment.core.child", function]
    given = json.dumps([vars(limits), argument]).encode()
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT)},
            timeout=3 * limits.seconds,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise ChildError("time", function) from late
    if done.returncode:
        raise ChildError(_kind(done.returncode), done.stderr.decode(errors="replace")[-2000:])
    try:
        return json.loads(done.stdout)
    except ValueError as fault:
        raise ChildError("crash", "no answer") from fault


def _kind(code: int) -> str:
    """SIGXCPU and SIGKILL end a child that is over its processor time."""
    return {OUT_OF_MEMORY: "memory", -24: "time", -9: "time"}.get(code, "crash")


# --- in the child -----------------------------------------------------------------------------------------------------
def restrict(limits: Limits) -> None:
    """Lower the limits of this process for good."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.written, limits.written))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(name: str) -> int:
    """Restrict, import, call, answer: the exit status."""
    limits, argument = json.load(sys.stdin)
    real = os.dup(1)
    os.dup2(2, 1)  # what a library prints does not get into the answer
    module, function = name.split(":")
    try:
        restrict(Limits(**limits))
        call: Callable[[Any], Any] = getattr(import_module(module), function)
        text = json.dumps(call(argument)).encode()
    except MemoryError:
        return OUT_OF_MEMORY
    with os.fdopen(real, "wb") as stream:
        stream.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(answer(sys.argv[1]))
