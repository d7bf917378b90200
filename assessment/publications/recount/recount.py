#!/usr/bin/env python3
"""Recount a published ranking from the inputs published with it: Python 3.10 or later, nothing else.

    python3 recount.py [FOLDER]        the unpacked download; without a name, the folder of this script

It checks the seal and the digest of every file, computes every figure again in exact fractions, and compares: nodes,
totals, grades and ranks of results.json, and every line of every league in manifest.json. Exit status 0: all is equal.

用已发布的输入数据重新计算排名：核对印章与每个文件的摘要，用精确分数重算每个得分、等次与名次，并逐项比较。
退出状态 0 表示全部一致。

The rules are those of the method page; "§" names their section. This is one file on purpose: it is what people
download, read and run. It shares no code with the program that computed the ranking.
"""

import csv
import hashlib
import json
import re
import sys
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

NA = "NA"
ZERO, ONE = Fraction(0), Fraction(1)
CLASSES = ("A", "B", "C", "none")
NANO = 10**9
FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")


def number(value):
    """A decimal or a fraction as it is written, exactly."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def total_of(values):
    return sum(values, ZERO)


def nano(value):
    """§11: whole 10⁻⁹ units, half to even: the figure on which rounding, thresholds and ties are decided."""
    return round(value * NANO)


def half_up(value, decimals):
    """§11: to 9 decimals first, then to ``decimals`` with ties away from zero."""
    billionths = nano(value)
    unit = 10 ** (9 - decimals)
    units = (2 * abs(billionths) + unit) // (2 * unit)
    text = f"{units:0{decimals + 1}d}"
    if decimals:
        text = f"{text[:-decimals]}.{text[-decimals:]}"
    return f"-{text}" if billionths < 0 and units else text


def equal_shares(stated):
    """Shares not given are equal: of what is left of 1, else the mean of the given ones (§6)."""
    given = [number(share) for share in stated if share is not None]
    gaps = len(stated) - len(given)
    if not gaps:
        return given
    rest = 1 - total_of(given)
    fill = rest / gaps if rest > 0 else total_of(given) / len(given)
    return [fill if share is None else number(share) for share in stated]


def token(value):
    """An attribute as comparable text: true, 3 and 3.0 alike, words as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).strip()
    if isinstance(value, str) and "/" in text:
        return text
    try:
        return str(Fraction(text))
    except ValueError:
        return text


# --- §2: the tree of one system for one weight column and one set of attributes ---------------------------------------


class Tree:
    def __init__(self, system, column, attributes):
        self.system, self.column, self.attributes = system, column, attributes
        self.nodes = {}
        for document in system["tree"]:
            self._add(document, None, None, True, "score", "year_end")
        for code in reversed(list(self.nodes)):
            node = self.nodes[code]
            node["leaves"] = [leaf for child in node["children"] for leaf in self.nodes[child]["leaves"]] or [code]
        self.leaves = [code for code, node in self.nodes.items() if not node["children"]]
        for leaf in self.leaves:
            self.nodes[leaf]["criteria"] = criteria_of(system, self.nodes[leaf])
        self.scored = [leaf for leaf in self.leaves if self.is_scored(leaf)]

    def _stated(self, document):
        """(whether the node states a weight, the weight in this column or None: not assessed)"""
        weight = document.get("weight")
        if weight is None:
            return None
        own = weight.get(self.column) if isinstance(weight, dict) else weight
        return (None if own is None else number(own),)

    def _needs(self, document, kind):
        """Whether the node takes part of a weight that an ancestor carries (§2.2)."""
        if document.get("weight") is not None or document.get("kind", kind) != kind:
            return False
        children = document.get("children")
        return not children or any(self._needs(child, kind) for child in children)

    def _applies(self, document):
        when = document.get("applies_when")
        if not when:
            return True
        actual = self.attributes.get(when["attribute"])
        if "not" in when:
            wanted = when["not"] if isinstance(when["not"], list) else [when["not"]]
            return actual is None or token(actual) not in {token(value) for value in wanted}
        wanted = when["in"] if "in" in when else [when["equals"]]
        wanted = wanted if isinstance(wanted, list) else [wanted]
        return actual is not None and token(actual) in {token(value) for value in wanted}

    def _add(self, document, parent, carried, present, kind, method):
        code = str(document["code"])
        kind, method = document.get("kind") or kind, document.get("method") or method
        present = present and self._applies(document)
        stated = self._stated(document) or carried
        weight = stated[0] if stated else None
        children = document.get("children") or []
        self.nodes[code] = {
            "code": code,
            "parent": parent,
            "children": [str(child["code"]) for child in children],
            "kind": kind,
            "year_end": method == "year_end",
            "na": document.get("na") or {"policy": "siblings"},
            "document": document,
            "weight": weight,
            # No weight of a bonus or deduction is no cap (§2.4); of a score leaf it is "not assessed" (§2.1).
            "assessed": present and (weight is not None or kind != "score") and not children,
        }
        parts = {}
        if stated and children:
            needy = [place for place, child in enumerate(children) if self._needs(child, kind)]
            shares = equal_shares([children[place].get("share") for place in needy])
            whole = total_of(shares)
            for place, share in zip(needy, shares, strict=True):
                part = None if weight is None else (weight * share / whole if whole else ZERO)
                parts[place] = (part,)
        for place, child in enumerate(children):
            self._add(child, code, parts.get(place), present, kind, method)

    def is_scored(self, leaf):
        return self.nodes[leaf]["kind"] == "score" and self.nodes[leaf]["assessed"]

    def scored_below(self, code):
        return [leaf for leaf in self.nodes[code]["leaves"] if self.is_scored(leaf)]

    def siblings(self, code):
        parent = self.nodes[code]["parent"]
        return [name for name, node in self.nodes.items() if node["parent"] == parent and name != code]

    def path(self, code):
        """From the first level down to the node itself."""
        parent = self.nodes[code]["parent"]
        return [*([] if parent is None else self.path(parent)), code]


