"""Findings, proposals and pictures on a sheet, and the snippets of a campaign."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.campaigns.access import open_campaign
from assessment.core import files
from reviews import payload, rules
from reviews.api import serializers as forms
from reviews.api.base import View
from reviews.models import Screenshot
from reviews.selectors import visible_screenshots, visible_snippets
from reviews.services import findings, screenshots, snippets

REFUSALS = dict.fromkeys((403, 404, 409, 422), forms.Problem)


class FindingsView(View):
    """POST /api/sheets/<id>/findings/"""

    @extend_schema(operation_id="add_finding", request=forms.FindingInput, responses={201: forms.Finding, **REFUSALS})
    def post(self, request: Request, pk: int) -> Response:
        row = findings.save_finding(sheet=self.sheet(pk), actor=self.actor(), **self.read(forms.FindingInput))
        return Response(payload.finding_payload(row), status=201)


class PartView(View):
    """Taking back one part of a sheet; ``parts`` is the name of the sheet's manager."""

    parts = ""

    def part(self, pk: int, part: int) -> Any:
        sheet = self.sheet(pk)
        found = get_object_or_404(getattr(sheet, self.parts), pk=part)
        found.sheet = sheet
        return found

    @extend_schema(responses={204: None, 403: forms.Problem, 404: forms.Problem, 409: forms.Problem})
    def delete(self, request: Request, pk: int, part: int) -> Response:
        findings.remove_part(part=self.part(pk, part), actor=self.actor())
        return Response(status=204)


class FindingView(PartView):
    """PUT and DELETE /api/sheets/<id>/findings/<id>/"""

    parts = "findings"

    @extend_schema(
        operation_id="change_finding", request=forms.FindingInput, responses={200: forms.Finding, **REFUSALS}
    )
    def put(self, request: Request, pk: int, part: int) -> Response:
        finding = self.part(pk, part)
        given = self.read(forms.FindingInput)
        row = findings.save_finding(sheet=finding.sheet, actor=self.actor(), finding=finding, **given)
        return Response(payload.finding_payload(row))


class GateProposalsView(View):
    """POST /api/sheets/<id>/gate-proposals/"""

    @extend_schema(
        operation_id="propose_gate", request=forms.GateProposalInput, responses={201: forms.GateProposal, **REFUSALS}
    )
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(forms.GateProposalInput)
        row = findings.propose_gate(sheet=self.sheet(pk), actor=self.actor(), **given)
        return Response(payload.gate_payload(row, row.gate), status=201)


class GateProposalView(PartView):
    """DELETE /api/sheets/<id>/gate-proposals/<id>/"""

    parts = "gateproposals"


class VetoProposalsView(View):
    """POST /api/sheets/<id>/veto-proposals/"""

    @extend_schema(
        operation_id="propose_veto", request=forms.VetoProposalInput, responses={201: forms.VetoProposal, **REFUSALS}
    )
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(forms.VetoProposalInput)
        row = findings.propose_veto(sheet=self.sheet(pk), actor=self.actor(), **given)
        return Response(payload.veto_payload(row, row.veto), status=201)


class VetoProposalView(PartView):
    """DELETE /api/sheets/<id>/veto-proposals/<id>/"""

    parts = "vetoproposals"


# --- pictures ---------------------------------------------------------------------------------------------------------
class ScreenshotsView(View):
    """POST /api/sheets/<id>/screenshots/ (multipart)"""

    parser_classes = [MultiPartParser]
    most_bytes = screenshots.MOST_BYTES + 64 * 1024

    @extend_schema(
        operation_id="add_screenshot",
        request={"multipart/form-data": forms.Picture},
        responses={201: forms.Screenshot, **REFUSALS},
    )
    def post(self, request: Request, pk: int) -> Response:
        sheet, given = self.sheet(pk), self.read(forms.Picture)
        row = screenshots.add_screenshot(sheet=sheet, upload=given.pop("picture"), actor=self.actor(), **given)
        return Response(payload.screenshot_payload(row), status=201)


class SheetScreenshotView(PartView):
    """DELETE /api/sheets/<id>/screenshots/<id>/"""

    parts = "screenshots"


class ScreenshotView(View):
    """GET /api/screenshots/<id>/: for those who see the sheet, asked again at each download."""

    @extend_schema(operation_id="screenshot", responses={(200, "image/png"): OpenApiTypes.BINARY, 404: forms.Problem})
    def get(self, request: Request, pk: int) -> FileResponse:
        row = get_object_or_404(visible_screenshots(self.actor()), pk=pk)
        return picture(row.sha256, screenshots.KIND, f"screenshot-{row.pk}.png")


class ThumbnailView(View):
    """GET /api/screenshots/<id>/thumbnail/"""

    @extend_schema(operation_id="thumbnail", responses={(200, "image/webp"): OpenApiTypes.BINARY, 404: forms.Problem})
    def get(self, request: Request, pk: int) -> FileResponse:
        row: Screenshot = get_object_or_404(visible_screenshots(self.actor()), pk=pk)
        return picture(row.thumbnail_sha256, screenshots.THUMBNAIL_KIND, f"screenshot-{row.pk}.webp")


def picture(sha256: str, kind: str, name: str) -> FileResponse:
    """A file of ours that a browser may show in a page, but never opens as a page of this host."""
    response = FileResponse(files.path_of(sha256).open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-cache"
    return response


# --- snippets ---------------------------------------------------------------------------------------------------------
class SnippetsView(View):
    """GET and POST /api/campaigns/<key>/snippets/"""

    @extend_schema(operation_id="snippets", responses={200: forms.Snippet(many=True), 404: forms.Problem})
    def get(self, request: Request, key: str) -> Response:
        campaign = open_campaign(self.actor(), key, rules.can_view_snippets)
        return Response([payload.snippet_payload(row) for row in visible_snippets(self.actor(), campaign)])

    @extend_schema(operation_id="add_snippet", request=forms.SnippetInput, responses={201: forms.Snippet, **REFUSALS})
    def post(self, request: Request, key: str) -> Response:
        campaign = open_campaign(self.actor(), key)
        row = snippets.save_snippet(campaign=campaign, actor=self.actor(), **self.read(forms.SnippetInput))
        return Response(payload.snippet_payload(row), status=201)


class SnippetView(View):
    """PUT and DELETE /api/campaigns/<key>/snippets/<id>/"""

    def snippet(self, key: str, pk: int) -> Any:
        campaign = open_campaign(self.actor(), key)
        found = get_object_or_404(visible_snippets(self.actor(), campaign), pk=pk)
        found.campaign = campaign
        return found

    @extend_schema(
        operation_id="change_snippet", request=forms.SnippetInput, responses={200: forms.Snippet, **REFUSALS}
    )
    def put(self, request: Request, key: str, pk: int) -> Response:
        """Whose it is stays as it is; ``shared`` is not read."""
        snippet, given = self.snippet(key, pk), self.read(forms.SnippetInput)
        row = snippets.save_snippet(
            campaign=snippet.campaign,
            actor=self.actor(),
            snippet=snippet,
            text=given["text"],
            criterion=given["criterion"],
        )
        return Response(payload.snippet_payload(row))

    @extend_schema(responses={204: None, 403: forms.Problem, 404: forms.Problem})
    def delete(self, request: Request, key: str, pk: int) -> Response:
        snippets.remove_snippet(snippet=self.snippet(key, pk), actor=self.actor())
        return Response(status=204)
