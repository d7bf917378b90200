"""Parameters of a version in words, in both languages."""

import pytest
from django.utils.translation import override

from indicators import wording
from indicators.documents.normal import normalise
from indicators.documents.yaml import read_yaml
from indicators.outline import Outline
from tests.indicators.samples import LIBRARY, name_of

TIERS = {"type": "tiers", "tiers": [{"upto": 0, "ratio": 0}, {"upto": 4, "ratio": 0.5}, {"ratio": 1}]}
LEVELS = {"type": "levels", "levels": [{"key": "none", "ratio": 0}, {"key": "own key", "ratio": 0.125}]}


def penalty(mode):
    return {"type": "tally", "mode": mode, "categories": {"found": {"percent": 50}}}


BONUS = {"type": "tally", "categories": {"commendation": {"points": 1}, "report": {"points": 0.5}}}

RULES = [
    ({"type": "rating"}, "score", "按程度评 0–1", "rated 0–1"),
    ({"type": "rating", "step": 0.1}, "score", "按程度评 0–1，步长 0.1", "rated 0–1, step 0.1"),
    ({"type": "check"}, "score", "达到 1，未达到 0", "met 1, not met 0"),
    ({"type": "proportion"}, "score", "按比例 n ÷ d", "proportion n ÷ d"),
    ({"type": "count"}, "score", "只计数，不计分", "counted only, no score"),
    (TIERS, "score", "≤0 → 0%；≤4 → 50%；以上 → 100%", "≤0 → 0%; ≤4 → 50%; more → 100%"),
    (LEVELS, "score", "无 → 0%；own key → 12.5%", "none of these → 0%; own key → 12.5%"),
    (
        penalty("penalty"),
        "score",
        "每次发现扣本项分值的 50%；扣完本项为止",
        "each case found takes off 50% of the leaf; down to 0 of the leaf",
    ),
    (
        penalty("deduct"),
        "score",
        "每次发现扣本项分值的 50%；扣完本要点为止",
        "each case found takes off 50% of the leaf; down to 0 of this criterion",
    ),
    (
        BONUS,
        "bonus",
        "每次表彰加 1 分；每次媒体报道加 0.5 分",
        "each commendation adds 1 points; each media report adds 0.5 points",
    ),
    ({"type": "items", "item_max": 2}, "bonus", "每例最高 2 分，累加", "at most 2 points per case, added up"),
    ({"type": "items"}, "bonus", "按例计分，累加", "points per case, added up"),
]


@pytest.mark.parametrize(("rule", "kind", "zh", "en"), RULES)
def test_a_rule_is_told_in_both_languages(rule, kind, zh, en):
    with override("zh-hans"):
        assert wording.rule_in_words(rule, kind=kind) == zh
    with override("en"):
        assert wording.rule_in_words(rule, kind=kind) == en


@pytest.mark.parametrize(
    ("na", "words"),
    [
        ({"policy": "siblings"}, ""),
        ({"policy": "scope", "code": "1"}, "不适用时：分值平均分到 1 下其他指标"),
        ({"policy": "proportional", "code": "1"}, "不适用时：分值按比例分到 1 下其他指标"),
        ({"policy": "targets", "targets": ["2.1", "2.2"]}, "不适用时：分值转入 2.1、2.2"),
        ({"policy": "full"}, "不适用时：得满分"),
        ({"policy": "zero"}, "不适用时：不得分"),
        ({"policy": "exclude"}, "不适用时：从总分中剔除"),
    ],
)
def test_every_policy_for_not_applicable_has_words(na, words):
    assert wording.na_in_words(na) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"attribute": "has_services", "equals": True}, "仅当“有行政服务事项”为是"),
        ({"attribute": "size", "in": ["big", 3]}, "仅当“size”为big 或 3"),
        ({"attribute": "size", "not": "small"}, "仅当“size”不为small"),
    ],
)
def test_an_alternative_says_for_whom_it_is(condition, words):
    assert wording.condition_in_words(condition) == words


def test_gates_are_told():
    assert wording.trigger_in_words(None) == "人工认定"
    assert wording.trigger_in_words({"criterion": "4.4.1#4", "below": 6}) == "4.4.1#4 < 6"
    assert wording.trigger_in_words({"criterion": "1#1", "at_least": 2, "above": 9}) == "1#1 > 9 或 ≥ 2"
    assert [wording.factor_in_words(factor) for factor in (0, 0.5, 0.3)] == ["不得分", "减半", "× 0.3"]


def test_a_probe_is_told_with_its_thresholds():
    probe = {"kind": "availability", "timeout_s": 15, "share": 0.05, "per_day": 20, "days": 7}
    assert wording.probe_in_words(probe) == "可用性：超时 15 秒、失败占比 ≥ 5%、每天 20 次、7 天"
    assert wording.probe_in_words({"kind": "other", "limit": "x"}) == "other：limit x"
    assert wording.probe_in_words({"kind": "blank_columns"}) == "空白栏目"


@pytest.mark.parametrize(
    ("weight", "kind", "leaf", "words"),
    [(2.5, "score", True, "2.5"), (None, "score", True, "—"), (5, "bonus", True, "+5"), (5, "deduction", True, "−5"),
     (None, "bonus", True, "不限"), (None, "bonus", False, "—")],
)  # fmt: skip
def test_a_weight_says_which_way_it_counts(weight, kind, leaf, words):
    assert wording.weight_in_words(weight, kind, leaf=leaf) == words


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_no_key_of_the_shipped_library_is_left_without_a_word(path):
    """Columns, channels, levels, categories and attributes would else be English on a Chinese page."""
    document = normalise(read_yaml(path.read_bytes(), file=path.name))
    outline = Outline(document)
    keys = {*outline.columns, *document["channels"]}
    for summed in outline.nodes:
        keys |= {summed.node["applies_when"]["attribute"]} if "applies_when" in summed.node else set()
        for criterion in summed.node.get("criteria", ()):
            keys |= {level["key"] for level in criterion["rule"].get("levels", ())}
            keys |= set(criterion["rule"].get("categories", ()))
    assert keys - set(wording.WORDS) == set()
    probes = [item["probe"] for veto in document["vetoes"] for item in veto["conditions"] if "probe" in item]
    assert {probe["kind"] for probe in probes} - set(wording.PROBES) == set()
    assert {name for probe in probes for name in probe} - {*wording.PROBE_PARAMETERS, "kind", "share"} == set()
