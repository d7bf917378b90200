"""The texts of the scripts that send and show evidence."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.sheet_words import WORDS as SHEET_WORDS

#: What is said when a request is not answered.
OF_ANSWERS = ("offline_now", "signed_out_now")
#: What is said about a piece of evidence, also beside a score sheet.
OF_PIECES = ("preview", "download", "pages", "entries", "version", "sent_by", "seen", "not_scanned", "no_preview")

WORDS: dict[str, str | Promise] = {
    "evidence": _("Evidence"),
    "drop_here": _("Drop files or folders here"),
    "choose_files": _("Choose files"),
    "choose_folder": _("Choose a folder"),
    "from_store": _("Take from what is there"),
    "add_link": _("Add a link"),
    "link_address": _("Address"),
    "link_note": _("What is to be seen there"),
    "add": _("Add"),
    "close": _("Close"),
    "remove": _("Remove"),
    "attach": _("Attach"),
    "attached": _("attached"),
    "no_files": _("Nothing attached yet."),
    "nothing_stored": _("Nothing has been uploaded yet."),
    "upload_waiting": _("waiting"),
    "upload_sending": _("{done} of {size}"),
    "upload_checking": _("is being checked"),
    "upload_paused": _("No connection; it goes on by itself."),
    "upload_signed_out": _("You are signed out. Please sign in again; it goes on then."),
    "cancel": _("Cancel"),
    "show": _("Show"),
}


def evidence_words() -> dict[str, str]:
    """The texts in the reader's language."""
    return {**_of_sheet(OF_PIECES), **{key: str(word) for key, word in WORDS.items()}}


def evidence_page_words() -> dict[str, str]:
    """What the page of evidence needs beside them."""
    return {**evidence_words(), **_of_sheet(("not_kept", "server_fault", *OF_ANSWERS))}


def _of_sheet(keys: tuple[str, ...]) -> dict[str, str]:
    return {key: str(SHEET_WORDS[key]) for key in keys}
