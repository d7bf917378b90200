"""Marks of evaluators, which become the ``items`` value of their own sheet (scoring.md §3), and awards."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.verdicts import require
from assessment.scoring import ValueFault
from assessment.scoring.cells import format_value, parse_value
from indicators.models import Criterion
from reviews.cases import rules
from reviews.cases.models import CaseAward, CaseMark, InnovationCase
from reviews.cases.selectors import marking_sheet
from reviews.cases.services.entering import record
from reviews.checking import check_text
from reviews.errors import RefusedError
from reviews.models import Score, ScoreSheet
from reviews.plans import plan_of
from reviews.remit import remit_of
from reviews.scope import channel_name
from reviews.sentences import value_sentence
from reviews.services.cells import save_cell
from reviews.services.operations import Conflict

LONGEST_COMMENT = 4000


def mark_case(*, case: InnovationCase, value: str, comment: str, actor: User) -> CaseMark:
    """Give a case points and carry them to the evaluator's sheet, in one transaction.

    Raises PermissionDenied, RefusedError (no number from 0 up, more than a case may get).
    """
    sheet = marking_sheet(actor, case)
    require(rules.can_mark_case(actor, case, sheet))
    criterion = case.category.criterion
    assert sheet is not None, "the rule asks for it"
    assert criterion is not None, "a sheet was found by it"
    points = _points(sheet, criterion, value)
    check_text(comment, longest=LONGEST_COMMENT)
    with transaction.atomic():
        mark, _made = CaseMark.objects.update_or_create(
            case=case, reviewer=sheet.reviewer, defaults={"value": points, "comment": comment.strip()}
        )
        _feed(sheet, criterion, actor)
        record("mark_case", case, actor, after={"value": points})
    return mark


def _points(sheet: ScoreSheet, criterion: Criterion, text: str) -> str:
    """The canonical text of one case's points. Raises RefusedError."""
    plan = plan_of(sheet.component.version)
    planned = plan.criteria[plan.criterion_index[criterion.address]]
    if ";" in text or not text.strip():
        raise RefusedError("not_a_number", _("“%(text)s” is not a number.") % {"text": text})
    try:
        slots = parse_value(planned, text)
    except ValueFault as fault:
        raise RefusedError(fault.code, value_sentence(fault)) from fault
    most = criterion.rule["item_max"]
    points = format_value(planned, slots)
    if float(text.strip()) > most:
        raise RefusedError("too_many_points", _("A case gets at most %(most)s points.") % {"most": most})
    return points


def _feed(sheet: ScoreSheet, criterion: Criterion, actor: User) -> None:
    """The evaluator's items cell is the list of what they gave the entity's cases, in the order of the cases."""
    marks = CaseMark.objects.filter(
        reviewer=sheet.reviewer, case__entity=sheet.entity, case__category__criterion=criterion
    )
    values = marks.order_by("case__category__position", "case").values_list("value", flat=True)
    channel = _channel_of(sheet, criterion)
    stands = Score.objects.filter(sheet=sheet, criterion=criterion, channel=channel).first()
    saved = save_cell(
        sheet=sheet,
        criterion=criterion.pk,
        channel=channel,
        value=";".join(values),
        comment=stands.comment if stands else "",
        base_version=stands.version if stands else 0,
        operation=uuid4(),
        actor=actor,
    )
    if isinstance(saved, Conflict):  # the evaluator typed into the cell in the same moment
        raise RefusedError("busy", _("It is being changed by somebody else; please try again."))


def _channel_of(sheet: ScoreSheet, criterion: Criterion) -> str:
    """The channel of the criterion's cell on the sheet. Raises RefusedError where it is not asked."""
    remit = remit_of(sheet)
    for cell in remit.cells:
        if remit.plan.criteria[cell.criterion].address == criterion.address:
            return channel_name(remit.plan, cell)
    raise RefusedError("not_asked", _("%(address)s is not asked on this sheet.") % {"address": criterion.address})


def award_case(*, case: InnovationCase, award: str, actor: User) -> None:
    """Give, change or, by '', take back an award. Raises PermissionDenied, RefusedError for an unknown one."""
    require(rules.can_award_case(actor, case))
    if award and award not in CaseAward.Award.values:
        raise RefusedError("award", _("There is no such award."))
    with transaction.atomic():
        before = CaseAward.objects.select_for_update().filter(case=case).first()
        if (before.award if before else "") == award:
            return
        if award:
            CaseAward.objects.update_or_create(case=case, defaults={"award": award})
        elif before:
            before.delete()
        record("award_case", case, actor, after={"award": award})