def criteria_of(system, node):
    """§3, §4: a leaf's criteria with role, share, class and channels filled in."""
    every = [str(channel) for channel in system.get("channels") or []]
    found = []
    for document in node["document"].get("criteria") or [{"no": 1}]:
        rule = document.get("rule") or {"type": "rating"}
        share = document.get("share")
        if rule["type"] == "count":
            role = "count"
        elif node["kind"] != "score":
            role = "amount"
        elif rule["type"] == "tally" and (rule.get("mode") or (share == 0 and "penalty")) == "penalty":
            role = "penalty"
        else:
            role = "ratio"
        listed = [str(channel) for channel in document.get("channels") or []]
        klass = document.get("class")
        if system.get("mode") == "per_channel":
            klass, listed = "none", listed or every
        elif klass is None and len(every) == 1:
            klass, listed = "C", every
        elif klass is None:
            klass = "none"
        else:
            listed = listed or every
        address = f"{node['code']}#{document['no']}"
        channels = [channel for channel in every if channel in listed]
        found.append({"address": address, "rule": rule, "role": role, "class": klass, "channels": channels, "s": share})
    shares = iter(equal_shares([item["s"] for item in found if item["role"] == "ratio"]))
    for item in found:
        item["share"] = next(shares) if item["role"] == "ratio" else ZERO
    return found


# --- §3, §5: values ---------------------------------------------------------------------------------------------------


def yielded(item, text, weight, all_shares):
    """§3: what one reviewer's value yields; ``weight`` is the leaf's in the entity's column."""
    if text == NA:
        return NA
    rule = item["rule"]
    kind = rule["type"]
    if kind in ("rating", "check", "count", "items"):  # "items" stands here as the sum of its capped cases
        return number(text)
    if kind == "levels":
        return next(number(level["ratio"]) for level in rule["levels"] if str(level["key"]) == text)
    if kind == "proportion":
        part, whole = text.split("/")
        return Fraction(int(part), int(whole))
    if kind == "tiers":
        last = rule["tiers"][-1]
        fitting = (tier for tier in rule["tiers"][:-1] if number(tier["upto"]) >= number(text))
        return number(next(fitting, last)["ratio"])
    amount = ZERO
    for part in text.split(";"):
        category, _, count = part.rpartition("=")
        priced = rule["categories"][category]
        percent = number(priced.get("percent") or 0) / 100 * (weight or 0)
        amount += int(count) * (number(priced.get("points") or 0) + percent)
    if item["role"] != "ratio":
        return amount
    capacity = (weight or 0) * item["share"] / all_shares
    if not amount:
        return ONE
    return max(ZERO, 1 - amount / capacity) if capacity else ZERO


