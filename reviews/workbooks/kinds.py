"""What one kind of workbook brings beside the parts that serve all of them (layout.py): whose cells it holds, who may
bring it back, and where its pages are. Rooms register theirs when they are loaded.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.verdicts import Verdict
from reviews.checking import CellChecker
from reviews.models import SheetUpload
from reviews.services.operations import Content
from reviews.services.operations import Kind as CellKind
from reviews.workbooks.layout import Layout

#: (owner id, criterion id, channel)
Place = tuple[int, int, str]


@dataclass(frozen=True)
class Desk:
    """What is known about the owners of a plan's cells (score sheets, self-assessments) by their id, read for all of
    them at once. ``refusals``: the sentence why nothing of an owner is taken now, "" where it is."""

    owners: Mapping[int, Any]
    refusals: Mapping[int, str]
    checkers: Mapping[int, CellChecker]


class WorkbookKind(ABC):
    """``name`` stands in the signed scope and in SheetUpload.kind; ``cells`` says how its cells are stored."""

    name: ClassVar[str]
    layout: ClassVar[Layout]
    cells: ClassVar[CellKind]

    @abstractmethod
    def can_upload(self, actor: User, campaign: Campaign) -> Verdict:
        """Whether anything is taken from the account now; whether each owner's cells are is told by the desk."""

    @abstractmethod
    def owners(self, user: User, campaign_id: int, ids: Collection[int]) -> QuerySet[Any]:
        """Those of ``ids`` that are the account's own in the campaign."""

    @abstractmethod
    def desk(self, user: User, owners: Sequence[Any]) -> Desk:
        """A constant number of queries for a component and round."""

    @abstractmethod
    def lost(self) -> str:
        """The sentence for cells of what is not the account's own any more."""

    @abstractmethod
    def trail(self, campaign: Campaign) -> list[tuple[str, str]]:
        """(word, url) of the page its people begin with, and of the page of its workbooks."""

    def contents(self, owners: Collection[int], criteria: Collection[int]) -> dict[Place, Content]:
        """What the cells of ``owners`` hold; one query, as plain values: a plan may read 18,000 of them."""
        rows = self.cells.rows.objects.filter(**{f"{self.cells.owner}__in": owners, "criterion__in": criteria})
        place = (f"{self.cells.owner}_id", "criterion_id", "channel")
        found = rows.order_by().values_list(*place, "value", self.cells.text, "version", "updated_at")
        return {row[:3]: Content(*row[3:]) for row in found.iterator()}


_kinds: dict[str, WorkbookKind] = {}


def register(kind: type[WorkbookKind]) -> type[WorkbookKind]:
    """A class decorator; its module is imported by the room's AppConfig.ready."""
    _kinds[kind.name] = kind()
    return kind


def kind_of(upload: SheetUpload) -> WorkbookKind:
    return _kinds[upload.kind]


def kind_named(name: str) -> WorkbookKind:
    return _kinds[name]
