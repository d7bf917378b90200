"""The form of a row: an address, who gets which answer there, and in which phases it is another one.

What is expected stands in the rows alone, in plain numbers: nothing here asks the workbench's own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

#: "security" holds for the installation, all others but "stranger" in the campaign "own".
ROLES = ("anonymous", "administrator", "lead", "evaluator", "agency", "auditor", "security", "stranger")
METHODS = ("GET", "POST")
#: An agency stands for one entity ("own"); "neighbour" is another one of the same campaign. Nobody holds a role in the
#: campaign "other"; "absent" does not exist.
OBJECTS = ("own", "neighbour", "other", "absent")
#: In their order (screens.md §2). The statuses of a row hold in "scoring".
PHASES = (
    "draft",
    "self-assessment",
    "scoring",
    "reconciliation",
    "preliminary",
    "appeals",
    "final",
    "published",
    "archived",
)
USUAL = "scoring"

#: What addresses are made of: its name → kind of object → one part of an address, or several.
World: TypeAlias = Mapping[str, Mapping[str, Any]]
#: Kind of object → method → the status for each of ROLES, in their order; one status stands for everybody.
Statuses: TypeAlias = Mapping[str, Mapping[str, str]]
Cell: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class Row:
    """``address``: names in the World, and "=…" for what stands there as it is. ``data``: what is POSTed.

    ``but``: where a phase answers otherwise, one line each: "phases objects method roles status", several with commas
    between them, a stretch of phases with dots: "draft..self-assessment,final own POST lead,administrator 403".
    """

    statuses: Statuses
    address: str = ""
    but: tuple[str, ...] = ()
    data: Mapping[str, str] | None = None

    def arguments(self, world: World, kind: str) -> list[Any]:
        return [part for name in self.address.split() for part in _parts(name, world, kind)]

    def is_in_own_campaign(self, kind: str) -> bool:
        """Whether the object is looked for in the campaign "own", be it there or not."""
        return kind in ("own", "neighbour") or (kind == "absent" and "here" in self.address.split())

    def expected(self, kind: str, method: str, phase: str) -> Mapping[str, int]:
        """Role → status."""
        usual = self.statuses[kind][method].split()
        each = usual * len(ROLES) if len(usual) == 1 else usual
        found = {role: int(status) for role, status in zip(ROLES, each, strict=True)}
        return found | {role: status for cell, role, status in self.exceptions(phase) if cell == (kind, method)}

    def exceptions(self, phase: str) -> Iterator[tuple[tuple[str, str], str, int]]:
        """((object, method), role, status) of one phase."""
        for line in self.but:
            phases, kinds, method, roles, status = line.split()
            if phase in stretch(phases):
                yield from (
                    ((kind, method), role, int(status)) for kind in kinds.split(",") for role in roles.split(",")
                )


def _parts(name: str, world: World, kind: str) -> list[Any]:
    if name.startswith("="):
        return [name[1:]]
    found = world[name][kind]
    return found if isinstance(found, list) else [found]


def stretch(words: str) -> list[str]:
    """The phases of "draft..scoring,final"; one that does not exist is an error."""
    found = []
    for word in words.split(","):
        first, _dots, last = word.partition("..")
        found += PHASES[PHASES.index(first) : PHASES.index(last or first) + 1]
    return found
