"""Evidence behind an answer: attached and detached one by one, under the lock of the self-assessment."""

from __future__ import annotations

from django.db import transaction

from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from reviews.evidence.selectors import attachable
from reviews.evidence.services.keeping import refuse
from reviews.submissions import rules
from reviews.submissions.asked import Questions
from reviews.submissions.models import Attachment, SelfAssessment
from reviews.submissions.services.answering import checker_of, lock_open

MOST_OF_CELL = 50


def attach_evidence(
    *, assessment: SelfAssessment, criterion: int, channel: str, version: int, actor: User
) -> Attachment:
    """Attach a version of the entity's own evidence to a cell; twice is once.

    Raises RefusedError (no cell of it, not the entity's evidence, too many), LockedError, PermissionDenied.
    """
    require(rules.can_answer_assessment(actor, assessment))
    with transaction.atomic():
        locked = lock_open(assessment)
        checker_of(Questions.of(locked)).cell(criterion, channel)
        (evidence,) = attachable(locked.entity, [version])
        place = {"assessment": locked, "criterion_id": criterion, "channel": channel.strip()}
        standing = list(Attachment.objects.filter(**place).select_related("evidence__evidence"))
        if found := next((row for row in standing if row.evidence_id == evidence.pk), None):
            return found
        if len(standing) >= MOST_OF_CELL:
            raise refuse("too_many", most=MOST_OF_CELL)
        for older in (row for row in standing if row.evidence.evidence_id == evidence.evidence_id):
            older.delete()  # another version of the same piece takes its place
        row = Attachment(evidence=evidence, **place)
        row.save()
        _record("attach_evidence", row, actor)
    return row


def detach_evidence(*, attachment: Attachment, actor: User) -> None:
    """Take it away from the cell; the evidence itself stays. Raises LockedError, PermissionDenied."""
    require(rules.can_answer_assessment(actor, attachment.assessment))
    with transaction.atomic():
        lock_open(attachment.assessment)
        _record("detach_evidence", attachment, actor)
        Attachment.objects.filter(pk=attachment.pk).delete()


def _record(verb: str, row: Attachment, actor: User) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="self_assessment",
        object_key=str(row.assessment_id),
        campaign_key=row.assessment.entity.campaign.key,
        after={"criterion": row.criterion_id, "channel": row.channel, "evidence": row.evidence_id},
    )
