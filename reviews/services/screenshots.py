"""Pictures pasted on a criterion: looked at with limits, drawn anew, never served as they came (quality.md §3)."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from assessment.core import files
from assessment.core.models import User
from assessment.core.verdicts import require
from reviews import rules
from reviews.checking import CellChecker
from reviews.errors import RefusedError
from reviews.models import ScoreSheet, Screenshot
from reviews.services.findings import open_for, record, state_of

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000  # a whole 8K screen is 33 million; a scrolled page in a screenshot tool about 20
MOST_OF_A_SHEET = 300
THUMBNAIL = (320, 240)
#: Decoders that are tried, whatever the file is called. BMP is what some clipboards hold.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
KIND, THUMBNAIL_KIND = "image/png", "image/webp"

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew: PNG without any metadata, and a WebP thumbnail of at most 320×240."""

    png: bytes
    thumbnail: bytes
    width: int
    height: int


def add_screenshot(*, sheet: ScoreSheet, criterion: int, channel: str, upload: BinaryIO, actor: User) -> Screenshot:
    """Store a pasted picture. Raises RefusedError (no picture, too large, too many), LockedError, PermissionDenied."""
    require(rules.can_score_sheet(actor, sheet))
    picture = redraw(upload)
    sha256, thumbnail = files.store(picture.png), files.store(picture.thumbnail)
    with transaction.atomic():
        CellChecker.of(sheet, open_for(sheet, actor), [criterion]).cell(criterion, channel)
        if Screenshot.objects.filter(sheet=sheet).count() >= MOST_OF_A_SHEET:
            raise RefusedError("too_many", _("A sheet holds at most %(most)s pictures.") % {"most": MOST_OF_A_SHEET})
        row = Screenshot(
            sheet=sheet,
            criterion_id=criterion,
            channel=channel.strip(),
            sha256=sha256,
            thumbnail_sha256=thumbnail,
            width=picture.width,
            height=picture.height,
            size=len(picture.png),
        )
        row.save()
        record("add_screenshot", row, actor, after=state_of(row))
    return row


def redraw(upload: BinaryIO) -> Picture:
    """The first frame of a picture, upright, as PNG. The size is read from its head before any pixel is decoded."""
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RefusedError("too_large", _("A picture has at most %(most)s MB.") % {"most": MOST_BYTES // 1024**2})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                _check_size(opened)
                image = ImageOps.exif_transpose(opened).convert("RGBA" if _has_alpha(opened) else "RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise _too_many_pixels() from bomb
    except (OSError, SyntaxError, ValueError, EOFError) as fault:  # what Pillow raises for damaged files
        message = _("This is no picture that can be read; PNG, JPEG, WebP, GIF and BMP can.")
        raise RefusedError("no_picture", message) from fault
    return Picture(_encoded(image, "PNG"), _thumbnail(image), image.width, image.height)


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> RefusedError:
    most = MOST_PIXELS // 1_000_000
    return RefusedError("too_many_pixels", _("A picture has at most %(most)s million pixels.") % {"most": most})


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail(THUMBNAIL)
    return _encoded(small, "WEBP")


def _encoded(image: Image.Image, form: str) -> bytes:
    """Bytes made of the pixels only: the copy has none of the file's metadata."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    buffer = io.BytesIO()
    bare.save(buffer, form)
    return buffer.getvalue()
