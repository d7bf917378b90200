"""Foreign text: what XML can't hold, how wide ideographs are."""

import pytest

from assessment.core.text import clean, display_width


def test_characters_that_no_xml_holds_leave_a_mark():
    assert clean("a\x00b\x0b\ufffe\ud800c") == "a\ufffdb\ufffd\ufffd\ufffdc"


def test_line_ends_become_one_kind_and_tabs_stay():
    assert clean("a\r\nb\rc\td\n") == "a\nb\nc\td\n"


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("白石县", 6), ("App 端", 6), ("a\n白石", 4), ("（）", 4), ("𠮷", 2)]
)
def test_an_ideograph_is_two_columns_wide(text, width):
    assert display_width(text) == width
