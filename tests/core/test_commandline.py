"""A command whose surroundings are at fault says a sentence, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assessment.core.supervisor.lock import DirectoryLock
from tests.support.plugin import ROOT, clean_environment


def start(folder: Path, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**clean_environment(), "DATA_DIR": str(folder), "PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_command_on_a_database_that_was_never_prepared_says_what_to_do(tmp_path):
    said, complained = start(tmp_path, "aggregate", "nothing").communicate(timeout=60)
    assert (said, complained) == ("", "数据库尚未为本版本准备好：请先运行“python manage.py migrate”。\n")


@pytest.mark.redis
@pytest.mark.slow
def test_a_workbench_whose_reader_goes_away_ends_in_order(tmp_path):
    workbench = start(tmp_path, "runworkbench", "--exit")
    assert workbench.stdout
    workbench.stdout.close()  # before it says that the database was prepared
    complained = workbench.stderr.read()
    assert (workbench.wait(timeout=60), complained) == (141, "")
    free = DirectoryLock(tmp_path)
    free.take()  # raises while a workbench holds the directory
    free.release()
