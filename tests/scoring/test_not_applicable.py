"""Where the weight of what isn't applicable goes (scoring.md §8)."""

from typing import Any

import pytest

from tests.scoring.small import RATING, Small, branch, leaf, point

POINTS = {"type": "items", "item_max": 9}


def forest(**policies: dict[str, Any]) -> Small:
    """A: 1 = 2 + 4 + (6 + 3); B: 2 = 5 + 10; C: 3 = 7. Policies by code with underscores: na_1_1={…}."""

    def na(code: str) -> dict[str, Any]:
        policy = policies.get("na_" + code.replace(".", "_"))
        return {"na": policy} if policy else {}

    deep = branch("1.3", leaf("1.3.1", 6, **na("1.3.1")), leaf("1.3.2", 3, **na("1.3.2")), **na("1.3"))
    first = branch("1", leaf("1.1", 2, **na("1.1")), leaf("1.2", 4, **na("1.2")), deep, **na("1"))
    second = branch("2", leaf("2.1", 5, **na("2.1")), leaf("2.2", 10, **na("2.2")), **na("2"))
    third = leaf("3", 7, **na("3"))
    extra = leaf("9", 5, point(POINTS), kind="bonus")
    return Small(first, second, third, extra)


PLAIN = {"1.1": 2, "1.2": 4, "1.3.1": 6, "1.3.2": 3, "2.1": 5, "2.2": 10, "3": 7}


def changed(case: Small) -> dict[str, float]:
    return {code: round(weight, 9) for code, weight in case.weights().items() if weight != PLAIN[code]}


def test_siblings_share_equally_and_a_subtree_passes_on_by_weight() -> None:
    """1.1's 2 goes in halves to 1.2 and 1.3, where 6 and 3 take theirs 2 : 1."""
    assert changed(forest().declare("1.1")) == {
        "1.1": 0,
        "1.2": 5,
        "1.3.1": round(6 + 2 / 3, 9),
        "1.3.2": round(3 + 1 / 3, 9),
    }


def test_without_applicable_siblings_it_goes_one_level_up() -> None:
    """Both leaves of 1.3 are N/A: 6 and 3 go to 1.1 and 1.2."""
    assert changed(forest().declare("1.3.1", "1.3.2")) == {"1.1": 6.5, "1.2": 8.5, "1.3.1": 0, "1.3.2": 0}


def test_and_so_on_to_the_root() -> None:
    case = forest().declare("1.1", "1.2", "1.3.1", "1.3.2")
    assert changed(case) == {
        "1.1": 0, "1.2": 0, "1.3.1": 0, "1.3.2": 0, "2.1": 7.5, "2.2": 15.0, "3": 14.5,
    }  # fmt: skip


def test_without_any_receiver_it_is_lost() -> None:
    case = Small(branch("1", leaf("1.1", 4)), leaf("9", 5, point(POINTS), kind="bonus")).declare("1.1").give("9", "2")
    assert (case.weights(), case.component()["raw"], case.component()["full"]) == (
        {"1.1": 0.0},
        "2.000000",
        "4.000000",
    )


def test_siblings_is_the_default_also_below_a_parent_with_another_policy() -> None:
    assert changed(forest(na_2={"policy": "zero"}).declare("2.1")) == {"2.1": 0, "2.2": 15}


def test_scope_splits_equally_over_the_applicable_leaves_below() -> None:
    case = forest(na_3={"policy": "scope", "code": "1"}).declare("3", "1.1")
    assert changed(case) == {
        "3": 0, "1.1": 0, "1.2": round(4 + 1 + 7 / 3, 9), "1.3.1": round(6 + 2 / 3 + 7 / 3, 9),
        "1.3.2": round(3 + 1 / 3 + 7 / 3, 9),
    }  # fmt: skip


def test_scope_may_hold_the_leaf_itself() -> None:
    assert changed(forest(na_2_1={"policy": "scope", "code": "2"}).declare("2.1")) == {"2.1": 0, "2.2": 15}


