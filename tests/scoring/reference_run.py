"""The second half of the reference: leaves, moves, totals, vetoes and ranks (scoring.md §6–§11)."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from tests.scoring.bundles import Bundle, parse_pairs
from tests.scoring.reference import (
    NA,
    Tree,
    Value,
    above,
    channel_weights,
    class_of,
    criteria_of,
    half_up,
    number,
    reviewers,
    rounds,
    yielded,
)

ZERO = Fraction(0)


class Run:
    """Everything a bundle says, by entity, and the results computed from it."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.policy = bundle.campaign.get("policy") or {}
        self.scores: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for row in bundle.scores:
            key = (row["entity"], row["system"], row["criterion"], row["channel"], row["round"])
            self.scores[key].append(row["value"])
        self.settled = {
            (row["entity"], row["system"], row["criterion"], row["channel"], row["round"]): row["value"]
            for row in bundle.adjudications
        }
        self.open = {(row["entity"], row["channel"]) for row in bundle.channels if row["open"] == "1"}

    def listed(self, table: str, entity: str, system: str, column: str) -> set[str]:
        """Values of ``column`` in the rows of a table for an entity and system."""
        rows = getattr(self.bundle, table)
        return {row[column] for row in rows if row["entity"] == entity and row["system"] == system}

    def vetoes(self, entity: str, system: str) -> list[dict[str, Any]]:
        """§10: confirmed vetoes with their scope, in the order of the version."""
        rows = [row for row in self.bundle.vetoes if row["entity"] == entity and row["system"] == system]
        return [
            {"code": veto["code"], "scope": veto["scope"], "channel": row["channel"]}
            for veto in self.bundle.systems[system].get("vetoes") or []
            for row in rows
            if row["veto"] == veto["code"] and row["status"] == "confirmed"
        ]

    # §5: one cell

    def cell(self, entity: str, tree: Tree, node: dict[str, Any], item: dict[str, Any], channel: str) -> Value:
        """The consolidated value of a cell."""
        system = tree.system["key"]
        everything = sum((other["share"] for other in criteria_of(tree.system, node)), ZERO)
        by_round: list[Value] = []
        for round_ in self.bundle.campaign["rounds"]:
            key = (entity, system, item["address"], channel, round_)
            texts = [self.settled[key]] if key in self.settled else self.scores.get(key, [])
            values = [yielded(item, text, node["weight"], everything) for text in texts]
            by_round.append(reviewers(values, self.policy.get("reviewers", "mean")))
        return rounds(by_round, node["year_end"])

    def criterion(
        self, entity: str, tree: Tree, node: dict[str, Any], item: dict[str, Any], channel: str
    ) -> tuple[str, Fraction, int]:
        """§4, §5.3, §5.4: (state, value, missing cells) of a criterion; ``channel`` is "" outside per-channel trees."""
        listed = [channel] if channel else item["channels"]
        if channel and channel not in item["channels"]:
            listed = []
        open_ = [name for name in listed if (entity, name) in self.open]
        if not open_ and (item["channels"] or channel):
            return ("closed" if tree.system.get("missing_channel") == "zero" else "gone"), ZERO, 0
        if item["class"] == "B" and not channel:
            values = {name: self.cell(entity, tree, node, item, name) for name in open_}
            kept = {name: value for name, value in values.items() if value != NA}
            if not kept:
                return NA, ZERO, 0
            weights = channel_weights(tree.system, list(kept))
            missing = sum(value is None for value in kept.values())
            total = sum((weights[name] * value for name, value in kept.items() if value is not None), ZERO)
            return ("missing" if missing == len(kept) else "value"), total, missing
        where = channel or (open_[0] if item["class"] == "C" else "")
        value = self.cell(entity, tree, node, item, where)
        if value is None:
            return "missing", ZERO, 1
        return (NA, ZERO, 0) if value == NA else ("value", value, 0)

    # §6–§9: one tree

    def tree(self, entity: str, tree: Tree, channel: str) -> dict[str, Any]:
        """Scores of all nodes, class subtotals, raw, full and missing of one tree."""
        system = tree.system
        nodes = tree.nodes
        declared = self.listed("applicability", entity, system["key"], "indicator")
        outermost = {
            leaf: next((code for code in [*tree.ancestors(leaf), leaf] if code in declared), None)
            for leaf in tree.leaves()
        }
        found: dict[str, tuple[str, Fraction, int]] = {}
        criteria = {leaf: criteria_of(system, nodes[leaf]) for leaf in tree.leaves()}
        empty: set[str] = set()
        for leaf in tree.leaves():
            if not nodes[leaf]["assessed"] or outermost[leaf]:
                continue
            states = {
                item["address"]: self.criterion(entity, tree, nodes[leaf], item, channel) for item in criteria[leaf]
            }
            decisive = [states[item["address"]][0] for item in criteria[leaf] if item["share"] > 0]
            if nodes[leaf]["kind"] == "score" and all(state in (NA, "gone") for state in decisive):
                empty.add(leaf)
            else:
                found |= states
        criterion_gate, leaf_gate = self.gates(entity, tree, found)
        scored = tree.score_leaves()
        weights = {leaf: nodes[leaf]["weight"] for leaf in scored}
        moved, fixed, excluded = moves(tree, weights, outermost, empty)
        full = sum(weights.values(), ZERO)
        factor = (full / (full - excluded) if full > excluded else ZERO) if excluded else Fraction(1)

        scores: dict[str, Fraction] = {}
        classes = dict.fromkeys(("A", "B", "C", "none"), ZERO)
        missing = 0
        for leaf in scored:
            gate = leaf_gate[leaf] * factor
            everything = sum((item["share"] for item in criteria[leaf]), ZERO)
            if leaf in fixed:
                scores[leaf] = moved[leaf] * fixed[leaf] * gate
                for item in criteria[leaf]:
                    classes[item["class"]] += scores[leaf] * item["share"] / everything
                continue
            if leaf in empty or outermost[leaf]:
                scores[leaf] = ZERO
                continue
            parts = {item["address"]: found[item["address"]] for item in criteria[leaf]}
            bearing = [item for item in criteria[leaf] if item["share"]]
            applies = [item for item in bearing if parts[item["address"]][0] not in (NA, "gone")]
            divisor = sum((item["share"] for item in applies), ZERO)
            if system.get("shares") == "strict":
                divisor = Fraction(1) if applies == bearing else divisor / everything
            brought: dict[str, Fraction] = {}
            for item in criteria[leaf]:
                _, value, gaps = parts[item["address"]]
                value = value * criterion_gate[item["address"]]
                if item["role"] == "ratio":
                    missing += gaps
                    brought[item["address"]] = item["share"] * value / divisor if item in applies else ZERO
                elif item["role"] == "penalty":
                    # Any penalty on a leaf that weighs nothing takes everything.
                    taken = value / weights[leaf] if weights[leaf] else Fraction(10**6 if value else 0)
                    brought[item["address"]] = -taken
            q = min(max(sum(brought.values(), ZERO), ZERO), Fraction(1))
            scores[leaf] = moved[leaf] * q * gate
            for item in criteria[leaf]:
                if q:
                    classes[item["class"]] += moved[leaf] * brought.get(item["address"], ZERO) * gate
        extra = ZERO
        for leaf in tree.leaves():
            if nodes[leaf]["kind"] == "score" or not nodes[leaf]["assessed"]:
                continue
            cap = nodes[leaf]["weight"]
            amount = ZERO
            for item in criteria[leaf]:
                value = found.get(item["address"], ("", ZERO, 0))[1] * criterion_gate[item["address"]]
                if item["role"] == "amount":
                    amount += value if item["rule"]["type"] in ("tally", "items") else value * (cap or 0)
            amount = (amount if cap is None else min(amount, cap)) * leaf_gate[leaf]
            scores[leaf] = amount if nodes[leaf]["kind"] == "bonus" else -amount
            extra += scores[leaf]
        core = sum((scores[leaf] for leaf in scored), ZERO)
        assessed = {leaf for leaf in tree.leaves() if nodes[leaf]["assessed"]}
        return {
            "raw": max(core + extra, ZERO),
            "full": full,
            "missing": missing,
            "classes": {name: half_up(value, 6) for name, value in classes.items()},
            "nodes": {
                code: half_up(sum((scores.get(leaf, ZERO) for leaf in tree.leaves(code)), ZERO), 6)
                for code in nodes
                if assessed.intersection(tree.leaves(code))
            },
        }

    def gates(
        self, entity: str, tree: Tree, found: dict[str, tuple[str, Fraction, int]]
    ) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """§7: factors on criteria and on leaves."""
        on_criteria: dict[str, Fraction] = defaultdict(lambda: Fraction(1))
        on_leaves: dict[str, Fraction] = defaultdict(lambda: Fraction(1))
        raised = self.listed("gates", entity, tree.system["key"], "gate")
        for gate in tree.system.get("gates") or []:
            when = gate.get("when")
            if when:
                state, value, _ = found.get(str(when["criterion"]), ("gone", ZERO, 0))
                if state != "value" or not above(value, when):
                    continue
            elif gate["code"] not in raised:
                continue
            targets = [str(target) for target in gate["targets"]]
            for address in {target for target in targets if "#" in target}:
                on_criteria[address] *= number(gate.get("factor", 0))
            for leaf in {leaf for target in targets if "#" not in target for leaf in tree.leaves(target)}:
                on_leaves[leaf] *= number(gate.get("factor", 0))
        return on_criteria, on_leaves

    # §9–§11: component, total, ranks

    def component(self, row: dict[str, str], key: str) -> dict[str, Any]:
        """A component's document, with figures under ``_raw`` and ``_full`` and its ``_missing``."""
        system = self.bundle.systems[key]
        entity = row["entity"]
        attributes = parse_pairs(row["attributes"], "=")
        vetoes = self.vetoes(entity, key)
        cut = any(veto["scope"] == "component" for veto in vetoes)
        own = class_of(row, key)
        if system.get("mode") != "per_channel":
            result = self.tree(entity, Tree(system, own, attributes), "")
            raw = ZERO if cut else result["raw"]
            document = {"classes": result["classes"], "nodes": result["nodes"]}
            return self._document(system, raw, result["full"], result["missing"], document)
        open_ = [str(name) for name in system["channels"] if (entity, str(name)) in self.open]
        if not open_:
            return {"system": key, "absent": True, "_missing": 0}
        by_channel = system.get("columns") == "channel"
        trees = {name: self.tree(entity, Tree(system, name if by_channel else own, attributes), name) for name in open_}
        for veto in vetoes:
            if veto["scope"] == "channel" and veto["channel"] in trees:
                trees[veto["channel"]]["raw"] = ZERO
        weights = channel_weights(system, open_)
        raw = sum((weights[name] * trees[name]["raw"] for name in open_), ZERO)
        full = sum((weights[name] * trees[name]["full"] for name in open_), ZERO)
        channels = {name: {"raw": half_up(tree["raw"], 6), "nodes": tree["nodes"]} for name, tree in trees.items()}
        missing = sum(tree["missing"] for tree in trees.values())
        return self._document(system, ZERO if cut else raw, full, missing, {"channels": channels})

    @staticmethod
    def _document(
        system: dict[str, Any], raw: Fraction, full: Fraction, missing: int, rest: dict[str, Any]
    ) -> dict[str, Any]:
        figures = {"_raw": raw, "_full": full, "_missing": missing}
        head = {"system": system["key"], "version": system["version"], "raw": half_up(raw, 6), "full": half_up(full, 6)}
        return {**head, **rest, **figures}

    def total(self, components: list[dict[str, Any]]) -> Fraction:
        """§9"""

        def percent(part: dict[str, Any]) -> Fraction:
            return part["_raw"] / part["_full"] * 100 if part["_full"] else ZERO

        if len(components) == 1:
            (only,) = components
            if "absent" in only:
                return ZERO
            target = self.policy.get("normalise_to")
            return only["_raw"] if target is None else percent(only) * number(target) / 100
        shares = [number(part["share"]) for part in self.bundle.campaign["components"]]
        pairs = [(share, part) for share, part in zip(shares, components, strict=True) if "absent" not in part]
        reweight = self.policy.get("absent_component", "reweight") == "reweight"
        scale = sum((share for share, _ in pairs), ZERO) if reweight else sum(shares, ZERO)
        return sum((share * percent(part) for share, part in pairs), ZERO) / scale if scale else ZERO

    def results(self) -> dict[str, Any]:
        """The document of results.json without run, engine and grades."""
        decimals = self.policy.get("decimals", 2)
        entities = []
        ranked_on: dict[str, Fraction] = {}
        for row in sorted(self.bundle.entities, key=lambda row: row["entity"]):
            entity = row["entity"]
            keys = [part["system"] for part in self.bundle.campaign["components"]]
            components = [self.component(row, key) for key in keys]
            found = [(key, veto) for key in keys for veto in self.vetoes(entity, key)]
            unqualified = any(veto["scope"] == "entity" for _, veto in found)
            total = self.total(components)
            if not unqualified:
                exact = self.policy.get("rank_on") == "exact"
                ranked_on[entity] = total if exact else number(half_up(total, decimals))
            entities.append(
                {
                    "entity": entity,
                    "status": "unqualified" if unqualified else "ranked",
                    "missing": sum(part["_missing"] for part in components),
                    "total": None if unqualified else half_up(total, decimals),
                    "vetoes": list(dict.fromkeys(f"{key}:{veto['code']}" for key, veto in found)),
                    "components": [
                        {name: value for name, value in part.items() if not name.startswith("_")} for part in components
                    ],
                    "ranks": {},
                }
            )
        members = {row["entity"]: row["leagues"].split(";") for row in self.bundle.entities}
        for league in [league["key"] for league in self.bundle.campaign["leagues"]]:
            inside = [item for item in entities if item["entity"] in ranked_on and league in members[item["entity"]]]
            figures = [ranked_on[item["entity"]] for item in inside]
            if self.policy.get("ranks", "dense") == "dense":
                figures = sorted(set(figures))
            for item in inside:
                item["ranks"][league] = 1 + sum(other > ranked_on[item["entity"]] for other in figures)
        return {"campaign": self.bundle.campaign["key"], "entities": entities}


