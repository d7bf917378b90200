"""Foreign text on its way into a file: names and reasons are whatever somebody typed."""

from __future__ import annotations

import re

#: What XML 1.0 has no way to write.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """``text`` without characters that no XML can hold; each leaves a mark (U+FFFD). Line ends become ``\\n``."""
    return ILLEGAL.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def display_width(text: str) -> int:
    """Columns of the longest line, an ideograph or full-width sign counted as two."""
    if text.isascii():
        return max(map(len, text.split("\n")))
    return max((sum(2 if _is_wide(sign) else 1 for sign in line) for line in text.split("\n")), default=0)


def _is_wide(sign: str) -> bool:
    """East Asian wide or full-width, by the blocks that hold them: much faster than asking unicodedata."""
    code = ord(sign)
    return code >= 0x1100 and (
        code <= 0x115F
        or 0x2E80 <= code <= 0xA4CF
        or 0xAC00 <= code <= 0xD7A3
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE6F
        or 0xFF00 <= code <= 0xFF60
        or 0xFFE0 <= code <= 0xFFE6
        or 0x1F300 <= code <= 0x1FAFF
        or 0x20000 <= code <= 0x3FFFD
    )
