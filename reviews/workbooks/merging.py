"""Base, file and now: what one row of a workbook that came back means (docs/adr/0014). Pure.

*Base* is what was downloaded, *given* what the file says, *now* what stands in the workbench. A field that the person
left alone, or emptied, never overwrites anything by itself: emptying asks, and so does a cell that moved on meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from assessment.core.text import clean

PLAIN_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,20})?")


class Outcome(StrEnum):
    """What is to happen to a cell. CLEAR and CONFLICT ask the person; left alone they change nothing of what stands."""

    SAME = "same"
    SET = "set"
    CLEAR = "clear"
    CONFLICT = "conflict"
    REFUSED = "refused"  # the workbench does not take it now (submitted, no longer assigned): not the file's fault
    FAULT = "fault"  # the file is wrong here; nothing of it is applied before it is right


@dataclass(frozen=True)
class Texts:
    """A canonical value ("" empty, "NA" not applicable) and a comment."""

    value: str
    comment: str


@dataclass(frozen=True)
class Merged:
    """``kept`` is what the cell holds afterwards if the person chooses nothing, ``taken`` if they take the file's."""

    outcome: Outcome
    kept: Texts
    taken: Texts


def is_untouched(given: Texts, base: Texts) -> bool:
    """Whether the file says what was downloaded; ``given`` as it stands in the file."""
    return same_value(given.value, base.value) and tidy(given.comment) == tidy(clean(base.comment))


def same_value(given: str, base: str) -> bool:
    """The same text, or the same figure in the 15 digits that every spreadsheet keeps."""
    one, other = given.strip(), base.strip()
    if one == other:
        return True
    both = PLAIN_NUMBER.fullmatch(one) and PLAIN_NUMBER.fullmatch(other)
    return bool(both) and f"{float(one):.15g}" == f"{float(other):.15g}"


def tidy(comment: str) -> str:
    """A comment without what spreadsheets change by themselves: the kind of line ends, blanks at the end."""
    return comment.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def merge(*, base: Texts, given: Texts, now: Texts) -> Merged:
    """``given`` has a canonical value; it differs from ``base``."""
    value_moves = not same_value(given.value, base.value)
    comment_moves = tidy(given.comment) != tidy(clean(base.comment))
    filled = Texts(
        value=given.value if value_moves and given.value else now.value,
        comment=tidy(given.comment) if comment_moves and tidy(given.comment) else now.comment,
    )
    if now != base:
        return Merged(Outcome.SAME if filled == now else Outcome.CONFLICT, now, filled)
    emptied = replace(
        filled,
        **({"value": ""} if value_moves and not given.value else {}),
        **({"comment": ""} if comment_moves and not tidy(given.comment) else {}),
    )
    if emptied != filled:
        return Merged(Outcome.CLEAR, filled, emptied)
    return Merged(Outcome.SAME if filled == now else Outcome.SET, filled, filled)
