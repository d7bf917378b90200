"""The evaluator's workbench under load: saving, opening, keys; a real server on a real database (issue of the sheet).

What counts are the ratios: a save against one row inserted and committed by the same number of connections, a page
against a static file of the same server. Clients, server and database share the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from tests.support.server import served

#: Row, its words, the row it is held against.
ROWS = [
    ("bare", "one row inserted and committed, the baseline", "bare"),
    ("save", "a cell saved, 1 evaluator", "bare"),
    ("bare_many", "one row inserted, 50 connections at once", "bare_many"),
    ("save_many", "a cell saved, 50 evaluators without a pause", "bare_many"),
    ("save_paced", "a cell saved, 50 evaluators, each once a second", "bare"),
    ("static", "a style sheet of the same server, the baseline", "static"),
    ("page", "score sheet of 60 criteria, page", "static"),
    ("api", "score sheet of 60 criteria, API", "static"),
    ("column_page", "column of 300 entities, page", "static"),
    ("column_api", "column of 300 entities, API", "static"),
]
#: The same of a workbook's way there and back.
TRIP = [
    ("csv", "the rows written as CSV, the baseline", "csv"),
    ("download", "workbook made: read, signed, written", "csv"),
    ("parse", "a workbook parsed by calamine, the baseline", "parse"),
    ("upload", "upload: child process, checks, kept", "parse"),
    ("insert", "as many rows inserted and committed, the baseline", "insert"),
    ("plan", "plan of every cell", "insert"),
    ("apply_new", "plan applied, every cell new", "insert"),
    ("apply_changed", "plan applied, every cell changed", "insert"),
]
KEY_ROWS = [
    ("keys_sheet", "key to paint, sheet of 60 criteria (Chromium)"),
    ("keys_column", "key to paint, column of 300 entities (Chromium)"),
]


def program(name: str, environment: dict[str, str], world: Any = None, *arguments: str) -> dict[str, Any]:
    """Run ``tests.bench.NAME`` in a process of its own and read the JSON it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", *arguments],
        env={**os.environ, **environment},
        check=True,
        input=json.dumps(world),
        stdout=subprocess.PIPE,
        text=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def own_database(url: str) -> str:
    """An empty database on the same server: that of the census holds another campaign of the same version."""
    name = f"desk_{os.getpid()}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def bench_desk(database: str, url: str) -> None:
    """Print the table of one database."""
    with tempfile.TemporaryDirectory(prefix="pht-bench-") as data:
        environment = {
            "DATA_DIR": data,
            "DATABASE_URL": own_database(url) if url else f"sqlite:///{data}/desk.sqlite3",
        }
        world = program("desk_world", environment)
        begin = time.monotonic()
        with served(environment) as place:
            origin = f"http://{place}"
            figures = program("desk_clients", environment, world, origin)
            keys = program("desk_keys", environment, world, origin)
        print(
            f"\n{database}, evaluators ({time.monotonic() - begin:.0f} s)              p50 ms   p95 ms   ÷ base   count"
        )
        for name, words, base in ROWS:
            line(words, figures[name], figures[base]["p50"])
        if "missing" in keys:
            print(f"  key to paint left out: {keys['missing']}")
        else:
            for name, words in KEY_ROWS:
                line(words, keys[name], None)
        workbooks(database, program("workbooks", environment))


def workbooks(database: str, figures: dict[str, Any]) -> None:
    """Print the table of the way there and back of a workbook (tests.bench.workbooks)."""
    cells = figures["upload"]["count"]
    print(f"\n{database}, a workbook of {cells:,} cells                   seconds   ÷ base   fastest–slowest")
    for name, words, base in TRIP:
        found = figures[name]
        ratio = found["seconds"] / figures[base]["seconds"]
        print(f"  {words:<50}{found['seconds']:9.3f}{ratio:9.1f}   {found['fastest']:.3f}–{found['slowest']:.3f}")


def line(words: str, figures: dict[str, float], base: float | None) -> None:
    ratio = f"{figures['p50'] / base:9.1f}" if base else " " * 9
    print(f"  {words:<50}{figures['p50']:9.2f}{figures['p95']:9.2f}{ratio}{figures['count']:8.0f}", flush=True)
