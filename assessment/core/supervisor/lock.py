"""One workbench per data directory."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO

NAME = "workbench.json"  # in DATA_DIR: who serves it, and where


class AlreadyRunning(Exception):  # noqa: N818 - a state
    """Another process holds the directory. ``pid`` and ``url`` are what it wrote about itself, or empty."""

    def __init__(self, pid: str, url: str) -> None:
        self.pid, self.url = pid, url
        super().__init__(pid, url)


class DirectoryLock:
    """Held by the kernel for as long as this process lives: a killed workbench leaves nothing to clean up."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / NAME
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises AlreadyRunning."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            holder = read(self.path)
            raise AlreadyRunning(str(holder.get("pid", "?")), str(holder.get("url", ""))) from None
        self._file = file
        self.write(url="")

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def write(self, *, url: str) -> None:
        """Tell others who we are, and the address once it answers."""
        assert self._file is not None, "take the lock first"
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "url": url}, self._file)
        self._file.flush()

    def release(self) -> None:
        """Nothing happens to the file of another holder."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def read(path: Path) -> dict[str, object]:
    """What the holder wrote; empty while it is just writing."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
