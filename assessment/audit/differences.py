"""Before and after of an audit entry as a difference a person can read: a line for each value that is not the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessment.audit.field_words import words_of_path, words_of_value

#: So many lines are shown; the rest is counted, and stands in the exported file.
MOST_SHOWN = 200
ABSENT = object()


@dataclass(frozen=True)
class Change:
    """``path`` is where the value stands ("policy.round.mode"); a side that is None was not there. ``kind``: of the
    object, whose choices give codes their words."""

    path: str
    before: str | None
    after: str | None
    kind: str = ""

    @property
    def name(self) -> str:
        return words_of_path(self.path)

    @property
    def was(self) -> str | None:
        return words_of_value(self.kind, self.path, self.before)

    @property
    def became(self) -> str | None:
        return words_of_value(self.kind, self.path, self.after)


@dataclass(frozen=True)
class Difference:
    changes: tuple[Change, ...]
    more: int

    @property
    def shown(self) -> tuple[Change, ...]:
        """What a line of the list has room for."""
        return self.changes[:2]

    @property
    def hidden(self) -> int:
        return len(self.changes) + self.more - len(self.shown)


def difference(before: Any, after: Any, *, kind: str = "") -> Difference:
    """What changed. ``before`` None means that nothing was there, ``after`` None that nothing is left."""
    found = list(_changes(kind, "", ABSENT if before is None else before, ABSENT if after is None else after))
    return Difference(tuple(found[:MOST_SHOWN]), max(0, len(found) - MOST_SHOWN))


def _changes(kind: str, path: str, before: Any, after: Any) -> Iterator[Change]:
    if before is not ABSENT and after is not ABSENT and _same(before, after):
        return
    if before is after:  # nothing there, nothing left
        return
    names = _names(before, after)
    if names is None:
        yield Change(path, _text(before), _text(after), kind)
        return
    for name in names:
        inner = f"{path}.{name}" if path else str(name)
        yield from _changes(kind, inner, _part(before, name), _part(after, name))


def _same(before: Any, after: Any) -> bool:
    """As JSON: 1 is not true."""
    return json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)


def _names(before: Any, after: Any) -> list[Any] | None:
    """The names under which both sides are compared; None where they are compared as a whole."""
    sides = [side for side in (before, after) if side is not ABSENT]
    if sides and all(isinstance(side, dict) and side for side in sides):
        return list(dict.fromkeys(name for side in sides for name in side))
    if sides and all(isinstance(side, list) and any(isinstance(each, dict) for each in side) for side in sides):
        return list(range(max(map(len, sides))))
    return None


def _part(side: Any, name: Any) -> Any:
    if isinstance(side, dict):
        return side.get(name, ABSENT)
    return side[name] if isinstance(side, list) and name < len(side) else ABSENT


def _text(value: Any) -> str | None:
    if value is ABSENT:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
