"""What stands beside a cell: last campaign's value, the agency's claim, measured facts (screens.md §3, right pane).

They anchor: somebody who has seen 0.8 finds 0.8. So, unless the policy says otherwise (``earlier_values: shown``), an
evaluator gets the earlier value, the *value* of the claim and measured facts of a cell only once the cell holds a value
of their own. The agency's statement and files are what is judged; they are always there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.campaigns.models import Campaign, Component
from assessment.campaigns.policy import work_policy
from assessment.core.hooks import Hooks
from indicators.models import Criterion
from reviews.claims import Claim, claims_down
from reviews.models import Adjudication, Score, ScoreSheet

Json = dict[str, Any]
CellKey = tuple[int, str]  # (criterion id, channel)
Place = tuple[str, str, str]  # (entity key, criterion address, channel)
Facts = Callable[[Sequence[ScoreSheet]], Mapping[int, Mapping[CellKey, list[Json]]]]
Phase = Campaign.Phase
#: While values of the earlier campaign may still change, nobody is shown them here.
OVER = (Phase.PRELIMINARY, Phase.APPEALS, Phase.FINAL, Phase.PUBLISHED, Phase.ARCHIVED)
#: How measured facts of sheets of one component are found, in a constant number of queries: by sheet id and cell
#: ``[{"text", "value", "at"}]``.
measuring = Hooks[Facts]()


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
    return asides_down([sheet], {sheet.pk: filled})[sheet.pk]


def asides_down(
    sheets: Sequence[ScoreSheet],
    filled: Mapping[int, Collection[CellKey]],
    criteria: Collection[int] | None = None,
) -> dict[int, Asides]:
    """The same for an evaluator's sheets (at least one) of one component, by sheet id; as many queries as for one.

    ``criteria``: the ids of those that are wanted, None for all.
    """
    policy = work_policy(sheets[0].reviewer.campaign.policy)
    shown = policy["earlier_values"] == "shown"
    earlier, claims = earlier_values(sheets, criteria), claims_down(sheets, criteria)
    facts: dict[int, dict[CellKey, list[Json]]] = {sheet.pk: {} for sheet in sheets}
    for finder in measuring:
        for pk, cells in finder(sheets).items():
            facts[pk].update(cells)
    return {
        sheet.pk: Asides(
            earlier=earlier.get(sheet.entity.key, {}),
            claims=claims[sheet.pk],
            facts=facts[sheet.pk],
            open_cells=None if shown else filled[sheet.pk],
        )
        for sheet in sheets
    }


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
def earlier_values(
    sheets: Sequence[ScoreSheet], criteria: Collection[int] | None = None
) -> dict[str, dict[CellKey, Json]]:
    """What the same entity had at the same address in the campaign's baseline, where the criterion has the same rule.

    By entity key and cell ``{"campaign", "values", "settled"}``: the settled value, else every different value that
    reviewers gave, sorted, without who gave it; of the last round that has one.
    """
    before = _component_before(sheets[0])
    if before is None:
        return {}
    ours = _by_address(sheets[0].component)
    theirs = {
        pk: address
        for address, (pk, rule) in _by_address(before).items()
        if _same(ours.get(address), rule) and (criteria is None or ours[address][0] in criteria)
    }
    keys = {sheet.entity.key for sheet in sheets}
    found = _given(keys, before, theirs)
    settled = _settled(keys, before, theirs)
    cells: dict[str, dict[CellKey, Json]] = defaultdict(dict)
    for place in {*found, *settled}:
        entity, address, channel = place
        values = [settled[place]] if place in settled else sorted(found[place])
        stated = {"campaign": before.campaign.name, "values": values, "settled": place in settled}
        cells[entity][ours[address][0], channel] = stated
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


def _given(keys: Collection[str], before: Component, theirs: Mapping[int, str]) -> dict[Place, set[str]]:
    """The submitted values of the last round that has one."""
    rows = Score.objects.filter(
        sheet__component=before,
        sheet__entity__key__in=keys,
        sheet__status=ScoreSheet.Status.SUBMITTED,
        criterion__in=list(theirs),
    ).exclude(value="")
    by_round: dict[Place, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    fields = ("sheet__entity__key", "criterion", "channel", "value", "sheet__round__position")
    for entity, criterion, channel, value, turn in rows.values_list(*fields):
        by_round[entity, theirs[criterion], channel][turn].add(value)
    return {place: rounds[max(rounds)] for place, rounds in by_round.items()}


def _settled(keys: Collection[str], before: Component, theirs: Mapping[int, str]) -> dict[Place, str]:
    rows = Adjudication.objects.filter(component=before, entity__key__in=keys, criterion__in=list(theirs)).order_by(
        "round__position"
    )
    fields = ("entity__key", "criterion", "channel", "value")
    return {(entity, theirs[pk], channel): value for entity, pk, channel, value in rows.values_list(*fields)}
