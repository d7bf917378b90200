"""Old Office files, tar archives, plain text."""

from __future__ import annotations

import mmap
import re
import tarfile
import zlib
from pathlib import Path

from assessment.core.child_main import Refused
from reviews.evidence.readers.found import ARCHIVE, MOST_EXCERPT, MOST_LISTED, OFFICE, TEXT, Found
from reviews.evidence.readers.zipped import MOST_ENTRIES, clean

#: A stream of a compound file → media type and how a name of that kind ends.
STREAMS = {
    "WordDocument": ("application/msword", ".doc"),
    "Workbook": ("application/vnd.ms-excel", ".xls"),
    "Book": ("application/vnd.ms-excel", ".xls"),
    "PowerPoint Document": ("application/vnd.ms-powerpoint", ".ppt"),
}
MACROS = ("_VBA_PROJECT", "Macros", "_VBA_PROJECT_CUR")
MOST_STREAMED = 2 * 2**30  # bytes of a packed tar that are passed over while it is listed
#: What a browser would read as a page, at the beginning of a text.
ACTIVE = re.compile(
    r"<\s*(!doctype|html|svg|script|\?xml|head|body|iframe|object|embed|meta|link|style|math|xml)", re.I
)
ACTIVE_HEAD = 4096
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
RTF = ("application/rtf", ".rtf")


def read_compound(path: Path) -> Found:
    """.doc, .xls, .ppt and their WPS twins, known by the names of their streams; without previews."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = next((STREAMS[name] for name in STREAMS if data.find(_utf16(name)) >= 0), None)
        if found is None:
            raise Refused("unknown_kind")
        if any(data.find(_utf16(name)) >= 0 for name in MACROS):
            raise Refused("macros")
    return Found(found[0], OFFICE, found[1])


def _utf16(name: str) -> bytes:
    """A name in the directory of a compound file, with the two zero bytes that end it."""
    return (name + "\x00").encode("utf-16-le")


def read_tar(path: Path, *, packed: bool) -> Found:
    """Listed, not unpacked. Raises Refused: no_archive, too_many_entries, expands."""
    entries: list[tuple[str, int]] = []
    total = 0
    try:
        with tarfile.open(path, "r|gz" if packed else "r|") as archive:
            for member in archive:
                total += max(member.size, 0)
                if total > MOST_STREAMED:
                    raise Refused("expands")
                if member.isfile():
                    entries.append((clean(member.name)[:300], member.size))
                if len(entries) > MOST_ENTRIES:
                    raise Refused("too_many_entries", most=MOST_ENTRIES)
    except (tarfile.TarError, OSError, EOFError, ValueError, zlib.error, OverflowError) as fault:
        raise Refused("no_archive") from fault
    kind, suffix = ("application/gzip", ".tar.gz") if packed else ("application/x-tar", ".tar")
    return Found(kind, ARCHIVE, suffix, pages=len(entries), entries=entries[:MOST_LISTED])


def read_text(path: Path) -> Found:
    """Plain text in UTF-8, UTF-16 with a mark, or GB 18030. Raises Refused: unknown_kind, active_text."""
    data = path.read_bytes()
    text = _decoded(data)
    if text is None or CONTROLS.search(text):
        raise Refused("unknown_kind")
    if ACTIVE.search(text[:ACTIVE_HEAD]):
        raise Refused("active_text")
    if text.startswith("{\\rtf"):
        return _rich(text)
    is_csv = path.suffix.lower() == ".csv"
    kind, suffix = ("text/csv", ".csv") if is_csv else ("text/plain", ".txt")
    return Found(kind, TEXT, suffix, pages=text.count("\n") + 1, excerpt=text[:MOST_EXCERPT])


def _rich(text: str) -> Found:
    if "\\object" in text or "\\*\\template" in text:
        raise Refused("macros")
    return Found(*RTF[:1], OFFICE, RTF[1])


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", *(("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ()), "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return None
