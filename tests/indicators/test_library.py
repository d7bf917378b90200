"""The shipped systems add up as their sources print them. The names of the sources stand in each file's ``source``."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from indicators.documents.normal import columns_of, normalise
from indicators.documents.yaml import read_yaml
from indicators.lint import lint
from indicators.weights import Leaf, Summed, summed_nodes, sums
from tests.indicators.samples import LIBRARY


@cache
def document(key: str) -> dict[str, Any]:
    path = next(path for path in LIBRARY if path.stem == key)
    return normalise(read_yaml(path.read_bytes(), file=path.name))


@cache
def nodes(key: str) -> list[Summed]:
    return summed_nodes(document(key))


def leaves(key: str, below: str = "") -> list[Leaf]:
    """The leaves of a system, or those of one of its indicators."""
    return [leaf for summed in nodes(key) for leaf in summed.leaves if _is(summed, below)]


def _is(summed: Summed, code: str) -> bool:
    return summed.node["code"] == code if code else not summed.inner


def full(key: str, kind: str = "score", below: str = "") -> list[float]:
    """Full marks per column, in the order of the columns; where branches exclude each other, the largest."""
    chosen = [leaf for leaf in leaves(key, below) if leaf.kind == kind]
    return [round(max(sums(chosen, column)), 9) for column in columns_of(document(key))]


def first_level(key: str, column: str) -> dict[str, float]:
    """Name of each first-level indicator with score leaves → their sum in a column."""
    found = {}
    for summed in nodes(key):
        scored = [leaf for leaf in summed.leaves if leaf.kind == "score"]
        if scored and summed.node in document(key)["tree"]:
            found[summed.node["name"]["zh"]] = round(max(sums(scored, column)), 9)
    return found


def code_of(key: str, name: str) -> str:
    """The code of the only indicator with this name."""
    (code,) = [summed.node["code"] for summed in nodes(key) if summed.node["name"]["zh"] == name]
    return str(code)


def node_of(key: str, code: str) -> dict[str, Any]:
    return dict(next(summed.node for summed in nodes(key) if summed.node["code"] == code))


def warnings(key: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.place) for finding in lint(document(key))]


def test_the_library_holds_the_ten_systems():
    assert [path.stem for path in LIBRARY] == [
        "cstc-2019-digital-government",
        "cstc-2019-local-sites",
        "cstc-2019-ministry-sites",
        "cstc-2019-new-media",
        "fujian-2019-media-departments",
        "fujian-2019-media-local",
        "fujian-2019-sites-departments",
        "fujian-2019-sites-local",
        "guangxi-departments",
        "zengdu-2023",
    ]


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_a_file_is_named_after_its_system_and_speaks_both_languages(path):
    assert document(path.stem)["key"] == path.stem
    assert [code for code, _place in warnings(path.stem) if code.startswith("text_missing")] == []


def test_digital_government_is_24_33_33_10_and_10_for_cases():
    key = "cstc-2019-digital-government"
    assert list(first_level(key, "province").values()) == [24, 33, 33, 10]
    assert first_level(key, "city") == first_level(key, "province")
    assert (full(key), full(key, "bonus")) == ([100, 100], [10, 10])
    assert node_of(key, "3.4")["weight"] == {"province": 8, "city": 8}
    assert [("weight" in child) for child in node_of(key, "3.4")["children"]] == [False, False, False]
    assert full(key, below="3.4") == [8, 8]


def test_ministry_sites_are_100_and_10_for_cases():
    key = "cstc-2019-ministry-sites"
    assert (full(key), full(key, "bonus")) == ([100], [10])


def test_local_sites_are_100_in_each_column_and_10_for_cases():
    key = "cstc-2019-local-sites"
    assert (full(key), full(key, "bonus")) == ([100, 100, 100], [10, 10, 10])
    assert columns_of(document(key)) == ["province", "city", "county"]


def test_local_sites_carry_two_weights_over_several_rows():
    key = "cstc-2019-local-sites"
    together, obstacles = code_of(key, "集成服务"), code_of(key, "堵点事项疏解")
    assert node_of(key, together)["weight"] == {"province": 12, "city": 12, "county": 15}
    assert (len(leaves(key, together)), full(key, below=together)) == (7, [12, 12, 15])
    assert node_of(key, obstacles)["weight"] == {"province": 8, "city": 10, "county": None}
    assert (len(leaves(key, obstacles)), full(key, below=obstacles)) == (5, [8, 10, 0])


def test_local_sites_have_the_annual_reports_as_one_leaf_with_one_criterion():
    key = "cstc-2019-local-sites"
    reports = node_of(key, code_of(key, "年度报表"))
    assert reports["weight"] == {"province": 2, "city": 1, "county": 1}
    assert [criterion["no"] for criterion in reports["criteria"]] == [1]


def test_new_media_are_100_in_each_column():
    key = "cstc-2019-new-media"
    assert (columns_of(document(key)), full(key)) == (["weixin", "weibo", "app"], [100, 100, 100])
    assert document(key)["channel_weights"] == [
        {"weixin": 40, "weibo": 20, "app": 40},
        {"weixin": 65, "weibo": 35},
        {"weixin": 50, "app": 50},
        {"weibo": 35, "app": 65},
    ]


def test_guangxi_is_90_and_10_for_bonus_whichever_branch_applies():
    key = "guangxi-departments"
    assert (full(key), full(key, "bonus")) == ([90], [10])
    assert sorted(leaf.weights["department"] for leaf in leaves(key) if leaf.kind == "bonus") == [1, 3, 6]
    scored = [leaf for leaf in leaves(key) if leaf.kind == "score"]
    assert (full(key, below="3.1"), full(key, below="3.2")) == ([10], [10])
    assert [node_of(key, code)["applies_when"]["equals"] for code in ("3.1", "3.2")] == [True, False]
    assert sorted(set(sums(scored, "department"))) == [80, 90]  # 80: neither true nor false is known


def test_fujian_local_sites_are_100_in_both_columns():
    key = "fujian-2019-sites-local"
    assert list(first_level(key, "city").values()) == [25, 8, 22, 17, 28]
    assert list(first_level(key, "county").values()) == [25, 8, 22, 17, 28]
    assert full(key) == [100, 100]


def test_fujian_department_sites_are_100():
    key = "fujian-2019-sites-departments"
    assert list(first_level(key, "department").values()) == [20, 8, 22, 17, 22, 11]
    assert full(key) == [100]


def test_fujian_local_media_are_100_in_both_columns():
    key = "fujian-2019-media-local"
    assert list(first_level(key, "city").values()) == [25, 30, 15, 30]
    assert list(first_level(key, "county").values()) == [25, 35, 15, 25]
    assert full(key) == [100, 100]


def test_fujian_department_media_are_100():
    key = "fujian-2019-media-departments"
    assert list(first_level(key, "department").values()) == [25, 30, 15, 30]
    assert full(key) == [100]


def test_zengdu_is_100_although_its_first_indicator_is_printed_as_40():
    key = "zengdu-2023"
    assert first_level(key, "unit") == {
        "政府信息公开": 42,
        "办事服务": 5,
        "互动交流": 8,
        "管理保障": 15,
        "政务新媒体": 30,
    }
    assert node_of(key, "1")["weight"] == {"unit": 40}
    assert (full(key), full(key, "bonus"), full(key, "deduction")) == ([100], [10], [10])


@pytest.mark.parametrize(
    ("name", "percent"),
    [("政策文件", 90), ("行政监管执法信息", 70), ("运维保障", 75), ("集约开设", 70), ("在线咨询", 50)],
)
def test_zengdu_prints_percentages_that_stay_below_100(name, percent):
    leaf = node_of("zengdu-2023", code_of("zengdu-2023", name))
    assert round(sum(criterion.get("share", 0) for criterion in leaf["criteria"]) * 100, 9) == percent


def test_the_lint_finds_what_the_sources_print_askew():
    assert {path.stem: warnings(path.stem) for path in LIBRARY if warnings(path.stem)} == {
        "cstc-2019-digital-government": [("channel_set", "channel_weights")],
        "fujian-2019-media-departments": [("channel_set", "channel_weights")],
        "fujian-2019-media-local": [("channel_set", "channel_weights")],
        "fujian-2019-sites-departments": [("no_cap", "5.4.2.6")],
        "zengdu-2023": [
            ("children_weight", "1"),
            ("share_sum", "1.1.4"),
            ("share_sum", "1.1.6"),
            ("share_sum", "3.1.1"),
            ("share_sum", "4.1"),
            ("share_sum", "5.1"),
            ("no_cap", "7.3"),
            ("percent_without_cap", "7.3#1"),
        ],
    }
