"""Score rows become packed sheets, in one place."""

from __future__ import annotations

import struct
from math import inf, isnan, nan
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.campaigns.models import Campaign, Component, Entity, Reviewer, Round
from assessment.scoring import CellFault, ValueFault, VersionPlan, plan_version
from indicators.models import Criterion
from indicators.services.versions import publish_version, store_version
from reviews.models import Score, ScoreSheet
from reviews.plans import plan_of, plan_of_content
from reviews.services.packing import pack_sheets, pack_values

RULES: list[dict[str, Any]] = [
    {"type": "rating"},
    {"type": "proportion"},
    {"type": "levels", "levels": [{"key": "none", "ratio": 0}, {"key": "full", "ratio": 1}]},
    {"type": "tally", "mode": "penalty", "categories": {"zz": {"percent": 10}, "a": {"percent": 5}}},
]


def document(**more: Any) -> dict[str, Any]:
    criteria = [
        {"no": number, "text": {"zh": "点", "en": "point"}, "rule": rule} for number, rule in enumerate(RULES, start=1)
    ]
    cases = {"no": 1, "text": {"zh": "例", "en": "case"}, "rule": {"type": "items", "item_max": 2}}
    name = {"zh": "项", "en": "item"}
    return {
        "key": "sample",
        "version": "1",
        "name": name,
        "classes": ["city"],
        "channels": ["website"],
        "tree": [
            {"code": "1", "name": name, "weight": {"city": 100}, "criteria": criteria},
            {"code": "2", "name": name, "kind": "bonus", "weight": 5, "criteria": [cases]},
        ],
        **more,
    }


def slots(pack: bytes) -> list[float]:
    return list(struct.unpack(f"<{len(pack) // 8}d", pack))


@pytest.fixture
def plan() -> VersionPlan:
    return plan_version(document())


def test_a_pack_holds_little_endian_doubles_in_cell_order(plan: VersionPlan) -> None:
    rows = [
        ("1#4", "website", "zz=1;a=3"),
        ("1#1", "website", "0.25"),
        ("1#3", "website", "full"),
        ("2#1", "website", "1;9"),
    ]
    packed = slots(pack_values(plan, rows))
    assert [isnan(value) for value in packed] == [False, True, True, False, False, False, False]
    assert [value for value in packed if not isnan(value)] == [0.25, 1, 1, 3, 3]


def test_empty_zero_and_not_applicable_stay_apart(plan: VersionPlan) -> None:
    zero = slots(pack_values(plan, [("1#1", "website", "0"), ("1#2", "website", "NA"), ("2#1", "website", "")]))
    assert zero[:3] == [0.0, -inf, -inf]
    assert [isnan(value) for value in zero[3:]] == [True] * 4


def test_what_is_no_cell_or_no_value_is_refused(plan: VersionPlan) -> None:
    with pytest.raises(CellFault):
        pack_values(plan, [("1#9", "website", "1")])
    with pytest.raises(CellFault):
        pack_values(plan, [("1#1", "", "1")])
    with pytest.raises(ValueFault):
        pack_values(plan, [("1#1", "website", "2")])


@pytest.mark.django_db
def test_a_plan_does_not_depend_on_the_order_in_which_a_database_keeps_keys() -> None:
    """PostgreSQL's jsonb sorts keys by length first: the slots of a tally must not follow."""
    version = store_version(document=document(), actor=None)
    turned = dict(version.document)
    turned["tree"] = [dict(node) for node in turned["tree"]]
    criteria = [dict(criterion) for criterion in turned["tree"][0]["criteria"]]
    categories = criteria[3]["rule"]["categories"]
    criteria[3]["rule"] = {**criteria[3]["rule"], "categories": dict(reversed(categories.items()))}
    turned["tree"][0]["criteria"] = criteria
    assert list(categories) != list(criteria[3]["rule"]["categories"])
    assert plan_of_content("turned", turned).criteria[3].rule == plan_of(version).criteria[3].rule


@pytest.mark.django_db
def test_a_plan_is_made_once_for_equal_content() -> None:
    version = store_version(document=document(), actor=None)
    first = plan_of(version)
    version.refresh_from_db()
    assert plan_of(version) is first
    changed = store_version(document=document(notes=["x"]), actor=None)
    assert plan_of(changed) is not first


def sheets(count: int) -> list[ScoreSheet]:
    """Open sheets with one score each, and what a pack needs loaded."""
    version = store_version(document=document(), actor=None)
    publish_version(version=version, actor=None, acknowledged=None)
    campaign = Campaign.objects.create(key=f"demo{count}", name_zh="示例", year=2024)
    component = Component.objects.create(campaign=campaign, version=version, share=1, position=0)
    turn = Round.objects.create(campaign=campaign, key="r1", position=0)
    reviewer = Reviewer.objects.create(campaign=campaign, key="rev")
    criterion = Criterion.objects.get(version=version, address="1#1")
    for number in range(count):
        entity = Entity.objects.create(campaign=campaign, key=f"e{number}", name="甲")
        sheet = ScoreSheet.objects.create(component=component, entity=entity, round=turn, reviewer=reviewer)
        Score.objects.create(sheet=sheet, criterion=criterion, channel="website", value=f"0.{number}")
    return list(ScoreSheet.objects.filter(component=component).select_related("component__version").order_by("-pk"))


@pytest.mark.django_db
def test_sheets_are_packed_in_their_order_and_get_the_next_revision() -> None:
    given = sheets(3)
    first, second = pack_sheets(given), pack_sheets(given[:1])
    assert [(pack.sheet_id, pack.revision, slots(pack.payload)[0]) for pack in [*first, *second]] == [
        (given[0].pk, 1, 0.2),
        (given[1].pk, 1, 0.1),
        (given[2].pk, 1, 0.0),
        (given[0].pk, 2, 0.2),
    ]
    assert slots(first[0].payload)[1:] == pytest.approx([nan] * 6, nan_ok=True)


@pytest.mark.django_db
def test_packing_many_sheets_asks_as_often_as_packing_one() -> None:
    counts = []
    for count in (1, 3):
        given = sheets(count)
        with CaptureQueriesContext(connection) as queries:
            pack_sheets(given)
        counts.append(len(queries))
    assert counts[0] == counts[1]