def of_reviewers(values, method):
    """§5.1: mean, median or trimmed mean; N/A is left out, only N/A is N/A."""
    numbers = sorted(value for value in values if value != NA)
    if not numbers:
        return NA if values else None
    if method == "median":
        middle = len(numbers) // 2
        return numbers[middle] if len(numbers) % 2 else (numbers[middle - 1] + numbers[middle]) / 2
    if method == "trimmed_mean" and len(numbers) >= 3:
        numbers = numbers[1:-1]
    return total_of(numbers) / len(numbers)


def of_rounds(values, year_end):
    """§5.2: the latest value at the year's end, else the mean over the rounds that have one."""
    numbers = [value for value in values if value is not None and value != NA]
    if not numbers:
        return NA if NA in values else None
    return numbers[-1] if year_end else total_of(numbers) / len(numbers)


def channel_weights(system, chosen):
    """§4: the weights of a set of channels."""
    rows = system.get("channel_weights") or []
    row = next((row for row in rows if set(row) == set(chosen)), None)
    if row is None:
        supersets = [row for row in rows if set(row) >= set(chosen)]
        largest = max((len(row) for row in supersets), default=0)
        row = next((row for row in supersets if len(row) == largest), dict.fromkeys(chosen, 1))
    whole = total_of(number(row[channel]) for channel in chosen)
    return {channel: number(row[channel]) / whole for channel in chosen}


BOUNDS = {
    "below": lambda value, bound: value < bound,
    "above": lambda value, bound: value > bound,
    "at_least": lambda value, bound: value >= bound,
    "at_most": lambda value, bound: value <= bound,
}


# --- §6–§9: one entity ------------------------------------------------------------------------------------------------