def moves(
    tree: Tree, weights: dict[str, Fraction], outermost: dict[str, str | None], empty: set[str]
) -> tuple[dict[str, Fraction], dict[str, Fraction], Fraction]:
    """§8: (weights after all moves, ratios of leaves kept by full or zero, Σ excluded weights)."""
    gone = {leaf for leaf in weights if leaf in empty or outermost[leaf]}
    sources = dict.fromkeys(outermost[leaf] or leaf for leaf in weights if leaf in gone)
    after, fixed, excluded = dict(weights), {}, ZERO

    def able(code: str) -> list[str]:
        return [leaf for leaf in tree.score_leaves(code) if leaf not in gone]

    def give(code: str, part: Fraction) -> None:
        receivers = able(code)
        base = sum((weights[leaf] for leaf in receivers), ZERO)
        for leaf in receivers:
            after[leaf] += part * weights[leaf] / base if base else part / len(receivers)

    def equally(codes: list[str], amount: Fraction) -> bool:
        receivers = [code for code in codes if able(code)]
        for code in receivers:
            give(code, amount / len(receivers))
        return bool(receivers)

    for source in sources:
        policy = tree.nodes[source]["na"]
        own = tree.score_leaves(source)
        if policy["policy"] in ("full", "zero"):
            fixed |= dict.fromkeys(own, Fraction(policy["policy"] == "full"))
            continue
        amount = sum((weights[leaf] for leaf in own), ZERO)
        for leaf in own:
            after[leaf] = ZERO
        if policy["policy"] == "exclude":
            excluded += amount
        elif policy["policy"] == "scope":
            equally(tree.leaves(str(policy["code"])), amount)
        elif policy["policy"] == "proportional":
            equally([str(policy["code"])], amount)
        elif policy["policy"] == "targets":
            equally(list(dict.fromkeys(str(code) for code in policy["targets"])), amount)
        else:
            level: str | None = source
            while level is not None and not equally(tree.siblings(level), amount):
                level = tree.nodes[level]["parent"]
    return after, fixed, excluded


def reference_results(bundle: Bundle) -> dict[str, Any]:
    """Results of a bundle by the reference."""
    return Run(bundle).results()