def test_targets_split_equally_over_the_listed_leaves_that_apply() -> None:
    policy = {"policy": "targets", "targets": ["1.1", "2.2", "3"]}
    assert changed(forest(na_2_1=policy).declare("2.1")) == {
        "2.1": 0,
        "1.1": round(2 + 5 / 3, 9),
        "2.2": round(10 + 5 / 3, 9),
        "3": round(7 + 5 / 3, 9),
    }
    assert changed(forest(na_2_1=policy, na_3={"policy": "full"}).declare("2.1", "3")) == {
        "2.1": 0,
        "1.1": 4.5,
        "2.2": 12.5,
    }


def test_targets_of_which_none_applies_lose_the_weight() -> None:
    case = forest(na_2_1={"policy": "targets", "targets": ["2.1", "9"]}).declare("2.1")
    assert changed(case) == {"2.1": 0}


def test_a_subtree_among_targets_passes_its_part_on_by_weight() -> None:
    case = forest(na_3={"policy": "targets", "targets": ["1.3", "1.1"]}).declare("3")
    assert changed(case) == {"3": 0, "1.1": 5.5, "1.3.1": round(6 + 7 / 3, 9), "1.3.2": round(3 + 3.5 / 3, 9)}


def test_proportional_splits_by_weight() -> None:
    case = forest(na_3={"policy": "proportional", "code": "1"}).declare("3", "1.2")
    weights = case.weights()
    assert round(weights["1.1"], 9) == round(2 + 4 / 2 + 7 * 2 / 11, 9)
    assert round(weights["1.3.1"], 9) == round(6 + 2 * 6 / 9 + 7 * 6 / 11, 9)


def test_full_keeps_the_weight_with_ratio_one() -> None:
    case = forest(na_3={"policy": "full"}).declare("3").give("3", 0)
    assert (changed(case), case.nodes()["3"], case.component()["classes"]["C"]) == ({}, "7.000000", "7.000000")


def test_a_leaf_kept_by_full_contributes_by_share_and_class() -> None:
    channels = ["website", "weixin"]
    criteria = point(RATING, 1, "A", *channels), point(RATING, 3, "B", *channels)
    case = Small(leaf("1", 8, *criteria, na={"policy": "full"}), channels=channels).declare("1").close(*channels)
    assert case.component()["classes"] == {"A": "2.000000", "B": "6.000000", "C": "0.000000", "none": "0.000000"}


def test_zero_keeps_the_weight_with_ratio_zero() -> None:
    case = forest(na_3={"policy": "zero"}).declare("3").give("3", 1)
    assert (changed(case), case.nodes()["3"], case.result()["missing"]) == ({}, "0.000000", 6)


def test_exclude_removes_the_weight_and_scales_the_core() -> None:
    """Full 37, 10 excluded: everything counts 37/27."""
    case = forest(na_2_2={"policy": "exclude"}).declare("2.2").give("3", 1).give("9", "2")
    assert changed(case) == {"2.2": 0}
    assert case.nodes()["3"] == "9.592593"
    assert (case.component()["classes"]["C"], case.component()["raw"]) == ("9.592593", "11.592593")


def test_everything_excluded_is_a_core_of_zero() -> None:
    case = Small(leaf("1", 8, na={"policy": "exclude"})).declare("1").give("1", 1)
    assert (case.component()["raw"], case.component()["full"]) == ("0.000000", "8.000000")


def test_moves_use_original_weights_and_happen_at_once() -> None:
    """2.1 → 3, and 3's own 7 → 1.1: the 5 that 3 would have received is not passed on, 3 receives nothing."""
    case = forest(
        na_2_1={"policy": "targets", "targets": ["3", "1.2"]}, na_3={"policy": "targets", "targets": ["1.1", "2.1"]}
    )
    assert changed(case.declare("2.1", "3")) == {"2.1": 0, "3": 0, "1.2": 9, "1.1": 9}


def test_a_leaf_kept_by_full_or_zero_receives_nothing() -> None:
    for policy in ("full", "zero"):
        case = forest(na_2_2={"policy": policy}, na_2={"policy": "zero"}).declare("2.2", "2.1")
        assert changed(case) == {"2.1": 0, "1.1": round(2 + 2.5 * 2 / 15, 9), "1.2": round(4 + 2.5 * 4 / 15, 9),
                                 "1.3.1": 7.0, "1.3.2": 3.5, "3": 9.5}  # fmt: skip


