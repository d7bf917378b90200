"""Attributes of entities as text: ``true``/``false``, numbers, words (formats.md §3)."""

from __future__ import annotations

import re

WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{0,14}[1-9]")


def read_attribute(text: str) -> bool | int | float | str:
    """The value a text stands for. What would not come out as the same text again (``007``, ``1.50``) is a word."""
    if text in ("true", "false"):
        return text == "true"
    if WHOLE.fullmatch(text) and text != "-0":
        return int(text)
    if DECIMAL.fullmatch(text) and write_attribute(float(text)) == text:
        return float(text)
    return text


def write_attribute(value: object) -> str:
    """The text of a value; ``read_attribute`` takes it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
