"""Plain ways to do parts of the same work, measured beside ours."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection
from numpy.typing import NDArray

SCORE_ROWS = "SELECT * FROM reviews_score"
WEIGHT = 5.0 / 3.0
GROUPED = """
    WITH cell AS (
        SELECT sheet.entity_id, score.criterion_id, AVG(CAST(score.value AS {number})) AS ratio
        FROM reviews_score score JOIN reviews_scoresheet sheet ON sheet.id = score.sheet_id
        WHERE score.value <> 'NA' GROUP BY sheet.entity_id, score.criterion_id
    ), total AS (
        SELECT entity_id, SUM(ratio) * {weight} AS points FROM cell GROUP BY entity_id
    )
    SELECT entity_id, points, DENSE_RANK() OVER (ORDER BY points DESC) FROM total
"""


def read_rows() -> int:
    """The score rows out of the database, nothing else: COPY to memory, or sqlite3's fetchall."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            stream = io.BytesIO()
            cursor.copy_expert(f"COPY ({SCORE_ROWS}) TO STDOUT", stream)
            return stream.tell()
        cursor.execute(SCORE_ROWS)
        return len(cursor.fetchall())


def group_in_sql() -> int:
    number = "double precision" if connection.vendor == "postgresql" else "REAL"
    with connection.cursor() as cursor:
        cursor.execute(GROUPED.format(number=number, weight=WEIGHT))
        return len(cursor.fetchall())


def group_in_pandas() -> int:
    query = (
        "SELECT sheet.entity_id, score.criterion_id, score.value FROM reviews_score score "
        "JOIN reviews_scoresheet sheet ON sheet.id = score.sheet_id"
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            stream = io.BytesIO()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT csv)", stream)
            stream.seek(0)
            rows = pd.read_csv(stream, names=["entity", "criterion", "value"], na_values=["NA"])
        else:
            cursor.execute(query)
            rows = pd.DataFrame(cursor.fetchall(), columns=["entity", "criterion", "value"])
            rows["value"] = pd.to_numeric(rows["value"], errors="coerce")
    cells = rows.groupby(["entity", "criterion"])["value"].mean()
    totals = cells.groupby("entity").sum() * WEIGHT
    return len(totals.rank(method="dense", ascending=False))


def bare_mean(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.intp]:
    """Mean over reviewers, weighted sum, order: arithmetic that knows no rule."""
    return np.argsort(-(values.mean(axis=0) @ weights))


def recalculate_spreadsheet() -> dict[str, Any]:
    """1,000 entities as people do it today: a workbook with the formulas, opened, recalculated and saved."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return {"missing": "LibreOffice is not installed (Debian: apt-get install libreoffice-calc)"}
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from tests.bench.campaign import CRITERIA, REVIEWERS, slots

    values = np.where(np.isinf(slots(1000 * CRITERIA * REVIEWERS)), 1.0, slots(1000 * CRITERIA * REVIEWERS))
    book = Workbook(write_only=True)
    scores, ranking = book.create_sheet("scores"), book.create_sheet("ranking")
    last = get_column_letter(CRITERIA)
    for line in values.tolist():
        scores.append(line)
    for entity in range(1000):
        first = entity * REVIEWERS + 1
        total = f"=SUM(scores!A{first}:{last}{first + REVIEWERS - 1})/{REVIEWERS}*{WEIGHT}"
        ranking.append([total, f"=RANK(A{entity + 1},$A$1:$A$1000)"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.xlsx"
        book.save(path)
        begin = time.perf_counter()
        command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "ods", path]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        return {"seconds": time.perf_counter() - begin}
