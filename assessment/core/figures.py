"""Figures and times as pages print them (design.md, Tokens: figures; Words: times). Pure functions, no markup."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

MINUS = "\u2212"
NOTHING = "—"
Number = int | float | Decimal | str


def decimal_of(value: Number) -> Decimal:
    """``value`` as a decimal; a float by its shortest form, so that 0.1 is 0.1."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def figure(value: Number | None, decimals: int = 2) -> str:
    """``value`` with exactly ``decimals`` places, half up, a real minus sign; nothing is a dash.

    This is for showing: results are rounded by the engine (scoring.md §11) and reach pages with their places.
    """
    if value is None or value == "":
        return NOTHING
    rounded = decimal_of(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):f}"


def signed(value: Number | None, decimals: int = 2) -> str:
    """A difference: always with its sign, zero without one."""
    text = figure(value, decimals)
    return f"+{text}" if value not in (None, "") and text[0] != MINUS and text.strip("0.") else text


def weight(value: Number | None) -> str:
    """A weight as sources print it: no trailing zeros ("4", "2.5").

    At most six places: a sum of binary numbers may be 1e-14 off.
    """
    if value is None or value == "":
        return NOTHING
    number = decimal_of(value).quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP).normalize()
    return f"{MINUS if number < 0 else ''}{abs(number):f}"


def percent(value: Number | None, decimals: int = 0) -> str:
    """A ratio (0…1) as a percentage."""
    if value is None or value == "":
        return NOTHING
    return f"{figure(decimal_of(value) * 100, decimals)}%"


def share(value: Number | None) -> str:
    """A share (0…1) as a percentage with as many places as it needs, at most two ("12.5%")."""
    if value is None or value == "":
        return NOTHING
    return f"{weight((decimal_of(value) * 100).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP))}%"


def moment(value: datetime | date | None, *, full: bool = False) -> str:
    """A time as "10 月 8 日 16:02" or "8 Oct 16:02" in the installation's zone; ``full`` adds the year and seconds."""
    if value is None:
        return NOTHING
    if not isinstance(value, datetime):
        return date_format(value, _("j M Y"))
    local = timezone.localtime(value)
    return date_format(local, _("j M Y H:i:s") if full else _("j M H:i"))
