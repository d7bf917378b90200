"""What an uploaded file is, by its content (quality.md §3): runs in the child process, without Django.

Only what is on the list is taken, whatever the name says. Nothing is unpacked to the disk, no document type of an XML
part is followed, no macro passes. A picture of a page is drawn anew from pixels.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import puremagic

from assessment.core.child_main import Refused
from reviews.evidence.readers.found import Found
from reviews.evidence.readers.images import read_image
from reviews.evidence.readers.others import read_compound, read_tar, read_text
from reviews.evidence.readers.pdf import read_pdf
from reviews.evidence.readers.zipped import read_zip

HEAD = 512
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def inspect(path: Path, folder: Path, *, drawn: int = 8) -> dict[str, Any]:
    """The fields of ``Found``; previews lie in ``folder``. Raises Refused with a code of sentences.REFUSALS."""
    return asdict(read(path, folder, drawn=drawn))


def read(path: Path, folder: Path, *, drawn: int) -> Found:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused("nothing")
    if head.startswith(PICTURES) or _is_webp(head) or _is_bitmap(head):
        return read_image(path, folder)
    if head.startswith(b"%PDF-"):
        return read_pdf(path, folder, drawn=drawn)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_zip(path)
    if head.startswith(COMPOUND):
        return read_compound(path)
    if head.startswith(b"\x1f\x8b"):
        return read_tar(path, packed=True)
    if head[257:262] == b"ustar":
        return read_tar(path, packed=False)
    try:
        return read_text(path)
    except Refused as refused:
        raise Refused(refused.code, looks_like=_guess(head)) from refused


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_bitmap(head: bytes) -> bool:
    """Two letters are little: the size of the second head decides, so that no text beginning with BM is a picture."""
    return head[:2] == b"BM" and head[14:18] in (b"\x0c\0\0\0", b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")


def _guess(head: bytes) -> str:
    """How the file would be called elsewhere, for the sentence of the refusal; '' where nobody knows."""
    try:
        return str(puremagic.from_string(head))
    except (puremagic.PureError, ValueError):
        return ""
