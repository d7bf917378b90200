"""What each rule, policy and key of a version needs (scoring.md §3, §7, §8; formats.md §1)."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.documents.schema import check_document, place
from tests.indicators.samples import criterion, leaf, node, tally, texts, version

GATE = {"code": "G1", "name": texts("门"), "targets": ["1"]}


def places(document: Any) -> list[str]:
    return sorted(place(path) for path, _message in check_document(document))


def of_rule(rule: Any, **more: Any) -> list[str]:
    """The faults below the one criterion of a score leaf."""
    found = places(version(leaf("1", criteria=[criterion(rule=rule, **more)])))
    return [name.removeprefix("tree[0].criteria[0].") for name in found]


def test_the_sample_fits():
    assert places(version()) == []


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "rating"},
        {"type": "rating", "step": 0.1},
        {"type": "check"},
        {"type": "proportion"},
        {"type": "count"},
        {"type": "levels", "levels": [{"key": "none", "ratio": 0}, {"key": "full", "ratio": 1}]},
        {"type": "tiers", "tiers": [{"ratio": 1}]},
        {"type": "tiers", "tiers": [{"upto": -1, "ratio": 0}, {"upto": 4.5, "ratio": 0.5}, {"ratio": 1}]},
        tally("deduct", found={"percent": 10}),
        tally("penalty", found={"percent": 50}, minor={"points": 0}),
    ],
    ids=lambda rule: rule["type"],
)
def test_each_rule_of_a_score_leaf_fits_with_its_parameters(rule):
    assert of_rule(rule) == []


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (None, ["rule"]),
        ("rating", ["rule"]),
        ({}, ["rule.type"]),
        ({"type": "guess"}, ["rule.type"]),
        ({"type": ["rating"]}, ["rule.type"]),
        ({"type": "rating", "step": 0}, ["rule.step"]),
        ({"type": "rating", "step": 2}, ["rule.step"]),
        ({"type": "rating", "step": True}, ["rule.step"]),
        ({"type": "check", "step": 0.1}, ["rule.step"]),
        ({"type": "levels"}, ["rule.levels"]),
        ({"type": "levels", "levels": []}, ["rule.levels"]),
        ({"type": "levels", "levels": [{"key": "a", "ratio": 1.1}]}, ["rule.levels[0].ratio"]),
        ({"type": "levels", "levels": [{"key": "a", "ratio": -0.1}]}, ["rule.levels[0].ratio"]),
        ({"type": "levels", "levels": [{"key": "NA", "ratio": 0}]}, ["rule.levels[0].key"]),
        ({"type": "levels", "levels": [{"key": "a", "ratio": 0}] * 2}, ["rule.levels[1].key"]),
        ({"type": "levels", "levels": ["a"]}, ["rule.levels[0]"]),
        ({"type": "tiers", "tiers": [{"upto": 1, "ratio": 0}]}, ["rule.tiers[0].upto"]),
        ({"type": "tiers", "tiers": [{"ratio": 0}, {"ratio": 1}]}, ["rule.tiers[0].upto"]),
        ({"type": "tiers", "tiers": [{"upto": 1, "ratio": 0}] * 2 + [{"ratio": 1}]}, ["rule.tiers[1].upto"]),
        ({"type": "tiers", "tiers": [{"upto": "x", "ratio": 0}, {"ratio": 1}]}, ["rule.tiers[0].upto"]),
        (tally(found={"points": 1}), ["rule.mode"]),
        (tally("twice", found={"points": 1}), ["rule.mode"]),
        (tally("deduct"), ["rule.categories"]),
        (tally("deduct", found={}), ["rule.categories.found"]),
        (tally("deduct", found={"points": 1, "percent": 1}), ["rule.categories.found"]),
        (tally("deduct", found={"points": -1}), ["rule.categories.found.points"]),
        (tally("deduct", **{"a=b": {"points": 1}}), ["rule.categories.a=b"]),
        ({"type": "items", "item_max": 2}, ["rule.type"]),
        ({"type": "proportion", "of": 3}, ["rule.of"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_rule_that_does_not_fit_is_named_where_it_does_not(rule, wrong):
    assert of_rule(rule) == wrong


@pytest.mark.parametrize(
    ("rule", "share", "wrong"),
    [
        ({"type": "count"}, 0, []),
        ({"type": "count"}, 0.1, ["share"]),
        (tally("penalty", found={"points": 1}), 0, []),
        (tally("penalty", found={"points": 1}), 0.1, ["share"]),
        (tally("deduct", found={"points": 1}), 0.1, []),
        (tally("deduct", found={"points": 1}), 0, ["share"]),
        ({"type": "rating"}, 0.5, []),
        ({"type": "rating"}, -0.5, ["share"]),
    ],
    ids=str,
)
def test_the_share_fits_the_rule(rule, share, wrong):
    assert of_rule(rule, share=share) == wrong


@pytest.mark.parametrize("kind", ["bonus", "deduction"])
@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ({"type": "rating"}, []),
        ({"type": "items", "item_max": 2}, []),
        ({"type": "items"}, []),
        (tally(found={"points": 1}), []),
        (tally("deduct", found={"points": 1}), ["rule.mode"]),
        ({"type": "check"}, ["rule.type"]),
        ({"type": "count"}, ["rule.type"]),
    ],
    ids=str,
)
def test_bonus_and_deduction_take_amounts_and_ratings_only(kind, rule, wrong):
    direct = places(version(leaf("1", kind=kind, criteria=[criterion(rule=rule)])))
    inherited = places(version(node("1", kind=kind, children=[leaf("2", criteria=[criterion(rule=rule)])])))
    assert direct == [f"tree[0].criteria[0].{name}" for name in wrong]
    assert inherited == [f"tree[0].children[0].criteria[0].{name}" for name in wrong]


@pytest.mark.parametrize(
    ("policy", "wrong"),
    [
        ({"policy": "siblings"}, []),
        ({"policy": "exclude"}, []),
        ({"policy": "scope", "code": "1"}, []),
        ({"policy": "proportional", "code": "1"}, []),
        ({"policy": "targets", "targets": ["1"]}, []),
        ({"policy": "scope"}, ["na.code"]),
        ({"policy": "targets", "code": "1"}, ["na.code", "na.targets"]),
        ({"policy": "targets", "targets": []}, ["na.targets"]),
        ({"policy": "full", "code": "1"}, ["na.code"]),
        ({"policy": "none"}, ["na.policy"]),
        ({}, ["na.policy"]),
    ],
    ids=str,
)
def test_a_policy_names_what_it_needs_and_nothing_else(policy, wrong):
    assert places(version(leaf("1", na=policy))) == [f"tree[0].{name}" for name in wrong]


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        ({"attribute": "a", "equals": True}, []),
        ({"attribute": "a", "equals": 3}, []),
        ({"attribute": "a", "in": ["x", 1, False]}, []),
        ({"attribute": "a", "not": "x"}, []),
        ({"attribute": "a", "not": ["x", "y"]}, []),
        ({"attribute": "a"}, [""]),
        ({"attribute": "a", "equals": 1, "not": 2}, [""]),
        ({"equals": 1}, [".attribute"]),
        ({"attribute": "a", "equals": [1]}, [".equals"]),
        ({"attribute": "a", "in": "x"}, [".in"]),
        ({"attribute": "a", "in": []}, [".in"]),
    ],
    ids=str,
)
def test_a_condition_asks_one_thing_of_one_attribute(condition, wrong):
    assert places(version(leaf("1", applies_when=condition))) == [f"tree[0].applies_when{name}" for name in wrong]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"key": "A b"}, ["key"]),
        ({"key": None}, ["key"]),
        ({"version": 2019}, ["version"]),
        ({"version": "x" * 41}, ["version"]),
        ({"name": {}}, ["name"]),
        ({"name": {"zh": None, "en": "x"}}, []),
        ({"name": {"zh": "x" * 201}}, ["name.zh"]),
        ({"mode": "both"}, ["mode"]),
        ({"columns": "channel"}, ["columns"]),
        ({"columns": "channel", "mode": "per_channel", "classes": None}, []),
        ({"mode": "per_channel", "channels": None}, ["channels"]),
        ({"classes": None}, ["classes"]),
        ({"classes": []}, ["classes"]),
        ({"classes": ["a b"]}, ["classes[0]"]),
        ({"channels": ["website", "website"]}, ["channels[1]"]),
        ({"channel_weights": [{"website": 0}]}, ["channel_weights[0]"]),
        ({"channel_weights": [{}]}, ["channel_weights[0]"]),
        ({"channel_weights": [{"website": -1}]}, ["channel_weights[0]", "channel_weights[0].website"]),
        ({"missing_channel": "none"}, ["missing_channel"]),
        ({"shares": True}, ["shares"]),
        ({"totals": {"city": "x"}}, ["totals.city"]),
        ({"totals": {"city": 1e300}}, ["totals.city"]),
        ({"totals": {"city": float("nan")}}, ["totals.city"]),
        ({"notes": "x"}, ["notes"]),
        ({"tree": []}, ["tree"]),
        ({"tree": [1]}, ["tree[0]"]),
        ({"tree": None}, ["tree"]),
        ({"vetoes": [{"code": "V1", "name": texts("x"), "scope": "site"}]}, ["vetoes[0].scope"]),
        ({"vetoes": [{"code": "V1", "name": texts("x"), "conditions": [{"no": 1}]}]}, ["vetoes[0].conditions[0].text"]),
        ({"gates": [{**GATE, "code": "G 1"}]}, ["gates[0].code"]),
        ({"gates": [{**GATE, "factor": 1.5}]}, ["gates[0].factor"]),
        ({"gates": [{**GATE, "when": {"below": 1}}]}, ["gates[0].when.criterion"]),
        ({"gates": [{**GATE, "when": {"criterion": "1#1"}}]}, ["gates[0].when"]),
        ({"extra": 1}, ["extra"]),
    ],
    ids=str,
)  # fmt: skip
def test_each_key_of_a_version_is_checked(change, wrong):
    assert places({**version(), **change}) == wrong


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"weight": 5}, []),
        ({"weight": {"city": None}}, []),
        ({"weight": None}, []),
        ({"weight": "5"}, ["weight"]),
        ({"weight": [5]}, ["weight"]),
        ({"weight": {"city": -1}}, ["weight.city"]),
        ({"kind": "malus"}, ["kind"]),
        ({"method": "weekly"}, ["method"]),
        ({"crossref": ["1.1"]}, []),
        ({"crossref": "1.1"}, ["crossref"]),
        ({"code": "1#1"}, ["code"]),
        ({"code": ""}, ["code"]),
        ({"code": "x" * 61}, ["code"]),
        ({"criteria": []}, ["criteria"]),
        ({"criteria": [criterion(no=True)]}, ["criteria[0].no"]),
        ({"criteria": [criterion(no=10_000)]}, ["criteria[0].no"]),
        ({"criteria": [criterion(**{"class": "D"})]}, ["criteria[0].class"]),
        ({"criteria": [criterion(channels=[])]}, ["criteria[0].channels"]),
        ({"criteria": [criterion(channels=["a", "a"])]}, ["criteria[0].channels[1]"]),
        ({"criteria": [criterion(crossref=["1"])]}, []),
        ({"children": [leaf("2")], "criteria": [criterion()]}, ["criteria"]),
        ({"children": []}, ["children"]),
        ({"children": [{"code": "2"}]}, ["children[0].name"]),
    ],
    ids=str,
)
def test_each_key_of_an_indicator_is_checked(change, wrong):
    assert places(version({**leaf("1"), **change})) == [f"tree[0].{name}" for name in wrong]


def test_the_tree_has_at_most_twelve_levels():
    def nested(levels: int) -> dict[str, Any]:
        deepest = leaf(f"{levels}")
        for level in range(levels - 1, 0, -1):
            deepest = node(f"{level}", children=[deepest])
        return version(deepest)

    assert places(nested(12)) == []
    assert places(nested(13)) == ["tree[0]" + ".children[0]" * 11 + ".children"]


@pytest.mark.parametrize("value", [None, 1, "x", [], True])
def test_what_is_no_mapping_is_one_fault(value):
    assert places(value) == [""]
