"""Logs in a file for each day, kept as long as the rules ask (等保: 180 days), and then cleared away.

Several processes write the same file: each line goes out in one write to a file opened for appending.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import structlog


class DailyFile(logging.Handler):
    """``folder/pingheng-2026-03-01.log``; on the first line of a day, files older than ``days`` days go."""

    def __init__(self, folder: Path, days: int) -> None:
        super().__init__()
        self.folder, self.days = Path(folder), days
        self.day: date | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            today = date.fromtimestamp(record.created)
            if today != self.day:
                self._begin(today)
            with self._path(today).open("a", encoding="utf-8") as file:
                file.write(self.format(record) + "\n")
        except OSError:
            self.handleError(record)

    def _path(self, day: date) -> Path:
        return self.folder / f"pingheng-{day}.log"

    def _begin(self, today: date) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        oldest = self._path(today - timedelta(days=self.days)).name
        for path in self.folder.glob("pingheng-????-??-??.log"):
            if path.name < oldest:
                path.unlink(missing_ok=True)
        self.day = today


def keep(logging_settings: dict[str, Any], *, folder: Path, days: int) -> None:
    """Add the daily file to Django's logging settings, and send there what structlog says as well.

    That is each request with its account, address and answer.
    """
    logging_settings["formatters"] = {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}}
    logging_settings["handlers"]["days"] = {
        "()": DailyFile,
        "folder": folder,
        "days": days,
        "formatter": "plain",
        "level": "INFO",
    }
    logging_settings["loggers"] = {"django_structlog": {"handlers": ["days"], "level": "INFO"}}
    logging_settings["root"]["handlers"].append("days")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
