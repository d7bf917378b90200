"""What the rooms hold against leaving a phase, each with something to find and with nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from assessment.campaigns.blockers import blockers_of, word_of
from assessment.campaigns.models import Campaign
from assessment.campaigns.phase_notices import unfinished
from reviews.models import ScoreSheet
from tests.bundles.samples import FILES, write_bundle
from tests.campaigns.people import scoring
from tests.results.people import computed, imported

pytestmark = pytest.mark.django_db
#: Codes of lines that are firm, or stand for nothing found.
NEVER_OPEN = {"stale_run", "drafts", "decisions"}


def found(campaign: Campaign, phase: str) -> dict[str, tuple[int, bool]]:
    return {blocker.code: (blocker.count, blocker.firm) for blocker in blockers_of(campaign, leaving=phase)}


def test_a_draft_needs_versions_and_entities():
    campaign = Campaign.objects.create(key="demo", name_zh="示例", year=2026)
    assert found(campaign, "draft") == {"no_component": (1, True), "no_entity": (1, True)}
    assert found(scoring("full").campaign, "draft") == {"no_league": (4, False)}


def test_open_sheets_block_scoring_and_their_evaluators_are_reminded():
    world = scoring()
    assert (found(world.campaign, "scoring"), list(unfinished(world.campaign))) == ({}, [])
    place = {"component": world.sites, "round": world.campaign.rounds.get()}
    for name in ("ann", "ben"):
        reviewer = world.campaign.reviewers.create(key=name, user=world.evaluators[name])
        status = "open" if name == "ann" else "submitted"
        ScoreSheet.objects.create(**place, reviewer=reviewer, entity=world.entities["a"], status=status)
    cai = world.campaign.reviewers.create(key="cai", user=world.evaluators["cai"])
    world.campaign.assignments.create(component=world.sites, entity=world.entities["b"], reviewer=cai)
    assert found(world.campaign, "scoring") == {"open_sheets": (2, False)}
    assert sorted(user.username for user in unfinished(world.campaign)) == ["ann", "cai"]


def test_results_are_released_of_a_run_that_is_up_to_date(tmp_path):
    campaign = imported(write_bundle(tmp_path, FILES))
    assert found(campaign, "reconciliation") == {"no_run": (1, True)}
    run = computed(campaign)
    assert found(campaign, "reconciliation") == {"missing_cells": (run.missing, False)}
    campaign.components.first().adjudications.all().delete()
    assert found(campaign, "reconciliation") == {"stale_run": (1, True), "missing_cells": (run.missing, False)}


def test_disagreements_block_the_release(tmp_path):
    twice = {**FILES, "scores.csv": FILES["scores.csv"] + "e1,sites,r1,李四,1.1#1,,0.1,\n"}
    campaign = imported(write_bundle(tmp_path, twice))
    computed(campaign)
    assert found(campaign, "reconciliation")["open_disagreements"] == (1, False)


def test_whatever_may_be_passed_over_has_words_for_the_histories():
    """A history keeps codes; the pages show their words."""
    root = Path(settings.BASE_DIR)
    made = re.compile(r"""(?:Blocker|Check)\(\s*"(\w+)"(.*)""")
    found = {
        code
        for package in ("assessment", "reviews")
        for path in (root / package).rglob("*.py")
        for code, rest in made.findall(path.read_text(encoding="utf-8"))
        if "firm=True" not in rest
    }
    assert {"open_sheets", "missing_cells", "lint"} <= found
    assert {code for code in found if word_of(code) == code} - NEVER_OPEN == set()
