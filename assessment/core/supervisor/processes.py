"""Child processes that never outlive their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
# Looked up here, not after the fork: a forked child should not have to load a library.
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


def dies_with(parent: int, death_signal: int) -> Callable[[], None]:
    """What a forked child runs before its program starts: the kernel will signal it when its parent ends.

    Holds even when the parent is killed with SIGKILL and can clean nothing up. Must run after a change of user,
    which would clear the signal again (subprocess does it in this order). Elsewhere than on Linux nothing is set.
    """

    def prepare() -> None:
        if _prctl is None:
            return
        _prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # the parent ended between fork and prctl
            os._exit(1)

    return prepare


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
    death_signal: int = signal.SIGTERM,
    uid: int | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, so that Ctrl-C reaches only the parent, which then stops it in order.

    Call it from the main thread: the kernel takes the end of the starting thread for the end of the parent.
    ``uid`` starts the program as that user (and the group of the same number).
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=dies_with(os.getpid(), death_signal),
        user=uid,
        group=uid,
        extra_groups=[] if uid is not None else None,
        pass_fds=tuple(pass_fds),
    )


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the program ended. Its number stays taken until ``end_session``: nobody else can get it meanwhile."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def end_session(process: subprocess.Popen[bytes]) -> int:
    """Kill what is left of the process and of every descendant in its process group; returns its exit status."""
    if process.returncode is None:  # else the number may belong to somebody else by now
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def stop(process: subprocess.Popen[bytes], *, steps: Sequence[tuple[int, float]]) -> int:
    """Send each signal and give it its seconds; then kill what is left. Returns the exit status."""
    for number, seconds in steps:
        if has_ended(process):
            break
        os.kill(process.pid, number)
        deadline = time.monotonic() + seconds
        while not has_ended(process) and time.monotonic() < deadline:
            time.sleep(0.02)
    return end_session(process)
