"""Evaluators see the files of submitted cases of the entities assigned to them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from assessment.campaigns.models import Assignment
from assessment.core.models import User
from reviews.cases.models import CaseFile, InnovationCase
from reviews.evidence.selectors import granting


@granting
def of_assigned_cases(user: User) -> Q:
    assigned = Assignment.objects.filter(reviewer__user=user, entity=OuterRef("case__entity"))
    files = CaseFile.objects.filter(Exists(assigned), case__status=InnovationCase.Status.SUBMITTED)
    return Q(pk__in=files.values("evidence"))
