"""The normal form: one content, one hash; the engine plans it as it plans what people wrote."""

from __future__ import annotations

import copy
import dataclasses
import json
import random
from typing import Any

import numpy as np
import pytest

from assessment.scoring.plan import plan_version
from indicators.documents.brief import brief
from indicators.documents.normal import columns_of, content_hash, normalise
from indicators.documents.schema import check_document
from indicators.documents.yaml import read_yaml, write_yaml
from tests.indicators.samples import FILES, criterion, leaf, name_of, node, tally, texts, version


def shuffled(value: Any, draw: random.Random) -> Any:
    """The same value with the keys of every mapping in another order."""
    if isinstance(value, dict):
        names = list(value)
        draw.shuffle(names)
        return {name: shuffled(value[name], draw) for name in names}
    return [shuffled(item, draw) for item in value] if isinstance(value, list) else value


def read(path: Any) -> dict[str, Any]:
    return read_yaml(path.read_bytes(), file=path.name)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_normal_form_of_a_real_document_fits_the_schema_and_stays_itself(path):
    normal = normalise(read(path))
    assert check_document(normal) == []
    assert json.dumps(normalise(normal)) == json.dumps(normal)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_hash_survives_writing_key_order_and_explicit_defaults(path):
    document = read(path)
    draw, content = random.Random(path.name), content_hash(document)
    written = read_yaml(write_yaml(document).encode(), file=path.name)
    assert content_hash(written) == content
    assert content_hash(normalise(document)) == content
    assert content_hash(shuffled(document, draw)) == content
    assert json.dumps(normalise(shuffled(document, draw))) == json.dumps(normalise(document))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_brief_form_normalises_back(path):
    normal = normalise(read(path))
    assert normalise(brief(normal)) == normal
    assert check_document(brief(normal)) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_engine_plans_the_normal_form_as_the_document(path):
    """Except that the categories of a tally come sorted, because databases do not keep their order."""
    document = read(path)
    for criterion_ in [item for leaf_ in leaves(document["tree"]) for item in leaf_.get("criteria", ())]:
        if "categories" in criterion_["rule"]:
            criterion_["rule"]["categories"] = dict(sorted(criterion_["rule"]["categories"].items()))
    assert plain_plan(document) == plain_plan(normalise(document))


def leaves(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [leaf_ for item in nodes for leaf_ in (leaves(item["children"]) if "children" in item else [item])]


def plain_plan(document: dict[str, Any]) -> dict[str, Any]:
    plan = plan_version(document)
    values = {field.name: getattr(plan, field.name) for field in dataclasses.fields(plan)}
    return {
        name: np.nan_to_num(value, nan=-1, posinf=-2).tolist() if isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return content_hash(first) == content_hash(second)


DEFAULTS = {
    "mode": {"mode": "entity"},
    "columns": {"columns": "class"},
    "missing_channel": {"missing_channel": "na"},
    "shares": {"shares": "normalise"},
    "nothing given": {"notes": [], "gates": None, "vetoes": [], "channel_weights": [], "totals": {}, "source": None},
}


@pytest.mark.parametrize("change", DEFAULTS.values(), ids=DEFAULTS)
def test_a_default_written_out_is_the_same_version(change):
    assert same(version(), {**version(), **change})


LEAVES = {
    "kind": (leaf("1"), leaf("1", kind="score")),
    "policy": (leaf("1"), leaf("1", na={"policy": "siblings"})),
    "not assessed": (leaf("1", {"city": 3}), leaf("1", {"county": None, "city": 3})),
    "whole numbers": (leaf("1", 3), leaf("1", 3.0)),
    "a leaf without criteria": (leaf("1"), leaf("1", criteria=[criterion(1, text=texts("指标1"))])),
    "the only channel": (
        leaf("1", criteria=[criterion()]),
        leaf("1", criteria=[criterion(channels=["website"], **{"class": "C"})]),
    ),
    "count": (
        leaf("1", criteria=[criterion(1), criterion(2, rule={"type": "count"})]),
        leaf("1", criteria=[criterion(1), criterion(2, rule={"type": "count"}, share=0)]),
    ),
    "penalty": (
        leaf("1", criteria=[criterion(1), criterion(2, rule=tally("penalty", a={"percent": 5}))]),
        leaf("1", criteria=[criterion(1), criterion(2, rule=tally("penalty", a={"percent": 5}), share=0.0)]),
    ),
    "inherited kind": (
        node("1", kind="bonus", children=[leaf("2")]),
        node("1", kind="bonus", children=[leaf("2", kind="bonus")]),
    ),
    "inherited method": (
        node("1", method="year_end", children=[leaf("2")]),
        node("1", method="year_end", children=[leaf("2", method="year_end")]),
    ),
}


@pytest.mark.parametrize(("first", "second"), LEAVES.values(), ids=LEAVES)
def test_two_spellings_of_a_leaf_are_the_same_version(first, second):
    assert same(version(first), version(second))


def test_gates_and_vetoes_have_their_defaults():
    gate, veto = {"code": "G1", "name": texts("门"), "targets": ["1"]}, {"code": "V1", "name": texts("否")}
    assert same(version(gates=[gate]), version(gates=[{**gate, "factor": 0}]))
    assert same(version(vetoes=[veto]), version(vetoes=[{**veto, "scope": "entity", "conditions": []}]))


def test_in_a_per_channel_version_a_criterion_without_channels_is_judged_on_all():
    def media(**more: Any) -> dict[str, Any]:
        tree = leaf("1", criteria=[criterion(**more)])
        return version(tree, mode="per_channel", channels=["weixin", "weibo"])

    assert same(media(), media(channels=["weibo", "weixin"]))
    assert not same(media(), media(channels=["weibo"]))


def test_the_channels_are_the_columns_where_no_classes_are_given():
    document = version(leaf("1", 5), mode="per_channel", columns="channel", channels=["weixin", "weibo"], classes=None)
    assert columns_of(document) == ["weixin", "weibo"]
    assert same(document, {**document, "classes": ["weixin", "weibo"]})


CHANGES = {
    "weight": leaf("1", 11),
    "weight of a column": leaf("1", {"city": 10}),
    "only the listed classes": leaf("1", {"city": 10, "county": 10}),
    "code": leaf("2"),
    "name": {**leaf("1"), "name": texts("别名")},
    "kind": leaf("1", kind="bonus"),
    "policy": leaf("1", na={"policy": "full"}),
    "method": leaf("1", method="monitoring"),
    "condition": leaf("1", applies_when={"attribute": "a", "equals": True}),
    "share": leaf("1", share=0.5),
    "source": leaf("1", crossref=["2.1"]),
    "criterion": leaf("1", criteria=[criterion(1), criterion(2)]),
    "rule": leaf("1", criteria=[criterion(1, text=texts("指标1"), rule={"type": "check"})]),
}


@pytest.mark.parametrize("tree", CHANGES.values(), ids=CHANGES)
def test_a_change_of_content_is_another_version(tree):
    assert not same(version(), version(tree))


def test_normalising_leaves_its_input_alone():
    document = version(leaf("1", 3, criteria=[criterion(rule=tally("deduct", b={"points": 1}, a={"points": 2}))]))
    before = copy.deepcopy(document)
    normalise(document)["tree"][0]["criteria"][0]["rule"]["categories"]["a"]["points"] = 99
    assert document == before
