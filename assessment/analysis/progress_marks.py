"""Where reviewers disagree, for the heat map of progress: counts of open disagreements, never values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from assessment.analysis.reading import read_for
from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor
from assessment.results.reviewed import leaf_of_cells
from assessment.results.rules import can_view_reviewers
from reviews.overview import progress


@progress.disputing
def disputes(user: Actor, campaign: Campaign) -> Mapping[progress.Place, int]:
    """(component, entity, leaf) → disagreements that nobody has settled, of the entities whose values the reader may
    see; nothing for whoever may not see reviewers' values at all.
    """
    if not can_view_reviewers(user, campaign):
        return {}
    reading = read_for(user, campaign)
    found = reading.disagreements
    still_open = found.take(~found.settled)
    counted: Counter[progress.Place] = Counter()
    for place, component in enumerate(reading.components):
        mine = still_open.component == place
        entities = np.asarray(reading.inputs.entity_ids)[still_open.entity[mine]]
        leaves = leaf_of_cells(reading.plans[place])[still_open.cell[mine]]
        for entity, leaf in zip(entities.tolist(), leaves.tolist(), strict=True):
            counted[component.pk, entity, leaf] += 1
    return counted
