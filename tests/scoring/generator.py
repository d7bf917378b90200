"""Random campaigns that use every sentence of the contract, as bundles. The same seed gives the same bundle.

Wider than anything a centre would publish: odd shares, nested policies, targets that are subtrees, weights of 0. What
the lint would refuse outright (an unknown code, items on a score leaf) is left out.
"""

from random import Random
from typing import Any

from tests.scoring.bundles import Bundle
from tests.scoring.generator_scores import scores_of

CHANNELS = ("website", "weixin", "weibo", "app", "miniprogram")
POLICIES = ("siblings", "scope", "targets", "proportional", "full", "zero", "exclude")
Document = dict[str, Any]


class Systems:
    """Random indicator versions."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def some(self, chance: float) -> bool:
        """True with a chance."""
        return self.random.random() < chance

    def system(self, key: str, *, per_channel: bool) -> Document:
        """A version. Codes are known before policies and gates are drawn, so that these can point anywhere."""
        pick = self.random
        self.per_channel = per_channel
        self.by_channel = per_channel and self.some(0.5)
        self.channels = list(pick.sample(CHANNELS, pick.randint(1, 4)))
        self.columns = list(self.channels) if self.by_channel else ["city", "county", "province"][: pick.randint(1, 3)]
        if self.by_channel and self.some(0.3) and len(self.columns) > 1:
            self.columns.pop()  # a channel without a weight column: open, but nothing of it is assessed
        document: Document = {
            "key": key,
            "version": "1",
            "name": {"zh": key},
            "mode": "per_channel" if per_channel else "entity",
            "columns": "channel" if self.by_channel else "class",
            "classes": self.columns,
            "channels": self.channels,
            "missing_channel": pick.choice(["na", "zero"]),
            "shares": pick.choice(["normalise", "strict"]),
            "channel_weights": [self.channel_row() for _ in range(pick.randint(0, 3))],
            "tree": [self.node(str(place + 1), 1, False) for place in range(pick.randint(2, 4))],
        }
        self.codes = {node["code"]: node for node in walk(document["tree"])}
        for node in self.codes.values():
            if self.some(0.7):
                node["na"] = self.policy()
        document["gates"] = [self.gate(f"G{place}") for place in range(pick.randint(0, 7))]
        scopes = ["entity", "component", "channel"] if per_channel else ["entity", "component"]
        document["vetoes"] = [{"code": f"V{place}", "scope": scope} for place, scope in enumerate(scopes)]
        return document

    def channel_row(self) -> dict[str, int]:
        """One row of the channel-weight table."""
        chosen = self.random.sample(self.channels, self.random.randint(1, len(self.channels)))
        return {channel: self.random.choice([8, 16, 20, 35, 40, 60]) for channel in chosen}

    def weight(self) -> Any:
        """A weight: one number, or one a column with gaps."""
        if self.some(0.3):
            return self.random.randint(0, 9) if self.some(0.2) else self.random.choice([1, 2, 2.5, 4, 7.25])
        weights = {column: self.random.choice([1, 2, 3, 4.5, 8, None]) for column in self.columns}
        if self.some(0.2):
            weights.pop(self.columns[0])
        return weights

    def node(self, code: str, depth: int, carried: bool) -> Document:
        """A node; ``carried``: an ancestor carries the weight, so it may state a share instead of its own."""
        node: Document = {"code": code, "name": {"zh": f"指标{code}"}}
        if self.some(0.15):
            node["applies_when"] = self.condition()
        inner = depth < 4 and self.some(0.75 if depth == 1 else 0.4)
        if carried and self.some(0.6):
            node["share"] = self.random.choice([0.2, 0.3, 0.5, 1, 2])
        if inner:
            carries = carried or self.some(0.3)
            if carries and (not carried or self.some(0.1)):
                node["weight"] = self.weight()
            count = self.random.randint(1, 4)
            node["children"] = [self.node(f"{code}.{place + 1}", depth + 1, carries) for place in range(count)]
            return node
        if self.some(0.2):
            node["kind"] = self.random.choice(["bonus", "deduction"])
        if "kind" in node:
            if self.some(0.8):
                node["weight"] = self.weight()
        elif not carried or self.some(0.1):
            node["weight"] = self.weight()
        if self.some(0.8):
            node["method"] = self.random.choice(["monitoring", "year_end"])
        if "kind" in node:
            node["criteria"] = [self.extra_criterion(place + 1) for place in range(self.random.randint(1, 3))]
        elif self.some(0.95):
            node["criteria"] = self.criteria()
        return node

    def condition(self) -> Document:
        """An ``applies_when``."""
        return self.random.choice(
            [
                {"attribute": "services", "equals": True},
                {"attribute": "services", "equals": False},
                {"attribute": "kind", "in": ["hall", 3]},
                {"attribute": "kind", "not": "hall"},
                {"attribute": "kind", "not": ["hall", 3]},
                {"attribute": "unknown", "not": "x"},
            ]
        )

    def placed(self, criterion: Document) -> Document:
        """The criterion with a class and channels, or without."""
        if self.per_channel:
            if self.some(0.1):
                criterion["channels"] = self.random.sample(self.channels, 1)
            return criterion
        klass = self.random.choice(["A", "B", "C", "B", None])
        if klass is None:
            if self.some(0.5):
                criterion["channels"] = self.random.sample(self.channels, self.random.randint(1, len(self.channels)))
            return criterion
        criterion["class"] = klass
        count = 1 if klass == "C" else self.random.randint(1, len(self.channels))
        criterion["channels"] = self.random.sample(self.channels, count)
        return criterion

    def criteria(self) -> list[Document]:
        """Criteria of a score leaf: some with shares, then perhaps penalties and counts."""
        pick = self.random
        result: list[Document] = []
        mixture = pick.choice(["all", "none", "some"])
        for _ in range(pick.randint(1, 4)):
            criterion = {"rule": self.ratio_rule()}
            if mixture == "all" or (mixture == "some" and self.some(0.5)):
                criterion["share"] = pick.choice([0.2, 0.25, 0.3, 0.5, 1])
            result.append(criterion)
        for _ in range(pick.choice([0, 0, 1, 2])):
            result.append({"share": 0, "rule": {**self.tally(), "mode": "penalty"}})
        if self.some(0.4):
            result.append({"share": 0, "rule": {"type": "count"}})
        pick.shuffle(result)
        return [self.placed({"no": place + 1, **criterion}) for place, criterion in enumerate(result)]

    def extra_criterion(self, place: int) -> Document:
        """A criterion of a bonus or deduction leaf."""
        rule = self.random.choice(
            [self.tally(), {"type": "rating"}, {"type": "items", "item_max": self.random.choice([1, 1.5, 2])}]
        )
        return self.placed({"no": place, "rule": rule})

    def tally(self) -> Document:
        """A tally with points, percentages or both kinds of categories."""
        names = self.random.sample(["major", "minor", "错别字"], self.random.randint(1, 3))
        kinds = [{"points": 0.5}, {"points": 2}, {"percent": 5}, {"percent": 10}, {"percent": 50}]
        return {"type": "tally", "categories": {name: self.random.choice(kinds) for name in names}}

    def ratio_rule(self) -> Document:
        """A rule that yields a ratio."""
        levels = [{"key": "none", "ratio": 0}, {"key": "half", "ratio": 0.5}, {"key": "full", "ratio": 1}]
        tiers = [{"upto": -1, "ratio": 1}, {"upto": 4, "ratio": 0.35}, {"upto": 4.5, "ratio": 0.7}, {"ratio": 0}]
        return self.random.choice(
            [
                {"type": "rating", "step": 0.1},
                {"type": "check"},
                {"type": "levels", "levels": levels},
                {"type": "proportion"},
                {"type": "tiers", "tiers": tiers[self.random.randint(0, 3) :]},
                {**self.tally(), "mode": "deduct"},
            ]
        )

    def policy(self) -> Document:
        """A policy that may name any node: itself, a subtree, a bonus leaf."""
        name = self.random.choice(POLICIES)
        codes = list(self.codes)
        if name in ("scope", "proportional"):
            return {"policy": name, "code": self.random.choice(codes)}
        if name == "targets":
            return {"policy": name, "targets": self.random.choices(codes, k=self.random.randint(1, 3))}
        return {"policy": name}

    def gate(self, code: str) -> Document:
        """A manual or triggered gate on criteria, leaves and subtrees."""
        pick = self.random
        addresses = [
            f"{name}#{criterion['no']}"
            for name, node in self.codes.items()
            if not node.get("children")
            for criterion in node.get("criteria", [{"no": 1}])
        ]
        gate: Document = {
            "code": code,
            "targets": pick.choices([*self.codes, *addresses], k=pick.randint(1, 3)),
            "factor": pick.choice([0, 0.5, 0.25]),
        }
        if self.some(0.6):
            bounds = [{"below": 2}, {"above": 0.5}, {"at_least": 1}, {"at_most": 0.5}, {"above": 0.1, "below": 3}]
            gate["when"] = {"criterion": pick.choice(addresses), **pick.choice(bounds)}
        return gate


def walk(nodes: list[Document]) -> list[Document]:
    """All nodes in document order."""
    return [found for node in nodes for found in (node, *walk(node.get("children", [])))]


def random_bundle(seed: int, *, entities: int = 5) -> Bundle:
    """A campaign of one to three components."""
    random = Random(seed)
    systems = Systems(random)
    count = random.choice([1, 1, 2, 3])
    documents = [systems.system(f"s{place}", per_channel=systems.some(0.4)) for place in range(count)]
    names = [f"e{place}" for place in range(entities)]
    rows = [
        {
            "entity": name,
            "name": name,
            "class": _class(random, documents),
            "leagues": random.choice(["all", "all;east", "east"]),
            "attributes": random.choice(["", "services=true", "services=false;kind=hall", "services=true;kind=3"]),
        }
        for name in names
    ]
    channels = [
        {"entity": name, "channel": channel, "name": "", "address": "", "open": str(int(random.random() < 0.7))}
        for name in names
        for channel in CHANNELS
    ]
    rounds = ["r1", "r2", "r3"][: random.randint(1, 3)]
    bundle = Bundle(
        campaign={
            "key": f"c{seed}",
            "components": [
                {"system": document["key"], "version": "1", "share": random.choice([80, 20, 30])}
                for document in documents
            ],
            "rounds": rounds,
            "policy": _policy(random),
            "leagues": [{"key": "all"}, {"key": "east"}],
        },
        systems={document["key"]: document for document in documents},
        entities=rows,
        channels=channels,
        applicability=[
            {"entity": name, "system": document["key"], "indicator": node["code"]}
            for name in names
            for document in documents
            for node in walk(document["tree"])
            if random.random() < 0.12
        ],
        gates=[
            {"entity": name, "system": document["key"], "gate": gate["code"]}
            for name in names
            for document in documents
            for gate in document["gates"]
            if "when" not in gate and random.random() < 0.4
        ],
        vetoes=_vetoes(random, names, documents),
    )
    bundle.scores, bundle.adjudications = scores_of(random, bundle)
    return bundle


def _class(random: Random, documents: list[Document]) -> str:
    if random.random() < 0.5:
        return random.choice(["city", "city", "county"])
    return ";".join(f"{document['key']}:{random.choice(['city', 'county', 'province'])}" for document in documents)


def _policy(random: Random) -> Document:
    return {
        "reviewers": random.choice(["mean", "median", "trimmed_mean"]),
        "decimals": random.randint(0, 4),
        "ranks": random.choice(["dense", "competition"]),
        "rank_on": random.choice(["reported", "exact"]),
        "normalise_to": random.choice([None, 100]),
        "absent_component": random.choice(["reweight", "zero"]),
    }


def _vetoes(random: Random, names: list[str], documents: list[Document]) -> list[dict[str, str]]:
    rows = []
    for name in names:
        for document in documents:
            for veto in document["vetoes"]:
                if random.random() < 0.15:
                    channel = random.choice(document["channels"]) if veto["scope"] == "channel" else ""
                    status = random.choice(["proposed", "confirmed", "rejected"])
                    rows.append(
                        {
                            "entity": name,
                            "system": document["key"],
                            "veto": veto["code"],
                            "channel": channel,
                            "status": status,
                        }
                    )
    return rows
