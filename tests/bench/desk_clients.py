"""Evaluators over HTTP, a thread and a connection each: ``python -m tests.bench.desk_clients ORIGIN`` reads the world
from standard input and prints JSON figures in milliseconds. It shares the machine's cores with the server.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
django.setup()

from django.db import connection  # noqa: E402

ALONE, TOGETHER, OPENINGS = 300, 20, 30  # measured saves of one, of each of many, and openings of a page
TOKEN = "b" * 32
INSERT = "INSERT INTO bench_bare (sheet, criterion, value) VALUES (%s, %s, '0.5')"
Work = Callable[[], Any]


class Desk:
    """An evaluator who saves the cells of a sheet, one after the other, over a connection that stays open."""

    def __init__(self, origin: str, stated: dict[str, Any]) -> None:
        self.stated = stated
        self.http = HTTPConnection(urlsplit(origin).netloc, timeout=60)
        cookie = f"sessionid={stated['session']}; csrftoken={TOKEN}"
        self.headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}
        cells = json.loads(self.get(f"/api/sheets/{stated['sheet']}/"))["cells"]
        self.cells = [{**cell, "base_version": cell.pop("version")} for cell in cells]
        self.turn = 0

    def ask(self, method: str, path: str, body: str | None = None) -> bytes:
        try:
            self.http.request(method, path, body, self.headers)
            answer = self.http.getresponse()
        except (ConnectionError, OSError):  # the server ends connections that rest; a browser connects again too
            self.http.close()
            self.http.request(method, path, body, self.headers)
            answer = self.http.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return content

    def get(self, path: str) -> bytes:
        return self.ask("GET", path)

    def save(self) -> None:
        cell = self.cells[self.turn % len(self.cells)]
        self.turn += 1
        wanted = {name: cell[name] for name in ("criterion", "channel", "base_version")}
        operation = {**wanted, "operation": str(uuid.uuid4()), "value": f"0.{1 + self.turn % 9}", "comment": ""}
        path = f"/api/sheets/{self.stated['sheet']}/cells/"
        (result,) = json.loads(self.ask("PUT", path, json.dumps({"operations": [operation]})))["results"]
        if result["status"] != "saved":
            raise RuntimeError(f"not saved: {result}")
        cell["base_version"] = result["version"]


def bare_insert() -> None:
    """The least a save could be: one row, committed (autocommit), by an open connection."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [1, 1])


def timed(work: Work, times: int, *, pause: float = 0.0) -> list[float]:
    """Milliseconds of each call. ``pause``: seconds from the begin of one call to that of the next."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1000)
        if pause:
            time.sleep(max(pause - (time.perf_counter() - begin), 0))
    return taken


def together(works: list[Work], times: int, *, pause: float = 0.0) -> list[float]:
    """The same by all ``works`` at once; with a pause they begin spread over it. Any fault ends the benchmark."""
    taken: list[float] = []
    faults: list[BaseException] = []

    def one(number: int, work: Work) -> None:
        try:
            work()  # the connection's first, not counted
            time.sleep(pause * number / len(works))
            taken.extend(timed(work, times, pause=pause))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number, work)) for number, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return taken


def figures(taken: list[float]) -> dict[str, float]:
    return {
        "p50": statistics.median(taken),
        "p95": statistics.quantiles(taken, n=20)[-1],
        "count": len(taken),
    }


def main(origin: str, world: dict[str, Any]) -> dict[str, Any]:
    desks = [Desk(origin, stated) for stated in world["desks"]]
    first, saves = desks[0], [desk.save for desk in desks]
    page = f"/sheets/{first.stated['sheet']}/"
    found = re.search(rb'href="(/static/[^"]+\.css)"', first.get(page))
    assert found, "the page names no style sheet"
    style = found.group(1).decode()
    opened = {
        "static": style,
        "page": page,
        "api": f"/api/sheets/{first.stated['sheet']}/",
        "column_page": f"/columns/{world['column']}",
        "column_api": f"/api/columns/{world['column']}",
    }
    for path in opened.values():
        for _ in range(4):  # each process of the server once at least
            first.get(path)
    timed(first.save, 20)
    return {
        "bare": figures(timed(bare_insert, ALONE)),
        "save": figures(timed(first.save, ALONE)),
        "bare_many": figures(together([bare_insert] * len(desks), TOGETHER)),
        "save_many": figures(together(saves, TOGETHER)),
        "save_paced": figures(together(saves, TOGETHER // 2, pause=1.0)),
        **{name: figures(timed(lambda path=path: first.get(path), OPENINGS)) for name, path in opened.items()},
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], json.load(sys.stdin))))
