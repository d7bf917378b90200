"""Which stored files evidence needs (core/services/sweeping.py)."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.core.services.sweeping import names_files
from reviews.evidence.models import StoredFile


@names_files
def evidence() -> Iterator[str]:
    for sha256, previews in StoredFile.objects.values_list("sha256", "previews").iterator():
        yield sha256
        yield from previews
