"""Severity: deviations by hand, intervals against the textbook."""

import numpy as np
import pytest

from assessment.analysis.severity import Severity, severities, t_quantile

NONE = np.nan


def test_a_reviewers_severity_is_the_mean_deviation_from_the_others_on_shared_cells():
    ratings = np.array([[0.5, 0.7, 0.9], [0.2, 0.2, NONE], [0.4, NONE, NONE]])
    reviewers = np.array([[1, 2, 3], [1, 2, 3], [1, 2, 3]])
    found = {row.reviewer: row for row in severities(ratings, reviewers, np.array([10, 11, 11]))}
    assert {key: (row.cells, row.clusters, round(row.deviation, 9)) for key, row in found.items()} == {
        1: (2, 2, round((0.5 - 0.8 + 0.0) / 2, 9)),
        2: (2, 2, 0.0),
        3: (1, 1, round(0.9 - 0.6, 9)),
    }
    assert {key: row.exact for key, row in found.items()} == {1: 0.5, 2: 0.5, 3: 0.0}


def test_columns_need_not_be_the_same_people():
    ratings = np.array([[0.5, 0.7], [0.7, 0.5]])
    found = severities(ratings, np.array([[1, 2], [2, 1]]), np.array([0, 1]))
    assert [(row.reviewer, round(row.deviation, 9)) for row in found] == [(1, -0.2), (2, 0.2)]


def test_one_cell_a_cluster_gives_students_interval():
    """With clusters of one the robust interval is the mean ± t · s ÷ √n of any textbook."""
    ratings = np.array([[0.1, 0.0], [0.4, 0.0], [0.2, 0.0], [0.5, 0.0]])
    reviewers = np.broadcast_to(np.array([1, 2]), (4, 2))
    first = severities(ratings, reviewers, np.arange(4))[0]
    own = ratings[:, 0]
    reach = 3.1824 * own.std(ddof=1) / 2
    assert (first.deviation, first.low, first.high) == pytest.approx((0.3, 0.3 - reach, 0.3 + reach))


def test_many_cells_of_one_sheet_do_not_feign_certainty():
    reviewers = np.broadcast_to(np.array([1, 2]), (40, 2))
    ratings = np.column_stack([np.repeat([0.1, 0.5], 20), np.zeros(40)])
    by_sheet = severities(ratings, reviewers, np.repeat([0, 1], 20))[0]
    by_cell = severities(ratings, reviewers, np.arange(40))[0]
    assert by_sheet.deviation == by_cell.deviation
    assert (by_sheet.high - by_sheet.low) > 20 * (by_cell.high - by_cell.low)


def test_a_single_sheet_has_no_interval_and_no_shared_cell_no_row():
    ratings = np.array([[0.5, 0.7, NONE], [NONE, NONE, 0.1]])
    reviewers = np.broadcast_to(np.array([1, 2, 3]), (2, 3))
    found = severities(ratings, reviewers, np.array([7, 7]))
    assert [row.reviewer for row in found] == [1, 2]
    assert [np.isnan(row.low) and np.isnan(row.high) for row in found] == [True, True]
    assert isinstance(found[0], Severity)


@pytest.mark.parametrize(
    ("freedom", "tabled"), [(1, 12.706), (2, 4.303), (5, 2.571), (6, 2.447), (10, 2.228), (30, 2.042), (120, 1.980)]
)
def test_t_is_the_tabled_quantile(freedom, tabled):
    assert round(t_quantile(freedom), 3) == tabled
