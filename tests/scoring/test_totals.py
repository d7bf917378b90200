"""Components, totals, vetoes (scoring.md §9, §10)."""

from typing import Any

import pytest

from tests.scoring.small import Small, branch, leaf, point

POINTS = {"type": "items", "item_max": 99}
MEDIA: dict[str, Any] = {
    "mode": "per_channel",
    "channels": ["weixin", "weibo"],
    "channel_weights": [{"weixin": 75, "weibo": 25}],
    "vetoes": [{"code": "V1", "scope": "channel"}, {"code": "V2", "scope": "component"}],
}
SITE_VETOES = [{"code": "V1", "scope": "entity"}, {"code": "V2", "scope": "component"}]


def test_raw_is_core_plus_bonus_minus_deduction_but_never_below_zero() -> None:
    plus = leaf("8", 5, point(POINTS), kind="bonus")
    minus = leaf("9", 30, point(POINTS), kind="deduction")
    for found, raw in (("3", "4.000000"), ("30", "0.000000")):
        case = Small(leaf("1", 10), plus, minus).give("1", 0.5).give("8", "2").give("9", found)
        assert case.component()["raw"] == raw


def test_node_scores_are_the_signed_sums_of_their_leaves() -> None:
    tree = branch(
        "1",
        branch("1.1", leaf("1.1.1", 4), leaf("1.1.2", 2)),
        leaf("1.2", 9, point(POINTS), kind="deduction"),
        leaf("1.3", 9, point(POINTS), kind="bonus"),
    )
    case = Small(tree, leaf("2", 5)).give("1.1.1", 0.5).give("1.1.2", 1).give("1.2", "7").give("1.3", "1").give("2", 1)
    assert case.nodes() == {
        "1": "-2.000000", "1.1": "4.000000", "1.1.1": "2.000000", "1.1.2": "2.000000", "1.2": "-7.000000",
        "1.3": "1.000000", "2": "5.000000",
    }  # fmt: skip
    assert case.component()["raw"] == "3.000000"


def two(**policy: Any) -> Small:
    """Websites 40 of 50 and new media 15 of 20."""
    case = Small(leaf("1", 50), policy=policy, vetoes=SITE_VETOES)
    case.shares = [80]
    media = case.add_system(leaf("1", 20), share=20, **MEDIA)
    case.give("1", 0.8)
    return case.give("1", 0.9, channel="weixin", system=media).give("1", 0.3, channel="weibo", system=media)


def test_one_component_s_total_is_its_raw_figure() -> None:
    assert Small(leaf("1", 50)).give("1", 0.8).result()["total"] == "40.00"


def test_normalise_to_makes_it_a_percentage() -> None:
    assert Small(leaf("1", 50), policy={"normalise_to": 100}).give("1", 0.8).result()["total"] == "80.00"


def test_several_components_add_up_by_share_of_their_percentages() -> None:
    """0.8 × 80 + 0.2 × 75"""
    for normalise_to in (None, 100):
        assert two(normalise_to=normalise_to).result()["total"] == "79.00"


def test_shares_are_relative_to_their_sum() -> None:
    case = two()
    case.shares = [4, 1]
    assert case.result()["total"] == "79.00"


def test_a_per_channel_component_weighs_its_open_channels() -> None:
    case = two()
    assert (case.component(1)["raw"], case.component(1)["full"]) == ("15.000000", "20.000000")
    assert case.close("weibo").component(1)["raw"] == "18.000000"


def test_without_open_channel_the_component_is_absent_and_shares_are_scaled() -> None:
    case = two().close("weixin", "weibo")
    assert case.component(1) == {"system": "s1", "absent": True}
    assert (case.result()["total"], case.result()["missing"]) == ("80.00", 0)


def test_an_absent_component_may_count_as_zero() -> None:
    assert two(absent_component="zero").close("weixin", "weibo").result()["total"] == "64.00"


def test_an_entity_whose_only_component_is_absent_has_nothing() -> None:
    case = Small(leaf("1", 20), **MEDIA).close("weixin", "weibo")
    assert (case.result()["total"], case.result()["ranks"]) == ("0.00", {"all": 1})


def test_a_component_of_which_nothing_is_assessed_adds_nothing() -> None:
    case = Small(leaf("1", {"county": 50}), leaf("2", 10, applies_when={"attribute": "x", "equals": 1}))
    assert (case.component()["full"], case.component()["nodes"], case.result()["total"]) == ("0.000000", {}, "0.00")


def test_classes_may_differ_by_component() -> None:
    case = Small(leaf("1", {"city": 10, "county": 20})).give("1", 1)
    case.add_system(leaf("1", {"department": 40}), classes=["department"])
    case.entity("e0", "s0:county;s1:department")
    assert [part["full"] for part in case.result()["components"]] == ["20.000000", "40.000000"]


# §10


def test_an_entity_veto_disqualifies_and_keeps_figures() -> None:
    case = two().veto("V1").entity("e1").give("1", 0.1, entity="e1")
    result = case.result()
    assert (result["status"], result["total"], result["ranks"], result["grade"]) == ("unqualified", None, {}, None)
    assert result["vetoes"] == ["s0:V1"]
    assert (result["components"][0]["raw"], result["components"][0]["nodes"]) == ("40.000000", {"1": "40.000000"})
    assert case.result("e1")["ranks"] == {"all": 1}


def test_the_would_be_total_is_kept_apart() -> None:
    run = two().veto("V1").run()
    assert (run.unqualified.tolist(), run.total_units.tolist()) == ([True], [7900])


def test_a_component_veto_makes_its_raw_zero_and_nothing_else() -> None:
    case = two().veto("V2")
    component = case.component()
    assert (component["raw"], component["nodes"], component["classes"]["C"]) == (
        "0.000000",
        {"1": "40.000000"},
        "40.000000",
    )
    assert (case.result()["total"], case.result()["status"]) == ("15.00", "ranked")


def test_a_component_veto_of_a_per_channel_system_leaves_its_channels_as_computed() -> None:
    component = two().veto("V2", system="s1").component(1)
    assert (component["raw"], component["full"]) == ("0.000000", "20.000000")
    assert [tree["raw"] for tree in component["channels"].values()] == ["18.000000", "6.000000"]


def test_a_channel_veto_makes_that_channel_s_raw_zero() -> None:
    component = two().veto("V1", channel="weixin", system="s1").component(1)
    assert (component["raw"], component["full"]) == ("1.500000", "20.000000")
    assert component["channels"]["weixin"] == {"raw": "0.000000", "nodes": {"1": "18.000000"}}


@pytest.mark.parametrize("status", ["proposed", "rejected"])
def test_only_confirmed_vetoes_count(status: str) -> None:
    result = two().veto("V1", status=status).veto("V2", status=status).result()
    assert (result["status"], result["total"], result["vetoes"]) == ("ranked", "79.00", [])


def test_missing_is_still_reported_under_a_veto() -> None:
    case = two().veto("V1").veto("V2")
    case.rows["scores"].pop()
    assert case.result()["missing"] == 1


def test_a_veto_found_on_two_channels_is_listed_once() -> None:
    case = two().veto("V1", channel="weibo", system="s1").veto("V1", channel="weixin", system="s1").veto("V2")
    assert case.result()["vetoes"] == ["s0:V2", "s1:V1"]
