"""Evidence to be ticked in a form of another room, with a place to send more (templates/evidence/choosing.html)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from assessment.campaigns.models import Entity
from reviews.evidence.models import EvidenceVersion
from reviews.evidence.selectors import current_versions
from reviews.evidence.words import evidence_page_words


@dataclass(frozen=True)
class Choice:
    """``stored``: the newest versions by folder and name; ``chosen``: ids of those that are ticked."""

    entity: Entity
    stored: Sequence[EvidenceVersion]
    chosen: Collection[int]
    words: dict[str, str] = field(default_factory=evidence_page_words)
    key_words: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entity: Entity, chosen: Collection[int] = ()) -> Choice:
        """One query; ``entity.campaign`` is loaded."""
        return cls(entity, list(current_versions(entity)), chosen)

    @property
    def path(self) -> str:
        """Where pieces of files are sent to."""
        return reverse("evidence:uploads", args=[self.entity.campaign.key, self.entity.key]).removesuffix("uploads/")

    @property
    def url(self) -> str:
        return reverse("evidence:evidence", args=[self.entity.campaign.key, self.entity.key])
