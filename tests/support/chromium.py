"""A Chromium for the browser tests: a given one, or the system's. ``python -m tests.support.chromium`` installs one.

Installing happens only as root on a system with apt, and only by ``make test`` and ``.ci/run``, never by pytest itself.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

from tests.support.found import Missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_ONE = "no Chromium: set CHROMIUM to the program, or install it (Debian: apt-get install chromium)"


def find() -> str:
    """The path of the program. Raises Missing."""
    given = os.environ.get("CHROMIUM")
    if given:
        found = shutil.which(given)
        if found is None:
            raise Missing(f"CHROMIUM names no program: {given}")
        return found
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise Missing(HOW_TO_GET_ONE)


def describe() -> str:
    """In words, what ``find`` found. Raises Missing."""
    program = find()
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\d+[\d.]*", answer)
    source = "CHROMIUM" if os.environ.get("CHROMIUM") else "PATH"
    return f"Chromium {version.group() if version else '?'} ({source})"


def install() -> bool:
    """Install Chromium by apt where that is possible. True when there is one afterwards."""
    try:
        find()
    except Missing as missing:
        if os.environ.get("CHROMIUM") or os.geteuid() != 0 or not shutil.which("apt-get"):
            print(missing, file=sys.stderr)
            return False
    else:
        return True
    print("installing Chromium with apt-get for the browser tests", file=sys.stderr)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", "-q", *command], check=False, **quiet).returncode:
            print(f"apt-get {command[0]} failed; the browser tests are skipped", file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    install()  # a machine without a browser still runs the other tests
