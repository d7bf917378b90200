"""What of publications somebody may see, and how each revision stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor
from assessment.publications.models import Ledger, Preparation, Publication, Revision
from assessment.results.selectors import visible_runs

Kind = Ledger.Kind


def visible_publications(user: Actor) -> QuerySet[Publication]:
    """Those whose check list and ledger the account may see."""
    return Publication.objects.filter(campaign__in=visible_runs(user).values("campaign"))


@dataclass(frozen=True)
class Standing:
    """A revision and what became of it. ``published`` is the line of its publication, ``last`` the latest about it."""

    revision: Revision
    published: Ledger
    last: Ledger
    is_latest: bool

    @property
    def number(self) -> int:
        return self.revision.number

    @property
    def is_withdrawn(self) -> bool:
        return self.last.kind == Kind.WITHDRAWN

    @property
    def is_shown(self) -> bool:
        return not self.is_withdrawn

    @property
    def state(self) -> str:
        """withdrawn, reissued, superseded or published."""
        if self.is_withdrawn:
            return "withdrawn"
        if not self.is_latest:
            return "superseded"
        return "reissued" if self.last.kind == Kind.REISSUED else "published"

    @property
    def word(self) -> str:
        words = {
            "withdrawn": _("withdrawn"),
            "superseded": _("replaced by a later revision"),
            "reissued": _("reissued"),
            "published": _("published"),
        }
        return words[self.state]

    @property
    def kind(self) -> str:
        """The kind of its chip."""
        return {"withdrawn": "veto", "superseded": "neutral"}.get(self.state, "done")


def standings_of(publication: Publication) -> list[Standing]:
    """Every revision, the newest first. The manifests stay unread. One query."""
    return _standings(list(_lines().filter(publication=publication).order_by("sequence")))


def all_standings() -> dict[int, list[Standing]]:
    """The revisions of every publication by its id, the newest first. One query."""
    by_publication: dict[int, list[Ledger]] = {}
    for line in _lines().order_by("publication", "sequence"):
        by_publication.setdefault(line.publication_id, []).append(line)
    return {pk: _standings(lines) for pk, lines in by_publication.items()}


def _lines() -> QuerySet[Ledger]:
    related = ("publication__campaign", "actor", "revision__run", "revision__prepared_by")
    blobs = ("record", "revision__manifest", "revision__run__snapshot", "revision__run__pack_ids")
    return Ledger.objects.select_related(*related).defer(*blobs)


def _standings(lines: Sequence[Ledger]) -> list[Standing]:
    """``is_latest``: the newest revision that is not withdrawn; where all are, none is."""
    first: dict[int, Ledger] = {}
    last: dict[int, Ledger] = {}
    for line in lines:
        first.setdefault(line.revision.number, line)
        last[line.revision.number] = line
    shown = [number for number, line in last.items() if line.kind != Kind.WITHDRAWN]
    latest = max(shown, default=0)
    return [
        Standing(first[number].revision, first[number], last[number], number == latest)
        for number in sorted(first, reverse=True)
    ]


def publication_of(campaign: Campaign) -> Publication | None:
    return Publication.objects.filter(campaign=campaign).first()


def preparation_of(campaign: Campaign) -> Preparation | None:
    """The open preparation, with its people."""
    found = Preparation.objects.filter(publication__campaign=campaign)
    return found.select_related("publication__campaign", "prepared_by", "run", "revision").first()


def read_manifest(data: bytes | memoryview) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(bytes(data))
    return manifest
