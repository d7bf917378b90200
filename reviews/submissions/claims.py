"""What evaluators get of self-assessments: submitted answers beside their sheets, and the evidence attached to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q

from assessment.campaigns.models import Assignment
from assessment.core.models import User
from reviews import claims
from reviews.claims import CellKey, Claim
from reviews.evidence.payload import version_payload
from reviews.evidence.selectors import granting
from reviews.models import ScoreSheet
from reviews.submissions.models import Answer, Attachment, SelfAssessment

SUBMITTED = SelfAssessment.Status.SUBMITTED


@claims.finding
def claims_of_sheets(
    sheets: Sequence[ScoreSheet], criteria: Collection[int] | None
) -> Mapping[int, Mapping[CellKey, Claim]]:
    """Of each sheet's entity and component, once submitted. Three queries."""
    places = {(sheet.component_id, sheet.entity_id) for sheet in sheets}
    rows = SelfAssessment.objects.filter(
        component__in={component for component, _entity in places},
        entity__in={entity for _component, entity in places},
        status=SUBMITTED,
    )
    found = {(row.component_id, row.entity_id): row for row in rows}
    answers = _answers(found.values(), criteria)
    files = _files(found.values(), criteria)
    claimed: dict[int, dict[CellKey, Claim]] = {}
    for sheet in sheets:
        row = found.get((sheet.component_id, sheet.entity_id))
        if row is not None and row.submitted_at is not None:
            claimed[sheet.pk] = _claims(row, answers[row.pk], files[row.pk])
    return claimed


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
