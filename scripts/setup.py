"""Makes .venv and installs the locked dependencies of a level; a second run finds its stamp and ends at once.

  python3 scripts/setup.py run|test|dev

Uses uv where it is on the PATH, else pip. Standard library only, and nothing newer than Python 3.7 in it: an old Python
must get as far as the sentence that tells its owner what to do.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "setup.log"
# What is installed at each level; a later one contains the earlier ones.
LEVELS = {"run": "embedded.txt", "test": "test.txt", "dev": "dev.txt"}


def locale():
    """The reader's: see assessment/core/supervisor/terminal.py."""
    return next((value for value in map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")) if value), "")


def say(english, chinese):
    print(english if locale().lower().startswith("en") else chinese, flush=True)


def fail(english, chinese):
    say(english, chinese)
    raise SystemExit(1)


def find_python():
    """This Python, or a newer one on the PATH when it is too old (and was not asked for by name)."""
    if sys.version_info >= OLDEST:
        return sys.executable
    have, need = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST))
    if "PYTHON" not in os.environ:
        for minor in range(20, OLDEST[1] - 1, -1):
            found = shutil.which(f"python3.{minor}")
            if found:
                return found
    return fail(
        f"Python {need} or newer is needed; this is {have}. Name one: make PYTHON=/path/to/python3 …",
        f"需要 Python {need} 或更新版本，当前为 {have}。可指定：make PYTHON=/path/to/python3 …",
    )


def version_of(python):
    """``3.11.7``, or nothing when it does not run (a .venv whose Python was removed)."""
    command = [str(python), "-c", "import platform; print(platform.python_version())"]
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.decode().strip()


def stamp_of(level):
    return VENV / (".installed-" + level)


def digest_of(level, version):
    content = (ROOT / "requirements" / LEVELS[level]).read_bytes()
    return hashlib.sha256(content).hexdigest() + " " + version


def is_installed(level, version):
    stamp = stamp_of(level)
    return stamp.exists() and stamp.read_text(encoding="ascii") == digest_of(level, version)


def works(*command):
    """Whether a command succeeds; what it says goes into the log."""
    with LOG.open("ab") as log:
        return subprocess.run([str(part) for part in command], stdout=log, stderr=log, cwd=str(ROOT)).returncode == 0


def make_venv(python):
    """By uv, by venv, by virtualenv, or a venv without pip that the outer pip fills: whatever this system has."""
    version = version_of(python)
    say(f"Creating .venv (Python {version})", f"创建 .venv（Python {version}）")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    VENV.mkdir()
    if shutil.which("uv"):
        if works("uv", "venv", "--quiet", "--allow-existing", "--python", python, VENV):
            return
    elif works(python, "-m", "venv", VENV):
        return
    for command in ([python, "-m", "virtualenv"], ["virtualenv", "--python", python]):
        if shutil.which(str(command[0])) and works(*command, VENV):
            say("venv is incomplete here; used virtualenv", "本机的 venv 不完整，已改用 virtualenv")
            return
    if works(python, "-m", "pip", "--version") and works(python, "-m", "venv", "--without-pip", VENV):
        say("venv is incomplete here; used the pip outside", "本机的 venv 不完整，已改用外部的 pip")
        return
    shutil.rmtree(str(VENV))
    fail(
        "No virtual environment can be made: install python3-venv, virtualenv or uv.",
        "无法创建虚拟环境：请安装 python3-venv、virtualenv 或 uv。",
    )


def installer(python):
    """The command that installs into .venv."""
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--quiet", "--python", PYTHON]
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    if works(PYTHON, "-m", "pip", "--version"):
        return [PYTHON, "-m", "pip", "install", *options]
    return [python, "-m", "pip", "--python", PYTHON, "install", *options]


def install(level, python):
    name = "requirements/" + LEVELS[level]
    count = sum(1 for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if "==" in line)
    say(f"Installing {name} ({count} packages)", f"安装 {name}（{count} 个软件包）")
    started = time.monotonic()
    if not works(*installer(python), "--require-hashes", "-r", ROOT / name):
        fail(
            "The packages could not be installed: check the network or the package index (details: .venv/setup.log).",
            "软件包未能安装：请检查网络或软件源（详情见 .venv/setup.log）。",
        )
    seconds = round(time.monotonic() - started)
    say(f"Installed in {seconds} s", f"安装完成，用时 {seconds} 秒")


def main(level):
    version = version_of(PYTHON)
    if version and is_installed(level, version):
        return
    python = find_python()
    if not version or tuple(map(int, version.split(".")[:2])) < OLDEST:
        make_venv(python)
        version = version_of(PYTHON)
    install(level, python)
    for known in LEVELS:
        stamp_of(known).write_text(digest_of(known, version), encoding="ascii")
        if known == level:
            break


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LEVELS:
        print(__doc__)
        raise SystemExit(2)
    main(sys.argv[1])