class Entity:
    def __init__(self, inputs, stated):
        self.inputs, self.key = inputs, stated["entity"]
        self.classes, self.attributes = stated["classes"], stated["attributes"]
        self.leagues, self.open = stated["leagues"], set(stated["open"])
        self.values = inputs.values[self.key]

    def cell(self, tree, node, item, channel):
        """§5: the consolidated value of a cell: a number, NA, or None where there is nothing."""
        per_round = []
        for turn in self.inputs.rounds:
            given = self.values.get((tree.system["key"], turn, item["address"], channel), {})
            if "adjudicated" in given:
                given = {"adjudicated": given["adjudicated"]}
            if self.inputs.consolidated:
                text = given.get("")
                per_round.append(text if text in (None, NA) else number(text))
                continue
            shares = total_of(other["share"] for other in node["criteria"])
            numbers = [yielded(item, text, node["weight"], shares) for text in given.values()]
            per_round.append(of_reviewers(numbers, self.inputs.policy["reviewers"]))
        return of_rounds(per_round, node["year_end"])

    def criterion(self, tree, node, item, channel):
        """§4, §5.3, §5.4: (state, value, missing cells); ``channel`` is "" outside per-channel trees."""
        listed = [name for name in ([channel] if channel else item["channels"]) if name in item["channels"]]
        reachable = [name for name in listed if name in self.open]
        if not reachable and (item["channels"] or channel):
            return ("closed" if tree.system.get("missing_channel") == "zero" else "gone"), ZERO, 0
        if item["class"] == "B" and not channel:
            values = {name: self.cell(tree, node, item, name) for name in reachable}
            kept = {name: value for name, value in values.items() if value != NA}
            if not kept:
                return NA, ZERO, 0
            weights = channel_weights(tree.system, list(kept))
            gaps = sum(value is None for value in kept.values())
            value = total_of(weights[name] * value for name, value in kept.items() if value is not None)
            return ("missing" if gaps == len(kept) else "value"), value, gaps
        value = self.cell(tree, node, item, channel or (reachable[0] if item["class"] == "C" else ""))
        if value is None:
            return "missing", ZERO, 1
        return (NA, ZERO, 0) if value == NA else ("value", value, 0)

    def gates(self, tree, found):
        """§7: factors on criteria and on leaves."""
        on_criteria, on_leaves = defaultdict(lambda: ONE), defaultdict(lambda: ONE)
        raised = self.inputs.gates[self.key, tree.system["key"]]
        for gate in tree.system.get("gates") or []:
            when = gate.get("when")
            if when:
                state, value, _ = found.get(str(when["criterion"]), ("gone", ZERO, 0))
                bounds = [(name, number(when[name])) for name in BOUNDS if when.get(name) is not None]
                if state != "value" or not all(BOUNDS[name](value, bound) for name, bound in bounds):
                    continue
            elif gate["code"] not in raised:
                continue
            factor = ZERO if gate.get("factor") is None else number(gate["factor"])
            targets = [str(target) for target in gate["targets"]]
            for address in {target for target in targets if "#" in target}:
                on_criteria[address] *= factor
            for leaf in {leaf for target in targets if "#" not in target for leaf in tree.nodes[target]["leaves"]}:
                on_leaves[leaf] *= factor
        return on_criteria, on_leaves

    def tree(self, tree, channel):
        """§6–§9: raw, full, missing, class subtotals and node scores of one tree."""
        nodes = tree.nodes
        declared = self.inputs.not_applicable[self.key, tree.system["key"]]
        outermost = {leaf: next((code for code in tree.path(leaf) if code in declared), None) for leaf in tree.leaves}
        found, empty = {}, set()
        for leaf in tree.leaves:
            if not nodes[leaf]["assessed"] or outermost[leaf]:
                continue
            criteria = nodes[leaf]["criteria"]
            states = {item["address"]: self.criterion(tree, nodes[leaf], item, channel) for item in criteria}
            decisive = [states[item["address"]][0] for item in criteria if item["share"] > 0]
            if nodes[leaf]["kind"] == "score" and all(state in (NA, "gone") for state in decisive):
                empty.add(leaf)
            else:
                found.update(states)
        on_criteria, on_leaves = self.gates(tree, found)
        weights = {leaf: nodes[leaf]["weight"] for leaf in tree.scored}
        moved, fixed, excluded = moves(tree, weights, outermost, empty)
        full = total_of(weights.values())
        factor = (full / (full - excluded) if full > excluded else ZERO) if excluded else ONE
        scores, classes, missing = {}, dict.fromkeys(CLASSES, ZERO), 0
        for leaf in tree.scored:
            gate = on_leaves[leaf] * factor
            criteria = nodes[leaf]["criteria"]
            if leaf in fixed:
                scores[leaf] = moved[leaf] * fixed[leaf] * gate
                whole = total_of(item["share"] for item in criteria)
                for item in criteria:
                    classes[item["class"]] += scores[leaf] * item["share"] / whole if whole else ZERO
            elif leaf in empty or outermost[leaf]:
                scores[leaf] = ZERO
            else:
                brought, gaps = self.leaf(tree, leaf, found, on_criteria)
                missing += gaps
                ratio = min(max(total_of(brought.values()), ZERO), ONE)
                scores[leaf] = moved[leaf] * ratio * gate
                for item in criteria:
                    classes[item["class"]] += moved[leaf] * brought.get(item["address"], ZERO) * gate if ratio else ZERO
        core = total_of(scores.values())
        extra = self.extras(tree, found, on_criteria, on_leaves, scores)
        assessed = {leaf for leaf in tree.leaves if nodes[leaf]["assessed"]}
        return {
            "raw": max(core + extra, ZERO),
            "full": full,
            "missing": missing,
            "classes": {name: half_up(value, 6) for name, value in classes.items()},
            "nodes": {
                code: half_up(total_of(scores.get(leaf, ZERO) for leaf in node["leaves"]), 6)
                for code, node in nodes.items()
                if assessed.intersection(node["leaves"])
            },
        }

    @staticmethod
    def leaf(tree, leaf, found, on_criteria):
        """§6: (what each criterion brings to the leaf's ratio, missing cells)."""
        criteria = tree.nodes[leaf]["criteria"]
        weight = tree.nodes[leaf]["weight"]
        bearing = [item for item in criteria if item["share"]]
        applies = [item for item in bearing if found[item["address"]][0] not in (NA, "gone")]
        divisor = total_of(item["share"] for item in applies)
        if tree.system.get("shares") == "strict":
            divisor = ONE if applies == bearing else divisor / total_of(item["share"] for item in bearing)
        brought, missing = {}, 0
        for item in criteria:
            _, value, gaps = found[item["address"]]
            value *= on_criteria[item["address"]]
            if item["role"] == "ratio":
                missing += gaps
                brought[item["address"]] = item["share"] * value / divisor if item in applies else ZERO
            elif item["role"] == "penalty" and value:
                # Any penalty on a leaf that weighs nothing takes everything.
                brought[item["address"]] = -(value / weight if weight else Fraction(NANO))
        return brought, missing

    @staticmethod
    def extras(tree, found, on_criteria, on_leaves, scores):
        """§2.4, §9: bonus less deduction, each leaf capped by its weight; their scores are put into ``scores``."""
        extra = ZERO
        for leaf in tree.leaves:
            node = tree.nodes[leaf]
            if node["kind"] == "score" or not node["assessed"]:
                continue
            cap, amount = node["weight"], ZERO
            for item in node["criteria"]:
                if item["role"] == "amount":
                    value = found.get(item["address"], ("", ZERO, 0))[1] * on_criteria[item["address"]]
                    amount += value if item["rule"]["type"] in ("tally", "items") else value * (cap or 0)
            amount = (amount if cap is None else min(amount, cap)) * on_leaves[leaf]
            scores[leaf] = amount if node["kind"] == "bonus" else -amount
            extra += scores[leaf]
        return extra

    def component(self, system):
        """§9, §10: (document of results.json, raw or None where absent, full, missing)."""
        key, own = system["key"], self.classes.get(system["key"], "")
        vetoes = self.inputs.vetoes_of(self.key, system)
        cut = any(veto["scope"] == "component" for veto in vetoes)
        head = {"system": key, "version": str(system["version"])}
        if system.get("mode") != "per_channel":
            tree = self.tree(self.inputs.tree(system, own, self.attributes), "")
            raw = ZERO if cut else tree["raw"]
            document = {**head, "raw": half_up(raw, 6), "full": half_up(tree["full"], 6)}
            return {**document, "classes": tree["classes"], "nodes": tree["nodes"]}, raw, tree["full"], tree["missing"]
        channels = [str(name) for name in system["channels"] if str(name) in self.open]
        if not channels:
            return {"system": key, "absent": True}, None, ZERO, 0
        columns = {name: name if system.get("columns") == "channel" else own for name in channels}
        trees = {
            name: self.tree(self.inputs.tree(system, column, self.attributes), name) for name, column in columns.items()
        }
        for veto in vetoes:
            if veto["scope"] == "channel" and veto["channel"] in trees:
                trees[veto["channel"]]["raw"] = ZERO
        weights = channel_weights(system, channels)
        raw = ZERO if cut else total_of(weights[name] * trees[name]["raw"] for name in channels)
        full = total_of(weights[name] * trees[name]["full"] for name in channels)
        parts = {name: {"raw": half_up(tree["raw"], 6), "nodes": tree["nodes"]} for name, tree in trees.items()}
        document = {**head, "raw": half_up(raw, 6), "full": half_up(full, 6), "channels": parts}
        return document, raw, full, sum(tree["missing"] for tree in trees.values())


