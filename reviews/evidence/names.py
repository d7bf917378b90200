"""Names and folders as people gave them, made harmless: they are shown and handed out, never used on the disk."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME, LONGEST_FOLDER, DEEPEST = 200, 300, 8
#: What a file of a kind may also be called.
ALIKE = {
    ".jpg": {".jpg", ".jpeg"},
    ".tif": {".tif", ".tiff"},
    ".txt": {".txt", ".md", ".log", ".csv"},
    ".csv": {".csv", ".txt"},
    ".doc": {".doc", ".wps"},
    ".xls": {".xls", ".et"},
    ".ppt": {".ppt", ".dps"},
    ".tar.gz": {".tar.gz", ".tgz", ".gz"},
}


def clean_name(text: str) -> str:
    """One name without separators, control signs and signs that turn the direction of writing; '' for nothing."""
    plain = unicodedata.normalize("NFC", text).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign if sign.isprintable() else " " for sign in plain)
    name = " ".join(kept.split()).strip(" .")
    if len(name) <= LONGEST_NAME:
        return name
    suffix = PurePosixPath(name).suffix[:12]
    return name[: LONGEST_NAME - len(suffix)] + suffix


def clean_folder(text: str) -> str:
    """A path of clean names, without steps upwards."""
    names = [clean_name(part) for part in text.replace("\\", "/").split("/")[:DEEPEST]]
    return "/".join(name for name in names if name)[:LONGEST_FOLDER].rstrip("/ .")


def name_for_download(name: str, suffix: str) -> str:
    """A name that says what the content is: a PDF that was sent as foto.jpg is handed out as foto.jpg.pdf."""
    if name.lower().endswith(tuple(ALIKE.get(suffix, {suffix}))):
        return name
    return name + suffix
