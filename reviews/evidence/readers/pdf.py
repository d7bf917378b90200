"""PDF: its pages are counted, the first ones drawn as pictures. Scripts in it are never run."""

from __future__ import annotations

import mmap
from pathlib import Path

import pypdfium2
from PIL import Image

from assessment.core.child_main import Refused
from reviews.evidence.readers.found import MOST_EXCERPT, PDF, Found
from reviews.evidence.readers.images import draw

MOST_PAGES = 2000
WIDTH, TALLEST = 1000, 2400  # pixels of a drawn page
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
PASSWORD = "incorrect password"  # noqa: S105 — what pdfium says


def read_pdf(path: Path, folder: Path, *, drawn: int = 8) -> Found:
    """Its first ``drawn`` pages as pictures, their text. Raises Refused: no_pdf, too_many_pages.

    A document with a password is taken as it is, without previews.
    """
    found = Found("application/pdf", PDF, ".pdf", notes=["active_pdf"] if _is_active(path) else [])
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as fault:
        if PASSWORD not in str(fault).lower():
            raise Refused("no_pdf") from fault
        found.notes.append("password")
        return found
    with document:
        found.pages = len(document)
        if found.pages > MOST_PAGES:
            raise Refused("too_many_pages", most=MOST_PAGES)
        images = _images(document, min(drawn, found.pages), found)
        found.previews = draw(images, folder) if images else []
    return found


def _images(document: pypdfium2.PdfDocument, count: int, found: Found) -> list[Image.Image]:
    """What can be drawn; a damaged page ends the row of pictures, not the reading."""
    images: list[Image.Image] = []
    try:
        for number in range(count):
            page = document[number]
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                break
            scale = min(WIDTH / width, TALLEST / height)
            images.append(page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"))
            if len(found.excerpt) < MOST_EXCERPT:
                found.excerpt = f"{found.excerpt}\n{page.get_textpage().get_text_bounded()}".strip()[:MOST_EXCERPT]
    except (pypdfium2.PdfiumError, ValueError, OSError):
        found.notes.append("damaged_page")
    return images


def _is_active(path: Path) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return any(data.find(word) >= 0 for word in ACTIVE)
