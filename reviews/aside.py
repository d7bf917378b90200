"""What stands beside a cell: last campaign's value, the agency's claim, measured facts (screens.md §3, right pane).

They anchor: somebody who has seen 0.8 finds 0.8. So, unless the policy says otherwise (``earlier_values: shown``), an
evaluator gets the earlier value, the *value* of the claim and measured facts of a cell only once the cell holds a value
of their own. The agency's statement and files are what is judged; they are always there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.campaigns.models import Campaign, Component
from assessment.campaigns.policy import work_policy
from indicators.models import Criterion
from reviews.claims import Claim, claims_for
from reviews.models import Adjudication, Score, ScoreSheet

Json = dict[str, Any]
CellKey = tuple[int, str]  # (criterion id, channel)
Facts = Callable[[ScoreSheet], Mapping[CellKey, list[Json]]]
Phase = Campaign.Phase
#: While values of the earlier campaign may still change, nobody is shown them here.
OVER = (Phase.PRELIMINARY, Phase.APPEALS, Phase.FINAL, Phase.PUBLISHED, Phase.ARCHIVED)
_measuring: list[Facts] = []


def measuring(finder: Facts) -> Facts:
    """Register how measured facts are found: by cell ``[{"text", "value", "at"}]``, in a constant number of queries."""
    if finder not in _measuring:
        _measuring.append(finder)
    return finder


@dataclass(frozen=True)
class Asides:
    """Of one sheet. ``open_cells`` may show what anchors; None: every cell."""

    earlier: Mapping[CellKey, Json]
    claims: Mapping[CellKey, Claim]
    facts: Mapping[CellKey, list[Json]]
    open_cells: Collection[CellKey] | None

    def of(self, key: CellKey) -> Json:
        """``{"earlier", "claim", "facts"}`` of a cell, null where there is nothing or not yet."""
        shown = self.open_cells is None or key in self.open_cells
        claim = self.claims.get(key)
        return {
            "earlier": self.earlier.get(key) if shown else None,
            "claim": claim_payload(claim, with_value=shown) if claim else None,
            "facts": self.facts.get(key) if shown else None,
        }


def asides_of(sheet: ScoreSheet, filled: Collection[CellKey]) -> Asides:
    """``filled``: the cells with a value or N/A. At most five queries, without a baseline one, and those of others."""
    policy = work_policy(sheet.reviewer.campaign.policy)
    return Asides(
        earlier=earlier_values(sheet),
        claims=claims_for(sheet),
        facts={key: rows for finder in _measuring for key, rows in finder(sheet).items()},
        open_cells=None if policy["earlier_values"] == "shown" else filled,
    )


def claim_payload(claim: Claim, *, with_value: bool) -> Json:
    return {
        "value": claim.value if with_value else None,
        "statement": claim.statement,
        "submitted_at": claim.submitted_at,
        "late": claim.late,
        "reopened": claim.reopened,
        "taken_over": claim.taken_over,
        "files": claim.files,
    }


# --- last campaign ----------------------------------------------------------------------------------------------------
def earlier_values(sheet: ScoreSheet) -> dict[CellKey, Json]:
    """What the same entity had at the same address in the campaign's baseline, where the criterion has the same rule.

    ``{"campaign", "values", "settled"}``: the settled value, else every different value that reviewers gave, sorted,
    without who gave it; of the last round that has one.
    """
    before = _component_before(sheet)
    if before is None:
        return {}
    ours = _by_address(sheet.component)
    theirs = {pk: address for address, (pk, rule) in _by_address(before).items() if _same(ours.get(address), rule)}
    found = _given(sheet, before, theirs)
    settled = _settled(sheet, before, theirs)
    name = before.campaign.name
    cells = {}
    for address, channel in {*found, *settled}:
        own = settled.get((address, channel))
        values = [own] if own is not None else sorted(found[address, channel])
        stated = {"campaign": name, "values": values, "settled": own is not None}
        cells[ours[address][0], channel] = stated
    return cells


def _component_before(sheet: ScoreSheet) -> Component | None:
    """The baseline campaign's component of the same system, once its values are final enough."""
    key = sheet.reviewer.campaign.baseline_key
    if not key:
        return None
    rows = Component.objects.filter(campaign__key=key, version__system=sheet.component.version.system_id)
    return rows.filter(campaign__phase__in=OVER).select_related("campaign").order_by("position").first()


def _by_address(component: Component) -> dict[str, tuple[int, Json]]:
    rows = Criterion.objects.filter(version=component.version_id).values_list("address", "pk", "rule")
    return {address: (pk, rule) for address, pk, rule in rows}


def _same(ours: tuple[int, Json] | None, rule: Json) -> bool:
    return ours is not None and ours[1] == rule


def _given(sheet: ScoreSheet, before: Component, theirs: Mapping[int, str]) -> dict[tuple[str, str], set[str]]:
    """(address, channel) → the submitted values of the last round that has one."""
    rows = Score.objects.filter(
        sheet__component=before,
        sheet__entity__key=sheet.entity.key,
        sheet__status=ScoreSheet.Status.SUBMITTED,
        criterion__in=list(theirs),
    ).exclude(value="")
    by_round: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for criterion, channel, value, turn in rows.values_list("criterion", "channel", "value", "sheet__round__position"):
        by_round[theirs[criterion], channel][turn].add(value)
    return {cell: rounds[max(rounds)] for cell, rounds in by_round.items()}


def _settled(sheet: ScoreSheet, before: Component, theirs: Mapping[int, str]) -> dict[tuple[str, str], str]:
    rows = Adjudication.objects.filter(
        component=before, entity__key=sheet.entity.key, criterion__in=list(theirs)
    ).order_by("round__position")
    return {(theirs[pk], channel): value for pk, channel, value in rows.values_list("criterion", "channel", "value")}
