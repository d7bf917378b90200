"""Days and minutes are read as they are written on the page, whatever the browser speaks."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from assessment.core.moment_fields import DayField, MomentField

SIX = datetime(2026, 12, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-12-07 18:00", "2026-12-07T18:00", " 2026-12-7 18:00 ", "２０２６-１２-０７ １８：００"]
)
def test_a_minute_is_the_installations_however_it_is_typed(text):
    assert MomentField().clean(text) == SIX


def test_a_day_is_a_day():
    assert (DayField().clean("2026-12-07"), DayField(required=False).clean("")) == (date(2026, 12, 7), None)


@pytest.mark.parametrize(
    ("field", "text"), [(MomentField, "12/07/2026 6 PM"), (MomentField, "2026-02-30 18:00"), (DayField, "7.12.2026")]
)
def test_what_is_no_day_is_answered_with_an_example(field, text):
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        field().clean(text)
    assert "2026-12-07" in refused.value.messages[0]


@pytest.mark.parametrize(("language", "hint"), [("zh-hans", "年-月-日 时:分"), ("en", "YYYY-MM-DD hh:mm")])
def test_the_hint_speaks_the_language_of_the_page(language, hint):
    field = MomentField()
    with translation.override(language):
        assert f'placeholder="{hint}"' in field.widget.render("due", SIX)
