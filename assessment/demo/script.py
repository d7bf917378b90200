"""What a demo campaign is made of, before any score is drawn. Pure data; bundle.py turns it into files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from assessment.demo.draws import Draws
from assessment.demo.names import EVALUATORS, Place

#: The share of entities (0…1) that lie below a quality (0…1): most are in the middle, few far below.
QUALITY_CURVE = ((0.0, 0.57), (0.08, 0.63), (0.3, 0.75), (0.6, 0.82), (0.85, 0.88), (1.0, 0.94))


def quality_at(position: float) -> float:
    """The quality at ``position`` (0…1 from the weakest to the best); between the points of the curve it is linear."""
    for (left, low), (right, high) in pairwise(QUALITY_CURVE):
        if position <= right:
            return low + (high - low) * (position - left) / (right - left)
    return QUALITY_CURVE[-1][1]


def qualities(places: tuple[Place, ...], group: str) -> dict[str, float]:
    """A quality for each place, spread evenly along the curve in an order drawn for ``group``."""
    order = Draws("quality", group).shuffled([place.key for place in places])
    return {key: quality_at((index + 0.5) / len(order)) for index, key in enumerate(order)}


@dataclass(frozen=True)
class Part:
    """A component: the key of a shipped system, its version and its share of the campaign."""

    system: str
    share: float
    version: str = "2019"


@dataclass(frozen=True)
class Subject:
    """An entity of the campaign. ``quality`` (0…1) is about the part of full marks it earns, before what is arranged.

    ``channels`` maps a channel kind to whether it is open; a kind that is not in it was never set up.
    """

    place: Place
    klass: str
    leagues: tuple[str, ...]
    quality: float
    channels: Mapping[str, bool]
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.place.key


@dataclass(frozen=True)
class NotApplicableRow:
    """An indicator declared N/A for an entity."""

    entity: str
    system: str
    indicator: str
    reason: str


@dataclass(frozen=True)
class GateRow:
    """A manual gate raised for an entity."""

    entity: str
    system: str
    gate: str
    reason: str


@dataclass(frozen=True)
class VetoRow:
    entity: str
    system: str
    veto: str
    condition: str
    status: str
    reason: str
    channel: str = ""


@dataclass(frozen=True)
class Script:
    """A demo campaign.

    ``twins`` maps an entity to the one whose total it must reach: its values are that one's, moved between leaves that
    weigh the same (marks.py). ``few_surveys`` names the entities whose counts stay below a gate's bound.
    ``unstarted`` are (reviewer, entity, round) without a sheet yet. ``settled`` is the part of the disagreements that
    an adjudication has ended.
    """

    key: str
    name_zh: str
    name_en: str
    year: int
    phase: str
    parts: tuple[Part, ...]
    rounds: tuple[str, ...]
    leagues: tuple[tuple[str, str, str], ...]
    policy: Mapping[str, Any]
    subjects: tuple[Subject, ...]
    reviewers: tuple[str, ...] = tuple(person.key for person in EVALUATORS)
    twins: Mapping[str, str] = field(default_factory=dict)
    few_surveys: frozenset[str] = frozenset()
    not_applicable: tuple[NotApplicableRow, ...] = ()
    gates: tuple[GateRow, ...] = ()
    vetoes: tuple[VetoRow, ...] = ()
    unstarted: frozenset[tuple[str, str, str]] = frozenset()
    settled: float = 0.7
    baseline: str | None = None

    @property
    def quiet(self) -> frozenset[str]:
        """Entities that get no N/A values, no gaps and no adjudications, so that their totals stay equal."""
        return frozenset(self.twins) | frozenset(self.twins.values())


GRADES = (
    {"name": "优秀", "at_least": 90},
    {"name": "良好", "at_least": 80},
    {"name": "中等", "at_least": 70},
    {"name": "合格", "at_least": 60},
    {"name": "待改进", "at_least": 0},
)


def policy(**changes: Any) -> dict[str, Any]:
    """The policy of a demo campaign: the defaults of formats.md §3, written out, with ``changes``."""
    stated = {
        "reviewers": "mean",
        "decimals": 2,
        "ranks": "dense",
        "rank_on": "reported",
        "normalise_to": None,
        "absent_component": "reweight",
        "disagreement": 0.3,
        "grades": [dict(grade) for grade in GRADES],
    }
    return stated | changes
