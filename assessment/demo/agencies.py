"""The demo's campaign in self-assessment: agencies answer and lay evidence, nothing is scored yet."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from assessment.campaigns.models import Campaign, Channel, Component, Entity, League, Membership, PhaseWindow, Round
from assessment.core.models import User
from assessment.demo.cases import enter_cases
from assessment.demo.exhibits import exhibits
from assessment.demo.fujian import SITES
from assessment.demo.names import AGENCY, CITIES
from assessment.demo.people import AGENCY_ENTITY, username_of
from assessment.demo.workbooks import bring_back_answers
from assessment.scoring.model import Cell, Role
from indicators.models import IndicatorVersion
from reviews.evidence.models import EvidenceVersion
from reviews.evidence.services.keeping import add_link, add_version
from reviews.evidence.services.taking import stored_row, take
from reviews.services.operations import MOST_OPERATIONS, Operation
from reviews.submissions.asked import Questions
from reviews.submissions.models import SelfAssessment
from reviews.submissions.services.answering import save_answers
from reviews.submissions.services.attaching import attach_evidence
from reviews.submissions.services.submitting import begin_assessment, submit_assessment

KEY = "fujian-2020"
#: How much of its answers each entity has; 1 has submitted, what is not named has not begun.
ANSWERED = {"chengling": 0.55, "jichuan": 1.0, "xiwan": 1.0, "jinpu": 0.2}
STATEMENTS = (
    "已在门户网站设置专栏，按要求及时更新。",
    "本年度共发布 36 条，均在时限内公开。",
    "已完成整改，复查情况见附件。",
    "栏目由办公室专人维护，每周更新一次。",
    "与省级平台数据一致，链接有效。",
)


def load_agencies() -> Campaign | None:
    """Make the campaign where it is missing; None where it was there. After the accounts and the library."""
    if Campaign.objects.filter(key=KEY).exists():
        return None
    agency = User.objects.get(username=username_of(AGENCY))
    with transaction.atomic():
        campaign, component = _campaign()
        for entity in campaign.entities.order_by("key"):
            user = agency if entity.key == AGENCY_ENTITY else silent_agency(entity)
            Membership.objects.create(campaign=campaign, user=user, role=Membership.Role.AGENCY, entity=entity)
            if entity.key in ANSWERED:
                _answer(begin_assessment(component=component, entity=entity, actor=user), user)
        bring_back_answers(campaign, agency)
        enter_cases(campaign)
    return campaign


def _campaign() -> tuple[Campaign, Component]:
    version = IndicatorVersion.objects.filter(system__key=SITES, status="published").order_by("-pk")[0]
    due = _evening(timezone.now() + timedelta(days=12))
    campaign = Campaign.objects.create(
        key=KEY,
        name_zh="演示：2020年设区市政府网站绩效考核",
        name_en="Demo: websites of cities, 2020",
        year=2020,
        phase=Campaign.Phase.SELF_ASSESSMENT,
        baseline_key="fujian-2019",
        due_at=due,
    )
    begun = timezone.now() - timedelta(days=9)
    PhaseWindow.objects.create(campaign=campaign, phase=campaign.phase, starts_at=begun, due_at=due, first_due_at=due)
    Round.objects.create(campaign=campaign, key="r1", position=0)
    league = League.objects.create(campaign=campaign, key="cities", name_zh="设区市", name_en="Cities", position=0)
    component = Component.objects.create(campaign=campaign, version=version, share=100, position=0)
    for place in CITIES:
        entity = Entity.objects.create(
            campaign=campaign,
            key=place.key,
            name=place.name,
            sort_key=place.key,
            organisation=f"{place.name}人民政府办公室",
            classes={SITES: "city"},
            attributes={"coastal": "true" if place.coast else "false"},
        )
        entity.leagues.add(league)
        Channel.objects.create(
            entity=entity, kind="website", name=f"{place.name}人民政府", address=f"https://www.{place.key}.example/"
        )
    return campaign, component


def _evening(day: datetime) -> datetime:
    return timezone.localtime(day).replace(hour=18, minute=0, second=0, microsecond=0)


def silent_agency(entity: Entity) -> User:
    """Somebody who answers for the entity and cannot sign in."""
    name = f"demo-agency-{entity.key}"
    made = User.objects.filter(username=name).first()
    return made or User.objects.create_user(name, password=None, name="网站管理员", organisation=entity.organisation)


def _answer(row: SelfAssessment, user: User) -> None:
    questions, part = Questions.of(row), ANSWERED[row.entity.key]
    required = [cell for cell in questions.cells if questions.is_required(cell)]
    chosen = required[: round(len(required) * part)]
    wishes = [_wish(questions, cell, number) for number, cell in enumerate(chosen)]
    for start in range(0, len(wishes), MOST_OPERATIONS):
        save_answers(assessment=row, operations=wishes[start : start + MOST_OPERATIONS], actor=user)
    if row.entity.key == AGENCY_ENTITY:
        _lay_evidence(row, user, [questions.key(cell) for cell in chosen])
    if part == 1:
        submit_assessment(assessment=row, actor=user)


def _wish(questions: Questions, cell: Cell, number: int) -> Operation:
    criterion, channel = questions.key(cell)
    value = _value(questions, cell, number)
    return Operation(uuid4(), criterion, channel, value, STATEMENTS[number % len(STATEMENTS)], 0)


def _value(questions: Questions, cell: Cell, number: int) -> str:
    """What agencies say of themselves: nearly always the best."""
    planned = questions.plan.criteria[cell.criterion]
    rule = planned.rule
    if rule.type == "levels":
        return str(rule.keys[rule.ratios.index(max(rule.ratios))])
    if rule.type == "tally":
        return ";".join(f"{key}=0" for key in rule.keys)
    if rule.type == "proportion":
        return f"{20 - number % 3}/20"
    if rule.type == "tiers":
        return "0" if planned.role is Role.PENALTY else "12"
    return "1" if rule.type == "check" or number % 4 else "0.9"


def _lay_evidence(row: SelfAssessment, user: User, cells: list[tuple[int, str]]) -> None:
    """A picture, a report, a table and a link, some of them behind several answers."""
    pieces = list(_pieces(row.entity, user))
    for number, (criterion, channel) in enumerate(cells[:12]):
        piece = pieces[number % len(pieces)]
        attach_evidence(assessment=row, criterion=criterion, channel=channel, version=piece.pk, actor=user)


def _pieces(entity: Entity, user: User) -> Iterator[EvidenceVersion]:
    for folder, name, data in exhibits(entity.name):
        with tempfile.TemporaryDirectory(prefix="demo-") as place:
            path = Path(place) / name
            path.write_bytes(data)
            stored = stored_row(take(path))
        yield add_version(entity=entity, actor=user, folder=folder, name=name, stored=stored)
    address = f"https://www.{entity.key}.example/zwgk/"
    note = "政务公开首页，专栏 12 个，最近更新在昨天。"
    yield add_link(entity=entity, actor=user, folder="", name="政务公开首页", address=address, note=note)
