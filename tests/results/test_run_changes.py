"""What changed against the last run: totals, ranks and why, on the run's page."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.campaigns.models import Campaign, Channel, Entity
from assessment.results import run_changes, shelf
from assessment.results.models import Run, VetoFinding
from assessment.results.run_changes import RunChanges, previous_run
from indicators.models import Criterion, Veto
from reviews.models import Adjudication, ScoreSheet
from reviews.services.packing import pack_sheets
from tests.bundles.samples import write_bundle
from tests.results.people import client_of, computed, imported
from tests.results.test_ranking_page import SCORES, bundle

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    """Seven entities with one run; e6 is unqualified."""
    shelf.clear()
    campaign = imported(write_bundle(tmp_path, bundle("demo", SCORES)))
    computed(campaign)
    return campaign


def settle(campaign: Campaign, entity: str, value: str) -> None:
    component = campaign.components.get()
    Adjudication.objects.update_or_create(
        component=component,
        entity=campaign.entities.get(key=entity),
        round=campaign.rounds.get(),
        criterion=Criterion.objects.get(version=component.version, address="1#1"),
        channel="website",
        defaults={"value": value, "reason": "复核"},
    )


def hand_in_again(sheet: ScoreSheet, address: str, value: str) -> None:
    """What reopening, saving and submitting do to a sheet."""
    rows = ScoreSheet.objects.filter(pk=sheet.pk)
    rows.update(status="open")
    sheet.scores.filter(criterion__address=address).update(value=value)
    (pack,) = pack_sheets([sheet])
    rows.update(status="submitted", pack=pack)


def changes(campaign: Campaign) -> RunChanges:
    run = computed(campaign)
    previous = previous_run(run)
    assert previous is not None
    return RunChanges(run, previous)


def rows(found: RunChanges) -> list[tuple]:
    return [
        (row.key, row.difference, [(move.league.key, move.before, move.now) for move in row.moves], row.causes)
        for row in found.entities
    ]


def test_a_first_run_has_nothing_to_compare_with(campaign):
    run = campaign.runs.get()
    assert previous_run(run) is None
    page = client_of("lead", campaign).get("/campaigns/demo/runs/1/").content.decode()
    assert 'id="changes"' not in page


def test_an_adjudicated_value_explains_its_entity_and_not_the_one_it_overtook(campaign):
    settle(campaign, "e4", "0.9")  # 60 × 0.9 + 40 × 0.4 = 70.00, was 64.00; e2 and e3 have 70.40, e5 40.00
    settle(campaign, "e5", "0.99")  # 60 × 0.99 + 40 × 0.25 = 69.40
    found = changes(campaign)
    assert rows(found) == [
        ("e5", Decimal("29.40"), [], ["已裁定：1"]),
        ("e4", Decimal("6.00"), [], ["已裁定：1"]),
    ]
    assert (found.totals, found.ranks, found.added, found.removed, found.general) == (2, 0, 0, 0, [])
    settle(campaign, "e5", "1")  # 70.00: a tie with e4, so that e7 moves up behind them
    assert rows(changes(campaign)) == [
        ("e5", Decimal("0.60"), [("all", 4, 3)], ["已裁定：1"]),
        ("e7", Decimal("0.00"), [("all", 5, 4)], []),
    ]


def test_who_becomes_unqualified_stands_first_with_the_veto(campaign):
    settle(campaign, "e5", "0.6")
    component = campaign.components.get()
    VetoFinding.objects.create(
        component=component,
        entity=campaign.entities.get(key="e1"),
        veto=Veto.objects.get(version=component.version),
        condition="1",
        status=VetoFinding.Status.CONFIRMED,
    )
    found = changes(campaign)
    assert [(row.key, row.difference, list(row.causes)) for row in found.entities][:2] == [
        ("e1", None, ["已确认的单项否决：1"]),
        ("e5", Decimal("6.00"), ["已裁定：1"]),
    ]
    assert [(move.league.key, move.before, move.now) for move in found.entities[0].moves] == [
        ("all", 1, None),
        ("few", 1, None),
    ]
    assert found.entities[0].now.total is None


def test_a_sheet_handed_in_again_a_closed_channel_and_a_new_policy_are_told(campaign):
    hand_in_again(ScoreSheet.objects.select_related("component__version").get(entity__key="e3"), "1#1", "0.1")
    Channel.objects.filter(entity__key="e5", entity__campaign=campaign).update(is_open=False)
    campaign.policy = {**campaign.policy, "decimals": 3}
    campaign.save()
    found = changes(campaign)
    causes = {row.key: list(row.causes) for row in found.entities}
    assert (causes["e3"], causes["e5"]) == (["评分表：1"], ["渠道"])
    assert [(item.before, item.now) for item in found.general] == [("2", "3")]


def test_new_and_removed_entities_are_counted_and_named(campaign):
    before = campaign.runs.get()
    Entity.objects.create(campaign=campaign, key="e8", name="辛市", classes={"sites": "city"})
    found = changes(campaign)
    assert (found.added, found.removed) == (1, 0)
    assert (found.entities[0].key, found.entities[0].name, found.entities[0].before) == ("e8", "辛市", None)
    turned = RunChanges(before, Run.objects.get(campaign=campaign, number=2))
    assert (turned.added, turned.removed, turned.entities[0].name, turned.entities[0].now) == (0, 1, "辛市", None)


def test_the_list_is_short_and_says_how_many_there_are(campaign, monkeypatch):
    monkeypatch.setattr(run_changes, "MOST_LISTED", 1)
    settle(campaign, "e4", "0.9")
    settle(campaign, "e5", "0.99")
    computed(campaign)
    page = client_of("lead", campaign).get("/campaigns/demo/runs/2/").content.decode()
    assert "变化最大的 1 个，共 2 个" in page
    assert "戊市" in page
    assert "+29.40" in page


@pytest.mark.parametrize("settled", [["e1"], ["e1", "e2", "e3"]])
def test_three_changes_take_as_many_statements_as_one(campaign, settled):
    for entity in settled:
        settle(campaign, entity, "0.5")
    found = changes(campaign)
    with CaptureQueriesContext(connection) as captured:
        assert {row.key for row in found.entities} >= set(settled)
        assert (found.totals, found.general) == (len(settled), [])
    assert len(captured) == 6  # results and ranks of both runs, packs, leagues
