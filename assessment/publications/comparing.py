"""What a new edition changes against the one before: for the person who approves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_SHOWN = 50
Place = tuple[str, str]  # league, entity


@dataclass(frozen=True)
class Change:
    """One entity in one league; ranks and totals are None where there is none."""

    league: str
    name: str
    rank_before: int | None
    rank: int | None
    total_before: str | None
    total: str | None


@dataclass(frozen=True)
class Comparison:
    """``shown`` are the first MOST_SHOWN of ``count`` changes, in the order of the new leagues."""

    count: int
    shown: list[Change]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Lines of two manifests whose rank or total differ, or that stand in one of them only."""
    old, new = _lines(before), _lines(after)
    changes = [
        Change(
            place[0],
            (new.get(place) or old[place])["name"],
            old.get(place, {}).get("rank"),
            new.get(place, {}).get("rank"),
            old.get(place, {}).get("total"),
            new.get(place, {}).get("total"),
        )
        for place in dict.fromkeys([*new, *old])
        if _figures(old.get(place)) != _figures(new.get(place))
    ]
    return Comparison(len(changes), changes[:MOST_SHOWN])


def _lines(manifest: Mapping[str, Any]) -> dict[Place, Mapping[str, Any]]:
    return {(league["key"], line["entity"]): line for league in manifest["leagues"] for line in league["lines"]}


def _figures(line: Mapping[str, Any] | None) -> tuple[Any, Any] | None:
    return None if line is None else (line["rank"], line["total"])
