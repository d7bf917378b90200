"""Repeatable chance (assessment/demo/draws.py)."""

from __future__ import annotations

from assessment.demo.draws import Draws
from assessment.demo.script import quality_at


def test_the_same_words_give_the_same_numbers_for_ever() -> None:
    draws = Draws("a", "b")
    drawn = [draws.whole(1, 100), round(draws.uniform(0, 1), 9), round(draws.bell(1), 9), draws.pick("xyz")]
    assert drawn == [45, 0.476624819, 0.646513739, "x"]


def test_streams_of_other_words_are_others() -> None:
    assert [Draws("a", "b").whole(0, 10**9), Draws("ab").whole(0, 10**9), Draws("b", "a").whole(0, 10**9)] == [
        446442061,
        348844579,
        865530824,
    ]


def test_a_bell_keeps_its_spread_and_its_bounds() -> None:
    draws = Draws("bell")
    values = [draws.bell(2) for _ in range(40000)]
    assert max(map(abs, values)) <= 2 * 12**0.5
    assert round(sum(values) / len(values), 1) == 0.0
    assert round((sum(value**2 for value in values) / len(values)) ** 0.5, 1) == 2.0


def test_shuffling_keeps_every_item() -> None:
    order = Draws("order").shuffled(range(50))
    assert sorted(order) == list(range(50))
    assert order != list(range(50))


def test_whole_numbers_reach_both_ends() -> None:
    draws = Draws("whole")
    assert {draws.whole(2, 4) for _ in range(100)} == {2, 3, 4}


def test_the_quality_curve_runs_through_its_points() -> None:
    assert [quality_at(position) for position in (0.0, 0.3, 1.0)] == [0.57, 0.75, 0.94]
    assert round(quality_at(0.45), 6) == 0.785
