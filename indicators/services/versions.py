"""Store, publish and discard indicator versions. The document is the truth, the rows are written from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.core.faults import Fault, FaultsError
from assessment.core.frozen import refuse
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from indicators import rules
from indicators.documents.normal import content_hash, normalise
from indicators.documents.schema import check_document, place
from indicators.lint import WARNING, errors_of, lint
from indicators.models import Indicator, IndicatorSystem, IndicatorVersion
from indicators.services.rows import remove_rows, write_rows


def store_version(*, document: Mapping[str, Any], actor: User | None, file: str | None = None) -> IndicatorVersion:
    """Store a document as a draft, or change the draft of its key and version.

    Returns the version: unchanged when its content is equal already, published or not. Raises FaultsError when the
    document does not fit the schema or differs from a published version (``file`` is what its faults name), and
    PermissionDenied. ``actor`` None is the system: commands and imports that asked for permission themselves.
    A draft may have lint errors; its rows are written once it has none.
    """
    if actor is not None:
        require(rules.can_edit_versions(actor))
    named = file or _name_of(document)
    faults = [Fault(named, 0, place(path), message) for path, message in check_document(document)]
    if faults:
        raise FaultsError(faults)
    normal = normalise(document)
    with transaction.atomic():
        version, before = _draft_for(normal, named)
        if before == version.content_hash:
            return version
        version.save()
        if before is not None:
            remove_rows(version)
        if not errors_of(lint(normal)):
            write_rows(version, normal)
        _record(version, actor, "store_version", before={"hash": before} if before else None, after=_state(version))
    return version


def _draft_for(normal: dict[str, Any], file: str) -> tuple[IndicatorVersion, str | None]:
    """The version to save, filled from the document, and the hash it had before (None: it is new)."""
    names = {f"name_{language}": normal["name"].get(language, "") for language in ("zh", "en")}
    IndicatorSystem.objects.get_or_create(key=normal["key"], defaults=names)
    system = IndicatorSystem.objects.select_for_update().get(key=normal["key"])  # who stores the same version waits
    stored = IndicatorVersion.objects.select_for_update().filter(system=system, version=normal["version"]).first()
    content = content_hash(normal)
    if stored and stored.content_hash != content and stored.is_published:
        words = {"version": normal["version"], "hash": stored.content_hash[:12]}
        message = _(
            "version %(version)s is published with other content (%(hash)s…); give the new one another version."
        )
        raise FaultsError([Fault(file, 0, "version", message % words)])
    version = stored or IndicatorVersion(system=system, version=normal["version"])
    before = stored.content_hash if stored else None
    if before != content:
        version.document, version.content_hash, version.acknowledged = normal, content, []
        version.name_zh, version.name_en = names["name_zh"], names["name_en"]
    return version, before


def publish_version(
    *, version: IndicatorVersion, actor: User | None, acknowledged: Collection[str] | None
) -> IndicatorVersion:
    """Freeze a draft. Returns it as stored; a published version is returned as it is.

    ``acknowledged`` holds the codes of the lint's warnings that the publisher takes note of; None acknowledges all
    (shipped library, imports). Raises FaultsError with the errors, or the warnings left out, and PermissionDenied.
    """
    if actor is not None:
        require(rules.can_edit_versions(actor))
    with transaction.atomic():
        version = IndicatorVersion.objects.select_for_update().select_related("system").get(pk=version.pk)
        if version.is_published:
            return version
        codes = _acknowledge(version, acknowledged)
        if not Indicator.objects.filter(version=version).exists():
            write_rows(version, normalise(version.document))
        before = _state(version)
        version.status = IndicatorVersion.Status.PUBLISHED
        version.content_hash = content_hash(version.document)
        version.acknowledged = codes
        version.published_at, version.published_by = timezone.now(), actor
        version.save()
        _record(version, actor, "publish_version", before=before, after={**_state(version), "acknowledged": codes})
    return version


def _acknowledge(version: IndicatorVersion, acknowledged: Collection[str] | None) -> list[str]:
    """The codes of all warnings. Raises FaultsError for errors and for warnings that nobody took note of."""
    findings = lint(version.document)
    open_ones = errors_of(findings) or [
        finding
        for finding in findings
        if finding.severity == WARNING and acknowledged is not None and finding.code not in acknowledged
    ]
    if open_ones:
        named = _name_of(version.document)
        raise FaultsError(
            [Fault(named, 0, finding.place, f"{finding.code}: {finding.message}") for finding in open_ones]
        )
    return sorted({finding.code for finding in findings})


def discard_version(*, version: IndicatorVersion, actor: User | None) -> None:
    """Delete a draft with its rows. Raises FrozenError for a published one, PermissionDenied."""
    if actor is not None:
        require(rules.can_edit_versions(actor))
    with transaction.atomic():
        version = IndicatorVersion.objects.select_for_update().select_related("system").get(pk=version.pk)
        if version.is_published:
            refuse(IndicatorVersion)
        _record(version, actor, "discard_version", before=_state(version))
        remove_rows(version)
        version.delete()


def _state(version: IndicatorVersion) -> dict[str, Any]:
    return {"hash": version.content_hash, "status": version.status}


def _record(version: IndicatorVersion, actor: User | None, verb: str, *, before: Any = None, after: Any = None) -> None:
    key = f"{version.system.key}/{version.version}"
    audit.record(actor=actor, verb=verb, object_type="indicator_version", object_key=key, before=before, after=after)


def _name_of(document: Mapping[str, Any]) -> str:
    """What faults call a document that came from no file."""
    known = isinstance(document, Mapping)
    return f"{document.get('key')} {document.get('version')}" if known else "?"
