"""Small campaigns written in a few lines, for tests of one sentence each."""

from collections.abc import Sequence
from typing import Any

from assessment.scoring import CampaignResult, score_campaign, to_results
from tests.scoring.bundles import Bundle, bundle_inputs

RATING = {"type": "rating"}
COUNT = {"type": "count"}


def tally(mode: str | None = None, **categories: dict[str, float]) -> dict[str, Any]:
    """A tally rule."""
    return {"type": "tally", "categories": categories, **({"mode": mode} if mode else {})}


def leaf(code: str, weight: Any = None, *criteria: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """A leaf; criteria are numbered in order. Without any it has the one rating."""
    numbered = [{"no": place + 1, **criterion} for place, criterion in enumerate(criteria)]
    node = {"code": code, "name": {"zh": code}, **rest}
    if weight is not None:
        node["weight"] = weight
    if numbered:
        node["criteria"] = numbered
    return node


def branch(code: str, *children: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """An inner node."""
    return {"code": code, "name": {"zh": code}, "children": list(children), **rest}


def point(rule: dict[str, Any], share: float | None = None, klass: str | None = None, *channels: str) -> dict[str, Any]:
    """A criterion."""
    criterion: dict[str, Any] = {"rule": rule}
    if share is not None:
        criterion["share"] = share
    if klass is not None:
        criterion |= {"class": klass, "channels": list(channels)}
    return criterion


class Small:
    """One campaign with one entity ``e0`` (more on demand) of class city with every channel open."""

    def __init__(self, *tree: dict[str, Any], policy: dict[str, Any] | None = None, **system: Any) -> None:
        self.systems: dict[str, dict[str, Any]] = {}
        self.policy = policy or {}
        self.entities: dict[str, dict[str, str]] = {}
        self.channels: dict[tuple[str, str], str] = {}
        self.rounds = ["r1"]
        self.shares: list[float] = []
        self.rows: dict[str, list[dict[str, str]]] = {
            name: [] for name in ("scores", "adjudications", "applicability", "gates", "vetoes")
        }
        self.add_system(*tree, **system)
        self.entity("e0")

    def add_system(self, *tree: dict[str, Any], share: float = 100, **system: Any) -> str:
        """One more component; returns its key: s0, s1, …"""
        key = f"s{len(self.systems)}"
        head = {"key": key, "version": "1", "classes": ["city", "county"], "channels": ["website"]}
        self.systems[key] = {**head, **system, "tree": list(tree)}
        self.shares.append(share)
        return key

    def entity(self, name: str, klass: str = "city", attributes: str = "", leagues: str = "all") -> "Small":
        """Add or change an entity."""
        row = {"entity": name, "name": name, "class": klass, "attributes": attributes, "leagues": leagues}
        self.entities[name] = row
        return self

    def close(self, *channels: str, entity: str = "e0") -> "Small":
        """Close channels."""
        self.channels |= {(entity, channel): "0" for channel in channels}
        return self

    def give(
        self,
        criterion: str,
        *values: str | float,
        channel: str = "website",
        round_: str = "r1",
        entity: str = "e0",
        system: str = "s0",
    ) -> "Small":
        """Values of reviewers rev0, rev1, … in one cell."""
        address = criterion if "#" in criterion else f"{criterion}#1"
        for place, value in enumerate(values):
            self._row(
                "scores",
                entity,
                system,
                criterion=address,
                channel=channel,
                round=round_,
                reviewer=f"rev{place}",
                value=str(value),
                comment="",
            )
        return self

    def settle(
        self, criterion: str, value: str | float, *, channel: str = "website", round_: str = "r1", system: str = "s0"
    ) -> "Small":
        """An adjudicated value."""
        address = criterion if "#" in criterion else f"{criterion}#1"
        row = {"criterion": address, "channel": channel, "round": round_, "value": str(value), "reason": "settled"}
        return self._row("adjudications", "e0", system, **row)

    def declare(self, *codes: str, entity: str = "e0", system: str = "s0") -> "Small":
        """Nodes that don't apply to an entity."""
        for code in codes:
            self._row("applicability", entity, system, indicator=code, reason="n/a")
        return self

    def raise_gate(self, code: str, *, entity: str = "e0", system: str = "s0") -> "Small":
        """A manual gate."""
        return self._row("gates", entity, system, gate=code, reason="seen")

    def veto(
        self, code: str, *, channel: str = "", status: str = "confirmed", entity: str = "e0", system: str = "s0"
    ) -> "Small":
        """A veto with its status."""
        row = {"veto": code, "condition": "1", "channel": channel, "status": status, "reason": "found"}
        return self._row("vetoes", entity, system, **row)

    def _row(self, table: str, entity: str, system: str, **values: str) -> "Small":
        self.rows[table].append({"entity": entity, "system": system, **values})
        return self

    def bundle(self, leagues: Sequence[str] = ("all",)) -> Bundle:
        """The campaign as a bundle."""
        channels = [
            {"entity": entity, "channel": channel, "open": self.channels.get((entity, channel), "1")}
            for entity in self.entities
            for channel in dict.fromkeys(name for system in self.systems.values() for name in system["channels"])
        ]
        return Bundle(
            campaign={
                "key": "small",
                "components": [
                    {"system": key, "version": "1", "share": share}
                    for key, share in zip(self.systems, self.shares, strict=True)
                ],
                "rounds": self.rounds,
                "policy": self.policy,
                "leagues": [{"key": league} for league in leagues],
            },
            systems=self.systems,
            entities=list(self.entities.values()),
            channels=channels,
            **self.rows,
        )

    def run(self) -> CampaignResult:
        """The engine's arrays."""
        return score_campaign(bundle_inputs(self.bundle()))

    def results(self, leagues: Sequence[str] = ("all",)) -> dict[str, Any]:
        """The results of all entities by key."""
        inputs = bundle_inputs(self.bundle(leagues))
        document = to_results(score_campaign(inputs), inputs, campaign="small", run="1", engine="1")
        return {entity["entity"]: entity for entity in document["entities"]}

    def result(self, entity: str = "e0") -> dict[str, Any]:
        """One entity's results."""
        return self.results()[entity]

    def component(self, place: int = 0, entity: str = "e0") -> dict[str, Any]:
        """One component of an entity."""
        return self.result(entity)["components"][place]

    def nodes(self, entity: str = "e0") -> dict[str, str]:
        """Node scores of the first component."""
        return self.component(entity=entity)["nodes"]

    def weights(self, entity: int = 0) -> dict[str, float]:
        """Weights of score leaves after all moves, by code, in the first component's first tree."""
        component = self.run().components[0]
        trace = component.trees[0].trace
        assert trace is not None
        plan = component.plan
        return {
            plan.leaf_node(place).code: float(trace.leaf_moved[entity, place])
            for place in range(len(plan.leaves))
            if plan.leaf_node(place).kind == "score"
        }
