"""entities.csv and channels.csv against the campaign's versions and leagues."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from assessment.bundles.campaign import Header
from assessment.bundles.source import Source
from assessment.bundles.systems import Plans
from assessment.bundles.tables import CHANNELS, ENTITIES, read_table
from assessment.campaigns.attributes import read_attribute
from assessment.campaigns.keys import ATTRIBUTE, KEY, KNOWN_CHANNELS
from assessment.core.fault_list import Faults
from assessment.scoring import VersionPlan

LONGEST_KEY = 100
LONGEST_NAME = 200
LONGEST_ADDRESS = 500
UNCLASSED = ("all",)  # the columns of a plan whose version has no classes

key_shape = re.compile(KEY)
attribute_shape = re.compile(ATTRIBUTE)


@dataclass(slots=True)
class StatedChannel:
    kind: str
    name: str
    address: str
    is_open: bool


@dataclass(slots=True)
class StatedEntity:
    """A row of entities.csv with its rows of channels.csv. ``classes`` by system key, as models.Entity keeps them."""

    key: str
    name: str
    classes: dict[str, str]
    leagues: list[str]
    attributes: dict[str, Any]
    channels: dict[str, StatedChannel] = field(default_factory=dict)


def read_entities(source: Source, header: Header, plans: Plans, faults: Faults) -> dict[str, StatedEntity]:
    """Entities by key, with their channels. Rows with a fault of their own are kept as far as they can be read."""
    rows = _EntityRows(header, plans, faults)
    for line, cells in read_table(source, ENTITIES, faults):
        rows.add(line, *cells)
    if not rows.entities and not faults:
        faults.add(ENTITIES.name, 0, "", _("There is no entity."))
    kinds = set(KNOWN_CHANNELS).union(*(plan.channels for plan in plans.values() if plan))
    complete = header.components is not None and all(plan is not None for plan in plans.values())
    channels = _ChannelRows(rows.entities, kinds if complete else None, faults)
    for line, cells in read_table(source, CHANNELS, faults):
        channels.add(line, *cells)
    return rows.entities


def is_key(text: str, longest: int = LONGEST_KEY) -> bool:
    return len(text) <= longest and bool(key_shape.fullmatch(text))


def key_message(longest: int = LONGEST_KEY) -> str:
    return _("A key of letters, digits and . _ - @ is expected, at most %(longest)s characters.") % {"longest": longest}


class _Rows:
    table = ENTITIES

    def __init__(self, faults: Faults) -> None:
        self.faults, self.line = faults, 0

    def note(self, place: str, message: str) -> None:
        self.faults.add(self.table.name, self.line, place, message)

    def text(self, place: str, text: str, longest: int, *, required: bool = False) -> None:
        if required and not text.strip():
            self.note(place, _("This cell must not be empty."))
        elif len(text) > longest:
            self.note(place, _("At most %(longest)s characters are accepted.") % {"longest": longest})


class _EntityRows(_Rows):
    def __init__(self, header: Header, plans: Plans, faults: Faults) -> None:
        super().__init__(faults)
        self.leagues, self.plans = header.leagues, plans
        self.known_systems = None if header.components is None else set(plans)
        self.weighted = {system: _weighted(plan) for system, plan in plans.items() if plan is not None}
        self.entities: dict[str, StatedEntity] = {}
        self.lines: dict[str, int] = {}

    def add(self, line: int, key: str, name: str, klass: str, leagues: str, attributes: str) -> None:
        self.line = line
        key = key.strip()
        self.text("name", name, LONGEST_NAME, required=True)
        classes, standing = self.read_classes(klass), self.read_leagues(leagues)
        entity = StatedEntity(key, name, classes, standing, self.read_attributes(attributes))
        if not is_key(key):
            self.note("entity", key_message())
        elif key in self.entities:
            self.note("entity", _("The entity stands in line %(line)s already.") % {"line": self.lines[key]})
        else:
            self.entities[key], self.lines[key] = entity, line

    def read_classes(self, cell: str) -> dict[str, str]:
        """Class by system; systems whose columns are channels have none."""
        stated = self.stated_classes(cell)
        classes: dict[str, str] = {}
        if stated is None:
            return classes
        for system, plan in self.plans.items():
            if plan is None or plan.channel_columns:
                continue
            given = stated.get(system, stated.get("", ""))
            if plan.columns == UNCLASSED:
                classes[system] = UNCLASSED[0]
            elif not given:
                self.note("class", _("The class for %(system)s is missing.") % {"system": system})
            elif given not in plan.column_index:
                words = {"class": given, "system": system, "classes": ", ".join(plan.columns)}
                self.note("class", _("%(system)s has no class “%(class)s”; expected is one of %(classes)s.") % words)
            elif given not in self.weighted[system]:
                words = {"class": given, "system": system}
                self.note("class", _("%(system)s has no weights for the class “%(class)s”.") % words)
            else:
                classes[system] = given
        return classes

    def stated_classes(self, cell: str) -> dict[str, str] | None:
        """``{"": word}`` for one word, else class by system; None where the cell itself is faulty."""
        if ":" not in cell:
            return {"": cell.strip()}
        stated: dict[str, str] = {}
        sound = True
        for part in cell.split(";"):
            system, separator, klass = (piece.strip() for piece in part.partition(":"))
            if not separator or not system or not klass:
                fault = _("One word or system:class;system:class is expected.")
            elif system in stated:
                fault = _("“%(name)s” stands twice.") % {"name": system}
            elif self.known_systems is not None and system not in self.known_systems:
                fault = _("The campaign has no component “%(key)s”; expected is one of %(keys)s.") % {
                    "key": system,
                    "keys": ", ".join(self.plans),
                }
            else:
                stated[system] = klass
                continue
            self.note("class", fault)
            sound = False
        return stated if sound else None

    def read_leagues(self, cell: str) -> list[str]:
        leagues: list[str] = []
        for league in (part.strip() for part in cell.split(";")) if cell.strip() else ():
            if league in leagues:
                self.note("leagues", _("“%(name)s” stands twice.") % {"name": league})
            elif self.leagues is not None and league not in self.leagues:
                self.note("leagues", _("The campaign has no league “%(league)s”.") % {"league": league})
            else:
                leagues.append(league)
        return leagues

    def read_attributes(self, cell: str) -> dict[str, Any]:
        attributes: dict[str, Any] = {}
        for part in cell.split(";") if cell.strip() else ():
            name, separator, value = (piece.strip() for piece in part.partition("="))
            if not separator or not attribute_shape.fullmatch(name) or not value:
                self.note("attributes", _("name=value;name=value is expected, given is “%(part)s”.") % {"part": part})
            elif name in attributes:
                self.note("attributes", _("“%(name)s” stands twice.") % {"name": name})
            else:
                attributes[name] = read_attribute(value)
        return attributes


class _ChannelRows(_Rows):
    table = CHANNELS

    def __init__(self, entities: dict[str, StatedEntity], kinds: set[str] | None, faults: Faults) -> None:
        super().__init__(faults)
        self.entities, self.kinds = entities, kinds

    def add(self, line: int, entity_key: str, kind: str, name: str, address: str, opened: str) -> None:
        self.line = line
        kind, opened = kind.strip(), opened.strip()
        entity = self.entities.get(entity_key.strip())
        if entity is None and self.entities:  # without any entity the fault is elsewhere
            self.note("entity", unknown_entity(entity_key))
        if self.kinds is not None and kind not in self.kinds:
            words = {"channel": kind, "channels": ", ".join(sorted(self.kinds))}
            self.note("channel", _("There is no channel “%(channel)s”; expected is one of %(channels)s.") % words)
        elif entity is not None and kind in entity.channels:
            self.note("channel", _("The entity has this channel already."))
        self.text("name", name, LONGEST_NAME)
        self.text("address", address, LONGEST_ADDRESS)
        if opened not in ("0", "1"):
            self.note("open", _("1 (open) or 0 is expected."))
        if entity is not None:
            entity.channels.setdefault(kind, StatedChannel(kind, name, address, opened == "1"))


def unknown_entity(key: str) -> str:
    return _("entities.csv has no entity “%(key)s”.") % {"key": key.strip()}


def _weighted(plan: VersionPlan) -> set[str]:
    """The classes for which a score leaf is assessed."""
    return {name for name, column in plan.column_index.items() if not np.isnan(plan.node_weight[:, column]).all()}
