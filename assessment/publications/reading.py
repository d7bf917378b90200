"""Published revisions as the public reads them; manifests are parsed once a process."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

from django.http import Http404
from django.utils.translation import get_language

from assessment.campaigns.models import Campaign
from assessment.publications.models import Publication, Revision
from assessment.publications.selectors import Standing, read_manifest, standings_of
from assessment.scoring import band_sentences
from indicators.models.versions import in_language

MOST_KEPT = 8  # the manifest of a census is some 5 MB
MOST_NAMES = 60  # in a sentence of leading ranks
_kept: OrderedDict[tuple[int, str], dict[str, Any]] = OrderedDict()
_lock = Lock()


def said(texts: dict[str, str]) -> str:
    """A text of a manifest in the reader's language."""
    return in_language(texts.get("zh", ""), texts.get("en", ""))


@dataclass(frozen=True)
class League:
    """A league as the manifest has it."""

    stated: dict[str, Any]

    @property
    def key(self) -> str:
        return str(self.stated["key"])

    @property
    def name(self) -> str:
        return said(self.stated["name"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        return list(self.stated["lines"])

    @cached_property
    def shared(self) -> set[int]:
        """Ranks that more than one entity holds."""
        counted = Counter(line["rank"] for line in self.stated["lines"] if line["rank"])
        return {rank for rank, count in counted.items() if count > 1}

    @property
    def ranked(self) -> int:
        return sum(line["rank"] is not None for line in self.stated["lines"])

    @property
    def unqualified(self) -> int:
        return sum(line["total"] is None for line in self.stated["lines"])

    @cached_property
    def sentences(self) -> list[str]:
        """The leading ranks as centres print them, ties named (scoring.md §11)."""
        groups: dict[int, list[str]] = {}
        for line in self.stated["lines"]:
            if line["rank"] and line["rank"] <= 10:
                groups.setdefault(line["rank"], []).append(line["name"])
        if sum(map(len, groups.values())) > MOST_NAMES:
            return []
        language = "en" if (get_language() or "").startswith("en") else "zh"
        return list(band_sentences(groups, language=language))


@dataclass(frozen=True)
class Published:
    """A revision with everything around it. ``standings`` are all revisions of the campaign, the newest first."""

    publication: Publication
    standing: Standing
    standings: Sequence[Standing]

    @property
    def campaign(self) -> Campaign:
        return self.publication.campaign

    @property
    def revision(self) -> Revision:
        return self.standing.revision

    @property
    def number(self) -> int:
        return self.standing.number

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return manifest_of(self.revision, self.standing.published.seal)

    @property
    def name(self) -> str:
        return said(self.manifest["campaign"]["name"])

    @cached_property
    def leagues(self) -> list[League]:
        return [League(stated) for stated in self.manifest["leagues"] if stated["key"]]

    @property
    def latest(self) -> Standing | None:
        return next((standing for standing in self.standings if standing.is_latest), None)

    @property
    def has_details(self) -> bool:
        """Whether each entity's scores are public, or the ranking alone."""
        return bool(self.manifest["details"] != "ranking")


def manifest_of(revision: Revision, seal: str) -> dict[str, Any]:
    """The parsed manifest; ``seal`` is part of what it is kept under, so that no other revision is ever shown."""
    place = (revision.pk, seal)
    with _lock:
        if place in _kept:
            _kept.move_to_end(place)
            return _kept[place]
    manifest = read_manifest(revision.manifest)  # deferred: read here
    with _lock:
        _kept[place] = manifest
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return manifest


def open_publication(key: str) -> Publication:
    """The publication of a campaign that has published something. Raises Http404."""
    found = Publication.objects.select_related("campaign").filter(campaign__key=key, lines__gt=0).first()
    if found is None:
        raise Http404
    return found


def open_revision(publication: Publication, number: int) -> Published:
    """Raises Http404 for a number that was never published."""
    standings = standings_of(publication)
    standing = next((standing for standing in standings if standing.number == number), None)
    if standing is None:
        raise Http404
    return Published(publication, standing, standings)
