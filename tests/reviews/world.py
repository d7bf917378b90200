"""A campaign with open sheets: two evaluators and a lead, entities with two channels, every rule in one version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from assessment.campaigns.models import (
    Assignment,
    Campaign,
    Channel,
    Component,
    Entity,
    Membership,
    Reviewer,
    Round,
)
from assessment.core.models import User
from indicators.models import Criterion
from indicators.services.versions import publish_version, store_version
from reviews.models import ScoreSheet
from reviews.selectors import own_sheets
from reviews.services.operations import Operation

BACKEND = "django.contrib.auth.backends.ModelBackend"
RULES: list[dict[str, Any]] = [
    {"type": "rating"},
    {"type": "check"},
    {"type": "levels", "levels": [{"key": "none", "ratio": 0}, {"key": "完全（好）", "ratio": 1}]},
    {"type": "proportion"},
    {"type": "tiers", "tiers": [{"upto": 0, "ratio": 0}, {"ratio": 1}]},
    {"type": "tally", "mode": "penalty", "categories": {"zz": {"percent": 10}, "a": {"percent": 5}}},
]


def text(word: str) -> dict[str, str]:
    return {"zh": word, "en": word}


def document(*, more: int = 0) -> dict[str, Any]:
    """Leaf 1.1: the rules above, on the website; 1.2: a check judged on each channel, and ``more`` checks beside it;
    2: bonus cases; 3: not assessed in the county."""
    ruled = [{"no": n, "text": text(f"点{n}"), "class": "C", "channels": ["website"], "rule": rule}
             for n, rule in enumerate(RULES, start=1)]  # fmt: skip
    both = {"no": 1, "text": text("各渠道"), "class": "B", "channels": ["website", "weixin"], "rule": {"type": "check"}}
    beside = [{"no": n, "text": text(f"又{n}"), "class": "A", "channels": ["website"], "rule": {"type": "check"}}
              for n in range(2, more + 2)]  # fmt: skip
    cases = {
        "no": 1,
        "text": text("例"),
        "class": "C",
        "channels": ["website"],
        "rule": {"type": "items", "item_max": 2},
    }
    return {
        "key": "sample",
        "version": "1",
        "name": text("样例"),
        "classes": ["city", "county"],
        "channels": ["website", "weixin"],
        "channel_weights": [{"website": 70, "weixin": 30}],
        "gates": [{"code": "G1", "name": text("减半"), "targets": ["1.1"], "factor": 0.5}],
        "vetoes": [{"code": "V1", "name": text("不可用"), "conditions": [{"no": 1, "text": text("打不开")}]}],
        "tree": [
            {
                "code": "1",
                "name": text("公开"),
                "children": [
                    {"code": "1.1", "name": text("信息"), "weight": 60, "criteria": ruled},
                    {"code": "1.2", "name": text("渠道"), "weight": 40, "criteria": [both, *beside]},
                ],
            },
            {"code": "2", "name": text("加分"), "kind": "bonus", "weight": 5, "criteria": [cases]},
            {
                "code": "3",
                "name": text("市级"),
                "weight": {"city": 10, "county": None},
                "criteria": [
                    {"no": 1, "text": text("市"), "class": "A", "channels": ["website"], "rule": {"type": "rating"}}
                ],
            },
        ],
    }


@dataclass(frozen=True)
class World:
    campaign: Campaign
    component: Component
    round: Round
    ann: User
    ben: User
    lead: User

    def sheets(self, user: User | None = None) -> list[ScoreSheet]:
        """An evaluator's sheets (Ann's) as views load them, by entity key."""
        return list(own_sheets(fresh(user or self.ann)).order_by("entity__key"))

    def sheet(self, user: User | None = None) -> ScoreSheet:
        return self.sheets(user)[0]

    def criterion(self, address: str) -> int:
        return Criterion.objects.get(version=self.component.version_id, address=address).pk

    def wish(
        self,
        address: str,
        value: str,
        *,
        base: int = 0,
        channel: str = "website",
        comment: str = "",
        operation: UUID | None = None,
    ) -> Operation:
        return Operation(operation or uuid4(), self.criterion(address), channel, value, comment, base)


def fresh(user: User) -> User:
    """The account as the next request loads it, without remembered roles."""
    return User.objects.get(pk=user.pk)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def member(campaign: Campaign, name: str, role: str) -> User:
    user = User.objects.create_user(name, password="correct-horse-battery")
    Membership.objects.create(campaign=campaign, user=user, role=role)
    return user


def make_world(*, entities: int = 1, more: int = 0, phase: str = "scoring") -> World:
    version = store_version(document=document(more=more), actor=None)
    publish_version(version=version, actor=None, acknowledged=None)
    campaign = Campaign.objects.create(key="demo", name_zh="示例", year=2024, phase=phase)
    component = Component.objects.create(campaign=campaign, version=version, share=1, position=0)
    turn = Round.objects.create(campaign=campaign, key="r1", position=0)
    people = {name: member(campaign, name, "evaluator") for name in ("ann", "ben")}
    reviewers = [Reviewer.objects.create(campaign=campaign, key=name, user=user) for name, user in people.items()]
    for number in range(entities):
        entity = Entity.objects.create(
            campaign=campaign, key=f"e{number:03}", name=f"甲{number}", classes={"sample": "county"}
        )
        for kind in ("website", "weixin"):
            Channel.objects.create(entity=entity, kind=kind, address=f"https://{kind}.example/")
        for reviewer in reviewers:
            Assignment.objects.create(campaign=campaign, component=component, entity=entity, reviewer=reviewer)
            ScoreSheet.objects.create(component=component, entity=entity, round=turn, reviewer=reviewer)
    return World(campaign, component, turn, **people, lead=member(campaign, "lead", "lead"))


#: A value for each cell that is asked of a county.
COMPLETE = {
    ("1.1#1", "website"): "0.5",
    ("1.1#2", "website"): "1",
    ("1.1#3", "website"): "完全（好）",
    ("1.1#4", "website"): "3/4",
    ("1.1#5", "website"): "2",
    ("1.1#6", "website"): "zz=1;a=0",
    ("1.2#1", "website"): "1",
    ("1.2#1", "weixin"): "0",
    ("2#1", "website"): "1;2.5",
}


def complete(world: World) -> list[Operation]:
    return [world.wish(address, value, channel=channel) for (address, channel), value in COMPLETE.items()]
