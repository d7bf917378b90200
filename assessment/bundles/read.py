"""A bundle, read and checked as a whole: with any fault there is no bundle, only the list of all faults."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from assessment.bundles.campaign import Header, read_header
from assessment.bundles.cells import Context
from assessment.bundles.decisions import Decisions, read_decisions
from assessment.bundles.entities import StatedEntity, read_entities
from assessment.bundles.scores import Scores, read_scores
from assessment.bundles.source import CAMPAIGN, open_source
from assessment.bundles.systems import Systems, read_systems
from assessment.campaigns.models import Campaign
from assessment.core.fault_list import Faults
from assessment.core.faults import FaultsError


@dataclass(frozen=True)
class Bundle:
    """A bundle without faults: everything in it refers to something that is there."""

    header: Header
    systems: Systems
    entities: dict[str, StatedEntity]
    decisions: Decisions
    scores: Scores


def read_bundle(path: Path) -> Bundle:
    """Read a folder or .zip (formats.md §3). Reads the database, writes nothing. Raises FaultsError with all faults."""
    faults = Faults()
    try:
        with open_source(path, faults) as source:
            header = read_header(source, faults)
            if header.key is not None and Campaign.objects.filter(key=header.key).exists():
                faults.add(CAMPAIGN, header.key_line, "key", campaign_exists(header.key))
            systems = read_systems(source, header.components, faults)
            entities = read_entities(source, header, systems.plans, faults)
            context = Context(header, systems, entities, faults)
            decisions = read_decisions(source, context)
            scores = read_scores(source, context)
    except FaultsError as error:  # a file that can't be read on: what was found before is true as well
        faults.extend(error.faults)
    faults.raise_if_any()
    return Bundle(header, systems, entities, decisions, scores)


def campaign_exists(key: str) -> str:
    return _("There is a campaign “%(key)s” already.") % {"key": key}
