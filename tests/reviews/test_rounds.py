"""Year-end indicators are asked in the last round only; what is asked is the same wherever it is asked."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.campaigns.models import Round
from indicators.models import Criterion
from indicators.services.versions import publish_version, store_version
from reviews.columns import column_payload
from reviews.models import ScoreSheet
from reviews.overview.mine import work_of
from reviews.payload import sheet_payload
from reviews.remit import remit_of
from reviews.running import running_score
from reviews.selectors import column_sheets
from reviews.services.cells import save_cells
from reviews.services.operations import Refused, Saved
from reviews.services.sheets import find_gaps, submit_sheet
from tests.reviews.world import World, document, fresh, make_world

pytestmark = pytest.mark.django_db
MONITORED = ["1.1#1", "1.1#2", "1.1#3", "1.1#4", "1.1#5", "1.1#6"]


def dated() -> dict[str, Any]:
    """The sample, 1.1 watched in every round, everything else judged at the end of the year."""
    stated = document()
    stated["version"] = "2"
    stated["tree"][0]["children"][0]["method"] = "monitoring"
    for node in (stated["tree"][0]["children"][1], stated["tree"][1], stated["tree"][2]):
        node["method"] = "year_end"
    return stated


@pytest.fixture
def world() -> World:
    """Ann has a sheet in each of two rounds."""
    made = make_world()
    version = store_version(document=dated(), actor=None)
    publish_version(version=version, actor=None, acknowledged=None)
    made.component.version = version
    made.component.save(update_fields=["version"])
    second = Round.objects.create(campaign=made.campaign, key="r2", position=1)
    first = made.sheet()
    ScoreSheet.objects.create(component=first.component, entity=first.entity, round=second, reviewer=first.reviewer)
    return made


def by_round(world: World) -> tuple[ScoreSheet, ScoreSheet]:
    first, second = sorted(world.sheets(), key=lambda sheet: sheet.round.position)
    return first, second


def test_the_sheet_of_an_early_round_asks_what_is_watched_and_the_last_one_everything(world):
    first, second = by_round(world)
    early, late = (sheet_payload(sheet, fresh(world.ann)) for sheet in (first, second))
    assert [cell["address"] for cell in early["cells"]] == MONITORED
    assert [cell["address"] for cell in late["cells"]] == [*MONITORED, "1.2#1", "1.2#1", "2#1"]
    assert [node["code"] for node in early["tree"]] == ["1", "1.1"]
    assert (early["figures"]["asked"], late["figures"]["asked"]) == (6, 9)
    assert running_score(first, remit_of(first))["asked"] == 6


def test_gaps_and_progress_count_the_same_cells(world):
    first, second = by_round(world)
    assert [gap.address for gap in find_gaps(first)] == MONITORED
    assert len(list(find_gaps(second))) == 9
    tasks = {task.sheet.pk: task.tally.asked for task in work_of(fresh(world.ann), world.campaign).tasks}
    assert tasks == {first.pk: 6, second.pk: 9}


def test_a_year_end_value_is_refused_early_and_taken_in_the_last_round(world):
    first, second = by_round(world)
    wish = [world.wish("1.2#1", "1")]
    (refused,) = save_cells(sheet=first, operations=wish, actor=fresh(world.ann))
    assert isinstance(refused, Refused)
    assert refused.code == "not_asked"
    (saved,) = save_cells(sheet=second, operations=wish, actor=fresh(world.ann))
    assert isinstance(saved, Saved)


def test_a_column_of_a_year_end_criterion_is_empty_in_an_early_round(world):
    for sheet, rows in zip(by_round(world), (0, 1), strict=True):
        sheets = column_sheets(fresh(world.ann), sheet.component, sheet.round)
        criteria = list(
            Criterion.objects.filter(version=sheet.component.version_id, address="1.2#1").select_related("indicator")
        )
        assert len(column_payload(sheets, criteria, fresh(world.ann))["rows"]) == rows


def test_an_early_sheet_is_complete_without_year_end_values(world):
    first, _second = by_round(world)
    values = {"1.1#1": "0.5", "1.1#2": "1", "1.1#3": "none", "1.1#4": "1/2", "1.1#5": "0", "1.1#6": "zz=0;a=0"}
    save_cells(sheet=first, operations=[world.wish(*item) for item in values.items()], actor=fresh(world.ann))
    assert submit_sheet(sheet=first, actor=fresh(world.ann)).is_submitted
