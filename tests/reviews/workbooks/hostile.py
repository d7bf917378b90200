"""What is no workbook, or a hostile one: made of a workbook that was downloaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zipped({**parts, name: change(parts[name])})


SHEET = "xl/worksheets/sheet2.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
NO_WORKBOOK = "这不是 xlsx 工作簿，或文件已损坏。"
TOO_LARGE = "工作簿解压后过大。"
TOO_FAR = "工作簿中有工作表的范围超出了从这里下载的任何一份。"


def far_cell(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


#: Name → (what is made of a downloaded file, the sentence it is refused with; None: one of several).
FILES: dict[str, tuple[Callable[[bytes], bytes], str | None]] = {
    "text": (lambda data: b"no zip at all", NO_WORKBOOK),
    "cut": (lambda data: data[: len(data) // 2], NO_WORKBOOK),
    "docx": (lambda data: zipped({"word/document.xml": b"<x/>"}), NO_WORKBOOK),
    "xls": (
        lambda data: b"\xd0\xcf\x11\xe0" + bytes(600),
        "这是旧的 .xls 文件或带密码的文件。请另存为不带密码的 .xlsx。",
    ),
    "entities": (
        lambda data: with_part(data, SHEET, lambda part: part.replace(b"<worksheet", ENTITY + b"<worksheet", 1)),
        "工作簿声明了文档类型，而任何表格软件都不会这样做。",
    ),
    "bomb": (lambda data: with_part(data, SHEET, lambda part: part + b" " * (210 * 2**20)), TOO_LARGE),
    "rows": (
        lambda data: with_part(data, SHEET, lambda part: part.replace(b"</sheetData>", b"<row/>" * 10**6, 1)),
        TOO_FAR,
    ),
    "far": (lambda data: with_part(data, SHEET, far_cell), None),
    "broken": (lambda data: with_part(data, "xl/workbook.xml", lambda part: part[:-9]), NO_WORKBOOK),
}
