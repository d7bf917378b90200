"""Widths and heights that no program works out for us."""

import pytest

from assessment.exports.writers.measure import HIGHEST, fitting, heading, height, lines


@pytest.mark.parametrize(
    ("texts", "width"), [([], 9), (["白石县"], 9), (["白石县人民政府"], 14 * 1.05 + 2), (["x" * 99], 24)]
)
def test_a_column_fits_its_longest_text_within_limits(texts, width):
    assert fitting(texts, least=9, most=24) == width


@pytest.mark.parametrize(
    ("title", "width"), [("政务公开与信息发布", 10), ("Service guides", 7 * 1.2 + 2), ("W" * 40, 18)]
)
def test_a_heading_breaks_between_words_only(title, width):
    assert heading(title, least=10) == width


@pytest.mark.parametrize(
    ("text", "width", "count"), [("", 10, 1), ("白石县", 7.5, 1), ("白石县市", 7.5, 2), ("a\nb", 9, 2)]
)
def test_lines_are_counted_by_ideographs_and_line_ends(text, width, count):
    assert lines(text, width) == count


def test_a_row_is_as_high_as_its_lines_up_to_what_excel_takes():
    assert [height(1), height(3), height(1000)] == [20.0, 52.0, HIGHEST]
