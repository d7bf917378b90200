"""Hostile files (quality.md §3): none is served active, none crashes the reader, the child stays within its limits."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter

import pytest

from assessment.core import child
from reviews.evidence.sentences import REFUSALS
from reviews.evidence.services import taking
from tests.reviews.evidence import hostile, samples

KINDS = {
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff", "application/pdf",
    "application/msword", "application/rtf", "application/zip", "application/gzip", "application/x-tar",
    "application/ofd",
    f"{samples.OPEN_XML}.wordprocessingml.document", f"{samples.OPEN_XML}.spreadsheetml.sheet",
    f"{samples.OPEN_XML}.presentationml.presentation", "text/plain", "text/csv",
}  # fmt: skip
MADE = {
    "png": samples.png(),
    "jpeg": samples.png(form="JPEG"),
    "gif": samples.png(form="GIF"),
    "pdf": samples.pdf(),
    "docx": samples.docx(),
    "xlsx": samples.xlsx(),
    "pptx": samples.pptx(),
    "zip": samples.zipped({"说明.txt": b"text", "b/c.txt": b"more"}),
    "tar": samples.tar(packed=True),
    "doc": samples.doc(),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!DOCTYPE html><html><body onload=alert(1)><h1>x</h1></body></html>",
    "text": "甲,乙\n1,2\n".encode(),
}


def test_over_a_thousand_hostile_files_are_read_or_refused_within_the_limits(tmp_path):
    count = hostile.written(tmp_path, MADE, each=80)
    assert count > 1200
    first = next(tmp_path.glob("0*"))
    limits = child.Limits(seconds=60, memory=taking.LIMITS.memory, output=taking.LIMITS.output)
    found = child.run("tests.reviews.evidence.hostile:read_all", first, limits=limits)
    assert len(found) == count
    outcomes = Counter(value.partition(" ")[0] for value in found.values())
    codes = {value.removeprefix("refused ") for value in found.values() if value.startswith("refused ")}
    assert {value for value in found.values() if not value.startswith("refused ")} <= KINDS
    assert codes <= set(REFUSALS)
    assert outcomes["refused"] > 300
    # A page before anything else is refused, whatever follows it and whatever it is called.
    before = [value for name, value in found.items() if name[6:].startswith("page-")]
    assert (len(before), set(before)) == (len(MADE), {"refused active_text", "refused unknown_kind"})


def bomb() -> bytes:
    """A part of 60 MB in a document of 60 kB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", samples.TYPES)
        with archive.open("word/document.xml", "w") as part:
            for _block in range(30):
                part.write(bytes(2 * 2**20))
    return buffer.getvalue()


def huge_picture() -> bytes:
    """A PNG that says it has 60,000 × 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    chunks = [b"IHDR" + head, b"IDAT" + zlib.compress(bytes(100)), b"IEND"]
    framed = [struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def overlapping() -> bytes:
    """A zip whose directory names the same bytes fifty times."""
    data = samples.zipped({"a": b"x" * 500}, stored=True)
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entries = data[start:end] * 50
    tail = bytearray(data[end:])
    struct.pack_into("<HH", tail, 8, 50, 50)
    struct.pack_into("<I", tail, 12, len(entries))
    return data[:start] + entries + bytes(tail)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb, "expands"),
        (huge_picture, "too_many_pixels"),
        (overlapping, "expands"),
        (lambda: samples.pdf(pages=2001), "too_many_pages"),
        (lambda: samples.zipped({f"{n}": b"" for n in range(20_001)}), "too_many_entries"),
    ],
)
def test_a_bomb_is_refused_for_what_it_is(tmp_path, data, code):
    with pytest.raises(taking.FileRefused) as refused:
        taking.take(samples.written(tmp_path, "a.bin", data()))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("data", "name", "kind", "suffix"),
    [
        (samples.png(form="WEBP"), "a", "image/webp", ".webp"),
        (samples.png(form="TIFF"), "a", "image/tiff", ".tif"),
        (samples.docx(), "a", f"{samples.OPEN_XML}.wordprocessingml.document", ".docx"),
        (samples.zipped({"OFD.xml": b"<ofd:OFD/>"}), "a", "application/ofd", ".ofd"),
        (samples.doc(), "a.wps", "application/msword", ".doc"),
        (samples.tar(packed=False), "a", "application/x-tar", ".tar"),
        ("甲,乙\n".encode("gb18030"), "a.csv", "text/csv", ".csv"),
    ],
)  # fmt: skip
def test_what_is_on_the_list_is_taken(tmp_path, settings, data, name, kind, suffix):
    settings.MEDIA_ROOT = tmp_path / "files"
    found = taking.take(samples.written(tmp_path, name, data)).found
    assert (found["kind"], found["suffix"]) == (kind, suffix)


def test_an_archive_is_listed_with_names_in_the_packers_code_page(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    data = samples.zipped({"aaaa.txt": b"text"}).replace(b"aaaa.txt", "说明".encode("gbk") + b".txt")
    found = taking.take(samples.written(tmp_path, "a.zip", data)).found
    assert found["entries"] == [["说明.txt", 4]]
