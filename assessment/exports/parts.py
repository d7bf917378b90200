"""The components of a run and the columns of figures that reports show of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessment.campaigns.words import channel_word
from assessment.results.snapshot import Snapshot
from assessment.results.writing import Layout
from assessment.scoring import VersionPlan
from assessment.scoring.model import Node
from indicators.models import IndicatorVersion
from indicators.models.versions import in_language
from reviews.plans import plan_of

#: How many colours design.md has for first-level indicators.
SERIES = 7


class ExportError(Exception):
    """A report that can't be made; the text is a sentence for its reader."""


@dataclass(frozen=True)
class Part:
    """分项: an indicator version inside the run, as the run read it.

    ``share`` is scaled by the sum of all shares; ``roots_before`` counts the first-level indicators of the components
    before this one: colours go on from component to component, as on the pages (results.firstlevel).
    """

    position: int
    system: str
    version: str
    content_hash: str
    share: float
    roots_before: int
    plan: VersionPlan
    document: Mapping[str, Any]

    @property
    def name(self) -> str:
        return text_of(self.plan.name)

    @property
    def first_level(self) -> list[Node]:
        return [node for node in self.plan.nodes if node.parent < 0]

    def series(self, root: int) -> int:
        """The colour 1…7 of the component's first-level indicator no. ``root`` (from 0)."""
        return (self.roots_before + root) % SERIES + 1

    @property
    def trees(self) -> tuple[str, ...]:
        """The channels whose trees are scored apart, or the one tree ('')."""
        return self.plan.channels if self.plan.per_channel else ("",)


@dataclass(frozen=True)
class Column:
    """A column of figures in 10⁻⁶ units. ``code`` '' is the raw figure of the component (or of the channel's tree).

    ``series`` 1…7 is the colour of the first-level indicator, 0 for raw figures.
    """

    part: Part
    channel: str
    code: str
    title: str
    series: int

    def place(self, layout: Layout) -> int:
        """Where the figure stands in a result's payload."""
        figures = layout.components[self.part.position]
        if self.channel:
            figures = figures["channels"][self.channel]
        place: int = figures["nodes"][self.code] if self.code else figures["raw"]
        return place

    @property
    def group(self) -> str:
        """What stands above the title: the component, and the channel."""
        return f"{self.part.name} · {channel_word(self.channel)}" if self.channel else self.part.name

    @property
    def key(self) -> str:
        """The column's name in files for programs: ``system[:channel]:code``, or ``…:raw``."""
        return ":".join(filter(None, (self.part.system, self.channel, self.code or "raw")))


def text_of(texts: Mapping[str, str]) -> str:
    """An indicator text in the language of the report."""
    return in_language(texts.get("zh") or "", texts.get("en") or "")


def parts_of(taken: Snapshot) -> list[Part]:
    """The components of a run's snapshot. Raises ExportError where a version isn't the one that the run read."""
    shares = sum(stated["share"] for stated in taken["components"])
    stored = {
        (version.system.key, version.version): version
        for version in IndicatorVersion.objects.filter(
            system__key__in=[stated["system"] for stated in taken["components"]]
        ).select_related("system")
    }
    parts: list[Part] = []
    roots = 0
    for position, stated in enumerate(taken["components"]):
        version = stored.get((stated["system"], stated["version"]))
        if version is None or version.content_hash != stated["hash"]:
            words = {"system": stated["system"], "version": stated["version"]}
            raise ExportError(
                _("The indicator version %(system)s %(version)s has changed since the run: compute the campaign again.")
                % words
            )
        parts.append(
            Part(
                position=position,
                system=stated["system"],
                version=stated["version"],
                content_hash=stated["hash"],
                share=stated["share"] / shares,
                roots_before=roots,
                plan=plan_of(version),
                document=version.document,
            )
        )
        roots += len(parts[-1].first_level)
    return parts


def score_columns(parts: Sequence[Part], *, with_raw: bool) -> list[Column]:
    """First-level indicators of every component, tree by tree; ``with_raw`` puts the raw figures before them."""
    return [column for part in parts for column in _columns_of(part, with_raw=with_raw)]


def _columns_of(part: Part, *, with_raw: bool) -> Iterator[Column]:
    if with_raw:
        yield Column(part, "", "", _("Points"), 0)
    for channel in part.trees:
        if channel:
            yield Column(part, channel, "", _("Points"), 0)
        for place, node in enumerate(part.first_level):
            yield Column(part, channel, node.code, text_of(node.name), part.series(place))
