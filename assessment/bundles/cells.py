"""What rows of several tables have in common: an entity, a component, a cell and its value."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.bundles.campaign import Header
from assessment.bundles.entities import StatedEntity, unknown_entity
from assessment.bundles.systems import Systems
from assessment.core.fault_list import Faults
from assessment.scoring import CellFault, ValueFault, VersionPlan, format_value, locate, pack_text
from assessment.scoring.cells import narrow
from assessment.scoring.model import Cell, Criterion
from reviews.sentences import cell_sentence, value_sentence


@dataclass(frozen=True)
class Context:
    """What the rows of the other tables are held against."""

    header: Header
    systems: Systems
    entities: dict[str, StatedEntity]
    faults: Faults


@dataclass
class Place:
    """A row being checked: notes faults at its columns."""

    context: Context
    table: str
    line: int = 0

    def note(self, column: str, message: str) -> None:
        self.context.faults.add(self.table, self.line, column, message)

    def entity(self, key: str) -> StatedEntity | None:
        found = self.context.entities.get(key.strip())
        if found is None and self.context.entities:  # without any entity the fault is elsewhere
            self.note("entity", unknown_entity(key))
        return found

    def system(self, key: str) -> VersionPlan | None:
        """The plan of a component; None also where its version is faulty, which is noted elsewhere."""
        plans = self.context.systems.plans
        key = key.strip()
        if self.context.header.components is not None and key not in plans:
            words = {"key": key, "keys": ", ".join(plans)}
            self.note("system", _("The campaign has no component “%(key)s”; expected is one of %(keys)s.") % words)
        return plans.get(key)

    def round(self, key: str) -> int | None:
        rounds = self.context.header.rounds
        if rounds is None:
            return None
        key = key.strip()
        if key not in rounds:
            words = {"key": key, "keys": ", ".join(rounds)}
            self.note("round", _("The campaign has no round “%(key)s”; expected is one of %(keys)s.") % words)
            return None
        return rounds.index(key)

    def cell(self, plan: VersionPlan, address: str, channel: str) -> Cell | None:
        try:
            return locate(plan, address, channel)
        except CellFault as fault:
            column = "criterion" if fault.code == "unknown_criterion" else "channel"
            self.note(column, cell_sentence(fault))
            return None

    def has_channel(self, entity: StatedEntity, channel: str) -> None:
        """An entity that lacks the channel can't be judged on it. One that has closed it may have been before."""
        if channel and channel not in entity.channels:
            words = {"entity": entity.key, "channel": channel}
            self.note("channel", _("channels.csv gives %(entity)s no channel “%(channel)s”.") % words)

    def value(self, criterion: Criterion, text: str) -> tuple[str, tuple[float, ...]] | None:
        """Canonical text and slots of a value."""
        try:
            return canonical(criterion, text)
        except ValueFault as fault:
            self.note("value", value_sentence(fault))
            return None


def canonical(criterion: Criterion, text: str) -> tuple[str, tuple[float, ...]]:
    """The text as it is stored, and its slots.

    ``items`` lists one number per case, so an empty list is no case at all, the amount 0 (scoring.md §3): it is kept
    as "0", because an empty stored value is an empty cell. A level is kept by its own key. Raises ValueFault.
    """
    narrowed = narrow(text)
    if not narrowed and criterion.rule.type == "items":
        narrowed = "0"
    slots = pack_text(criterion, narrowed)
    if criterion.rule.type == "levels" and narrowed:
        narrowed = format_value(criterion, slots)
    return narrowed, slots
