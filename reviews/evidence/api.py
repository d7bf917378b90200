"""The JSON interface of evidence; refusals as in reviews.api. 409 with ``received`` says where an upload goes on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Entity
from assessment.campaigns.selectors import visible_entities
from assessment.core.verdicts import require
from reviews.api.base import View
from reviews.api.serializers import Problem
from reviews.evidence import rules
from reviews.evidence import serializers as forms
from reviews.evidence.models import Upload
from reviews.evidence.payload import upload_payload, version_payload
from reviews.evidence.selectors import current_versions, own_uploads, visible_versions
from reviews.evidence.services import keeping, uploads

MOST_OF_PIECE = 4 * 2**20  # bytes; longer requests are refused before they are read
REFUSALS = dict.fromkeys((403, 404, 409, 422), Problem)


class Octets(BaseParser):
    """A body of plain bytes, read no further than a piece may be long."""

    media_type = "application/octet-stream"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream.read(uploads.PIECE + 1)


class EntityView(View):
    """Views on an entity's evidence: whoever may not see the entity finds nothing."""

    def entity(self, key: str, entity: str) -> Entity:
        campaign = open_campaign(self.actor(), key)
        found = get_object_or_404(visible_entities(self.actor(), campaign), key=entity)
        found.campaign = campaign
        return found


class EvidenceView(EntityView):
    """GET /api/campaigns/<key>/entities/<entity>/evidence/: what can be attached."""

    @extend_schema(operation_id="evidence", responses={200: forms.Version(many=True), 403: Problem, 404: Problem})
    def get(self, request: Request, key: str, entity: str) -> Response:
        chosen = self.entity(key, entity)
        require(rules.can_view_evidence(self.actor(), chosen))
        return Response([version_payload(row) for row in current_versions(chosen)])


class LinksView(EntityView):
    """POST /api/campaigns/<key>/entities/<entity>/links/"""

    @extend_schema(operation_id="add_link", request=forms.LinkInput, responses={201: forms.Version, **REFUSALS})
    def post(self, request: Request, key: str, entity: str) -> Response:
        chosen = self.entity(key, entity)
        row = keeping.add_link(entity=chosen, actor=self.actor(), **self.read(forms.LinkInput))
        return Response(version_payload(row), status=201)


class UploadsView(EntityView):
    """POST /api/campaigns/<key>/entities/<entity>/uploads/"""

    @extend_schema(
        operation_id="begin_upload", request=forms.UploadInput, responses={201: forms.UploadState, **REFUSALS}
    )
    def post(self, request: Request, key: str, entity: str) -> Response:
        chosen = self.entity(key, entity)
        upload = uploads.begin_upload(entity=chosen, actor=self.actor(), **self.read(forms.UploadInput))
        return Response(state_of(upload), status=201)


def state_of(upload: Upload) -> dict[str, Any]:
    return {**upload_payload(upload), "piece": uploads.PIECE}


class UploadView(View):
    """GET, PUT and DELETE /api/uploads/<id>/; PUT brings the piece at ``?offset=``."""

    parser_classes = [Octets]
    most_bytes = MOST_OF_PIECE

    def upload(self, pk: UUID) -> Upload:
        return get_object_or_404(own_uploads(self.actor()), pk=pk)

    @extend_schema(operation_id="upload", responses={200: forms.UploadState, 404: Problem})
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(state_of(self.upload(pk)))

    @extend_schema(
        operation_id="send_piece",
        request={"application/octet-stream": bytes},
        responses={200: forms.UploadState, **REFUSALS},
    )
    def put(self, request: Request, pk: UUID) -> Response:
        upload, text = self.upload(pk), request.query_params.get("offset", "")
        offset = int(text) if text.isdecimal() and len(text) < 15 else -1
        data = request.data if isinstance(request.data, bytes) else b""
        try:
            uploads.receive_piece(upload=upload, actor=self.actor(), offset=offset, data=data)
        except uploads.OffsetError:
            upload.refresh_from_db()
            return Response({"code": "offset", "detail": "", **state_of(upload)}, status=409)
        return Response(state_of(upload))

    @extend_schema(operation_id="give_up_upload", responses={204: None, 404: Problem})
    def delete(self, request: Request, pk: UUID) -> Response:
        uploads.give_up_upload(upload=self.upload(pk))
        return Response(status=204)


class CompletionView(View):
    """POST /api/uploads/<id>/completion/"""

    @extend_schema(operation_id="complete_upload", request=None, responses={201: forms.Version, **REFUSALS})
    def post(self, request: Request, pk: UUID) -> Response:
        upload = get_object_or_404(own_uploads(self.actor()), pk=pk)
        version = uploads.complete_upload(upload=upload, actor=self.actor())
        row = visible_versions(self.actor()).get(pk=version.pk)
        return Response(version_payload(row), status=201)


class RemovalView(View):
    """DELETE /api/evidence/<version>/: take the evidence of this version off the list."""

    @extend_schema(operation_id="remove_evidence", responses={204: None, 403: Problem, 404: Problem})
    def delete(self, request: Request, pk: int) -> Response:
        row = get_object_or_404(visible_versions(self.actor()), pk=pk)
        keeping.remove_evidence(evidence=row.evidence, actor=self.actor())
        return Response(status=204)
