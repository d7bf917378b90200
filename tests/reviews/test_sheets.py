"""Submitting, reopening, and what is frozen meanwhile."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from assessment.campaigns.models import Campaign
from assessment.core.frozen import FrozenError
from assessment.core.models import AuditEntry
from reviews.errors import GapsError, LockedError, RefusedError
from reviews.models import Finding, GateProposal, Score, ScoreSheet, VetoProposal
from reviews.remit import remit_of
from reviews.running import running_score
from reviews.services.cells import save_cells
from reviews.services.findings import propose_gate, propose_veto, remove_part, save_finding
from reviews.services.reopening import ask_reopening, decide_reopening
from reviews.services.sheets import find_gaps, submit_sheet
from tests.reviews.world import COMPLETE, World, complete, fresh, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def fill(world: World) -> None:
    save_cells(sheet=world.sheet(), operations=complete(world), actor=fresh(world.ann))


def submit(world: World) -> ScoreSheet:
    return submit_sheet(sheet=world.sheet(), actor=fresh(world.ann))


def note(world: World, **changed) -> Finding:
    given = {"criterion": world.criterion("1.1#1"), "channel": "website", "tags": ["断链"], "severity": "high"}
    return save_finding(sheet=world.sheet(), actor=fresh(world.ann), **{"text": "坏", **given, **changed})


def test_gaps_are_listed_in_document_order(world):
    save_cells(sheet=world.sheet(), operations=complete(world)[1:-1], actor=fresh(world.ann))
    with pytest.raises(GapsError) as refused:
        submit(world)
    assert [(gap.address, gap.channel, gap.missing) for gap in refused.value.gaps] == [
        ("1.1#1", "website", "value"),
        ("2#1", "website", "value"),
    ]
    assert world.sheet().status == "open"


def test_a_policy_may_let_gaps_pass(world):
    Campaign.objects.update(policy={"gaps": "allow"})
    assert submit(world).is_submitted


def test_a_policy_may_ask_for_reasons_below_full_marks(world):
    Campaign.objects.update(policy={"reasons": "below_full"})
    fill(world)
    assert [(gap.address, gap.channel, gap.missing) for gap in find_gaps(world.sheet())] == [
        ("1.1#1", "website", "comment"),
        ("1.1#4", "website", "comment"),
        ("1.1#6", "website", "comment"),
        ("1.2#1", "weixin", "comment"),
    ]


def test_not_applicable_is_no_gap(world):
    wishes = [world.wish(address, "NA", channel=channel) for address, channel in COMPLETE]
    save_cells(sheet=world.sheet(), operations=wishes, actor=fresh(world.ann))
    assert list(find_gaps(world.sheet())) == []


def test_submitting_packs_and_locks_and_does_so_once(world):
    fill(world)
    first, second = submit(world), submit(world)
    assert (first.pack_id, first.packs.count()) == (second.pack_id, 1)
    assert list(AuditEntry.objects.filter(verb="submit_sheet").values_list("actor_name", flat=True)) == ["ann"]
    with pytest.raises(LockedError):
        fill(world)
    with pytest.raises(LockedError):
        note(world)
    with pytest.raises(FrozenError):
        Score.objects.filter(sheet=first).update(value="1")


@pytest.mark.parametrize("table", ["score", "finding", "gateproposal", "vetoproposal"])
def test_the_database_itself_refuses_changes_on_a_submitted_sheet(world, table):
    fill(world)
    note(world)
    propose_gate(sheet=world.sheet(), gate="G1", reason="因", actor=fresh(world.ann))
    propose_veto(sheet=world.sheet(), veto="V1", condition="1", channel="", reason="因", actor=fresh(world.ann))
    submit(world)
    for statement in (f"DELETE FROM reviews_{table}", f"UPDATE reviews_{table} SET id = id"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_reopened_sheet_is_packed_anew(world):
    fill(world)
    asked = ask_reopening(sheet=submit(world), actor=fresh(world.ann), reason="因")
    decide_reopening(reopening=asked, grant=True, answer="", actor=fresh(world.lead))
    save_cells(sheet=world.sheet(), operations=[world.wish("1.1#1", "1", base=1)], actor=fresh(world.ann))
    again = submit(world)
    assert (again.pack.revision, again.packs.count()) == (2, 2)


def test_nobody_submits_anothers_sheet(world):
    with pytest.raises(PermissionDenied):
        submit_sheet(sheet=world.sheet(), actor=fresh(world.ben))


# --- beside the values ------------------------------------------------------------------------------------------------
def test_a_finding_is_kept_changed_and_taken_back(world):
    row = note(world, tags=[" 断链 ", "断链", ""])
    assert (row.tags, row.severity, row.text) == (["断链"], "high", "坏")
    note(world, finding=row, severity="low", text="好些")
    assert Finding.objects.get().severity == "low"
    remove_part(part=Finding.objects.get(), actor=fresh(world.ann))
    assert Finding.objects.count() == 0
    verbs = list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[-3:] == ["add_finding", "change_finding", "remove_finding"]


@pytest.mark.parametrize(
    "changed", [{"severity": "huge"}, {"text": " "}, {"tags": ["x" * 41]}, {"channel": "fax"}, {"criterion": 0}]
)
def test_a_finding_that_makes_no_sense_is_refused(world, changed):
    with pytest.raises(RefusedError):
        note(world, **changed)
    assert Finding.objects.count() == 0


def test_proposing_again_changes_the_reason(world):
    for reason in ("一", "二"):
        propose_gate(sheet=world.sheet(), gate="G1", reason=reason, actor=fresh(world.ann))
        propose_veto(sheet=world.sheet(), veto="V1", condition="1", channel="", reason=reason, actor=fresh(world.ann))
    assert GateProposal.objects.get().reason == VetoProposal.objects.get().reason == "二"


@pytest.mark.parametrize(
    "given",
    [
        {"veto": "V9"},
        {"condition": "7"},
        {"channel": "website"},  # the veto is on the entity
        {"reason": ""},
    ],
)
def test_a_veto_that_is_not_in_the_version_is_refused(world, given):
    veto = {"veto": "V1", "condition": "", "channel": "", "reason": "因", **given}
    with pytest.raises(RefusedError):
        propose_veto(sheet=world.sheet(), actor=fresh(world.ann), **veto)


# --- the running score ------------------------------------------------------------------------------------------------
def test_the_running_score_is_that_of_the_engine(world):
    """1.1: 60 × (0.5 + 1 + 1 + 0.75 + 1) ÷ 5, less 10 % of the leaf; 1.2: 40 × 0.7; bonus 1 + 2 capped each at 2."""
    fill(world)
    figures = running_score(world.sheet(), remit_of(world.sheet()))
    (tree,) = figures["trees"]
    assert {code: node["score"] for code, node in tree["nodes"].items()} == {
        "1": "73.000000",
        "1.1": "45.000000",
        "1.2": "28.000000",
        "2": "3.000000",
    }
    assert (figures["raw"], figures["full"]) == ("76.000000", "100.000000")
    assert (figures["asked"], figures["filled"]) == (9, 9)


def test_empty_cells_are_counted_by_indicator(world):
    save_cells(sheet=world.sheet(), operations=complete(world)[:7], actor=fresh(world.ann))
    nodes = running_score(world.sheet(), remit_of(world.sheet()))["nodes"]
    assert nodes == {
        "1": {"asked": 8, "filled": 7},
        "1.1": {"asked": 6, "filled": 6},
        "1.2": {"asked": 2, "filled": 1},
        "2": {"asked": 1, "filled": 0},
    }
