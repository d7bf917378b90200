"""Tables that people fill in away from the workbench and send back (screens.md, Offline by spreadsheet).

The parts of this package come in layers. Those that know nothing of cells serve any rows with two fields to fill in:

    layout      the columns, and what a row to be written is made of (this module)
    writing     rows → xlsx: drop-downs, protection, instructions, the signed scope
    reading     xlsx → plain cells, in a child process; found by titles and row keys, never by position
    scopes      signing a scope, and the keys of its rows
    receiving   cells → what the file says about which row of the scope, with every fault
    merging     base, file and now of one row → what is to happen

Those for cells of criteria, whosever they are:

    rows        a cell → a row and its place in the scope, and back
    kinds       what a kind of workbook brings: its columns, the owners of its cells, who may
    plan        what an upload would change now
    page, http, upload_views   the pages

and services.uploads, services.upload_jobs (storing, applying, giving up; at once or by a worker). A kind is a Layout, a
document and a WorkbookKind: ``sheets`` and ``sheet_kind`` for score sheets, ``reviews.submissions.workbook`` for
self-assessments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

#: Names that every layout has: the two fields to fill in, and what a row is found by.
VALUE, COMMENT, KEY = "value", "comment", "key"


class Entry(StrEnum):
    """What may be typed into a row's value, as far as a spreadsheet can hold somebody to it."""

    CHOICE = "choice"  # one of ``options``
    RATIO = "ratio"  # a number from 0 to 1
    NUMBER = "number"  # any number
    AMOUNT = "amount"  # a number from 0 up
    PARTS = "parts"  # n/d
    TEXT = "text"


#: Kept as numbers in the file. The others are texts there: Excel would make a date of 3/4.
NUMERIC = {Entry.RATIO, Entry.NUMBER, Entry.AMOUNT}


@dataclass(frozen=True)
class Control:
    """``options`` of a choice, in the order of the list; ``numeric`` ones may be stored as numbers."""

    entry: Entry
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """``name`` is for programs, ``title`` for people. A ``checked`` column says what a row is about: where it differs
    from what was downloaded, rows and keys have come apart."""

    name: str
    title: str | Promise
    width: float
    checked: bool = False
    wrapped: bool = False


@dataclass(frozen=True)
class Layout:
    """The columns from A on; VALUE, COMMENT and KEY are among them."""

    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def checked(self) -> list[str]:
        return [column.name for column in self.columns if column.checked]

    def position(self, name: str) -> int:
        return self.names.index(name)

    def title(self, name: str) -> str:
        return str(self.columns[self.position(name)].title)

    def titles(self) -> dict[str, list[str]]:
        """For each column its titles in every language: a file may have been downloaded in another one."""
        found: dict[str, list[str]] = {column.name: [] for column in self.columns}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                for column in self.columns:
                    found[column.name].append(str(column.title))
        return found


@dataclass(frozen=True)
class Row:
    """``shown`` are the texts of the other columns, by name."""

    key: str
    shown: dict[str, str]
    control: Control
    value: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Tab:
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Document:
    """A whole workbook: ``instructions`` are paragraphs under ``title``, ``scope`` the signed text."""

    title: str
    instructions: Sequence[str]
    layout: Layout
    tabs: Sequence[Tab]
    scope: str
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)
