"""Which stored files publications need (core/services/sweeping.py): everything that a manifest lists, and downloads."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.core.services.sweeping import names_files
from assessment.publications.models import Ledger, Preparation, Revision
from assessment.publications.selectors import read_manifest


@names_files
def published() -> Iterator[str]:
    for model in (Revision, Preparation):
        for manifest in model.objects.values_list("manifest", flat=True).iterator(chunk_size=10):
            yield from (str(stated["sha256"]) for stated in read_manifest(manifest)["files"].values())
    yield from Ledger.objects.values_list("bundle", flat=True)
