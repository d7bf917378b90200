"""Whose self-assessments a reader may see: agencies their own, who reads everything all of a campaign."""

from __future__ import annotations

from django.db.models import Max, Q, QuerySet

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import Actor, held_roles
from assessment.campaigns.selectors import READS_ALL
from assessment.core.models import User
from reviews.submissions.models import Answer, AnswerChange, Attachment, Receipt, SelfAssessment

AGENCY = Membership.Role.AGENCY


def _rows() -> QuerySet[SelfAssessment]:
    rows = SelfAssessment.objects.select_related("component__version__system", "entity__campaign")
    return rows.defer("component__version__document")


def visible_assessments(user: Actor) -> QuerySet[SelfAssessment]:
    """Evaluators see none of them: submitted answers come to them as claims on their sheets."""
    if not isinstance(user, User) or not user.is_active:
        return _rows().none()
    held = held_roles(user)
    if held[0] & READS_ALL:
        return _rows()
    seen = Q(entity__in=Membership.objects.filter(user=user, role=AGENCY).values("entity"))
    if reading := [campaign for campaign, roles in held.items() if campaign and roles & READS_ALL]:
        seen |= Q(entity__campaign__in=reading)
    return _rows().filter(seen)


def own_assessments(user: Actor) -> QuerySet[SelfAssessment]:
    if not isinstance(user, User):
        return _rows().none()
    return _rows().filter(entity__in=Membership.objects.filter(user=user, role=AGENCY).values("entity"))


def open_own_assessments(user: Actor, campaign: Campaign) -> QuerySet[SelfAssessment]:
    """What a workbook can be made of: the account's own that are not submitted."""
    return own_assessments(user).filter(entity__campaign=campaign, status=SelfAssessment.Status.OPEN)


def visible_receipts(user: Actor) -> QuerySet[Receipt]:
    return Receipt.objects.filter(assessment__in=visible_assessments(user).values("pk"))


def answers_of(assessment: SelfAssessment) -> dict[tuple[int, str], Answer]:
    """By (criterion id, channel); one query."""
    return {(row.criterion_id, row.channel): row for row in Answer.objects.filter(assessment=assessment)}


def attachments_of(assessment: SelfAssessment) -> list[Attachment]:
    """In the order in which they were attached, their evidence loaded; one query."""
    rows = Attachment.objects.filter(assessment=assessment).order_by("pk")
    return list(rows.select_related("evidence__evidence", "evidence__stored", "evidence__uploaded_by"))


def assessment_version(assessment: SelfAssessment) -> int:
    """A number that grows with every operation, lost ones included; 0 before the first."""
    return AnswerChange.objects.filter(assessment=assessment).aggregate(last=Max("pk"))["last"] or 0
