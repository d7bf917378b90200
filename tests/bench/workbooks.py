"""Score sheets as a workbook, there and back: 300 sheets of 60 criteria, every cell filled in (docs/adr/0014).

``python -m tests.bench.workbooks`` works on the world of desk_world, in the process that a worker would be, and prints
JSON figures in seconds. Each step is held against the plainest way to do as much with the same rows.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
django.setup()

import python_calamine  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from assessment.campaigns.models import Campaign  # noqa: E402
from assessment.core.models import User  # noqa: E402
from reviews.models import SheetUpload  # noqa: E402
from reviews.services.uploads import apply_upload, upload_workbook  # noqa: E402
from reviews.workbooks.kinds import kind_named  # noqa: E402
from reviews.workbooks.layout import Document  # noqa: E402
from reviews.workbooks.plan import plan_of_upload  # noqa: E402
from reviews.workbooks.selectors import open_sheets  # noqa: E402
from reviews.workbooks.sheets import KIND, sheets_document  # noqa: E402
from reviews.workbooks.writing import write_document  # noqa: E402
from tests.bench.desk import TRIP  # noqa: E402

RUNS = 3
INSERT = "INSERT INTO bench_bare (sheet, criterion, value) VALUES (%s, %s, %s)"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    answer = work()
    return time.perf_counter() - begin, answer


class Trip:
    """One evaluator, all of whose sheets go out and come back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.campaign = Campaign.objects.get(key="bench")
        self.user = User.objects.get(username="evaluator0")
        self.seconds: dict[str, list[float]] = {name: [] for name, _words, _base in TRIP}

    def note(self, name: str, work: Callable[[], Any]) -> Any:
        seconds, answer = timed(work)
        self.seconds[name].append(seconds)
        return answer

    def go(self, value: str, deed: str) -> int:
        """Out, filled in with ``value``, and back; applying is noted as ``deed``. The number of cells."""
        out = self.folder / "out.xlsx"
        document = self.note("download", lambda: self.download(out))
        rows = document.tabs[0].rows
        self.note("csv", lambda: self.plain(document))
        filled = self.folder / "filled.xlsx"
        tab = replace(document.tabs[0], rows=[replace(row, value=value, comment="已核") for row in rows])
        write_document(replace(document, tabs=[tab]), filled, made=timezone.now())
        self.note("parse", lambda: python_calamine.CalamineWorkbook.from_path(filled).get_sheet_by_index(1).to_python())
        upload = self.note("upload", lambda: self.upload(filled))
        plan = self.note("plan", lambda: plan_of_upload(upload, self.user))
        done = self.note(deed, lambda: apply_upload(upload=upload, digest=plan.digest, taken=(), actor=self.user))
        self.note("insert", lambda: self.bare(len(rows), value))
        if done.result["changed"] != len(rows):
            raise RuntimeError(f"{done.result['changed']} of {len(rows)} cells changed")
        return len(rows)

    def download(self, path: Path) -> Document:
        sheets = list(open_sheets(self.user, self.campaign))
        document = sheets_document(sheets, campaign=self.campaign, user=self.user)
        write_document(document, path, made=timezone.now())
        return document

    def plain(self, document: Document) -> None:
        with (self.folder / "out.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([*row.shown.values(), row.value, row.comment, row.key] for row in document.tabs[0].rows)

    def upload(self, path: Path) -> SheetUpload:
        upload = upload_workbook(
            kind=kind_named(KIND), campaign=self.campaign, path=path, file_name="bench.xlsx", actor=self.user
        )
        return SheetUpload.objects.get(pk=upload.pk)

    def bare(self, count: int, value: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(INSERT, [(number // 60, number % 60, value) for number in range(count)])


def main() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="pht-bench-") as folder:
        trip = Trip(Path(folder))
        for number in range(RUNS):
            count = trip.go(f"0.{number + 1}", "apply_changed" if number else "apply_new")
    return {
        name: {"seconds": statistics.median(found), "fastest": min(found), "slowest": max(found), "count": count}
        for name, found in trip.seconds.items()
    }


if __name__ == "__main__":
    print(json.dumps(main()))
