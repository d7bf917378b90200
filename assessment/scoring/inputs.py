"""Everything a run needs, as arrays; made by the bridge from the database, by tests from bundle folders.

Sizes: ``E`` entities of the campaign (the same index in every component), ``H``/``G``/``W`` channels, gates and weight
columns of the component's plan, ``S`` its slot count, ``N`` submitted sheets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessment.scoring.errors import InputFault
from assessment.scoring.model import Bools, Floats, VersionPlan

Int16s = NDArray[np.int16]
Int32s = NDArray[np.int32]

REVIEWER_METHODS = ("mean", "median", "trimmed_mean")


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and its inclusive threshold, a percentage of full (scoring.md §11)."""

    name: str
    at_least: float


@dataclass(frozen=True, slots=True)
class Policy:
    """The campaign's policy (formats.md §3). ``ranks``: dense | competition, ``rank_on``: reported | exact."""

    reviewers: str = "mean"
    decimals: int = 2
    ranks: str = "dense"
    rank_on: str = "reported"
    normalise_to: float | None = None
    absent_zero: bool = False
    grades: tuple[Grade, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "Policy":
        """The policy of a campaign.yaml; keys it doesn't know (``disagreement``) are left alone."""
        grades = document.get("grades") or ()
        if not isinstance(grades, Sequence):
            raise InputFault("bad_grades", "grades is a list of {name, at_least}.")
        target = document.get("normalise_to")
        decimals = document.get("decimals")
        return cls(
            reviewers=str(document.get("reviewers") or "mean"),
            decimals=2 if decimals is None else int(str(decimals)),
            ranks=str(document.get("ranks") or "dense"),
            rank_on=str(document.get("rank_on") or "reported"),
            normalise_to=None if target is None else float(str(target)),
            absent_zero=document.get("absent_component") == "zero",
            grades=tuple(Grade(str(grade["name"]), float(grade["at_least"])) for grade in grades),
        )


@dataclass(frozen=True, slots=True)
class Adjudications:
    """Settled values, M of them: ``values`` [M, V] are packed slots, V ≥ the widest cell, the rest NaN."""

    entity: Int32s
    round: Int16s
    cell: Int32s
    values: Floats

    @classmethod
    def of(cls, plan: VersionPlan, rows: Sequence[tuple[int, int, int, Sequence[float]]] = ()) -> "Adjudications":
        """From (entity, round, cell, slots) rows."""
        values = np.full((len(rows), plan.max_slots), np.nan)
        for position, (*_, slots) in enumerate(rows):
            values[position, : len(slots)] = slots
        return cls(
            entity=np.array([row[0] for row in rows], dtype=np.int32),
            round=np.array([row[1] for row in rows], dtype=np.int16),
            cell=np.array([row[2] for row in rows], dtype=np.int32),
            values=values,
        )


def pairs(rows: Sequence[tuple[int, ...]], width: int) -> Int32s:
    """Index rows as an int32 array [M, width], also when there are none."""
    return np.array(rows, dtype=np.int32).reshape(len(rows), width)


@dataclass(frozen=True)
class ComponentInputs:
    """One indicator version of the campaign and all that was found with it.

    ``columns`` [E]: weight column of each entity, -1 = a class the version doesn't list (only weights given as one
    number hold); not read where columns are channel kinds. ``attributes``: one mapping an entity, for ``applies_when``.
    ``open_channels`` [E, H]. ``sheets`` [N, S]: packed sheets in any order, with the entity, the index of the round and
    a number of the reviewer for each; one sheet per entity, round and reviewer. ``declared_na`` [M, 2]: (entity, node).
    ``raised_gates`` [E, G]: manual gates (a gate with ``when`` follows its criterion alone). ``vetoes`` [M, 3]:
    confirmed ones only: (entity, veto, channel or -1).
    """

    plan: VersionPlan
    columns: Int16s
    attributes: Sequence[Mapping[str, object]]
    open_channels: Bools
    sheets: Floats
    sheet_entity: Int32s
    sheet_round: Int16s
    sheet_reviewer: Int32s
    adjudications: Adjudications
    declared_na: Int32s
    raised_gates: Bools
    vetoes: Int32s


@dataclass(frozen=True)
class CampaignInputs:
    """A campaign, ready to be scored.

    ``entity_keys`` are sorted and name index 0 … E-1; ``shares`` belong to the components; ``leagues`` [E, K] says who
    stands in which of ``league_keys``; ``rounds`` are the round keys in campaign order.
    """

    entity_keys: Sequence[str]
    components: Sequence[ComponentInputs]
    shares: Sequence[float]
    league_keys: Sequence[str]
    leagues: Bools
    rounds: Sequence[str]
    policy: Policy = field(default_factory=Policy)

    @property
    def entity_count(self) -> int:
        """E."""
        return len(self.entity_keys)


def check_inputs(inputs: CampaignInputs) -> None:
    """Raise InputFault where arrays don't fit each other: a wrong index would score the wrong entity in silence."""
    count = inputs.entity_count
    _require(all(a < b for a, b in zip(inputs.entity_keys, inputs.entity_keys[1:], strict=False)), "entity_order")
    _require(len(inputs.components) == len(inputs.shares) > 0, "component_shares")
    _require(inputs.leagues.shape == (count, len(inputs.league_keys)), "league_shape")
    _require(0 <= inputs.policy.decimals <= 6, "decimals")
    _require(inputs.policy.reviewers in REVIEWER_METHODS, "reviewer_method")
    _require(inputs.policy.ranks in ("dense", "competition"), "rank_method")
    _require(inputs.policy.rank_on in ("reported", "exact"), "rank_on")
    for component in inputs.components:
        _check_component(component, count, len(inputs.rounds))


def _check_component(component: ComponentInputs, entities: int, rounds: int) -> None:
    plan = component.plan
    sheets = len(component.sheets)
    adjudications = component.adjudications
    _require(component.sheets.shape == (sheets, plan.slot_count), "sheet_shape", plan)
    _require(len(component.columns) == len(component.attributes) == entities, "entity_count", plan)
    _require(component.open_channels.shape == (entities, len(plan.channels)), "channel_shape", plan)
    _require(component.raised_gates.shape == (entities, len(plan.gates)), "gate_shape", plan)
    _require(adjudications.values.shape[1] >= plan.max_slots, "adjudication_width", plan)
    _require_range(component.columns, -1, len(plan.columns), "column", plan)
    _require_range(component.sheet_entity, 0, entities, "sheet_entity", plan, sheets)
    _require_range(component.sheet_round, 0, rounds, "sheet_round", plan, sheets)
    _require(len(component.sheet_reviewer) == sheets, "sheet_reviewer", plan)
    _require_range(adjudications.entity, 0, entities, "adjudication_entity", plan)
    _require_range(adjudications.round, 0, rounds, "adjudication_round", plan)
    _require_range(adjudications.cell, 0, len(plan.cells), "adjudication_cell", plan)
    for table, limits, what in (
        (component.declared_na, (entities, len(plan.nodes)), "declared_na"),
        (component.vetoes, (entities, len(plan.vetoes), len(plan.channels)), "vetoes"),
    ):
        _require(table.ndim == 2 and table.shape[1] == len(limits), what, plan)
        for column, limit in enumerate(limits):
            _require_range(table[:, column], -1 if column == 2 else 0, limit, what, plan)


def _require_range(
    values: NDArray[np.integer], low: int, high: int, what: str, plan: VersionPlan, count: int | None = None
) -> None:
    fits = values.size == 0 or (int(values.min()) >= low and int(values.max()) < high)
    _require(fits and count in (None, len(values)), what, plan)


def _require(holds: bool, what: str, plan: VersionPlan | None = None) -> None:
    if not holds:
        where = "" if plan is None else f"{plan.key} {plan.version}: "
        raise InputFault(what, f"{where}the run's inputs don't fit: {what}.")
