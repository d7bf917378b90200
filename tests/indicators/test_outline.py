"""The page of a version, computed from its document."""

import pytest

from indicators.documents.normal import normalise
from indicators.documents.yaml import read_yaml
from indicators.outline import Outline, anchor
from tests.indicators.samples import LIBRARY, criterion, leaf, name_of, node, version


def outline(*tree, **more):
    return Outline(normalise(version(*tree, **more)))


def test_rows_stand_in_document_order_with_their_parent_and_level():
    rows = outline(node("1", children=[leaf("1.1"), node("1.2", children=[leaf("1.2.1")])]), leaf("2")).rows
    assert [(row.code, row.parent, row.level, row.is_leaf) for row in rows] == [
        ("1", "", 1, False),
        ("1.1", "1", 2, True),
        ("1.2", "1", 2, False),
        ("1.2.1", "1.2", 3, True),
        ("2", "", 1, True),
    ]


def test_an_inner_indicator_shows_what_its_leaves_add_up_to_per_column():
    tree = node("1", children=[leaf("1.1", {"city": 3, "county": None}), leaf("1.2", {"city": 2.5, "county": 4})])
    shown = outline(tree)
    assert [row.weights for row in shown.rows] == [("5.5", "4"), ("3", "—"), ("2.5", "4")]
    assert shown.column_sums == [("市级", 5.5), ("县级", 4)]


def test_a_carried_weight_is_shared_out_to_the_leaves():
    tree = node("1", weight=9, children=[node("1.1"), node("1.2"), node("1.3")])
    assert [row.weights for row in outline(tree).rows] == [("9", "9"), *[("3", "3")] * 3]


def test_a_printed_sum_that_does_not_add_up_is_pointed_out():
    tree = node("1", weight={"city": 12, "county": 10}, children=[leaf("1.1", 4), leaf("1.2", 6)])
    assert [row.doubt for row in outline(tree).rows] == ["市级：原表印为 12，下级合计 10", "", ""]


def test_alternatives_count_once():
    def branch(code, value):
        return leaf(code, 6, applies_when={"attribute": "has_services", "equals": value})

    shown = outline(node("1", children=[branch("1.1", True), branch("1.2", False), leaf("1.3", 4)]))
    assert shown.rows[0].weights == ("10", "10")
    assert [row.remarks for row in shown.rows[1:]] == [
        ("仅当“有行政服务事项”为是",),
        ("仅当“有行政服务事项”为否",),
        (),
    ]


def test_bonus_and_deduction_carry_their_sign():
    bonus = leaf("2", 5, kind="bonus", criteria=[criterion(rule={"type": "items", "item_max": 1})])
    deduction = leaf("3", 2, kind="deduction", criteria=[criterion(rule={"type": "rating"})])
    shown = outline(leaf("1"), bonus, deduction)
    assert [row.weights[0] for row in shown.rows] == ["10", "+5", "−2"]
    assert shown.column_sums == [("市级", 10), ("县级", 10)]


def test_criteria_keep_their_numbers_and_addresses():
    rows = outline(leaf("1", criteria=[criterion(1, share=0.25), criterion(3, share=0.75)])).rows
    found = [(item.address, item.anchor, item.share, item.group) for item in rows[0].criteria]
    assert found == [("1#1", "i-1-1", 0.25, "C"), ("1#3", "i-1-3", 0.75, "C")]


def test_channels_are_told_only_where_criteria_differ_in_them():
    def told(**more):
        shown = outline(leaf("1", criteria=[criterion(1, **more), criterion(2)]), channels=["website", "weixin"])
        return shown.tells_channels, shown.rows[0].criteria[0].channels

    assert told(**{"class": "B"}) == (True, "全部渠道")
    assert told(**{"class": "C", "channels": ["weixin"]}) == (True, "微信")
    assert outline(leaf("1")).tells_channels is False
    whole = version(leaf("1"), mode="per_channel", channels=["weibo", "weixin"])
    assert Outline(normalise(whole)).tells_channels is False


def test_the_page_speaks_the_readers_language(settings):
    from django.utils.translation import override

    shown = normalise(version(leaf("1")))
    with override("en"):
        assert (Outline(shown).column_words, Outline(shown).channel_words) == (["city", "county"], "website")
        assert Outline(shown).rows[0].name == "text"
    with override("zh-hans"):
        assert (Outline(shown).column_words, Outline(shown).rows[0].name) == (["市级", "县级"], "指标1")


def test_gates_and_vetoes_point_to_their_places():
    gates = [
        {"code": "G1", "name": {"zh": "次数不足"}, "targets": ["1", "2#1"], "when": {"criterion": "1#1", "below": 6}}
    ]
    vetoes = [{"code": "V1", "name": {"zh": "打不开"}, "conditions": [{"no": 2, "text": {"zh": "一周"}}]}]
    counted = leaf("1", criteria=[criterion(rule={"type": "count"}), criterion(2)])
    shown = outline(counted, leaf("2"), gates=gates, vetoes=vetoes)
    gate, veto = shown.gates[0], shown.vetoes[0]
    assert (gate.trigger, gate.criterion, gate.effect) == ("1#1 < 6", "i-1-1", "不得分")
    assert gate.targets == (("1", "i-1"), ("2#1", "i-2-1"))
    assert (veto.scope, veto.conditions) == ("单位不合格", ((2, "一周", ""),))


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_every_shipped_version_has_a_page_with_unique_anchors(path):
    shown = Outline(normalise(read_yaml(path.read_bytes(), file=path.name)))
    anchors = [row.anchor for row in shown.rows] + [item.anchor for row in shown.rows for item in row.criteria]
    assert len(anchors) == len(set(anchors))
    assert shown.criterion_count == sum(len(row.criteria) for row in shown.rows)
    assert {len(row.weights) for row in shown.rows} == {len(shown.columns)}
    places = set(anchors)
    assert {place for gate in shown.gates for _target, place in gate.targets} - places == set()


def test_an_anchor_holds_only_letters_digits_and_marks():
    assert [anchor("1.2#3"), anchor("a b/c"), anchor("甲")] == ["i-1.2-3", "i-a-b-c", "i-甲"]
