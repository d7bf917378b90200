"""Why a file is not taken, and what a reader should know of one that was, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Given = Mapping[str, Any]
ALLOWED = gettext_lazy(
    "Taken are pictures, PDF, OFD, Word, Excel, PowerPoint, OpenDocument, text, CSV, zip and tar archives."
)


def refusal(code: str, params: Given) -> str:
    return REFUSALS[code](params)


def note_words(codes: list[str]) -> list[str]:
    return [str(NOTES[code]) for code in codes]


def _unknown(given: Given) -> str:
    seems = given.get("looks_like")
    said = _("By its content this file is of no kind that is taken.")
    if seems:
        said = _("By its content this is a %(kind)s file, which is not taken.") % {"kind": seems}
    return f"{said} {ALLOWED}"


def _plain(sentence: str | Promise) -> Callable[[Given], str]:
    return lambda given: str(sentence)


def _filled(sentence: str | Promise) -> Callable[[Given], str]:
    return lambda given: str(sentence) % dict(given)


REFUSALS: dict[str, Callable[[Given], str]] = {
    "unknown_kind": _unknown,
    "nothing": _plain(gettext_lazy("The file is empty.")),
    "no_picture": _plain(gettext_lazy("The picture is damaged and cannot be read.")),
    "too_many_pixels": _filled(gettext_lazy("A picture has at most %(most)s million pixels.")),
    "no_pdf": _plain(gettext_lazy("The PDF is damaged and cannot be read.")),
    "too_many_pages": _filled(gettext_lazy("A document has at most %(most)s pages; please split it.")),
    "no_zip": _plain(gettext_lazy("The document or archive is damaged and cannot be read.")),
    "no_archive": _plain(gettext_lazy("The archive is damaged and cannot be read.")),
    "too_many_entries": _filled(gettext_lazy("An archive has at most %(most)s entries.")),
    "expands": _plain(gettext_lazy("Unpacked, this file would be far larger than it may be.")),
    "macros": _plain(gettext_lazy("The document holds macros or other programs. Please save it without them.")),
    "active_xml": _plain(gettext_lazy("The document loads parts from elsewhere. Please save it without them.")),
    "active_text": _plain(
        gettext_lazy("Web pages and SVG are not taken. Please print the page to PDF, or add it as a link.")
    ),
    "time": _plain(gettext_lazy("The file takes too long to read. Please simplify or split it.")),
    "memory": _plain(gettext_lazy("The file takes too much memory to read. Please simplify or split it.")),
    "broken": _plain(gettext_lazy("The file could not be read safely and was not taken.")),
    "virus": _filled(gettext_lazy("The virus scanner found “%(name)s” in the file; it was not taken.")),
    "too_large": _filled(gettext_lazy("A file has at most %(most)s MB.")),
    "incomplete": _plain(gettext_lazy("The file has not arrived completely yet.")),
    "no_name": _plain(gettext_lazy("The file needs a name.")),
    "too_many": _filled(gettext_lazy("At most %(most)s pieces of evidence are kept for an entity.")),
    "too_many_open": _filled(gettext_lazy("At most %(most)s files may be on their way at once.")),
    "wrong_piece": _filled(gettext_lazy("A piece has %(size)s bytes; only the last one is shorter.")),
    "no_address": _plain(gettext_lazy("An address begins with http:// or https:// and has at most 1000 characters.")),
    "other_form": _plain(gettext_lazy("A file and a link cannot have the same name in a folder.")),
    "foreign": _plain(gettext_lazy("This evidence does not belong to the entity.")),
}

NOTES = {
    "password": gettext_lazy("Protected by a password: there is no preview."),
    "active_pdf": gettext_lazy("The PDF holds scripts or attachments; the preview shows its pages only."),
    "damaged_page": gettext_lazy("Some pages are damaged and not shown."),
}
