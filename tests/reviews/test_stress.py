"""Many tabs write the same cells at once, over a network that drops requests and answers (quality.md §1).

Every client is a thread that talks to the web server of the workbench, with its two processes, over connections of its
own. It remembers the version it last saw of each cell and sends until it has an answer. Some requests break off before
they have arrived, some answers never do (the same operation is then sent again, maybe while the first is still being
worked on), some requests are sent twice. ``STRESS=full`` runs 50 clients × 200 saves, else 10 × 40.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Semaphore
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, connections

from assessment.campaigns.models import Campaign
from reviews.models import Score, ScoreChange, ScoreSheet
from reviews.plans import plan_of
from reviews.services.packing import pack_values
from tests.reviews.world import World, client_of, make_world
from tests.support.server import served
from tests.support.worker import database_url

CLIENTS, SAVES = (50, 200) if os.environ.get("STRESS") == "full" else (10, 40)
SHEETS, CELLS = 4, 5  # few enough that tabs meet
BROKEN_OFF, ANSWER_LOST, TWICE = 0.15, 0.15, 0.1
TOKEN = "t" * 32
Cell = tuple[int, int]  # (sheet, criterion)
Json = dict[str, Any]


@dataclass
class Tab:
    """One client. ``seen``: the version it knows of each cell; ``answers``: its operations with their last answer;
    ``counts``: what the network did, and how often the server said it was too busy.
    """

    place: str  # host:port
    session: str
    number: int
    cells: list[Cell]
    seen: Counter[Cell] = field(default_factory=Counter)
    answers: list[tuple[Json, Json]] = field(default_factory=list)
    differing: list[tuple[Json, Json]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def work(self) -> None:
        self.luck = random.Random(self.number)
        self.http = HTTPConnection(self.place, timeout=120)
        for save in range(SAVES):
            self.save(save)
        self.http.close()

    def save(self, number: int) -> None:
        cell = self.luck.choice(self.cells)
        wish = {
            "operation": str(uuid4()),
            "criterion": cell[1],
            "channel": "",
            "value": str(self.luck.randrange(2)),
            "comment": f"{self.number}-{number}",
            "base_version": self.seen[cell],
        }
        answer = self.send_until_answered(cell[0], wish)
        self.answers.append((wish, answer))
        self.seen[cell] = answer["theirs"]["version"] if answer["status"] == "conflict" else answer["version"]

    def send_until_answered(self, sheet: int, wish: Json) -> Json:
        while True:
            fate = self.luck.random()
            if fate < BROKEN_OFF:
                self.lose(sheet, wish, whole=False)
                self.counts["broken off"] += 1
            elif fate < BROKEN_OFF + ANSWER_LOST:
                self.lose(sheet, wish, whole=True)
                self.counts["answers lost"] += 1
            elif (answer := self.send(sheet, wish)) is not None:
                if fate < BROKEN_OFF + ANSWER_LOST + TWICE and (again := self.send(sheet, wish)) is not None:
                    self.counts["sent twice"] += 1
                    self.differing += [(answer, again)] if again != answer else []
                return answer

    def send(self, sheet: int, wish: Json) -> Json | None:
        """None where there is no answer, or the server had no time for it (SQLite: others wrote all the while)."""
        try:
            self.http.request("PUT", *self.request(sheet, wish))
            answer = self.http.getresponse()
            content = answer.read()
        except (ConnectionError, HTTPException):  # the server ends connections that rest
            self.http.close()
            self.counts["connections ended"] += 1
            return None
        if answer.status == 500:
            self.counts["too busy"] += 1
            return None
        assert answer.status == 200, content
        (result,) = json.loads(content)["results"]
        return result

    def lose(self, sheet: int, wish: Json, *, whole: bool) -> None:
        """The connection breaks in the middle of the request, or before the answer is there."""
        path, body, headers = self.request(sheet, wish)
        http = HTTPConnection(self.place, timeout=120)
        http.putrequest("PUT", path)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            http.putheader(name, value)
        http.endheaders(body if whole else body[: len(body) // 2])
        http.close()

    def request(self, sheet: int, wish: Json) -> tuple[str, bytes, dict[str, str]]:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}
        return f"/api/sheets/{sheet}/cells/", json.dumps({"operations": [wish]}).encode(), headers


def tabs_of(world: World, place: str) -> list[Tab]:
    criteria = [world.criterion(f"1.2#{number}") for number in range(2, CELLS + 2)]
    cells = [(sheet.pk, criterion) for sheet in world.sheets() for criterion in criteria]
    session = client_of(world.ann).cookies[settings.SESSION_COOKIE_NAME].value
    return [Tab(place, session, number, cells) for number in range(CLIENTS)]


def worked(tabs: list[Tab]) -> Counter[str]:
    """What happened, all tabs together."""
    with ThreadPoolExecutor(max_workers=CLIENTS) as pool:
        for working in [pool.submit(tab.work) for tab in tabs]:
            working.result()
    return sum((tab.counts for tab in tabs), Counter())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_acknowledged_value_is_lost_and_every_conflict_is_reported(tmp_path, capsys):
    world, begin = make_world(entities=SHEETS, more=CELLS), time.monotonic()
    with served({"DATABASE_URL": database_url()}, log=tmp_path / "server.log") as place:
        tabs = tabs_of(world, place)
        counts = worked(tabs)
    answers = [pair for tab in tabs for pair in tab.answers]
    history = {str(change.operation): change for change in ScoreChange.objects.order_by("pk")}

    # The network did what it is here for, tabs met, and a repeated operation was always answered the same.
    statuses = Counter(answer["status"] for _wish, answer in answers)
    assert len(answers) == CLIENTS * SAVES == statuses["saved"] + statuses["conflict"]
    happened = {**statuses, **{name: counts[name] for name in ("broken off", "answers lost", "sent twice")}}
    with capsys.disabled():
        told = ", ".join(f"{number} {name}" for name, number in {**happened, **counts}.items())
        print(f"\n{connection.vendor}, {CLIENTS} clients × {SAVES} in {time.monotonic() - begin:.0f} s: {told}")
    assert min(happened.values()) > 0
    assert [pair for tab in tabs for pair in tab.differing] == []

    # Every operation stands in the history once, as it was answered: nothing acknowledged is lost, nothing is there
    # that nobody sent, and what lost a conflict is kept.
    assert set(history) == {wish["operation"] for wish, _answer in answers}
    for wish, answer in answers:
        change = history[wish["operation"]]
        assert (change.value, change.comment, change.base_version) == (
            wish["value"],
            wish["comment"],
            wish["base_version"],
        )
        assert change.lost == (answer["status"] == "conflict")
        stands = answer["theirs"] if change.lost else answer
        assert change.version == stands["version"]

    # No silent overwrite: in each cell every value that was taken was written on the one before it.
    last: dict[tuple[int, int], ScoreChange] = {}
    for change in history.values():
        cell = (change.sheet_id, change.criterion_id)
        before = last.get(cell)
        stood = (before.version, before.value, before.comment) if before else (0, "", "")
        if change.lost:
            assert change.base_version != stood[0]
        else:
            assert (change.base_version, change.version) == (stood[0], stood[0] + 1)
            last[cell] = change
        assert (change.previous_value, change.previous_comment) == stood[1:]

    # What stands in the sheets is the last value of each cell.
    rows = Score.objects.values_list("sheet_id", "criterion_id", "value", "comment", "version")
    expected = [(*cell, change.value, change.comment, change.version) for cell, change in last.items()]
    assert sorted(rows) == sorted(expected)


@pytest.mark.django_db(transaction=True)
def test_no_value_slips_in_while_a_sheet_is_being_submitted():
    """Tabs save while another one submits: what was acknowledged is in the pack, what came late is told so."""
    world = make_world(more=CELLS)
    Campaign.objects.update(policy={"gaps": "allow"})
    sheet, told = world.sheet(), []

    def fill(number: int) -> None:
        tab, criterion, base = client_of(world.ann), world.criterion(f"1.2#{number + 2}"), 0
        try:
            while True:
                wish = {"operation": str(uuid4()), "criterion": criterion, "value": str(base % 2), "base_version": base}
                body = json.dumps({"operations": [wish]})
                answer = tab.put(f"/api/sheets/{sheet.pk}/cells/", body, content_type="application/json")
                if answer.status_code == 409:
                    told.append(base)
                    return
                base = answer.json()["results"][0]["version"]
                if base == 3:
                    started.release()
        finally:
            connections.close_all()

    started = Semaphore(0)
    with ThreadPoolExecutor(max_workers=CELLS) as pool:
        working = [pool.submit(fill, number) for number in range(CELLS)]
        all_started = [started.acquire(timeout=60) for _tab in working]
        answer = client_of(world.ann).post(f"/sheets/{sheet.pk}/submission/")
        for tab in working:
            tab.result()
    assert all(all_started)
    assert answer.status_code == 200
    values = list(Score.objects.values_list("criterion__address", "channel", "value"))
    plan = plan_of(world.component.version)
    assert bytes(ScoreSheet.objects.get(pk=sheet.pk).pack.payload) == pack_values(plan, values)
    assert sorted(told) == sorted(Score.objects.values_list("version", flat=True))
