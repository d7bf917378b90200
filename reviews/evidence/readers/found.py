"""What a reader finds in a file. Everything in this folder runs in the child process, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field

IMAGE, PDF, OFFICE, TEXT, ARCHIVE = "image", "pdf", "office", "text", "archive"
MOST_EXCERPT = 4000  # characters of text that are kept for showing
MOST_LISTED = 500  # entries of an archive that are kept for showing


@dataclass
class Found:
    """``kind`` is a media type, ``suffix`` how a name of that kind ends. ``pages``: pages, slides, sheets or entries.

    ``previews`` are names of WebP pictures in the folder, the first one small; ``entries`` (name, bytes) of an archive;
    ``notes`` are codes of what a reader should know (reviews/evidence/sentences.py).
    """

    kind: str
    family: str
    suffix: str
    pages: int = 0
    width: int = 0
    height: int = 0
    excerpt: str = ""
    entries: list[tuple[str, int]] = field(default_factory=list)
    previews: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
