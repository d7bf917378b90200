"""Which stored files score sheets need (core/services/sweeping.py)."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.core.services.sweeping import names_files
from reviews.models import Screenshot


@names_files
def pictures() -> Iterator[str]:
    for row in Screenshot.objects.values_list("sha256", "thumbnail_sha256").iterator():
        yield from row
