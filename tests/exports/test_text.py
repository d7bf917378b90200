"""Foreign text: what XML can't hold, what spreadsheets compute, how wide ideographs are."""

import pytest

from assessment.exports.text import clean, defused, display_width


def test_characters_that_no_xml_holds_leave_a_mark():
    assert clean("a\x00b\x0b\ufffe\ud800c") == "a\ufffdb\ufffd\ufffd\ufffdc"


def test_line_ends_become_one_kind_and_tabs_stay():
    assert clean("a\r\nb\rc\td\n") == "a\nb\nc\td\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"])
def test_what_looks_like_a_formula_gets_an_apostrophe(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1=1", "白石县", "'=1", " =1"])
def test_other_text_stays_as_it_is(text):
    assert defused(text) == text


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("白石县", 6), ("App 端", 6), ("a\n白石", 4), ("（）", 4), ("𠮷", 2)]
)
def test_an_ideograph_is_two_columns_wide(text, width):
    assert display_width(text) == width
