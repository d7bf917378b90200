"""Why two runs of a campaign differ: what the one has read and the other has not. Pure, over two snapshots.

Everything an entity's figures come from either stands in the snapshot (results/snapshot.py) or is a packed sheet, whose
id a run keeps. A pack is never changed, so a sheet that was handed in again is a pack of another id.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.results.snapshot import Snapshot

DECISIONS: dict[str, Any] = {
    "adjudications": gettext_lazy("Adjudications: %(count)s"),
    "not_applicable": gettext_lazy("Declared not applicable: %(count)s"),
    "gates": gettext_lazy("Gates raised: %(count)s"),
    "vetoes": gettext_lazy("Confirmed vetoes: %(count)s"),
}
ATTRIBUTES: dict[str, Any] = {
    "name": gettext_lazy("Name"),
    "classes": gettext_lazy("Class"),
    "attributes": gettext_lazy("Attributes"),
    "leagues": gettext_lazy("Leagues"),
}
NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    """Something that concerns every entity; "—" where the run had none."""

    label: str
    before: str
    now: str


def general_causes(before: Snapshot, now: Snapshot) -> list[Difference]:
    """Engine, policy, components with version and share, rounds: only those that differ."""
    stated: list[tuple[str, str, str]] = [(_("Engine"), before["engine"], now["engine"])]
    stated += [
        (_("Policy: %(key)s") % {"key": key}, _text(before["policy"].get(key)), _text(now["policy"].get(key)))
        for key in sorted({*before["policy"], *now["policy"]})
    ]
    old, new = ({row["system"]: row for row in taken["components"]} for taken in (before, now))
    for system in sorted({*old, *new}):
        pair = old.get(system), new.get(system)
        stated.append((_("Version of %(system)s") % {"system": system}, _version(pair[0]), _version(pair[1])))
        stated.append((_("Share of %(system)s") % {"system": system}, _share(pair[0]), _share(pair[1])))
    stated.append((_("Rounds"), ", ".join(before["rounds"]), ", ".join(now["rounds"])))
    return [Difference(*row) for row in stated if row[1] != row[2]]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _version(component: Mapping[str, Any] | None) -> str:
    return f"{component['version']} ({component['hash'][:8]})" if component else NOTHING


def _share(component: Mapping[str, Any] | None) -> str:
    return f"{component['share']:g}" if component else NOTHING


class EntityCauses:
    """What was read of single entities, in both runs. ``keys``: of those that are asked for, and no others."""

    def __init__(self, before: Snapshot, now: Snapshot, keys: Collection[str]) -> None:
        self.before, self.now = _EntityInputs(before, keys), _EntityInputs(now, keys)

    def of(self, key: str, *, sheets: int) -> list[str]:
        """In words; ``sheets``: how many packs one of the two runs has read and the other not."""
        found = [_("Score sheets: %(count)s") % {"count": sheets}] if sheets else []
        for name, words in DECISIONS.items():
            count = _differing(self.before.decisions(key, name), self.now.decisions(key, name))
            if count:
                found.append(str(words) % {"count": count})
        if self.before.channels.get(key) != self.now.channels.get(key):
            found.append(_("Channels"))
        found += [
            str(word)
            for name, word in ATTRIBUTES.items()
            if self.before.attribute(key, name) != self.now.attribute(key, name)
        ]
        return found


def _differing(before: Counter[str], now: Counter[str]) -> int:
    """How many decisions were added or withdrawn; one whose content changed counts once."""
    return max((before - now).total(), (now - before).total())


class _EntityInputs:
    """One snapshot, by entity key instead of position."""

    def __init__(self, taken: Snapshot, keys: Collection[str]) -> None:
        self.taken = taken
        self.positions = {key: place for place, key in enumerate(taken["entities"]["key"]) if key in keys}
        by_position = {place: key for key, place in self.positions.items()}
        self.channels: dict[str, set[str]] = {}
        for place, kind in taken["open_channels"]:
            if place in by_position:
                self.channels.setdefault(by_position[place], set()).add(kind)
        self.found: dict[tuple[str, str], Counter[str]] = {}
        for component in taken["components"]:
            for name in DECISIONS:
                for place, *row in component[name]:
                    if place in by_position:
                        counted = self.found.setdefault((by_position[place], name), Counter())
                        counted[_text([component["system"], *row])] += 1

    def decisions(self, key: str, name: str) -> Counter[str]:
        return self.found.get((key, name), Counter())

    def attribute(self, key: str, name: str) -> Any:
        if key not in self.positions:
            return None
        value = self.taken["entities"][name][self.positions[key]]
        return [self.taken["leagues"][place]["key"] for place in value] if name == "leagues" else value