def moves(tree, weights, outermost, empty):
    """§8: (weights after all moves, ratios of leaves kept by full or zero, Σ excluded weights)."""
    gone = {leaf for leaf in weights if leaf in empty or outermost[leaf]}
    after, fixed, excluded = dict(weights), {}, ZERO

    def able(code):
        return [leaf for leaf in tree.scored_below(code) if leaf not in gone]

    def give(code, part):
        receivers = able(code)
        base = total_of(weights[leaf] for leaf in receivers)
        for leaf in receivers:
            after[leaf] += part * weights[leaf] / base if base else part / len(receivers)

    def equally(codes, amount):
        receivers = [code for code in codes if able(code)]
        for code in receivers:
            give(code, amount / len(receivers))
        return bool(receivers)

    for source in dict.fromkeys(outermost[leaf] or leaf for leaf in weights if leaf in gone):
        stated = tree.nodes[source]["na"]
        policy, own = stated.get("policy", "siblings"), tree.scored_below(source)
        if policy in ("full", "zero"):
            fixed.update(dict.fromkeys(own, ONE if policy == "full" else ZERO))
            continue
        amount = total_of(weights[leaf] for leaf in own)
        for leaf in own:
            after[leaf] = ZERO
        if policy == "exclude":
            excluded += amount
        elif policy == "scope":
            equally(tree.nodes[str(stated["code"])]["leaves"], amount)
        elif policy == "proportional":
            equally([str(stated["code"])], amount)
        elif policy == "targets":
            equally(list(dict.fromkeys(str(code) for code in stated["targets"])), amount)
        else:
            level = source
            while level is not None and not equally(tree.siblings(level), amount):
                level = tree.nodes[level]["parent"]
    return after, fixed, excluded


