"""The JSON interface of self-assessments; forms and refusals as those of sheets (reviews.api)."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.api import serializers as sheet_forms
from reviews.api.base import View
from reviews.api.sheets import result_of
from reviews.services.operations import Operation
from reviews.submissions import serializers as forms
from reviews.submissions.asked import Questions
from reviews.submissions.models import Attachment, SelfAssessment
from reviews.submissions.payload import answer_figures, assessment_payload, attachment_payload
from reviews.submissions.selectors import answers_of, assessment_version, visible_assessments
from reviews.submissions.services import answering, attaching, earlier, submitting

REFUSALS = dict.fromkeys((403, 404, 409, 422), sheet_forms.Problem)


class AssessmentView(View):
    """GET /api/self-assessments/<id>/"""

    def assessment(self, pk: int) -> SelfAssessment:
        """If the account may see it, else Http404."""
        return get_object_or_404(visible_assessments(self.actor()), pk=pk)

    @extend_schema(operation_id="self_assessment", responses={200: OpenApiTypes.OBJECT, 404: sheet_forms.Problem})
    def get(self, request: Request, pk: int) -> Response:
        return Response(assessment_payload(self.assessment(pk), self.actor()))


class AnswersView(AssessmentView):
    """PUT /api/self-assessments/<id>/cells/"""

    http_method_names = ["put", "options"]

    @extend_schema(
        operation_id="save_answers", request=sheet_forms.Operations, responses={200: sheet_forms.Saving, **REFUSALS}
    )
    def put(self, request: Request, pk: int) -> Response:
        assessment = self.assessment(pk)
        questions = Questions.of(assessment)
        operations = [Operation(**given) for given in self.read(sheet_forms.Operations)["operations"]]
        results = answering.save_answers(
            assessment=assessment, operations=operations, actor=self.actor(), questions=questions
        )
        figures = answer_figures(questions, answers_of(assessment))
        version = assessment_version(assessment)
        return Response({"results": [result_of(result) for result in results], "figures": figures, "version": version})


class AttachmentsView(AssessmentView):
    """POST /api/self-assessments/<id>/attachments/"""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="attach_evidence", request=forms.AttachmentInput, responses={201: forms.Attachment, **REFUSALS}
    )
    def post(self, request: Request, pk: int) -> Response:
        given: dict[str, Any] = self.read(forms.AttachmentInput)
        row = attaching.attach_evidence(assessment=self.assessment(pk), actor=self.actor(), **given)
        return Response(attachment_payload(_loaded(row)), status=201)


def _loaded(row: Attachment) -> Attachment:
    rows = Attachment.objects.select_related("evidence__evidence", "evidence__stored", "evidence__uploaded_by")
    return rows.get(pk=row.pk)


class AttachmentView(AssessmentView):
    """DELETE /api/self-assessments/<id>/attachments/<id>/"""

    http_method_names = ["delete", "options"]

    @extend_schema(operation_id="detach_evidence", responses={204: None, **REFUSALS})
    def delete(self, request: Request, pk: int, part: int) -> Response:
        assessment = self.assessment(pk)
        row = get_object_or_404(Attachment, assessment=assessment, pk=part)
        row.assessment = assessment
        attaching.detach_evidence(attachment=row, actor=self.actor())
        return Response(status=204)


class TakeoverView(AssessmentView):
    """POST /api/self-assessments/<id>/takeover/: last year's answers into empty cells."""

    http_method_names = ["post", "options"]

    @extend_schema(operation_id="take_over_answers", request=None, responses={200: forms.TakenOver, **REFUSALS})
    def post(self, request: Request, pk: int) -> Response:
        return Response({"answers": earlier.take_over_answers(assessment=self.assessment(pk), actor=self.actor())})


class SubmissionView(AssessmentView):
    """POST /self-assessments/<id>/submission/"""

    http_method_names = ["post", "options"]

    @extend_schema(operation_id="submit_self_assessment", request=None, responses={200: forms.Submitted, **REFUSALS})
    def post(self, request: Request, pk: int) -> Response:
        assessment = self.assessment(pk)
        receipt = submitting.submit_assessment(assessment=assessment, actor=self.actor())
        assessment.refresh_from_db(fields=["late"])
        return Response({"revision": receipt.revision, "digest": receipt.digest, "late": assessment.late})
