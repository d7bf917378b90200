"""The forms of the interface of evidence."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as s

from reviews.api.serializers import Id, Text
from reviews.evidence.names import LONGEST_FOLDER
from reviews.evidence.services.keeping import LONGEST_ADDRESS, LONGEST_NOTE
from reviews.evidence.services.uploads import PIECE

LARGEST = 2**40


class UploadInput(s.Serializer[Any]):
    name = Text(max_length=1000)
    folder = Text(max_length=4 * LONGEST_FOLDER, default="")
    size = s.IntegerField(min_value=0, max_value=LARGEST)


class LinkInput(s.Serializer[Any]):
    address = Text(max_length=LONGEST_ADDRESS)
    name = Text(max_length=1000, default="")
    folder = Text(max_length=4 * LONGEST_FOLDER, default="")
    note = Text(max_length=LONGEST_NOTE, default="")


class UploadState(s.Serializer[Any]):
    """``received``: where the next piece begins. ``piece``: how long it is; the last one is shorter."""

    id = s.UUIDField()
    name = Text()
    folder = Text()
    size = s.IntegerField()
    received = s.IntegerField()
    state = s.ChoiceField(choices=["open", "done", "refused"])
    reason = Text()
    version = Id(allow_null=True)
    piece = s.IntegerField(default=PIECE)


class StoredFile(s.Serializer[Any]):
    url = Text()
    download_name = Text()
    kind = Text()
    family = s.ChoiceField(choices=["image", "pdf", "office", "text", "archive"])
    size = s.IntegerField()
    sha256 = Text()
    pages = s.IntegerField()
    width = s.IntegerField()
    height = s.IntegerField()
    thumbnail = Text()
    previews = s.ListField(child=Text())
    excerpt = Text()
    entries = s.ListField(child=s.ListField(child=s.JSONField()))
    notes = s.ListField(child=Text())
    scanned = s.BooleanField()


class Version(s.Serializer[Any]):
    id = Id()
    evidence = Id()
    form = s.ChoiceField(choices=["file", "link"])
    folder = Text()
    name = Text()
    number = s.IntegerField()
    uploaded_at = s.DateTimeField()
    uploaded_by = Text()
    address = Text()
    note = Text()
    captured_at = s.DateTimeField(allow_null=True)
    file = StoredFile(allow_null=True)
