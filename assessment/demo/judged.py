"""Innovation cases that were marked and got awards, in the demo's campaign whose version counts them (rule ``items``).

The evaluators' lists stand on their submitted sheets already; each number becomes the mark of one case, so that the
cells are what marking these cases would have written (reviews/cases/services/marking.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from assessment.campaigns.models import Campaign, Entity, Membership, Reviewer
from assessment.core.models import User
from assessment.demo.agencies import silent_agency
from assessment.demo.names import LEAD
from assessment.demo.people import username_of
from indicators.models import Criterion
from reviews.cases.models import CaseAward, CaseCategory, CaseMark, InnovationCase
from reviews.cases.selectors import bonus_criteria
from reviews.cases.services.entering import USUAL
from reviews.cases.services.marking import award_case
from reviews.models import Score

KEY = "cstc-2019-local"
Award = CaseAward.Award
PRIZES = (Award.FIRST, Award.SECOND, Award.THIRD)
#: By category, in the order in which an entity brings them.
TITLES: Mapping[str, tuple[str, str]] = {
    "集约化建设": ("下级站点统一平台与统一安全防护", "门户与政务服务平台数据同源发布"),
    "一体化服务": ("“一件事”联办专区", "惠企政策免申即享"),
    "新技术应用": ("政策问答智能助手", "办事材料智能预审"),
    "数据开放": ("公共数据开放与社会化应用", "信用数据辅助小微企业融资"),
}
SUMMARY = "做法、成效和可推广性见附件；上线以来用户量和好评率持续提高。"
#: The marks of one place on the sheets of an entity: reviewer id → points as text.
Marks = Mapping[int, str]


def judge_cases(campaign: Campaign) -> None:
    """Categories with their criteria, a case for every number on the sheets, three prizes a category.

    In the transaction of the campaign. Rows of cases are written as they are: the phase in which agencies enter and
    evaluators mark them is over.
    """
    english = dict(USUAL)
    for place, criterion in enumerate(bonus_criteria(campaign)):
        name = criterion.text.split("：")[0]
        category = CaseCategory.objects.create(
            campaign=campaign, name_zh=name, name_en=english[name], criterion=criterion, position=place
        )
        for entity, numbers in _marked(campaign, criterion).items():
            for title, marks in zip(TITLES[name], numbers, strict=False):
                _case(category, entity, title, marks)
        _give_prizes(category)


def _marked(campaign: Campaign, criterion: Criterion) -> dict[Entity, list[Marks]]:
    """What each entity's sheets hold in the criterion, number by number, in the order of the entities' keys."""
    rows = Score.objects.filter(sheet__component__campaign=campaign, criterion=criterion).exclude(value="")
    found: dict[Entity, list[dict[int, str]]] = defaultdict(list)
    for row in rows.select_related("sheet__entity").order_by("sheet__entity__key", "sheet__reviewer__key"):
        places = found[row.sheet.entity]
        for place, points in enumerate(row.value.split(";")):
            if place == len(places):
                places.append({})
            places[place][row.sheet.reviewer_id] = points
    return {entity: list(places) for entity, places in found.items()}


def _case(category: CaseCategory, entity: Entity, title: str, marks: Marks) -> None:
    user = silent_agency(entity)
    Membership.objects.get_or_create(campaign=category.campaign, user=user, role=Membership.Role.AGENCY, entity=entity)
    case = InnovationCase.objects.create(
        entity=entity,
        category=category,
        title=f"{entity.name}{title}",
        summary=SUMMARY,
        status=InnovationCase.Status.SUBMITTED,
        submitted_at=timezone.now() - timedelta(days=60),
        created_by=user,
    )
    reviewers = Reviewer.objects.in_bulk(marks)
    CaseMark.objects.bulk_create(
        CaseMark(case=case, reviewer=reviewers[pk], value=points) for pk, points in sorted(marks.items())
    )


def _give_prizes(category: CaseCategory) -> None:
    """By the sum of the marks; of equal ones the case entered first."""
    actor = User.objects.get(username=username_of(LEAD))
    cases = category.cases.select_related("entity__campaign", "category").prefetch_related("marks")
    ordered = sorted(cases, key=lambda case: (-sum(float(mark.value) for mark in case.marks.all()), case.pk))
    with transaction.atomic():
        for case, award in zip(ordered, PRIZES, strict=False):
            award_case(case=case, award=award, actor=actor)
