"""Rounding, ranks, grades and printed ties (scoring.md §11)."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring import band_sentences, tie_sentence
from assessment.scoring.ranking import listing_order, rank_members, top
from assessment.scoring.rounding import decimal_text, half_up
from tests.scoring.small import Small, leaf


def test_half_up_rounds_ties_away_from_zero() -> None:
    values = np.array([0.125, -0.125, 0.5, 2.675, 1.005, -1.005, 87.345, 0.0])
    assert half_up(values, 2).tolist() == [13, -13, 50, 268, 101, -101, 8735, 0]


def test_half_up_rounds_to_nine_decimals_first() -> None:
    """0.1249999999996 is 0.125 in nine decimals, so 0.13; 0.124999999 stays below."""
    assert half_up(np.array([0.1249999999996, 0.124999999]), 2).tolist() == [13, 12]


@given(st.decimals(min_value=-100000, max_value=100000, places=9), st.integers(0, 6))
def test_half_up_agrees_with_decimal(value: Decimal, decimals: int) -> None:
    nine = value.quantize(Decimal("1e-9"), ROUND_HALF_EVEN)
    expected = nine.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert half_up(np.array([float(value)]), decimals)[0] == int(expected.scaleb(decimals))


@pytest.mark.parametrize(
    ("units", "decimals", "text"),
    [(8735, 2, "87.35"), (-50, 2, "-0.50"), (0, 6, "0.000000"), (7, 0, "7"), (-7, 0, "-7"), (5, 3, "0.005")],
)
def test_whole_units_are_printed_as_decimals(units: int, decimals: int, text: str) -> None:
    assert decimal_text(units, decimals) == text


def league(*ratios: str, **policy: Any) -> Small:
    case = Small(leaf("1", 100), policy=policy)
    for place, ratio in enumerate(ratios):
        case.entity(f"e{place}").give("1", ratio, entity=f"e{place}")
    return case


def ranks(case: Small, name: str = "all") -> list[int | None]:
    return [entity["ranks"].get(name) for entity in case.results(("all", "east")).values()]


@pytest.mark.parametrize(("decimals", "total"), [(0, "87"), (1, "87.5"), (2, "87.46"), (3, "87.456")])
def test_totals_have_the_campaign_s_decimals(decimals: int, total: str) -> None:
    assert league("0.87456", decimals=decimals).result()["total"] == total


def test_ranks_are_dense_by_default_or_competition() -> None:
    ratios = "0.9", "0.8", "0.8", "0.7", "0.8"
    assert ranks(league(*ratios)) == [1, 2, 2, 3, 2]
    assert ranks(league(*ratios, ranks="dense")) == [1, 2, 2, 3, 2]
    assert ranks(league(*ratios, ranks="competition")) == [1, 2, 2, 5, 2]


def test_ranks_are_taken_on_the_reported_total_unless_exact() -> None:
    ratios = "0.90001", "0.90002", "0.9"
    assert ranks(league(*ratios)) == [1, 1, 1]
    assert ranks(league(*ratios, rank_on="exact")) == [2, 1, 3]
    assert ranks(league(*ratios, decimals=3)) == [2, 1, 3]


def test_exact_ranks_do_not_part_what_only_the_last_bit_parts() -> None:
    case = Small(leaf("1", 100), leaf("2", 1), policy={"rank_on": "exact"}).entity("e1")
    case.give("1", "0.1", "0.2", "0.3").give("1", "0.2", entity="e1")
    assert ranks(case) == [1, 1]


def test_an_entity_is_ranked_in_each_of_its_leagues() -> None:
    case = league("0.9", "0.8", "0.7")
    case.entity("e0", leagues="all").entity("e1", leagues="all;east").entity("e2", leagues="east")
    assert (ranks(case), ranks(case, "east")) == ([1, 2, None], [None, 1, 2])


def test_the_unqualified_leave_no_gap() -> None:
    case = league("0.9", "0.8", "0.7")
    case.systems["s0"]["vetoes"] = [{"code": "V1", "scope": "entity"}]
    assert ranks(case.veto("V1")) == [None, 1, 2]


def test_a_league_without_qualified_members_ranks_nobody() -> None:
    assert rank_members(np.array([3, 2]), np.array([False, False]), "dense").tolist() == [0, 0]


def test_a_dense_top_ten_may_hold_more_than_ten() -> None:
    dense = rank_members(np.array([9, 8, 8, 7, 1]), np.ones(5, dtype=bool), "dense")
    assert top(dense, 3).tolist() == [True, True, True, True, False]


def test_inside_a_shared_rank_entities_stand_in_key_order() -> None:
    assert listing_order(np.array([2, 1, 0, 2, 1], dtype=np.int32)).tolist() == [1, 4, 0, 3]


GRADES = [{"name": "良好", "at_least": 80}, {"name": "优秀", "at_least": 90}, {"name": "合格", "at_least": 60}]


@pytest.mark.parametrize(
    ("ratio", "grade"),
    [("0.95", "优秀"), ("0.9", "优秀"), ("0.89996", "优秀"), ("0.8999", "良好"), ("0.6", "合格"), ("0.59", None)],
)
def test_grades_are_inclusive_thresholds_on_the_reported_total(ratio: str, grade: str | None) -> None:
    assert league(ratio, grades=GRADES, decimals=2).result()["grade"] == grade


def test_grades_are_percentages_of_full_or_of_normalise_to() -> None:
    for normalise_to, total in ((None, "45.00"), (100, "90.00")):
        case = Small(leaf("1", 50), policy={"grades": GRADES, "normalise_to": normalise_to}).give("1", "0.9")
        assert (case.result()["total"], case.result()["grade"]) == (total, "优秀")


def test_the_unqualified_have_no_grade() -> None:
    case = league("0.95", grades=GRADES)
    case.systems["s0"]["vetoes"] = [{"code": "V1", "scope": "entity"}]
    assert case.veto("V1").result()["grade"] is None


# As S1 prints its ministries and provinces.
MINISTRIES = {
    1: ["商务部"], 2: ["交通运输部"], 3: ["工业和信息化部"], 4: ["农业部"], 5: ["发展改革委"], 6: ["水利部", "公安部"],
    7: ["国土资源部", "科技部"], 8: ["卫生计生委"], 9: ["财政部"], 10: ["文化部"], 11: ["教育部"],
}  # fmt: skip


def test_bands_are_printed_as_the_fifteenth_evaluation_prints_them() -> None:
    assert list(band_sentences(MINISTRIES)) == [
        "前3名：商务部、交通运输部、工业和信息化部。",
        "4-10名：农业部、发展改革委、水利部/公安部、国土资源部/科技部、卫生计生委、财政部、文化部。"
        "其中，水利部/公安部并列第6名；国土资源部/科技部并列第7名。",
    ]


def test_ties_are_printed_in_english_too() -> None:
    groups = {1: ["A"], 2: ["B", "C"], 3: ["D"], 11: ["E", "F"], 12: ["G", "H"], 21: ["I", "J"]}
    assert tie_sentence(groups, last=3, language="en") == "Top 3: A, B/C, D. B/C tie for 2nd place."
    assert tie_sentence(groups, first=4, last=30, language="en") == (
        "Ranks 4–30: E/F, G/H, I/J. E/F tie for 11th place; G/H tie for 12th place; I/J tie for 21st place."
    )


def test_a_band_that_nobody_holds_is_not_printed() -> None:
    assert tie_sentence({1: ["甲"]}, first=4, last=10) == ""
    assert list(band_sentences({1: ["甲"]})) == ["前3名：甲。"]
