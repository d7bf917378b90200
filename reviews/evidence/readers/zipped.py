"""Everything in a zip: Office documents are read through with caps, other archives only listed, nothing unpacked."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from assessment.core.child_main import Refused
from reviews.evidence.readers.found import ARCHIVE, MOST_EXCERPT, MOST_LISTED, OFFICE, Found

MOST_ENTRIES = 20_000
MOST_EXPANDED = 400 * 2**20  # bytes of an Office document when unpacked
MOST_RATIO = 200  # unpacked : packed, once more than SMALL is unpacked
SMALL = 20 * 2**20
BLOCK = 256 * 1024
HEAD = 64 * 1024  # where a document type would stand
OPEN_XML = "application/vnd.openxmlformats-officedocument"
#: The main part → media type and how a name of that kind ends.
MAIN_PARTS = {
    "word/document.xml": (f"{OPEN_XML}.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (f"{OPEN_XML}.spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (f"{OPEN_XML}.presentationml.presentation", ".pptx"),
    "OFD.xml": ("application/ofd", ".ofd"),
}
PAGES = {
    ".xlsx": re.compile(r"xl/worksheets/[^/]+\.xml"),
    ".pptx": re.compile(r"ppt/slides/[^/]+\.xml"),
    ".ofd": re.compile(r".*/Page_\d+/Content\.xml"),
}
TEXTS = re.compile(r"word/document\.xml|ppt/slides/slide\d+\.xml|xl/sharedStrings\.xml")
SHOWN = re.compile(rb"<(?:w:|a:|x:)?t(?:\s[^>]*)?>([^<]{1,2000})</(?:w:|a:|x:)?t>")
#: What the standard library raises for damaged zips.
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
    LookupError,
    OverflowError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)
ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


def read_zip(path: Path) -> Found:
    """An Office document, or a listed archive.

    Raises Refused: no_zip, too_many_entries, expands, macros, active_xml, unknown_kind.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check(entries, path.stat().st_size)
            names = {entry.filename for entry in entries}
            if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
                return _opendocument(archive, entries)
            main = next((part for part in MAIN_PARTS if part in names), "")
            if main and (main == "OFD.xml" or "[Content_Types].xml" in names):
                return _office(archive, entries, main)
    except BROKEN as fault:
        raise Refused("no_zip") from fault
    return _archive(entries)


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Refused("too_many_entries", most=MOST_ENTRIES)
    if sum(entry.compress_size for entry in entries) > size:  # entries that share their bytes: a bomb
        raise Refused("expands")


def _archive(entries: list[zipfile.ZipInfo]) -> Found:
    files = [(shown_name(entry), entry.file_size) for entry in entries if not entry.is_dir()]
    notes = ["password"] if any(entry.flag_bits & 1 for entry in entries) else []
    return Found("application/zip", ARCHIVE, ".zip", pages=len(files), entries=files[:MOST_LISTED], notes=notes)


def shown_name(entry: zipfile.ZipInfo) -> str:
    """Without the flag for UTF-8 the bytes are in the packer's code page: GBK where Chinese packs."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = entry.filename
    return clean(name)[:300]


def clean(text: str) -> str:
    """Without control signs, and without those that turn the direction of writing."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _office(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], main: str) -> Found:
    kind, suffix = MAIN_PARTS[main]
    if any(entry.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")) for entry in entries):
        raise Refused("macros")
    texts = _walk(archive, entries)
    pattern = PAGES.get(suffix)
    pages = sum(1 for entry in entries if pattern and pattern.fullmatch(entry.filename))
    return Found(kind, OFFICE, suffix, pages=pages, excerpt=_excerpt(texts))


def _opendocument(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Found:
    kinds = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp"}
    kind = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
    suffix = kinds.get(kind.removeprefix("application/vnd.oasis.opendocument."))
    if suffix is None:
        raise Refused("unknown_kind")
    if any(entry.filename.startswith("Basic/") for entry in entries):
        raise Refused("macros")
    _walk(archive, entries)
    return Found(kind, OFFICE, suffix)


def _walk(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> list[bytes]:
    """Every part is unpacked in blocks and thrown away, under caps that do not believe the stated sizes."""
    left, texts = MOST_EXPANDED, []
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("no_zip")
        size, head = 0, b""
        with archive.open(entry) as part:
            for block in _blocks(part):
                if size < HEAD:
                    head += block
                size += len(block)
                left -= len(block)
                too_dense = size > SMALL and size > MOST_RATIO * max(entry.compress_size, 1)
                if left < 0 or too_dense:
                    raise Refused("expands")
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            _check_xml(head)
        if TEXTS.fullmatch(entry.filename):
            texts.append(head)
    return texts


def _blocks(part: object) -> Iterator[bytes]:
    while block := part.read(BLOCK):  # type: ignore[attr-defined]
        yield block


def _check_xml(head: bytes) -> None:
    """No document types (XXE, billion laughs), no template or script from elsewhere."""
    plain = head.replace(b"\x00", b"").lower()  # UTF-16 as well
    if b"<!doctype" in plain or b"<!entity" in plain:
        raise Refused("active_xml")
    if b"attachedtemplate" in plain and b'targetmode="external"' in plain:
        raise Refused("active_xml")


def _excerpt(texts: list[bytes]) -> str:
    words = b" ".join(word for text in texts for word in SHOWN.findall(text))[: 4 * MOST_EXCERPT]
    shown = words.decode("utf-8", "ignore")
    for entity, sign in ENTITIES.items():
        shown = shown.replace(entity, sign)
    return clean(shown)[:MOST_EXCERPT]