# --- §9–§11: totals, grades, ranks ------------------------------------------------------------------------------------


class Inputs:
    """What the folder ``inputs`` says."""

    def __init__(self, folder):
        campaign = read_json(folder / "campaign.json")
        self.key, self.rounds, self.policy = campaign["key"], campaign["rounds"], campaign["policy"]
        self.components, self.leagues = campaign["components"], campaign["leagues"]
        self.consolidated = campaign["values"] == "consolidated"
        self.systems = {
            part["system"]: read_json(folder / "systems" / f"{part['system']}.json") for part in self.components
        }
        self.entities = read_json(folder / "entities.json")
        decisions = read_json(folder / "decisions.json")
        self.gates, self.not_applicable = defaultdict(set), defaultdict(set)
        for row in decisions["gates"]:
            self.gates[row["entity"], row["system"]].add(row["gate"])
        for row in decisions["not_applicable"]:
            self.not_applicable[row["entity"], row["system"]].add(row["indicator"])
        self.vetoes = defaultdict(list)
        for row in decisions["vetoes"]:
            self.vetoes[row["entity"], row["system"]].append(row)
        self.values = defaultdict(lambda: defaultdict(dict))
        with (folder / "values.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                row = {name: unguard(cell) for name, cell in row.items()}
                place = (row["system"], row["round"], row["criterion"], row["channel"])
                self.values[row["entity"]][place][row.get("reviewer", "")] = row["value"]
        self._trees = {}

    def tree(self, system, column, attributes):
        place = (system["key"], column, json.dumps(attributes, sort_keys=True, default=str))
        if place not in self._trees:
            self._trees[place] = Tree(system, column, attributes)
        return self._trees[place]

    def vetoes_of(self, entity, system):
        """§10: confirmed vetoes with their scope, in the order of the version."""
        rows = self.vetoes[entity, system["key"]]
        return [
            {"code": str(veto["code"]), "scope": veto.get("scope") or "entity", "channel": row["channel"]}
            for veto in system.get("vetoes") or []
            for row in rows
            if row["veto"] == str(veto["code"])
        ]

    def total(self, figures):
        """§9: (total, what 100 % is) from the (raw or None, full) of each component."""

        def percent(raw, full):
            return raw / full * 100 if full else ZERO

        if len(figures) == 1:
            ((raw, full),) = figures
            target = self.policy["normalise_to"]
            if target is None:
                return raw or ZERO, full
            return percent(raw or ZERO, full) * number(target) / 100, number(target)
        shares = [number(part["share"]) for part in self.components]
        pairs = zip(shares, figures, strict=True)
        present = [(share, raw, full) for share, (raw, full) in pairs if raw is not None]
        everything = self.policy["absent_component"] == "zero"
        whole = total_of(shares) if everything else total_of(share for share, _, _ in present)
        brought = total_of(share * percent(raw, full) for share, raw, full in present)
        return (brought / whole if whole else ZERO), Fraction(100)

    def grade(self, reported, hundred):
        """§11: thresholds are inclusive percentages of full."""
        percent = reported / hundred * 100 if hundred > 0 else ZERO
        reached = [item for item in self.policy["grades"] if nano(percent) >= nano(number(item["at_least"]))]
        return max(reached, key=lambda item: number(item["at_least"]))["name"] if reached else None

    def results(self):
        """The entities of results.json, in the order of their keys."""
        decimals, ranked_on, found = self.policy["decimals"], {}, []
        people = [Entity(self, stated) for stated in sorted(self.entities, key=lambda stated: stated["entity"])]
        for entity in people:
            parts = [entity.component(self.systems[part["system"]]) for part in self.components]
            vetoes = [
                (part["system"], veto)
                for part in self.components
                for veto in self.vetoes_of(entity.key, self.systems[part["system"]])
            ]
            total, hundred = self.total([(raw, full) for _, raw, full, _ in parts])
            out = any(veto["scope"] == "entity" for _, veto in vetoes)
            reported = half_up(total, decimals)
            if not out:
                exact = self.policy["rank_on"] == "exact"
                ranked_on[entity.key] = nano(total) if exact else number(reported)
            found.append(
                {
                    "entity": entity.key,
                    "status": "unqualified" if out else "ranked",
                    "missing": sum(missing for *_, missing in parts),
                    "total": None if out else reported,
                    "grade": None if out else self.grade(number(reported), hundred),
                    "ranks": {},
                    "vetoes": list(dict.fromkeys(f"{system}:{veto['code']}" for system, veto in vetoes)),
                    "components": [document for document, *_ in parts],
                }
            )
        self.rank(people, found, ranked_on)
        return found

    def rank(self, people, found, ranked_on):
        """§11: dense (1, 2, 2, 3) or competition (1, 2, 2, 4), highest first."""
        by_key = {item["entity"]: item for item in found}
        for league in self.leagues:
            inside = [person.key for person in people if league in person.leagues and person.key in ranked_on]
            figures = [ranked_on[key] for key in inside]
            if self.policy["ranks"] == "dense":
                figures = sorted(set(figures))
            place = {value: 1 + sum(other > value for other in figures) for value in set(figures)}
            for key in inside:
                by_key[key]["ranks"][league] = place[ranked_on[key]]


# --- reading, checking, comparing -------------------------------------------------------------------------------------


def read_json(path):
    """JSON whose decimals are read exactly."""
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Fraction)


