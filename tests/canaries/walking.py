"""Everything that a browser can reach, as text: pages, files and what is packed in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

import pypdfium2
from django.db import transaction
from django.test import Client

from tests.matrix import MATRIX
from tests.matrix.answers import ONLY_GET
from tests.matrix.table import OBJECTS, World
from tests.matrix.world import address

LINK = re.compile(r'(?:href|src|hx-get|data-url|data-address)="(/[^"#]*)')
#: Nothing but decoration, and ways out.
PASSED_BY = re.compile(r"^/(static|admin|sign-out|language)/")
PUBLIC = re.compile(r"^/public/")
MOST_PAGES = 700


def starts(world: World) -> list[str]:
    """Every address that takes GET, with its objects."""
    wanted = [(name, kind) for name, row in MATRIX.items() for kind in OBJECTS if kind in row.statuses]
    found = [address(name, kind, world) for name, kind in wanted if MATRIX[name].statuses[kind]["GET"] != ONLY_GET]
    return list(dict.fromkeys(found))


def received(browser: Client, path: str) -> str:
    """What the browser gets; nothing that the request changed stays."""
    with transaction.atomic():
        said = text_of(browser.get(path))
        transaction.set_rollback(True)
    return said


def walked(browser: Client, first: list[str], *, past_public: bool = True) -> Iterator[tuple[str, str]]:
    """(address, what was received) from ``first`` along every link, each once.

    ``past_public``: leave out what is published; it is the same for everybody.
    """
    seen: set[str] = set()
    pending: list[str] = []

    def add(path: str) -> None:
        left_out = PASSED_BY.match(path) or (past_public and PUBLIC.match(path))
        if not left_out and path not in seen and len(seen) < MOST_PAGES:
            seen.add(path)
            pending.append(path)

    for path in first:
        add(path)
    while pending:
        path = pending.pop()
        said = received(browser, path)
        yield path, said
        for link in LINK.findall(said):
            add(unescape(link))


def text_of(response) -> str:
    """All that was received: the body, what is packed in it, and the headers (file names stand there)."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return "\n".join([*texts(body), str(response.headers)])


def texts(data: bytes) -> Iterator[str]:
    """The text of a file; of an archive that of all it holds, archives in it included; of a PDF that of its pages."""
    if data[:4] == b"%PDF":
        pages = pypdfium2.PdfDocument(data)
        yield from (page.get_textpage().get_text_bounded() for page in pages)
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts(archive.read(name))
    else:
        yield data.decode("utf-8", "replace")
