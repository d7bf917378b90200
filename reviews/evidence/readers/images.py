"""Pictures: the size is read from the head before any pixel is decoded, previews are drawn anew from the pixels."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps

from assessment.core.child_main import Refused
from reviews.evidence.readers.found import IMAGE, Found

MOST_PIXELS = 40_000_000
PREVIEW, THUMBNAIL = (1600, 1600), (320, 240)
#: Pillow's format → media type and how a name of that kind ends.
FORMATS = {
    "PNG": ("image/png", ".png"),
    "JPEG": ("image/jpeg", ".jpg"),
    "WEBP": ("image/webp", ".webp"),
    "GIF": ("image/gif", ".gif"),
    "BMP": ("image/bmp", ".bmp"),
    "TIFF": ("image/tiff", ".tif"),
}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def read_image(path: Path, folder: Path) -> Found:
    """A preview of the first frame and a thumbnail. Raises Refused: no_picture, too_many_pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=tuple(FORMATS)) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    raise Refused("too_many_pixels", most=MOST_PIXELS // 1_000_000)
                kind, suffix = FORMATS[str(opened.format)]
                opened.draft("RGB", PREVIEW)  # a JPEG is decoded no larger than needed
                image = ImageOps.exif_transpose(opened).convert("RGBA" if has_alpha(opened) else "RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise Refused("too_many_pixels", most=MOST_PIXELS // 1_000_000) from bomb
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, OverflowError) as fault:
        raise Refused("no_picture") from fault  # what Pillow raises for damaged files
    return Found(kind, IMAGE, suffix, pages=1, width=width, height=height, previews=draw([image], folder))


def has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def draw(images: list[Image.Image], folder: Path) -> list[str]:
    """Files in ``folder``: a thumbnail of the first picture, then each picture."""
    small = images[0].copy()
    small.thumbnail(THUMBNAIL)
    names = [_save(small, folder, "thumbnail.webp")]
    for number, image in enumerate(images, start=1):
        image.thumbnail(PREVIEW)
        names.append(_save(image, folder, f"preview-{number}.webp"))
    return names


def _save(image: Image.Image, folder: Path, name: str) -> str:
    """Bytes made of the pixels only: the copy has none of the file's metadata."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    bare.save(folder / name, "WEBP", quality=80, method=2)
    return name
