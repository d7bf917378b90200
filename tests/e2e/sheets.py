"""Score sheets for the browser tests: ``make(name)`` runs inside the workbench's own process (manage.py shell).

Each world has a campaign of its own, an evaluator and a lead with the password PASSWORD, and as many sheets as asked.
"""

from __future__ import annotations

from typing import Any

from assessment.campaigns.models import Assignment, Campaign, Channel, Component, Entity, Membership, Reviewer, Round
from assessment.core.models import User
from indicators.models import Criterion
from indicators.services.versions import publish_version, store_version
from reviews.models import Score, ScoreSheet, Snippet
from reviews.services.sheets import submit_sheet
from tests.reviews.submissions.world import claimed
from tests.reviews.world import RULES

PASSWORD = "correct-horse-battery"
LEVELS = {
    "type": "levels",
    "levels": [{"key": "无", "ratio": 0}, {"key": "半", "ratio": 0.5}, {"key": "全", "ratio": 1}],
}
CHECK = {"type": "check"}


def words(chinese: str) -> dict[str, str]:
    return {"zh": chinese, "en": chinese}


def criterion(number: int, rule: dict[str, Any]) -> dict[str, Any]:
    return {"no": number, "text": words(f"要点{number}的说明文字"), "class": "A", "channels": ["website"], "rule": rule}


def leaf(code: str, rules: list[dict[str, Any]], weight: float) -> dict[str, Any]:
    criteria = [criterion(number, rule) for number, rule in enumerate(rules, start=1)]
    return {"code": code, "name": words(f"指标{code}"), "weight": weight, "criteria": criteria}


def document(key: str, rules: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """Two first-level indicators; ``rules``: one list a leaf."""
    half = (len(rules) + 1) // 2
    branches = [rules[:half], rules[half:]]
    return {
        "key": key,
        "version": "1",
        "name": words("示例体系"),
        "classes": ["city"],
        "channels": ["website", "weixin"],
        "gates": [{"code": "G1", "name": words("弄虚作假"), "targets": ["1.1"], "factor": 0}],
        "vetoes": [{"code": "V1", "name": words("站点无法访问"), "conditions": [{"no": 1, "text": words("打不开")}]}],
        "tree": [
            {
                "code": str(place),
                "name": words(f"一级{place}"),
                "children": [
                    leaf(f"{place}.{number}", found, 100 / len(rules)) for number, found in enumerate(branch, start=1)
                ],
            }
            for place, branch in enumerate(branches, start=1)
            if branch
        ],
    }


def keyed() -> list[list[dict[str, Any]]]:
    """60 criteria that one key scores: levels and checks by turns, six leaves of ten."""
    return [[LEVELS if number % 2 else CHECK for number in range(10)] for _leaf in range(6)]


#: The eight rules: six that score, a count beside them and a tally.
EVERY = [[*RULES, {"type": "count"}], [CHECK, LEVELS, {"type": "rating", "step": 0.1}]]
SHAPES = {"keyed": keyed(), "every": EVERY}


def make(name: str, shape: str, sheets: int = 1) -> None:
    """Print the ids of the sheets of the evaluator ``name``."""
    version = store_version(document=document(f"sheet-{name}", SHAPES[shape]), actor=None)
    publish_version(version=version, actor=None, acknowledged=None)
    campaign = Campaign.objects.create(key=f"sheet-{name}", name_zh="示例批次", year=2024, phase="scoring")
    component = Component.objects.create(campaign=campaign, version=version, share=1, position=0)
    turn = Round.objects.create(campaign=campaign, key="r1", position=0)
    user = member(campaign, name, "evaluator")
    member(campaign, f"{name}-lead", "lead")
    reviewer = Reviewer.objects.create(campaign=campaign, key=name, user=user)
    Snippet.objects.create(campaign=campaign, text="缺联系电话", pinyin="quelianxidianhua qlxdh")
    for number in range(sheets):
        classes = {f"sheet-{name}": "city"}
        entity = Entity.objects.create(campaign=campaign, key=f"e{number}", name=f"青川市{number}", classes=classes)
        for kind in ("website", "weixin"):
            Channel.objects.create(entity=entity, kind=kind, address=f"https://{kind}.example/")
        Assignment.objects.create(campaign=campaign, component=component, entity=entity, reviewer=reviewer)
        sheet = ScoreSheet.objects.create(component=component, entity=entity, round=turn, reviewer=reviewer)
        print("sheet", sheet.pk)
    for place in Criterion.objects.filter(version=version).select_related("indicator"):
        print("column", place.address, f"/columns/{component.pk}/{turn.pk}/{place.pk}/")
        print("column", place.indicator.code, f"/columns/{component.pk}/{turn.pk}/leaves/{place.indicator_id}/")


def member(campaign: Campaign, name: str, role: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD)
    Membership.objects.create(campaign=campaign, user=user, role=role)
    return user


def claim(pk: int) -> None:
    """The agency of a sheet's entity has claimed the first criterion, with a picture."""
    sheet = ScoreSheet.objects.get(pk=pk)
    criterion = Criterion.objects.filter(version=sheet.component.version_id).order_by("position").first()
    claimed(sheet.component, sheet.entity, sheet.reviewer.user, criterion.pk, channel="")


def values(pk: int) -> None:
    """Print what the database holds: a line a cell in document order."""
    rows = ScoreSheet.objects.get(pk=pk).scores.select_related("criterion").order_by("criterion__position")
    for row in rows:
        print("cell", row.criterion.address, row.channel, row.value, row.comment, row.version, sep="|")


def down(name: str, address: str) -> None:
    """Print what the sheets of the evaluator hold in a criterion."""
    rows = Score.objects.filter(sheet__reviewer__user__username=name, criterion__address=address)
    for sheet, value in rows.values_list("sheet", "value"):
        print("down", sheet, value, sep="|")


def submit(pk: int) -> None:
    """Lock a sheet behind the evaluator's back; its gaps are allowed."""
    sheet = ScoreSheet.objects.select_related("reviewer__user", "component__campaign").get(pk=pk)
    Campaign.objects.filter(pk=sheet.component.campaign_id).update(policy={"gaps": "allow"})
    sheet.component.campaign.refresh_from_db()
    submit_sheet(sheet=sheet, actor=sheet.reviewer.user)


def before(name: str, address: str, values: list[str]) -> None:
    """A published campaign of the year before, in which the sites of the evaluator ``name`` had ``values``."""
    campaign = Campaign.objects.get(key=f"sheet-{name}")
    component = campaign.components.get()
    past = Campaign.objects.create(key=f"past-{name}", name_zh="上年批次", year=2023, phase="published")
    place = {
        "component": Component.objects.create(campaign=past, version=component.version, share=1, position=0),
        "round": Round.objects.create(campaign=past, key="r1", position=0),
        "reviewer": Reviewer.objects.create(campaign=past, key="somebody"),
    }
    criterion = Criterion.objects.get(version=component.version, address=address)
    for number, value in enumerate(values):
        entity = Entity.objects.create(campaign=past, key=f"e{number}", name=f"青川市{number}")
        sheet = ScoreSheet.objects.create(entity=entity, **place)
        Score.objects.create(sheet=sheet, criterion=criterion, channel="", value=value)
        ScoreSheet.objects.filter(pk=sheet.pk).update(status="submitted")
    Campaign.objects.filter(pk=campaign.pk).update(baseline_key=past.key)
