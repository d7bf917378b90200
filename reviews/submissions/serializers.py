"""The forms of the interface of self-assessments beside those of sheets."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as s

from reviews.api.serializers import CellAddress, Id
from reviews.evidence.serializers import Version


class AttachmentInput(CellAddress):
    """``version``: of a piece of the entity's evidence."""

    version = Id()


class Attachment(CellAddress):
    id = Id()
    evidence = Version()


class TakenOver(s.Serializer[Any]):
    answers = s.IntegerField()


class Submitted(s.Serializer[Any]):
    revision = s.IntegerField()
    digest = s.CharField()
    late = s.BooleanField()
