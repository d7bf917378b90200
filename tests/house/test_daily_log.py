"""Logs in a file for each day (等保): every line in its day's file, old days cleared away, a full disk survived."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime

from assessment.daily_log import DailyFile
from tests.house.test_profiles import manage


def told(handler: DailyFile, words: str, day: int) -> None:
    record = logging.LogRecord("pingheng", logging.INFO, __file__, 1, words, None, None)
    record.created = datetime(2026, 3, day, 4, tzinfo=UTC).timestamp()
    handler.emit(record)


def kept(folder) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}


def test_each_day_has_its_file_and_days_beyond_the_limit_go(tmp_path):
    handler = DailyFile(tmp_path / "logs", days=2)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "notes.txt").write_text("someone else's")
    for day, words in ((1, "一"), (2, "二"), (3, "三"), (3, "三又"), (5, "五")):
        told(handler, words, day)
    assert kept(tmp_path / "logs") == {
        "notes.txt": "someone else's",
        "pingheng-2026-03-03.log": "三\n三又\n",
        "pingheng-2026-03-05.log": "五\n",
    }


def test_several_processes_write_one_file_whole_line_by_whole_line(tmp_path):
    """Each line is one write to the end of the file: no line is cut by another's."""
    for number in range(4):
        if os.fork() == 0:
            handler = DailyFile(tmp_path, days=9)
            for _time in range(200):
                told(handler, str(number) * 300, 1)
            os._exit(0)
    statuses = [os.wait()[1] for _process in range(4)]
    lines = (tmp_path / "pingheng-2026-03-01.log").read_text().splitlines()
    assert (statuses, len(lines)) == ([0] * 4, 800)
    assert set(lines) == {str(number) * 300 for number in range(4)}


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path, capsys):
    (tmp_path / "logs").write_text("a file in its place")
    told(DailyFile(tmp_path / "logs", days=1), "一", 1)
    assert "Logging error" in capsys.readouterr().err


def test_the_strict_rules_keep_180_days_of_requests_without_secrets(tmp_path):
    code = (
        "import logging, structlog; from django.conf import settings; "
        "structlog.get_logger('django_structlog.x').info('request_finished', code=200, request='GET /account/'); "
        "print(settings.LOG_DAYS)"
    )
    done = manage(tmp_path, "shell", "--no-imports", "-c", code, ACCOUNT_RULES="mlps")
    assert (done.stdout, done.returncode) == ("180\n", 0)
    (file,) = (tmp_path / "logs").iterdir()
    assert '"event": "request_finished"' in file.read_text()
