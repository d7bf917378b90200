from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from assessment.core import figures


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (91.2, 2, "91.20"),
        ("87.345", 2, "87.35"),
        (Decimal("-0.125"), 2, "−0.13"),
        (-0.001, 2, "0.00"),
        (0, 0, "0"),
        (1e-9, 2, "0.00"),
        (1234567.5, 1, "1234567.5"),
        (None, 2, "—"),
    ],
)
def test_a_figure_has_its_places_and_a_real_minus(value, decimals, text):
    assert figures.figure(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(3, "+3.00"), (-3, "−3.00"), (0, "0.00"), (-0.001, "0.00"), (0.001, "0.00"), (None, "—")]
)
def test_a_difference_shows_its_sign_unless_it_is_zero(value, text):
    assert figures.signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(4, "4"), (2.5, "2.5"), (100.00000000000001, "100"), (100, "100"), (0.0, "0"), (-1.5, "−1.5")]
)
def test_a_weight_has_no_trailing_zeros(value, text):
    assert figures.weight(value) == text


def test_ratios_become_percentages():
    assert [figures.percent(0.825), figures.percent(0.825, 1), figures.percent(None)] == ["83%", "82.5%", "—"]
    assert [figures.share(0.125), figures.share(1 / 3), figures.share(1), figures.share(None)] == [
        "12.5%",
        "33.33%",
        "100%",
        "—",
    ]


@pytest.mark.parametrize(
    ("language", "short", "full", "day"),
    [
        ("zh-hans", "10 月 8 日 16:02", "2019 年 10 月 8 日 16:02:03", "2019 年 10 月 8 日"),
        ("en", "8 Oct 16:02", "8 Oct 2019 16:02:03", "8 Oct 2019"),
    ],
)
def test_times_are_told_in_the_installations_zone(language, short, full, day):
    moment = datetime(2019, 10, 8, 8, 2, 3, tzinfo=UTC)
    with override(language):
        assert figures.moment(moment) == short
        assert figures.moment(moment, full=True) == full
        assert figures.moment(date(2019, 10, 8)) == day
    assert figures.moment(None) == "—"
