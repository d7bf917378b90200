"""Random score sheets and adjudications for a random bundle: partial, ragged, with N/A."""

from random import Random
from typing import Any

from assessment.scoring import plan_version
from assessment.scoring.model import NO_CHANNEL, Criterion, Rule
from tests.scoring.bundles import Bundle

Rows = list[dict[str, str]]


def scores_of(random: Random, bundle: Bundle) -> tuple[Rows, Rows]:
    """(scores.csv, adjudications.csv) rows: some entities and rounds without sheets, reviewers of differing numbers,
    cells left out, cells of closed channels filled in all the same."""
    scores: Rows = []
    adjudications: Rows = []
    filled = random.choice([0.5, 0.9, 1.0])
    for system, document in bundle.systems.items():
        plan = plan_version(document)
        cells = [
            (plan.criteria[cell.criterion], "" if cell.channel == NO_CHANNEL else plan.channels[cell.channel])
            for cell in plan.cells
        ]
        for row in bundle.entities:
            for round_ in bundle.campaign["rounds"]:
                head = {"entity": row["entity"], "system": system, "round": round_}
                for reviewer in random.sample(range(5), random.choice([0, 1, 2, 3, 3, 4])):
                    scores += [
                        {**head, "reviewer": f"rev{reviewer}", "comment": "", **_cell(random, criterion, channel)}
                        for criterion, channel in cells
                        if random.random() < filled
                    ]
                adjudications += [
                    {**head, "reason": "settled", **_cell(random, criterion, channel)}
                    for criterion, channel in cells
                    if random.random() < 0.03
                ]
    random.shuffle(scores)
    return scores, adjudications


def _cell(random: Random, criterion: Criterion, channel: str) -> dict[str, str]:
    return {"criterion": criterion.address, "channel": channel, "value": value_text(random, criterion)}


def value_text(random: Random, criterion: Criterion) -> str:
    """A raw value of the criterion's rule, or now and then NA."""
    if random.random() < 0.12:
        return "NA"
    return _TEXTS[criterion.rule.type](random, criterion.rule)


def _tally(random: Random, rule: Rule) -> str:
    named = [key for key in rule.keys if random.random() < 0.8] or list(rule.keys)
    return ";".join(f"{key}={random.choice([0, 0, 1, 2])}" for key in named)


def _proportion(random: Random, rule: Rule) -> str:
    whole = random.randint(1, 12)
    return f"{random.randint(0, whole)}/{whole}"


def _items(random: Random, rule: Rule) -> str:
    return ";".join(random.choice(["0.5", "1", "3", "0"]) for _ in range(random.randint(0, 3)))


_TEXTS: dict[str, Any] = {
    "rating": lambda random, rule: random.choice(["0", "0.1", "0.35", "0.5", "0.85", "1", "1"]),
    "check": lambda random, rule: random.choice("01"),
    "levels": lambda random, rule: random.choice(rule.keys),
    "tiers": lambda random, rule: random.choice(["-2", "-1", "0", "4", "4.2", "4.5", "5"]),
    "count": lambda random, rule: random.choice(["0", "1", "2", "3", "7"]),
    "tally": _tally,
    "proportion": _proportion,
    "items": _items,
}
