"""Coefficients of agreement against published values.

[K] K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011 (repository.upenn.edu/asc_papers/43), B to E.
[G] K. L. Gwet, "Handbook of Inter-Rater Reliability", 4th edition, 2014; the data and values as the author's R package
    irrCAC prints them (CRAN vignettes "overview" and "weighting": cac.raw4raters, cont3x3abstractors).
"""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.agreement import exact_agreement, gwet_ac1, gwet_ac2, krippendorff_alpha, weights_of

NONE = np.nan

#: [K] C and D: four observers, twelve units, missing data. It is [G]'s cac.raw4raters, too.
FOUR = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
).T
#: [K] A: two observers, ten units, yes or no.
TWO_BINARY = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float).T
#: [K] B: two observers, twelve units, nominal a … e.
TWO_NOMINAL = np.array(
    [["abcde".index(letter) for letter in observer] for observer in ("aabbdcccedda", "babbbccceddd")], dtype=float
).T
#: [G]'s cont3x3abstractors: how two raters sorted a hundred cases.
ABSTRACTORS = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]])


def unfold(table):
    """A contingency table of two raters as ratings."""
    pairs = [[row, column] for (row, column), count in np.ndenumerate(table) for _ in range(count)]
    return np.array(pairs, dtype=float)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_four_observers_with_missing_data_is_krippendorffs(level, published):
    assert round(krippendorff_alpha(FOUR, level), 3) == published


def test_alpha_of_two_observers_is_krippendorffs():
    assert round(krippendorff_alpha(TWO_BINARY, "nominal"), 3) == 0.095
    assert round(krippendorff_alpha(TWO_NOMINAL, "nominal"), 3) == 0.692


def test_alpha_with_more_digits_is_what_gwets_software_prints():
    assert round(krippendorff_alpha(FOUR, "nominal"), 5) == 0.74342
    assert round(krippendorff_alpha(FOUR, "interval"), 7) == 0.8491071
    assert round(krippendorff_alpha(unfold(ABSTRACTORS), "nominal"), 7) == 0.7972585


def test_ac1_of_four_raters_with_missing_data_is_gwets():
    assert round(exact_agreement(FOUR), 7) == 0.8181818
    assert round(gwet_ac1(FOUR), 5) == 0.77544


def test_ac2_of_four_raters_with_quadratic_weights_is_gwets():
    assert round(gwet_ac2(FOUR), 7) == 0.9140007


def test_ac1_of_two_raters_is_gwets():
    ratings = unfold(ABSTRACTORS)
    assert round(exact_agreement(ratings), 7) == 0.89
    assert round(gwet_ac1(ratings), 7) == 0.8493305


def test_weights_are_gwets():
    three = np.array([1.0, 2.0, 3.0])
    assert weights_of("identity", three).tolist() == np.eye(3).tolist()
    assert weights_of("linear", three).tolist() == [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]]
    assert weights_of("quadratic", three).tolist() == [[1, 0.75, 0], [0.75, 1, 0.75], [0, 0.75, 1]]
    assert weights_of("ordinal", three).round(7).tolist() == [
        [1, 0.6666667, 0],
        [0.6666667, 1, 0.6666667],
        [0, 0.6666667, 1],
    ]


def test_categories_nobody_used_lower_the_agreement_that_chance_explains():
    assert gwet_ac1(FOUR, categories=np.arange(1.0, 10.0)) > gwet_ac1(FOUR)
    assert gwet_ac1(FOUR, categories=np.arange(1.0, 6.0)) == gwet_ac1(FOUR)


def test_nothing_can_be_said_without_a_pair_or_without_variation():
    alone = np.array([[1.0, NONE], [NONE, 2.0], [NONE, NONE]])
    alike = np.ones((4, 3))
    empty = np.empty((0, 3))
    assert [np.isnan(measure(alone)) for measure in (exact_agreement, krippendorff_alpha, gwet_ac2)] == [True] * 3
    assert [np.isnan(measure(empty)) for measure in (exact_agreement, krippendorff_alpha, gwet_ac2)] == [True] * 3
    assert np.isnan(krippendorff_alpha(alike))
    assert (exact_agreement(alike), gwet_ac2(alike)) == (1.0, 1.0)


def test_everybody_alike_is_perfect_agreement_at_every_level():
    ratings = np.repeat(np.array([[0.0], [0.5], [1.0]]), 3, axis=1)
    assert [krippendorff_alpha(ratings, level) for level in ("nominal", "ordinal", "interval", "ratio")] == [1.0] * 4
    assert (gwet_ac1(ratings), gwet_ac2(ratings)) == (1.0, 1.0)


RATINGS = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0.0, 0.3, 0.5, 1.0, NONE]), min_size=width, max_size=width), min_size=2, max_size=12
    )
)


@given(RATINGS)
def test_alpha_equals_its_definition_pair_by_pair(rows):
    """α = 1 − Do ÷ De with De over all pairs of pairable ratings, written out in loops."""
    ratings = np.array(rows)
    units = [[value for value in row if not np.isnan(value)] for row in rows]
    units = [unit for unit in units if len(unit) >= 2]
    every = [value for unit in units for value in unit]
    expected = sum((a - b) ** 2 for a, b in itertools.permutations(every, 2))
    observed = sum((a - b) ** 2 / (len(unit) - 1) for unit in units for a, b in itertools.permutations(unit, 2))
    alpha = krippendorff_alpha(ratings, "interval")
    if expected == 0:
        assert np.isnan(alpha)
    else:
        assert alpha == pytest.approx(1 - (observed / len(every)) / (expected / (len(every) * (len(every) - 1))))


@given(RATINGS, st.randoms(use_true_random=False))
def test_no_coefficient_depends_on_who_gave_a_rating_or_on_the_order_of_units(rows, random):
    shuffled = [random.sample(row, len(row)) for row in rows]
    random.shuffle(shuffled)
    for measure in (exact_agreement, gwet_ac1, gwet_ac2, krippendorff_alpha):
        assert measure(np.array(shuffled)) == pytest.approx(measure(np.array(rows)), nan_ok=True)
