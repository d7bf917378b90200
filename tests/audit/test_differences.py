"""Before and after become lines: only what is not the same, each where it stands."""

from __future__ import annotations

import pytest

from assessment.audit.differences import MOST_SHOWN, Change, difference


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, None, []),
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, [Change("b", "2", "3")]),
        (None, {"name": "甲"}, [Change("name", None, "甲")]),
        ({"name": "甲"}, None, [Change("name", "甲", None)]),
        ({"p": {"q": {"r": 1}}}, {"p": {"q": {"r": None}}}, [Change("p.q.r", "1", "null")]),
        ({"on": 1}, {"on": True}, [Change("on", "1", "true")]),
        ({"ks": [1, 2]}, {"ks": [1, 3]}, [Change("ks", "[1, 2]", "[1, 3]")]),
        ({"ks": [{"a": 1}]}, {"ks": [{"a": 1}, {"a": 2}]}, [Change("ks.1.a", None, "2")]),
        ({"x": {}}, {"x": {"y": 1}}, [Change("x", "{}", '{"y": 1}')]),
        ("open", "submitted", [Change("", "open", "submitted")]),
    ],
)
def test_what_differs_is_listed_by_its_place(before, after, expected):
    assert list(difference(before, after).changes) == expected


def test_a_long_difference_is_cut_and_counted():
    found = difference(None, {str(number): number for number in range(MOST_SHOWN + 7)})
    assert (len(found.changes), found.more) == (MOST_SHOWN, 7)
    assert (len(found.shown), found.hidden) == (2, MOST_SHOWN + 5)
