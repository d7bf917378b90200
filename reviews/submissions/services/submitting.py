"""Beginning, submitting and reopening self-assessments, with a receipt for each submission."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Component, Entity
from assessment.campaigns.phases import Phase
from assessment.campaigns.windows import is_late
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from reviews.errors import GapsError
from reviews.services.sheets import check_reason
from reviews.submissions import rules
from reviews.submissions.asked import find_gaps
from reviews.submissions.models import Receipt, SelfAssessment
from reviews.submissions.receipts import receipt_document
from reviews.submissions.services.answering import lock_open

Status = SelfAssessment.Status


def begin_assessment(*, component: Component, entity: Entity, actor: User) -> SelfAssessment:
    """The self-assessment of an entity in a component, made when it is missing. Raises PermissionDenied."""
    require(rules.can_begin_assessment(actor, entity))
    with transaction.atomic():
        row, made = SelfAssessment.objects.get_or_create(component=component, entity=entity)
        if made:
            _record("begin_self_assessment", row, actor, after={})
    return row


def submit_assessment(*, assessment: SelfAssessment, actor: User) -> Receipt:
    """Lock it and keep a receipt; a second submission gives the same receipt.

    Raises PermissionDenied, and GapsError while something required is missing.
    """
    require(rules.can_submit_assessment(actor, assessment))
    with transaction.atomic():
        locked = SelfAssessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
        if locked.is_submitted:
            return locked.receipts.get(revision=locked.revision)
        row = lock_open(assessment)
        if gaps := find_gaps(row):
            raise GapsError(_("%(count)s places are not filled in yet.") % {"count": len(gaps)}, gaps)
        now = timezone.now()
        late = is_late(row.entity.campaign, Phase.SELF_ASSESSMENT, now) or row.entity.campaign.phase == Phase.SCORING
        row.status, row.revision, row.submitted_at, row.late = Status.SUBMITTED, row.revision + 1, now, late
        document, digest = receipt_document(row, actor, at=now)
        row.save(update_fields=["status", "revision", "submitted_at", "late"])
        receipt = Receipt(
            assessment=row,
            revision=row.revision,
            document=document,
            digest=digest,
            submitted_at=now,
            submitted_by=actor,
        )
        receipt.save()
        _record("submit_self_assessment", row, actor, after={"revision": row.revision, "digest": digest, "late": late})
    return receipt


def reopen_assessment(*, assessment: SelfAssessment, actor: User, reason: str) -> SelfAssessment:
    """Unlock a submitted one; its receipts stay. One that is open stays as it is.

    Raises PermissionDenied, RefusedError without a reason.
    """
    require(rules.can_reopen_assessment(actor, assessment))
    check_reason(reason)
    with transaction.atomic():
        row = SelfAssessment.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "entity__campaign"
        ).get(pk=assessment.pk)  # fmt: skip
        if not row.is_submitted:
            return row
        row.status, row.submitted_at, row.reopened_at = Status.OPEN, None, timezone.now()
        row.reopened_because = reason.strip()
        row.save(update_fields=["status", "submitted_at", "reopened_at", "reopened_because"])
        _record("reopen_self_assessment", row, actor, after={"reason": reason.strip()})
    return row


def _record(verb: str, row: SelfAssessment, actor: User, *, after: dict[str, object]) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="self_assessment",
        object_key=str(row.pk),
        campaign_key=row.entity.campaign.key,
        after={"entity": row.entity.key, "component": row.component.version.system.key, **after},
    )