def test_a_subtree_moves_as_one_by_its_own_policy() -> None:
    case = forest(na_1={"policy": "targets", "targets": ["3"]}, na_1_1={"policy": "full"}).declare("1", "1.1", "1.3")
    assert changed(case) == {"1.1": 0, "1.2": 0, "1.3.1": 0, "1.3.2": 0, "3": 22}
    assert (case.nodes()["1"], case.nodes()["1.1"]) == ("0.000000", "0.000000")


def test_a_subtree_may_be_kept_or_excluded_as_one() -> None:
    kept = forest(na_1_3={"policy": "full"}).declare("1.3")
    assert (changed(kept), kept.nodes()["1.3"]) == ({}, "9.000000")
    gone = forest(na_1_3={"policy": "exclude"}).declare("1.3").give("3", 1)
    assert gone.nodes()["3"] == "9.250000"


def test_a_subtree_s_default_policy_is_siblings() -> None:
    assert changed(forest().declare("1.3")) == {"1.3.1": 0, "1.3.2": 0, "1.1": 6.5, "1.2": 8.5}


def test_a_subtree_gives_only_what_is_assessed_of_it() -> None:
    subtree = branch("1", leaf("1.1", 4), leaf("1.2", {"county": 9}), leaf("9", 5, point(POINTS), kind="bonus"))
    case = Small(subtree, leaf("2", 6)).declare("1").give("9", "3")
    assert (case.weights(), case.nodes()) == (
        {"1.1": 0.0, "1.2": 0.0, "2": 10.0},
        {"1": "0.000000", "1.1": "0.000000", "9": "0.000000", "2": "0.000000"},
    )


def test_bonus_and_deduction_leaves_neither_give_nor_receive() -> None:
    extra = leaf("9", 5, point(POINTS), kind="bonus", na={"policy": "targets", "targets": ["1"]})
    case = Small(leaf("1", 4), leaf("2", 6), extra).declare("9", "1").give("9", "3").give("2", 1)
    assert (case.weights(), case.nodes()) == (
        {"1": 0.0, "2": 10.0},
        {"1": "0.000000", "2": "10.000000", "9": "0.000000"},
    )


def test_a_not_assessed_leaf_is_neither_source_nor_receiver() -> None:
    case = Small(leaf("1", 4), leaf("2", {"county": 9}), leaf("3", 6)).declare("1", "2")
    assert case.weights() == {"1": 0.0, "2": 0.0, "3": 10.0}


def test_a_leaf_without_value_uses_its_policy_too() -> None:
    case = forest(na_3={"policy": "targets", "targets": ["2.1"]}).give("3", "NA")
    assert changed(case) == {"3": 0, "2.1": 12}


def test_receivers_of_no_weight_take_equal_parts() -> None:
    case = Small(leaf("1", 4), branch("2", leaf("2.1", 0), leaf("2.2", 0))).declare("1")
    assert case.weights() == {"1": 0.0, "2.1": 2.0, "2.2": 2.0}


def test_a_declaration_holds_on_every_channel() -> None:
    case = Small(leaf("1", 4), leaf("2", 6), mode="per_channel", channels=["weixin", "weibo"]).declare("1")
    case.give("2", 1, channel="weixin").give("2", 0.5, channel="weibo")
    assert [tree["raw"] for tree in case.component()["channels"].values()] == ["10.000000", "5.000000"]


@pytest.mark.parametrize("policy", ["siblings", "scope", "proportional"])
def test_each_entity_has_its_own_moves(policy: str) -> None:
    na = {"policy": policy} if policy == "siblings" else {"policy": policy, "code": "0"}
    case = Small(branch("0", leaf("1", 2, na=na), leaf("2", 4), leaf("3", 4))).entity("e1").entity("e2")
    case.declare("1").declare("1", "2", entity="e2")
    assert [case.weights(entity) for entity in range(3)] == [
        {"1": 0.0, "2": 5.0, "3": 5.0},
        {"1": 2.0, "2": 4.0, "3": 4.0},
        {"1": 0.0, "2": 0.0, "3": 10.0},
    ]
