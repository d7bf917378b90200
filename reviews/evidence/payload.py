"""Evidence as plain values for JSON; no query beyond what the selectors loaded."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from reviews.evidence.models import EvidenceVersion, StoredFile, Upload
from reviews.evidence.names import name_for_download
from reviews.evidence.sentences import note_words, refusal

Json = dict[str, Any]


def version_payload(version: EvidenceVersion) -> Json:
    """``evidence`` and ``stored`` and ``uploaded_by`` are loaded."""
    row = version.evidence
    return {
        "id": version.pk,
        "evidence": row.pk,
        "form": row.form,
        "folder": row.folder,
        "name": row.name,
        "number": version.number,
        "uploaded_at": version.uploaded_at,
        "uploaded_by": version.uploaded_by.name or version.uploaded_by.get_username(),
        "address": version.address,
        "note": version.note,
        "captured_at": version.captured_at,
        "file": stored_payload(version, version.stored) if version.stored else None,
    }


def stored_payload(version: EvidenceVersion, stored: StoredFile) -> Json:
    """The first preview is the thumbnail; the others are pages or the picture itself."""
    pictures = [reverse("evidence:preview", args=[version.pk, place]) for place in range(len(stored.previews))]
    return {
        "url": reverse("evidence:download", args=[version.pk]),
        "download_name": name_for_download(version.evidence.name, stored.suffix),
        "kind": stored.kind,
        "family": stored.family,
        "size": stored.size,
        "sha256": stored.sha256,
        "pages": stored.pages,
        "width": stored.width,
        "height": stored.height,
        "thumbnail": pictures[0] if pictures else "",
        "previews": pictures[1:],
        "excerpt": stored.excerpt,
        "entries": stored.entries,
        "notes": note_words(stored.notes),
        "scanned": stored.scanned,
    }


def upload_payload(upload: Upload) -> Json:
    return {
        "id": str(upload.pk),
        "name": upload.name,
        "folder": upload.folder,
        "size": upload.size,
        "received": upload.received,
        "state": upload.state,
        "reason": refusal(upload.code, upload.params) if upload.code else "",
        "version": upload.version_id,
    }
