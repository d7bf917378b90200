"""Attributes, classes and names as text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.campaigns.attributes import read_attribute, write_attribute
from assessment.campaigns.classes import complete_classes, find_class_faults
from assessment.campaigns.sorting import LONGEST, sort_key


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("0.5", 0.5),
        ("-2.25", -2.25),
        ("007", "007"),
        ("1.50", "1.50"),
        ("1.0", "1.0"),
        ("-0", "-0"),
        ("1e5", "1e5"),
        ("0.00000001", "0.00000001"),
        ("1234567890123456", "1234567890123456"),
        ("独立", "独立"),
    ],
)
def test_an_attribute_is_a_truth_value_a_number_or_a_word(text: str, value: Any) -> None:
    found = read_attribute(text)
    assert (found, type(found)) == (value, type(value))


@given(st.text() | st.from_regex(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", fullmatch=True))
def test_an_attribute_comes_out_as_it_went_in(text: str) -> None:
    assert write_attribute(read_attribute(text)) == text


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["重庆市", "安徽省", "北京市", "A市", "成都市"], ["A市", "安徽省", "北京市", "成都市", "重庆市"]),
        (["福州", "抚州", "福建"], ["福建", "福州", "抚州"]),
    ],
)
def test_names_sort_by_their_pinyin_and_tone(names: list[str], expected: list[str]) -> None:
    assert sorted(names, key=sort_key) == expected


def test_a_sort_key_fits_its_column() -> None:
    assert len(sort_key("庄" * 200)) == LONGEST


def test_versions_without_classes_have_one_column_and_channel_columns_need_no_class() -> None:
    documents: dict[str, dict[str, Any]] = {
        "a": {"classes": ["city", "county"]},
        "b": {"channels": ["website"]},
        "c": {"columns": "channel", "channels": ["weixin"]},
    }
    assert complete_classes({"a": "city"}, documents) == {"a": "city", "b": "all"}
    assert list(find_class_faults({"a": "city", "b": "all"}, documents)) == []
    assert len(list(find_class_faults({"b": "all", "d": "x"}, documents))) == 2
