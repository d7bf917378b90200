"""The texts of the scripts that send and show evidence."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.sheet_words import WORDS as SHEET_WORDS

#: What is said when a request is not answered.
OF_ANSWERS = ("offline_now", "signed_out_now")

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
    "preview": _("Preview of {name}, {number}"),
    "download": _("Download"),
    "pages": _("Pages: {count}"),
    "entries": _("Entries: {count}"),
    "version": _("version {number}"),
    "sent_by": _("{who}, {when}"),
    "seen": _("seen {when}"),
    "not_scanned": _("Not checked for viruses"),
    "no_preview": _("No preview for this kind of file."),
    "show": _("Show"),
}


def evidence_words() -> dict[str, str]:
    """The texts in the reader's language."""
    return {key: str(word) for key, word in WORDS.items()}


def evidence_page_words() -> dict[str, str]:
    """What the page of evidence needs beside them."""
    return {**evidence_words(), **{key: str(SHEET_WORDS[key]) for key in ("not_kept", "server_fault", *OF_ANSWERS)}}
