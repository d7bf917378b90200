"""Words for keys that files use: channels and entity classes. The list itself belongs to indicators (wording.py)."""

from __future__ import annotations

from indicators.wording import word


def channel_word(kind: str) -> str:
    return word(kind)


def class_word(name: str) -> str:
    return word(name)