def unguard(text):
    """A cell as it was before an apostrophe kept spreadsheets from computing it."""
    return text[1:] if FORMULA.match(text[1:]) and text.startswith("'") else text


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def check_files(folder):
    """Faults of the seal and of the files, as sentences."""
    manifest_bytes = (folder / "manifest.json").read_bytes()
    record_bytes = (folder / "seal.json").read_bytes()
    manifest, record = json.loads(manifest_bytes), json.loads(record_bytes)
    if record["manifest"] != sha256(manifest_bytes):
        yield "manifest.json is not the one that was sealed 不是盖章的清单"
    if record["previous_seal"] != manifest["previous_seal"]:
        yield "seal.json names another previous seal 上一个印章不符"
    for name, stated in sorted(manifest["files"].items()):
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing 缺失"
        elif sha256(path.read_bytes()) != stated["sha256"]:
            yield f"{name} has been changed 已被改动"


def check_results(folder, inputs):
    """Differences between what is published and what comes out of the inputs, as sentences."""
    published = json.loads((folder / "results.json").read_text(encoding="utf-8"))["entities"]
    counted = inputs.results()
    if [item["entity"] for item in published] != [item["entity"] for item in counted]:
        yield "results.json lists other entities 单位不符"
        return
    for stated, own in zip(published, counted, strict=True):
        for name in own:
            if (stated[name] or None) != (own[name] or None):
                both = f"published 发布 {brief(stated[name])}, recounted 重算 {brief(own[name])}"
                yield f"{own['entity']}: {name}: {both}"
    by_key = {item["entity"]: item for item in counted}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for league in manifest["leagues"]:
        for line in league["lines"]:
            own = by_key[line["entity"]]
            if (line["rank"], line["total"]) != (own["ranks"].get(league["key"]), own["total"]):
                yield f"{league['key']}: {line['entity']}: rank or total 名次或总分 {line['rank']} {line['total']}"
        members = sorted(stated["entity"] for stated in inputs.entities if league["key"] in stated["leagues"])
        if members != sorted(line["entity"] for line in league["lines"]):
            yield f"{league['key']}: other entities than in the inputs 单位不符"


def brief(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"


def main(arguments):
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    seal = sha256((folder / "seal.json").read_bytes())
    print(f"seal 印章: {seal}")
    print("Compare it with the seal on the public page. 请与公开页面上的印章比较。")
    faults = list(check_files(folder))
    if not (folder / "inputs").is_dir():
        print("This download holds no inputs: only seal and files were checked. 未附输入数据，只核对印章与文件。")
    else:
        inputs = Inputs(folder / "inputs")
        faults += check_results(folder, inputs)
        print(f"{len(inputs.entities)} entities, {len(inputs.leagues)} leagues recounted 已重算")
    for fault in faults:
        print(f"DIFFERS 不一致: {fault}", file=sys.stderr)
    print("All is equal. 全部一致。" if not faults else f"{len(faults)} differences 处不一致")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
