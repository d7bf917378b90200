"""Where reviewers disagree, for the heat map of progress and the tree of a sheet: that they do, never values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from django.urls import reverse

from assessment.analysis.listing import anchor_of
from assessment.analysis.reading import read_for
from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor
from assessment.results.reviewed import leaf_of_cells
from assessment.results.rules import can_view_reviewers
from indicators.models import Criterion
from reviews import disputed
from reviews.claims import CellKey
from reviews.models import ScoreSheet
from reviews.overview import progress
from reviews.scope import channel_name


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


@disputed.finding
def disputed_cells(user: Actor, sheet: ScoreSheet) -> Mapping[CellKey, str]:
    """The open disagreements of the sheet's entity, component and round, by (criterion id, channel)."""
    campaign = sheet.reviewer.campaign
    if not can_view_reviewers(user, campaign):
        return {}
    reading = read_for(user, campaign)
    found = reading.disagreements
    place = [component.pk for component in reading.components].index(sheet.component_id)
    turn = reading.arrays.rounds.index(sheet.round.key)
    mine = np.asarray(reading.inputs.entity_ids)[found.entity] == sheet.entity_id
    here = mine & ~found.settled & (found.component == place) & (found.round == turn)
    plan = reading.plans[place]
    ids = dict(Criterion.objects.filter(version=sheet.component.version_id).values_list("address", "pk"))
    marked: dict[CellKey, str] = {}
    for cell in (plan.cells[index] for index in found.cell[here]):
        stated, channel = plan.criteria[cell.criterion], channel_name(plan, cell)
        leaf = f"{plan.key}:{plan.leaf_node(stated.leaf).code}"
        page = reverse(
            "analysis:disagreements", args=[campaign.key], query={"entity": sheet.entity.key, "indicator": leaf}
        )
        key = (sheet.component_id, sheet.entity_id, sheet.round_id, ids[stated.address], channel)
        marked[ids[stated.address], channel] = f"{page}#{anchor_of(*key)}"
    return marked
