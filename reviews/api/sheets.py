"""A sheet, its cells, its submission; and a column of sheets."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.api import serializers as forms
from reviews.api.base import View
from reviews.aside import asides_of
from reviews.columns import column_payload, open_column
from reviews.models import ScoreSheet
from reviews.payload import sheet_payload
from reviews.remit import remit_of
from reviews.running import running_score
from reviews.selectors import sheet_version
from reviews.services.cells import save_cells
from reviews.services.operations import Conflict, Content, Operation, Refused, Result
from reviews.services.sheets import submit_sheet


class SheetView(View):
    """GET /api/sheets/<id>/"""

    @extend_schema(operation_id="sheet", responses={200: forms.Sheet, 404: forms.Problem})
    def get(self, request: Request, pk: int) -> Response:
        return Response(sheet_payload(self.sheet(pk), self.actor()))


class CellsView(View):
    """PUT /api/sheets/<id>/cells/: 1…50 changes, answered one by one, in their order."""

    parser_classes = [JSONParser]

    @extend_schema(
        operation_id="save_cells",
        request=forms.Operations,
        responses={200: forms.Saving, 403: forms.Problem, 404: forms.Problem, 409: forms.Problem},
    )
    def put(self, request: Request, pk: int) -> Response:
        sheet = self.sheet(pk)
        remit = remit_of(sheet)
        wishes = [Operation(**row) for row in self.read(forms.Operations)["operations"]]
        answers = save_cells(sheet=sheet, operations=wishes, actor=self.actor(), remit=remit)
        results = [result_of(answer) for answer in answers]
        filled = {wish.cell for wish, row in zip(wishes, results, strict=True) if row.get("value")}
        asides = asides_of(sheet, filled) if filled else None
        for wish, row in zip(wishes, results, strict=True):
            if asides is not None and row["status"] == "saved" and row["value"]:
                row["aside"] = asides.of(wish.cell)
        return Response(
            {
                "results": results,
                "figures": running_score(sheet, remit),
                "version": sheet_version(sheet),
            }
        )


def result_of(answer: Result) -> dict[str, Any]:
    """An answer as JSON (api.serializers.Result)."""
    if isinstance(answer, Refused):
        return {
            "operation": answer.operation,
            "status": "refused",
            "code": answer.code,
            "reason": answer.reason,
        }
    if isinstance(answer, Conflict):
        mine = content_of(answer.mine)
        return {"operation": answer.operation, "status": "conflict", **mine, "theirs": content_of(answer.theirs)}
    return {"operation": answer.operation, "status": "saved", **content_of(answer.content)}


def content_of(content: Content) -> dict[str, Any]:
    return {"value": content.value, "comment": content.comment, "version": content.version, "at": content.at}


class ColumnView(View):
    """GET /api/columns/<component>/<round>/<criterion>/: one criterion over the evaluator's own sheets."""

    @extend_schema(operation_id="column", responses={200: forms.Column, 404: forms.Problem})
    def get(self, request: Request, component: int, round: int, criterion: int) -> Response:
        return self.column(component, round, pk=criterion)

    def column(self, component: int, round: int, **which: int) -> Response:
        """Nothing is there for an account without a sheet of its own in it."""
        found = open_column(self.actor(), component, round, **which)
        if found is None:
            raise Http404
        return Response(column_payload(*found, self.actor()))


class LeafColumnView(ColumnView):
    """GET /api/columns/<component>/<round>/leaves/<indicator>/: all criteria of a leaf."""

    @extend_schema(operation_id="leaf_column", responses={200: forms.Column, 404: forms.Problem})
    def get(self, request: Request, component: int, round: int, indicator: int) -> Response:
        return self.column(component, round, indicator=indicator)


def status_of(sheet: ScoreSheet) -> Response:
    return Response({"id": sheet.pk, "status": sheet.status, "submitted_at": sheet.submitted_at})


class SubmissionView(View):
    """POST /sheets/<id>/submission/"""

    @extend_schema(
        operation_id="submit_sheet",
        request=None,
        responses={200: forms.SheetStatus, 403: forms.Problem, 404: forms.Problem, 422: forms.Gaps},
    )
    def post(self, request: Request, pk: int) -> Response:
        return status_of(submit_sheet(sheet=self.sheet(pk), actor=self.actor()))
