"""PDF by typst from a template and data. Data go in as JSON beside the template, never as part of it: typst shows
strings, it does not read them as markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

#: Noto Sans SC, shipped with the exports.
FONTS = settings.BASE_DIR / "assessment" / "exports" / "fonts"
DATA = "data.json"  # the name that templates read


def set_pdf(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The bytes of a PDF dated ``at``. typst sees one folder with the template and the data, nothing else."""
    with tempfile.TemporaryDirectory(prefix="pingheng-") as folder:
        root = Path(folder)
        page = root / template.name
        page.write_bytes(template.read_bytes())
        (root / DATA).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        made = typst.compile(
            str(page), root=str(root), font_paths=[str(FONTS)], format="pdf", timestamp=int(at.timestamp())
        )
    assert isinstance(made, bytes), "one document, one text of bytes"
    return made
