"""The audit entries about a campaign's publication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.core.models import User
from assessment.core.services import audit
from assessment.publications.models import Publication


def record(publication: Publication, verb: str, actor: User | None, after: Mapping[str, Any]) -> None:
    """In the caller's transaction. ``publication.campaign`` is loaded."""
    key = publication.campaign.key
    audit.record(
        actor=actor,
        verb=verb,
        object_type="publication",
        object_key=key,
        campaign_key=key,
        after=dict(after),
    )
