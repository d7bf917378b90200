"""What evaluators and leads get of self-assessments: submitted answers, and the evidence attached to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q

from assessment.campaigns.models import Assignment
from assessment.core.models import User
from reviews import claims
from reviews.claims import CellKey, Claim, Place
from reviews.evidence.payload import version_payload
from reviews.evidence.selectors import granting
from reviews.submissions.models import Answer, Attachment, SelfAssessment

SUBMITTED = SelfAssessment.Status.SUBMITTED


@claims.finding
def claims_of_submitted(
    places: Collection[Place], criteria: Collection[int] | None
) -> Mapping[Place, Mapping[CellKey, Claim]]:
    """Of the places whose self-assessment is submitted. Three queries."""
    rows = SelfAssessment.objects.filter(
        component__in={component for component, _entity in places},
        entity__in={entity for _component, entity in places},
        status=SUBMITTED,
    )
    found = {(row.component_id, row.entity_id): row for row in rows}
    wanted = {place: row for place, row in found.items() if place in places}
    answers, files = _answers(wanted.values(), criteria), _files(wanted.values(), criteria)
    return {place: _claims(row, answers[row.pk], files[row.pk]) for place, row in wanted.items()}


def _claims(
    row: SelfAssessment, answers: Mapping[CellKey, Answer], files: Mapping[CellKey, list[dict[str, object]]]
) -> dict[CellKey, Claim]:
    assert row.submitted_at is not None  # asked before
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


def _answers(
    assessments: Collection[SelfAssessment], criteria: Collection[int] | None
) -> dict[int, dict[CellKey, Answer]]:
    """By assessment id and cell; one query."""
    rows = Answer.objects.filter(assessment__in=assessments)
    found: dict[int, dict[CellKey, Answer]] = defaultdict(dict)
    for row in rows if criteria is None else rows.filter(criterion__in=criteria):
        found[row.assessment_id][row.criterion_id, row.channel] = row
    return found


def _files(
    assessments: Collection[SelfAssessment], criteria: Collection[int] | None
) -> dict[int, dict[CellKey, list[dict[str, object]]]]:
    """The evidence by assessment id and cell, in the order in which it was attached; one query."""
    rows = Attachment.objects.filter(assessment__in=assessments).order_by("pk")
    rows = rows.select_related("evidence__evidence", "evidence__stored", "evidence__uploaded_by")
    found: dict[int, dict[CellKey, list[dict[str, object]]]] = defaultdict(dict)
    for row in rows if criteria is None else rows.filter(criterion__in=criteria):
        found[row.assessment_id].setdefault((row.criterion_id, row.channel), []).append(version_payload(row.evidence))
    return found


@granting
def attached_where_assigned(user: User) -> Q:
    """Evaluators see what stands behind submitted answers of the entities assigned to them."""
    assigned = Assignment.objects.filter(
        reviewer__user=user, component=OuterRef("assessment__component"), entity=OuterRef("assessment__entity")
    )
    attached = Attachment.objects.filter(Exists(assigned), assessment__status=SUBMITTED)
    return Q(pk__in=attached.values("evidence"))
