"""Taking over last year's answers: into cells that are still empty, marked as such until somebody changes them."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from indicators.models import Criterion
from reviews.evidence.services.keeping import take_over_version
from reviews.submissions import rules
from reviews.submissions.asked import CellKey, Questions
from reviews.submissions.models import Answer, AnswerChange, Attachment, SelfAssessment
from reviews.submissions.selectors import answers_of, attachments_of
from reviews.submissions.services.answering import lock_open


def earlier_assessment(assessment: SelfAssessment) -> SelfAssessment | None:
    """The submitted one of the same entity and system in the campaign's baseline; one query."""
    baseline = assessment.entity.campaign.baseline_key
    rows = SelfAssessment.objects.filter(
        entity__campaign__key=baseline,
        entity__key=assessment.entity.key,
        component__version__system=assessment.component.version.system_id,
        status=SelfAssessment.Status.SUBMITTED,
    )
    return rows.select_related("component", "entity").first() if baseline else None


def take_over_answers(*, assessment: SelfAssessment, actor: User) -> int:
    """Fill the empty cells from last year where the criterion reads and is judged as it was; how many were filled.

    Evidence comes along as files and links of this campaign. Raises LockedError, PermissionDenied.
    """
    require(rules.can_answer_assessment(actor, assessment))
    with transaction.atomic():
        locked = lock_open(assessment)
        earlier = earlier_assessment(locked)
        filled = _fill(locked, earlier, actor) if earlier else []
        if filled and earlier:
            _bring_evidence(locked, earlier, actor, set(filled))
            audit.record(
                actor=actor,
                verb="take_over_answers",
                object_type="self_assessment",
                object_key=str(locked.pk),
                campaign_key=locked.entity.campaign.key,
                after={"from": str(earlier), "answers": len(filled)},
            )
    return len(filled)


def _same_criteria(assessment: SelfAssessment, earlier: SelfAssessment) -> dict[int, int]:
    """Last year's criterion id → this year's, where address, text and rule are the same. Two queries."""
    fields = ("address", "text_zh", "rule", "pk")
    then, rows = (
        Criterion.objects.filter(version=row.component.version_id).values_list(*fields) for row in (earlier, assessment)
    )
    now = {row[0]: row[1:] for row in rows}
    return {pk: now[address][2] for address, text, rule, pk in then if now.get(address, ())[:2] == (text, rule)}


def _fill(assessment: SelfAssessment, earlier: SelfAssessment, actor: User) -> list[CellKey]:
    questions = Questions.of(assessment)
    asked = {questions.key(cell) for cell in questions.cells}
    same, standing, now = _same_criteria(assessment, earlier), answers_of(assessment), timezone.now()
    rows = []
    for (criterion, channel), old in answers_of(earlier).items():
        key = (same.get(criterion, 0), channel)
        if key in asked and key not in standing and old.value:
            rows.append(_row(assessment, key, old))
    Answer.objects.bulk_create(rows)
    AnswerChange.objects.bulk_create(
        AnswerChange(
            assessment=assessment,
            criterion_id=row.criterion_id,
            channel=row.channel,
            operation=uuid4(),
            base_version=0,
            version=1,
            value=row.value,
            statement=row.statement,
            at=now,
            actor=actor,
        )
        for row in rows
    )
    return [(row.criterion_id, row.channel) for row in rows]


def _row(assessment: SelfAssessment, key: CellKey, old: Answer) -> Answer:
    return Answer(
        assessment=assessment,
        criterion_id=key[0],
        channel=key[1],
        value=old.value,
        statement=old.statement,
        taken_over=True,
    )


def _bring_evidence(assessment: SelfAssessment, earlier: SelfAssessment, actor: User, cells: set[CellKey]) -> None:
    """Files keep their bytes, links what was seen and when: only rows are made."""
    same = _same_criteria(assessment, earlier)
    for old in attachments_of(earlier):
        key = (same.get(old.criterion_id, 0), old.channel)
        if key in cells:
            version = take_over_version(entity=assessment.entity, actor=actor, earlier=old.evidence)
            Attachment(assessment=assessment, criterion_id=key[0], channel=key[1], evidence=version).save()
