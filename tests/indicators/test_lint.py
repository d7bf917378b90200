"""Each check of the lint with a document that has the fault and one that has not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.utils import translation

from assessment.scoring.plan import plan_version
from indicators.documents.normal import columns_of, normalise
from indicators.documents.yaml import read_yaml
from indicators.lint import lint
from indicators.weights import leaves_of, summed_nodes
from tests.indicators.samples import FILES, criterion, leaf, name_of, node, tally, texts, version


def findings(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(finding.severity, finding.code, finding.place) for finding in lint(document)]


def words(document: dict[str, Any]) -> list[str]:
    with translation.override("en"):
        return [finding.message for finding in lint(document)]


def gate(**more: Any) -> dict[str, Any]:
    return {"code": "G1", "name": texts("门"), "targets": ["1"], **more}


def media(*tree: dict[str, Any], **more: Any) -> dict[str, Any]:
    rows = [{"weixin": 40, "weibo": 20, "app": 40}]
    channels = ["weixin", "weibo", "app"]
    return version(*tree, mode="per_channel", **{"channels": channels, "channel_weights": rows, **more})


def site(*channels: str, **more: Any) -> dict[str, Any]:
    """Entity mode with four channels and one class B criterion on the given ones."""
    tree = leaf("1", criteria=[criterion(channels=list(channels), **{"class": "B"})])
    return version(tree, channels=["website", "weixin", "weibo", "app"], **more)


def test_the_sample_has_no_finding():
    assert findings(version()) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_real_system_has_an_error(path):
    found = lint(read_yaml(path.read_bytes(), file=path.name))
    assert [finding for finding in found if finding.severity == "error"] == []


CLEAN = {
    "gate with a criterion as target": version(gates=[gate(targets=["1#1"])]),
    "gate on a criterion": version(gates=[gate(when={"criterion": "1#1", "below": 1})]),
    "policy on another indicator": version(leaf("1", na={"policy": "targets", "targets": ["2"]}), leaf("2")),
    "policy on a subtree": version(node("1", children=[leaf("1.1", na={"policy": "scope", "code": "1"})])),
    "attribute": version(leaf("1", applies_when={"attribute": "kind_of", "in": ["a", True, 3]})),
    "channel of the version": version(leaf("1", criteria=[criterion(channels=["website"])])),
    "weights of listed classes": version(leaf("1", {"city": 1, "county": None}), totals={"city": 1}),
    "weights of channels": media(leaf("1", {"weixin": 1, "app": 2}), columns="channel", classes=None),
    "carried weight": version(leaf("1", children=[node("1.1"), node("1.2", children=[node("1.2.1")])])),
    "class C on one channel": version(
        leaf("1", criteria=[criterion(channels=["weixin"], **{"class": "C"})]), channels=["website", "weixin"]
    ),
    "children that sum up": version(leaf("1", 5, children=[leaf("1.1", 2), leaf("1.2", 3)])),
    "children that sum up by fractions": version(leaf("1", 0.3, children=[leaf("1.1", 0.1), leaf("1.2", 0.2)])),
    "null where nothing is assessed": version(
        leaf("1", {"city": 2, "county": None}, children=[leaf("1.1", {"city": 2, "county": None})])
    ),
    "bonus beside scores": version(leaf("1", 5, children=[leaf("1.1", 5), leaf("1.2", 2, kind="bonus")])),
    "bonus caps that sum up": version(leaf("1", 5, kind="bonus", children=[leaf("1.1", 2), leaf("1.2", 3)]), leaf("2")),
    "alternatives": version(
        leaf(
            "1",
            10,
            children=[
                leaf("1.1", 10, applies_when={"attribute": "services", "equals": True}),
                leaf("1.2", 10, applies_when={"attribute": "services", "equals": False}),
            ],
        ),
        totals={"city": 10, "county": 10},
    ),
    "totals without the bonus": version(leaf("1", 100), leaf("2", 10, kind="bonus"), totals={"city": 100}),
    "shares that sum up": version(leaf("1", criteria=[criterion(1, share=0.7), criterion(2, share=0.3)])),
    "shares of which some are given": version(leaf("1", criteria=[criterion(1, share=0.7), criterion(2)])),
    "shares beside a penalty and a count": version(
        leaf(
            "1",
            criteria=[
                criterion(1, share=1),
                criterion(2, rule=tally("penalty", found={"percent": 50})),
                criterion(3, rule={"type": "count"}),
            ],
        )
    ),
    "shares of children": version(leaf("1", children=[node("1.1", share=0.4), node("1.2", share=0.6)])),
    "capped bonus": version(leaf("1"), leaf("2", kind="bonus", criteria=[criterion(rule=tally(a={"percent": 5}))])),
    "a row for the channels": site("website", "weixin", channel_weights=[{"website": 60, "weixin": 40}]),
    "a larger row": site("weixin", "app", channel_weights=[{"website": 60, "weixin": 16, "app": 24}]),
    "a row for all channels": media(),
    "a single channel": site("website"),
}


@pytest.mark.parametrize("document", CLEAN.values(), ids=CLEAN)
def test_what_is_right_is_not_reported(document):
    assert findings(document) == []


ERRORS = {
    "indicator twice": (version(leaf("1"), leaf("1")), ("duplicate_code", "1")),
    "criterion twice": (version(leaf("1", criteria=[criterion(1), criterion(1)])), ("duplicate_code", "1#1")),
    "gate twice": (version(gates=[gate(), gate()]), ("duplicate_code", "G1")),
    "veto twice": (
        version(vetoes=[{"code": "V1", "name": texts("否")}, {"code": "V1", "name": texts("否")}]),
        ("duplicate_code", "V1"),
    ),
    "condition twice": (
        version(vetoes=[{"code": "V1", "name": texts("否"), "conditions": [{"no": 1, "text": texts("条")}] * 2}]),
        ("duplicate_code", "V1#1"),
    ),
    "gate on nothing": (version(gates=[gate(targets=["9"])]), ("unknown_target", "G1")),
    "gate on an absent criterion": (version(gates=[gate(targets=["1#2"])]), ("gate_on_absent_criterion", "G1")),
    "gate triggered by an absent criterion": (
        version(gates=[gate(when={"criterion": "1#2", "below": 1})]),
        ("gate_on_absent_criterion", "G1"),
    ),
    "gate triggered by an indicator": (
        version(gates=[gate(when={"criterion": "1", "below": 1})]),
        ("gate_on_absent_criterion", "G1"),
    ),
    "policy on nothing": (version(leaf("1", na={"policy": "scope", "code": "9"})), ("unknown_target", "1")),
    "attribute that no entity can have": (
        version(leaf("1", applies_when={"attribute": "has services", "equals": True})),
        ("unknown_attribute", "1"),
    ),
    "value that no entity can have": (
        version(leaf("1", applies_when={"attribute": "kind", "in": ["a;b"]})),
        ("unknown_attribute", "1"),
    ),
    "criterion on an unknown channel": (
        version(leaf("1", criteria=[criterion(channels=["weixin"])])),
        ("unknown_channel", "1#1"),
    ),
    "weights of an unknown channel": (version(channel_weights=[{"weixin": 1}]), ("unknown_channel", "channel_weights")),
    "unknown channel as column": (
        media(leaf("1", {"weixin": 1}), columns="channel", classes=["weixin", "douyin"]),
        ("unknown_channel", "classes"),
    ),
    "weight of an unknown class": (version(leaf("1", {"city": 1, "province": 2})), ("unknown_class", "1")),
    "total of an unknown class": (version(totals={"province": 10}), ("unknown_class", "totals")),
    "leaf without weight": (version(leaf("1"), node("2")), ("no_weight", "2")),
    "leaf without weight below": (version(node("1", children=[leaf("1.1"), node("1.2")])), ("no_weight", "1.2")),
    "class C on two channels": (
        version(
            leaf("1", criteria=[criterion(channels=["website", "weixin"], **{"class": "C"})]),
            channels=["website", "weixin"],
        ),
        ("class_c_channels", "1#1"),
    ),
    "two rows for one set": (
        media(channel_weights=[{"weixin": 40, "weibo": 20, "app": 40}, {"app": 1, "weibo": 1, "weixin": 1}]),
        ("duplicate_channel_row", "channel_weights"),
    ),
}


@pytest.mark.parametrize(("document", "found"), ERRORS.values(), ids=ERRORS)
def test_what_can_not_be_computed_without_doubt_is_an_error(document, found):
    assert findings(document) == [("error", *found)]


WARNINGS = {
    "children that do not sum up": (
        version(leaf("1", 40, children=[leaf("1.1", 40), leaf("1.2", 2)])),
        ("children_weight", "1"),
        "the children do not add up to the stated weight: city: 42 ≠ 40; county: 42 ≠ 40.",
    ),
    "children that do not sum up in one column": (
        version(leaf("1", {"city": 5, "county": 4}, children=[leaf("1.1", {"city": 5, "county": 5})])),
        ("children_weight", "1"),
        "the children do not add up to the stated weight: county: 5 ≠ 4.",
    ),
    "children where nothing is stated": (
        version(leaf("1", {"city": 5, "county": None}, children=[leaf("1.1", 5)])),
        ("children_weight", "1"),
        "the children do not add up to the stated weight: county: 5 ≠ 0.",
    ),
    "weight carried beside stated ones": (
        version(leaf("1", 5, children=[leaf("1.1", 5), node("1.2")])),
        ("children_weight", "1"),
        "the children do not add up to the stated weight: city: 10 ≠ 5; county: 10 ≠ 5.",
    ),
    "alternatives of which none fits": (
        version(leaf("1", 10, children=[leaf("1.1", 9, applies_when={"attribute": "services", "equals": True})])),
        ("children_weight", "1"),
        "the children do not add up to the stated weight: city: 9 ≠ 10; county: 9 ≠ 10.",
    ),
    "totals": (
        version(leaf("1", 98), totals={"city": 98, "county": 100}),
        ("total_weight", "totals"),
        "the leaves do not add up to the stated total: county: 98 ≠ 100.",
    ),
    "shares below 1": (
        version(leaf("1", criteria=[criterion(1, share=0.4), criterion(2, share=0.5)])),
        ("share_sum", "1"),
        "the shares of the criteria add up to 0.9, not to 1.",
    ),
    "shares above 1": (
        version(leaf("1", criteria=[criterion(1, share=0.9), criterion(2, share=0.2)])),
        ("share_sum", "1"),
        "the shares of the criteria add up to 1.1, not to 1.",
    ),
    "shares of children": (
        version(leaf("1", children=[node("1.1", share=0.4), node("1.2", share=0.4)])),
        ("share_sum", "1"),
        "the shares of the children add up to 0.8, not to 1.",
    ),
    "bonus without cap": (version(leaf("1"), node("2", kind="bonus")), ("no_cap", "2"), "a bonus has no cap."),
    "bonus without cap in a column": (
        version(leaf("1"), leaf("2", {"city": 5}, kind="bonus")),
        ("no_cap", "2"),
        "a bonus has no cap.",
    ),
    "deduction without cap": (
        version(leaf("1"), leaf("2", None, kind="deduction")),
        ("no_cap", "2"),
        "a deduction has no cap.",
    ),
    "leaf that counts nowhere": (
        version(leaf("1"), leaf("2", {"city": None, "county": None})),
        ("never_assessed", "2"),
        "the leaf has a weight in no column.",
    ),
    "channels without a row": (
        site("website", "weixin", "app", channel_weights=[{"website": 60, "weixin": 40}]),
        ("channel_set", "channel_weights"),
        "3 sets of channels have no row of weights and weigh equally: "
        "website + app, weixin + app, website + weixin + app.",
    ),
    "per-channel version without rows": (
        media(channel_weights=[], channels=["weixin", "app"]),
        ("channel_set", "channel_weights"),
        "1 sets of channels have no row of weights and weigh equally: weixin + app.",
    ),
    "criterion without class": (
        version(leaf("1", criteria=[criterion()]), channels=["website", "weixin"]),
        ("no_class", "1#1"),
        "1 criteria have no class and are judged once per entity: 1#1.",
    ),
    "texts without English": (
        version(*[{**leaf(str(code)), "name": {"zh": "甲"}} for code in range(1, 4)], name={"zh": "乙"}),
        ("text_missing_en", "name"),
        "7 texts have no English: name, 1, 2, 3, 1#1 ….",
    ),
    "texts without Chinese": (
        version(vetoes=[{"code": "V1", "name": {"en": "a"}, "conditions": [{"no": 1, "text": {"en": "b"}}]}]),
        ("text_missing_zh", "V1"),
        "2 texts have no Chinese: V1, V1#1.",
    ),
}


@pytest.mark.parametrize(("document", "found", "message"), WARNINGS.values(), ids=WARNINGS)
def test_what_looks_wrong_is_a_warning(document, found, message):
    assert findings(document) == [("warning", *found)]
    assert words(document) == [message]


def test_a_percentage_of_a_leaf_without_cap_is_reported_beside_the_missing_cap():
    document = version(leaf("1"), node("2", kind="deduction", criteria=[criterion(rule=tally(a={"percent": 50}))]))
    assert findings(document) == [("warning", "no_cap", "2"), ("warning", "percent_without_cap", "2#1")]


def test_errors_come_before_warnings_and_all_are_named():
    document = version(
        leaf("1", 5, children=[leaf("1.1", 4)]), leaf("1", 5, na={"policy": "scope", "code": "9"}), totals={"city": 1}
    )
    assert findings(document) == [
        ("error", "duplicate_code", "1"),
        ("error", "unknown_target", "1"),
        ("warning", "children_weight", "1"),
        ("warning", "total_weight", "totals"),
    ]


def test_findings_speak_chinese_by_default():
    document = version(leaf("1", 40, children=[leaf("1.1", 42)]))
    assert [finding.message for finding in lint(document)] == [
        "下级指标合计与所印权重不符：市级: 42 ≠ 40; 县级: 42 ≠ 40。"
    ]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_weights_are_those_the_engine_computes_with(path):
    document = normalise(read_yaml(path.read_bytes(), file=path.name))
    plan, columns = plan_version(document), columns_of(document)
    uncounted = {"score": np.nan, "bonus": np.inf, "deduction": np.inf}
    ours = [
        [uncounted[leaf_.kind] if (full := (leaf_.weights or {}).get(column)) is None else full for column in columns]
        for leaf_ in leaves_of(summed_nodes(document))
    ]
    np.testing.assert_allclose(ours, plan.leaf_weight[:, : len(columns)], rtol=1e-12)
