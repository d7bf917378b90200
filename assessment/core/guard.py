"""Cells a spreadsheet would take for a formula, made harmless and restored exactly (docs/adr/0005)."""

from __future__ import annotations

import re

#: Spreadsheets begin a formula at these, after any number of our own apostrophes; full-width forms count as well.
_FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def needs_guard(text: str) -> bool:
    return bool(_FORMULA.match(text)) and not _PLAIN_NUMBER.fullmatch(text)


def guard(text: str) -> str:
    """``=1+1`` → ``'=1+1``; what already looks guarded gets one apostrophe more, so that ``unguard`` is exact."""
    return f"'{text}" if needs_guard(text) else text


def unguard(text: str) -> str:
    """The inverse of ``guard``; a text that was never guarded stays as it is."""
    return text[1:] if text.startswith("'") and needs_guard(text[1:]) else text
