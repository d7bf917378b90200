"""How wide and how high text gets in a sheet; no program does that for merged or streamed cells."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from assessment.core.text import display_width

LINE_HEIGHT = 16.0
HIGHEST = 409.0  # points; Excel's limit of a row


def fitting(texts: Iterable[str], *, least: float, most: float) -> float:
    """A column width for the longest of ``texts``."""
    longest = max((display_width(text) for text in texts), default=0)
    return min(max(longest * 1.05 + 2, least), most)


def heading(title: str, *, least: float, most: float = 18.0) -> float:
    """A width in which no Latin word of a bold title is broken; ideographs break anywhere."""
    words = [len(word) for word in title.split() if word.isascii()]
    return min(max(max(words, default=0) * 1.2 + 2, least), most)


def lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column of ``width``."""
    room = max(width - 1.5, 1)
    return sum(max(ceil(display_width(line) / room), 1) for line in text.split("\n"))


def height(count: int, *, least: float = 20.0, line: float = LINE_HEIGHT) -> float:
    """The height of a row that holds ``count`` lines."""
    return min(max(count * line + 4, least), HIGHEST)
