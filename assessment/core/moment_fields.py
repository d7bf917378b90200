"""Days and minutes as text that reads the same in both languages, with the browser's calendar behind a button.

A browser writes its own date fields in its own language, whatever the page speaks. Times are the installation's
(TIME_ZONE); full-width digits are digits.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MINUTE, DAY = "%Y-%m-%d %H:%M", "%Y-%m-%d"


class _Typed(forms.Field):
    """A field of text with ``picker``: the kind of native field that the button opens (ui/field.html)."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value)


class MomentField(_Typed, forms.DateTimeField):
    """2026-12-07 18:00; the T of ISO 8601 between day and time is read, too."""

    default_error_messages = {"invalid": _("Please write the day and the time like this: 2026-12-07 18:00")}

    def __init__(self, **options: Any) -> None:
        attributes = {"data-picker": "datetime-local", "placeholder": _("YYYY-MM-DD hh:mm"), "autocomplete": "off"}
        widget = forms.DateTimeInput(format=MINUTE, attrs=attributes)
        super().__init__(input_formats=[MINUTE, "%Y-%m-%dT%H:%M"], widget=widget, **options)


class DayField(_Typed, forms.DateField):
    """2026-12-07."""

    default_error_messages = {"invalid": _("Please write the day like this: 2026-12-07")}

    def __init__(self, **options: Any) -> None:
        attributes = {"data-picker": "date", "placeholder": _("YYYY-MM-DD"), "autocomplete": "off"}
        super().__init__(input_formats=[DAY], widget=forms.DateInput(format=DAY, attrs=attributes), **options)
