"""Small checks that a document's structure is put together from. Each reports what is wrong and goes on.

A check is called with a value, its path (keys and list positions from the top) and the report; it never raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
StrOrPromise = str | Promise

LARGEST = 1e9
#: What neither PostgreSQL nor a page can hold: control characters (but tab and line ends) and lone surrogates.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Report:
    """Collects faults as (path, sentence)."""

    def __init__(self) -> None:
        self.faults: list[tuple[Path, str]] = []

    def add(self, path: Path, message: str) -> None:
        self.faults.append((path, message))


Check = Callable[[Any, Path, Report], None]


def kind_of(value: Any) -> str:
    """What a value is, in the reader's words."""
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return _("true or false")
    if isinstance(value, (int, float)):
        return _("a number")
    if isinstance(value, str):
        return _("text")
    return _("a mapping") if isinstance(value, Mapping) else _("a list")


def expected(what: str, value: Any) -> str:
    return _("expected is %(what)s, given is %(given)s.") % {"what": what, "given": kind_of(value)}


def is_number(value: Any) -> bool:
    """A finite number of a size that every database and the engine hold. ``True`` is none."""
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and (isinstance(value, int) or math.isfinite(value))
        and abs(value) <= LARGEST
    )


def text(*, longest: int | None = None, pattern: str | None = None, hint: StrOrPromise = "") -> Check:
    """Non-empty text. ``hint`` is a translated noun phrase for what ``pattern`` asks."""
    shape = re.compile(pattern) if pattern else None

    def check(value: Any, path: Path, report: Report) -> None:
        if is_number(value):
            shown = str(value)
            report.add(path, _("expected is text, given is the number %(value)s: put it in quotes.") % {"value": shown})
        elif not isinstance(value, str):
            report.add(path, expected(_("text"), value))
        elif not value.strip():
            report.add(path, _("the text is empty."))
        elif UNPRINTABLE.search(value):
            report.add(path, _("the text holds a control character."))
        elif longest is not None and len(value) > longest:
            words = {"length": len(value), "longest": longest}
            report.add(path, _("the text has %(length)s characters, at most %(longest)s are possible.") % words)
        elif shape and not shape.fullmatch(value):
            report.add(path, _("expected is %(what)s, given is “%(value)s”.") % {"what": str(hint), "value": value})

    return check


def number(*, least: float | None = None, most: float | None = None, above: float | None = None) -> Check:
    def check(value: Any, path: Path, report: Report) -> None:
        if not is_number(value):
            numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
            report.add(path, _("the number is too large.") if numeric else expected(_("a number"), value))
            return
        words = {"value": value, "least": least, "above": above, "most": most}
        if least is not None and value < least:
            report.add(path, _("%(value)s is too small, at least %(least)s is expected.") % words)
        if above is not None and value <= above:
            report.add(path, _("%(value)s is too small, more than %(above)s is expected.") % words)
        if most is not None and value > most:
            report.add(path, _("%(value)s is too large, at most %(most)s is expected.") % words)

    return check


def whole(*, least: int, most: int) -> Check:
    def check(value: Any, path: Path, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            shown = value if is_number(value) else kind_of(value)
            words = {"least": least, "most": most, "value": shown}
            report.add(path, _("expected is a whole number from %(least)s to %(most)s, given is %(value)s.") % words)

    return check


def one_of(*words: str) -> Check:
    def check(value: Any, path: Path, report: Report) -> None:
        if value not in words or not isinstance(value, str):
            shown = value if isinstance(value, str) else kind_of(value)
            given = {"words": ", ".join(words), "value": shown}
            report.add(path, _("expected is one of %(words)s, given is “%(value)s”.") % given)

    return check


def scalar(value: Any, path: Path, report: Report) -> None:
    """Text, number or truth value."""
    if not isinstance(value, (str, bool)) and not is_number(value):
        report.add(path, expected(_("text, a number, true or false"), value))
    elif isinstance(value, str) and UNPRINTABLE.search(value):
        report.add(path, _("the text holds a control character."))


def listed(item: Check, *, least: int = 0, unique: bool = False) -> Check:
    """A list of items; with ``unique`` no text may stand in it twice."""

    def check(value: Any, path: Path, report: Report) -> None:
        if not isinstance(value, list):
            report.add(path, expected(_("a list"), value))
            return
        if len(value) < least:
            report.add(path, _("the list is empty, at least one item is expected."))
        seen: set[str] = set()
        for position, entry in enumerate(value):
            item(entry, (*path, position), report)
            if unique and isinstance(entry, str) and entry in seen:
                report.add((*path, position), _("“%(value)s” stands in the list twice.") % {"value": entry})
            elif isinstance(entry, str):
                seen.add(entry)

    return check


def table(key: Check, item: Check, *, least: int = 0) -> Check:
    """A mapping with free keys."""

    def check(value: Any, path: Path, report: Report) -> None:
        if not isinstance(value, Mapping):
            report.add(path, expected(_("a mapping"), value))
            return
        if len(value) < least:
            report.add(path, _("the mapping is empty, at least one entry is expected."))
        for name, entry in value.items():
            key(name, (*path, name), report)
            item(entry, (*path, name), report)

    return check


def optional(item: Check) -> Check:
    """``null`` is as good as the value."""

    def check(value: Any, path: Path, report: Report) -> None:
        if value is not None:
            item(value, path, report)

    return check


def record(required: Mapping[str, Check], more: Mapping[str, Check], *then: Check) -> Check:
    """A mapping with known keys; ``null`` under a key of ``more`` means "not given".

    The checks of ``then`` see the whole mapping; each must stand values of the wrong type.
    """

    def check(value: Any, path: Path, report: Report) -> None:
        if not isinstance(value, Mapping):
            report.add(
                path, expected(_("a mapping with the keys %(keys)s") % {"keys": ", ".join(required or more)}, value)
            )
            return
        for name in required:
            if value.get(name) is None:
                report.add((*path, name), _("this is missing."))
        for name, entry in value.items():
            known = required.get(name) or more.get(name)
            if known is None:
                words = {"keys": ", ".join([*required, *more])}
                report.add((*path, name), _("this key is unknown; possible here are %(keys)s.") % words)
            elif entry is not None:
                known(entry, (*path, name), report)
        for follow in then:
            follow(value, path, report)

    return check


def either(value: Mapping[str, Any], path: Path, report: Report, names: Sequence[str]) -> None:
    """Exactly one of the keys must be given."""
    given = [name for name in names if value.get(name) is not None]
    if len(given) != 1:
        report.add(path, _("exactly one of %(keys)s is expected.") % {"keys": ", ".join(names)})
