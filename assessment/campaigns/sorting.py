"""Chinese order without a database's collation (architecture.md §3)."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

LONGEST = 400  # of models.Entity.sort_key


def sort_key(name: str) -> str:
    """The pinyin of a name, tones as numbers: 福州 → ``fu2 zhou1``. Other signs stand as they are."""
    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)).lower()[:LONGEST]
