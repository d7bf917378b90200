"""Load indicator versions from files: read all, check all, then store and publish all or none."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.core.faults import Fault, FaultsError
from indicators.documents.yaml import Source, read_source
from indicators.lint import errors_of, lint
from indicators.selectors import published_version
from indicators.services.versions import publish_version, store_version

LIBRARY = Path(__file__).resolve().parents[1] / "library"


def load_library() -> list[str]:
    """The shipped library; a line about each version. Loading it twice changes nothing."""
    return load_files(sorted(LIBRARY.glob("*.yaml")))


def load_files(paths: list[Path]) -> list[str]:
    """Check all files, then store and publish them in one transaction; a line about each.

    Raises FaultsError with the faults of all files; then nothing is stored.
    """
    sources, faults = [], []
    for path in paths:
        try:
            source = _read(path)
        except FaultsError as error:
            faults += error.faults
            continue
        sources.append(source)
        faults += _lint_faults(source)
    if faults:
        raise FaultsError(faults)
    lines = []
    with transaction.atomic():
        for source in sources:
            try:
                lines.append(_load(source))
            except FaultsError as error:
                faults += error.faults
        if faults:
            raise FaultsError(faults)
    return lines


def _read(path: Path) -> Source:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise FaultsError([Fault(str(path), 0, "", _("there is no such file."))]) from error
    except OSError as error:
        words = {"reason": error.strerror or str(error)}
        raise FaultsError([Fault(str(path), 0, "", _("this file can't be read: %(reason)s.") % words)]) from error
    return read_source(data, file=str(path))


def _lint_faults(source: Source) -> list[Fault]:
    """The lint's errors as faults, with the line where the item stands."""
    return [
        Fault(source.file, source.line_of_item(finding.place), finding.place, finding.message)
        for finding in errors_of(lint(source.document))
    ]


def _load(source: Source) -> str:
    key, name = source.document["key"], source.document["version"]
    there = published_version(key, name)
    version = store_version(document=source.document, actor=None, file=source.file)
    words = {"key": key, "version": name, "hash": version.content_hash}
    if there and there.pk == version.pk:
        return _("%(key)s %(version)s unchanged %(hash)s") % words
    publish_version(version=version, actor=None, acknowledged=None)
    return _("%(key)s %(version)s loaded %(hash)s") % words
