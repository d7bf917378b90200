"""Child processes that never outlive their parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
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


def stop(process: subprocess.Popen[bytes], *, steps: Sequence[tuple[int, float]]) -> None:
    """Send each signal and wait its seconds; then kill what is left of the process's session."""
    for number, seconds in steps:
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    end_session(process)


def end_session(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and every descendant that stayed in its process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
