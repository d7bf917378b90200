"""Many tabs write the same cells at once, over a network that drops requests and answers (quality.md §1).

Every client is a thread with a connection of its own, and sends through the whole interface to the real database. It
remembers the version it last saw of each cell and sends until it has an answer. Some requests never arrive, some
answers never do (the same operation is then sent again), some requests arrive twice. ``STRESS=full`` runs 50 clients ×
200 saves, else 10 × 40.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Semaphore
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, close_old_connections, connections
from django.test import Client

from assessment.campaigns.models import Campaign
from reviews.models import Score, ScoreChange, ScoreSheet
from reviews.plans import plan_of
from reviews.services.packing import pack_values
from tests.reviews.world import World, client_of, make_world

CLIENTS, SAVES = (50, 200) if os.environ.get("STRESS") == "full" else (10, 40)
SHEETS, CELLS = 4, 5  # few enough that tabs meet
DROPPED, ANSWER_LOST, TWICE = 0.15, 0.15, 0.1
Cell = tuple[int, int]  # (sheet, criterion)


@dataclass
class Tab:
    """One client. ``seen``: the version it knows of each cell; ``answers``: its operations with their last answer."""

    client: Client
    number: int
    cells: list[Cell]
    seen: Counter[Cell] = field(default_factory=Counter)
    answers: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    differing: list[Any] = field(default_factory=list)
    resent: int = 0

    def work(self) -> None:
        self.luck = random.Random(self.number)
        try:
            for save in range(SAVES):
                self.save(save)
        finally:
            connections.close_all()

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

    def send_until_answered(self, sheet: int, wish: dict[str, Any]) -> dict[str, Any]:
        lost: list[dict[str, Any]] = []
        while True:
            fate = self.luck.random()
            if fate >= DROPPED and (answer := self.send(sheet, wish)) is not None:
                lost.append(answer)
                if fate >= DROPPED + ANSWER_LOST + TWICE:
                    break
                if fate >= DROPPED + ANSWER_LOST and (again := self.send(sheet, wish)) is not None:
                    lost.append(again)
                    break
            self.resent += 1
        self.differing += [answer for answer in lost if answer != lost[0]]
        return lost[-1]

    def send(self, sheet: int, wish: dict[str, Any]) -> dict[str, Any] | None:
        """None where the database was too busy: the request has changed nothing and is sent again."""
        body = json.dumps({"operations": [wish]})
        try:
            answer = self.client.put(f"/api/sheets/{sheet}/cells/", body, content_type="application/json")
        except OperationalError:
            close_old_connections()
            return None
        assert answer.status_code == 200, answer.content
        (result,) = answer.json()["results"]
        return result


def tabs_of(world: World) -> list[Tab]:
    criteria = [world.criterion(f"1.2#{number}") for number in range(2, CELLS + 2)]
    cells = [(sheet.pk, criterion) for sheet in world.sheets() for criterion in criteria]
    return [Tab(client_of(world.ann), number, cells) for number in range(CLIENTS)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_acknowledged_value_is_lost_and_every_conflict_is_reported():
    tabs = tabs_of(make_world(entities=SHEETS, more=CELLS))
    with ThreadPoolExecutor(max_workers=CLIENTS) as pool:
        for working in [pool.submit(tab.work) for tab in tabs]:
            working.result()
    answers = [pair for tab in tabs for pair in tab.answers]
    history = {str(change.operation): change for change in ScoreChange.objects.order_by("pk")}

    # The network did what it is here for, tabs met, and a repeated operation was always answered the same.
    statuses = Counter(answer["status"] for _wish, answer in answers)
    assert len(answers) == CLIENTS * SAVES == statuses["saved"] + statuses["conflict"]
    assert min(statuses["saved"], statuses["conflict"], sum(tab.resent for tab in tabs)) > 0
    assert [answer for tab in tabs for answer in tab.differing] == []

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
