"""A campaign's submitted values as one reader may see them, and its disagreements (quality.md §2, blindness)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np

from assessment.campaigns.models import Campaign, Component
from assessment.campaigns.rules import Actor
from assessment.results.bridge import RunInputs
from assessment.results.disagreements import Disagreements, find_disagreements
from assessment.results.services.runs import read_inputs
from assessment.scoring.inputs import CampaignInputs
from assessment.scoring.model import Bools, VersionPlan
from reviews.blindness import unfinished_entities


@dataclass(frozen=True)
class Reading:
    """``visible`` [E]: entities whose values the reader may see; ``components`` in campaign order."""

    campaign: Campaign
    inputs: RunInputs
    components: Sequence[Component]
    visible: Bools

    @property
    def arrays(self) -> CampaignInputs:
        return self.inputs.arrays

    @property
    def plans(self) -> list[VersionPlan]:
        return [component.plan for component in self.arrays.components]

    @property
    def names(self) -> Sequence[str]:
        """Names of the entities by index."""
        names: Sequence[str] = self.inputs.snapshot["entities"]["name"]
        return names

    @property
    def reviewers(self) -> Sequence[str]:
        """Keys of the reviewers by number."""
        keys: Sequence[str] = self.inputs.snapshot["reviewers"]
        return keys

    @property
    def policy(self) -> dict[str, Any]:
        policy: dict[str, Any] = self.inputs.snapshot["policy"]
        return policy

    @property
    def hidden(self) -> int:
        """How many entities are kept back, because the reader's own work on them is not handed in."""
        return int((~self.visible).sum())

    @cached_property
    def disagreements(self) -> Disagreements:
        """Those of visible entities, the largest effect first."""
        every = found_in(self.inputs, float(self.policy["disagreement"]))
        return every.take(self.visible[every.entity])


def read_for(user: Actor, campaign: Campaign) -> Reading:
    """Everything as of now, in a constant number of queries for a given number of components."""
    inputs = read_inputs(campaign)
    components = list(campaign.components.select_related("version__system").order_by("position"))
    for component in components:
        component.campaign = campaign
    visible = ~np.isin(inputs.entity_ids, sorted(unfinished_entities(user, campaign)))
    return Reading(campaign, inputs, components, visible)


MOST_KEPT = 2  # a census campaign on which everybody disagrees takes some 100 MB
_kept: OrderedDict[tuple[str, float], Disagreements] = OrderedDict()
_lock = Lock()


def found_in(inputs: RunInputs, threshold: float) -> Disagreements:
    """Found once in a process for equal inputs: the digest covers values, adjudications and everything that weighs."""
    key = (inputs.digest, threshold)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = find_disagreements(inputs.arrays, threshold=threshold)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found
