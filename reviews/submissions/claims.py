"""What evaluators get of self-assessments: submitted answers beside their sheets, and the evidence attached to them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q

from assessment.campaigns.models import Assignment
from assessment.core.models import User
from reviews import claims
from reviews.claims import CellKey, Claim
from reviews.evidence.payload import version_payload
from reviews.evidence.selectors import granting
from reviews.models import ScoreSheet
from reviews.submissions.models import Attachment, SelfAssessment
from reviews.submissions.selectors import answers_of, attachments_of

SUBMITTED = SelfAssessment.Status.SUBMITTED


@claims.finding
def claims_of_sheet(sheet: ScoreSheet) -> Mapping[CellKey, Claim]:
    """Of the sheet's entity and component, once submitted. Three queries."""
    row = SelfAssessment.objects.filter(component=sheet.component_id, entity=sheet.entity_id, status=SUBMITTED).first()
    if row is None or row.submitted_at is None:
        return {}
    files: dict[CellKey, list[dict[str, object]]] = {}
    for attached in attachments_of(row):
        files.setdefault((attached.criterion_id, attached.channel), []).append(version_payload(attached.evidence))
    answers = answers_of(row)
    return {
        key: Claim(
            value=answers[key].value if key in answers else "",
            statement=answers[key].statement if key in answers else "",
            taken_over=key in answers and answers[key].taken_over,
            files=files.get(key, []),
            submitted_at=row.submitted_at,
            late=row.late,
            reopened=row.reopened_at is not None,
        )
        for key in {*answers, *files}
    }


@granting
def attached_where_assigned(user: User) -> Q:
    """Evaluators see what stands behind submitted answers of the entities assigned to them."""
    assigned = Assignment.objects.filter(
        reviewer__user=user, component=OuterRef("assessment__component"), entity=OuterRef("assessment__entity")
    )
    attached = Attachment.objects.filter(Exists(assigned), assessment__status=SUBMITTED)
    return Q(pk__in=attached.values("evidence"))
