"""The indicator versions of a bundle: those it brings along and those the installation has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessment.bundles.campaign import StatedComponent
from assessment.bundles.source import CAMPAIGN, Source
from assessment.core.fault_list import Faults
from assessment.core.faults import FaultsError
from assessment.scoring import VersionPlan
from indicators.documents.normal import content_hash
from indicators.documents.reader import MOST_BYTES
from indicators.documents.yaml import Source as Document
from indicators.documents.yaml import read_source
from indicators.lint import errors_of, lint
from indicators.models import IndicatorVersion
from reviews.plans import plan_of_content

Plans = dict[str, VersionPlan | None]
Edition = tuple[str, str]  # system key, version


@dataclass
class Systems:
    """``plans`` by system key; None where the version is missing or faulty, so that no row is judged by it.

    ``conditions``: the numbers of each veto's conditions, by system key and veto code. ``documents`` are the bundle's
    own versions in the order of their files.
    """

    plans: Plans = field(default_factory=dict)
    conditions: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)


def read_systems(source: Source, components: Sequence[StatedComponent] | None, faults: Faults) -> Systems:
    """Read and check systems/*.yaml and find a plan for every component."""
    brought, unread = _brought(source, faults)
    wanted = {(stated.system, stated.version) for stated in components or ()}
    stored = _stored({*brought, *wanted})
    for edition, own in brought.items():
        if own is not None and edition in stored:
            _hold_against(own, stored[edition], faults)
    systems = Systems(documents=[own.document for own in brought.values() if own is not None])
    for stated in components or ():
        systems.plans[stated.system] = None
        document = _document(stated, brought, stored)
        if document is None and (stated.system, stated.version) not in brought and not unread:
            _note_absence(stated, stored, faults)
        if document is not None:
            systems.plans[stated.system] = plan_of_content(content_hash(document), document)
            systems.conditions[stated.system] = _conditions(document)
    return systems


def _brought(source: Source, faults: Faults) -> tuple[dict[Edition, Document | None], int]:
    """The versions in systems/, None where the lint refuses one, and the number of files that hold none."""
    found: dict[Edition, Document | None] = {}
    files: dict[Edition, str] = {}
    unread = 0
    for name in source.systems:
        try:
            with source.open(name) as stream:
                document = read_source(stream.read(MOST_BYTES + 1), file=name)
        except FaultsError as error:
            faults.extend(error.faults)
            unread += 1
            continue
        edition = (document.document["key"], document.document["version"])
        if edition in files:
            faults.add(name, 0, "version", _("The same version stands in %(file)s.") % {"file": files[edition]})
            continue
        files[edition] = name
        errors = errors_of(lint(document.document))
        for finding in errors:
            faults.add(name, 0, finding.place, finding.message)
        found[edition] = None if errors else document
    return found, unread


def _stored(editions: set[Edition]) -> dict[Edition, IndicatorVersion]:
    versions = IndicatorVersion.objects.select_related("system").filter(
        system__key__in={system for system, _version in editions}
    )
    return {
        (version.system.key, version.version): version
        for version in versions
        if (version.system.key, version.version) in editions
    }


def _hold_against(document: Document, stored: IndicatorVersion, faults: Faults) -> None:
    if content_hash(document.document) == stored.content_hash:
        return
    if stored.is_published:
        message = _("A published version of this name has another content; give yours a new version.")
    else:
        message = _("A draft of this name has another content; publish or delete it first.")
    faults.extend([document.fault(("version",), message)])


def _document(
    stated: StatedComponent, brought: dict[Edition, Document | None], stored: dict[Edition, IndicatorVersion]
) -> dict[str, Any] | None:
    """The document of a component's version, None where there is none to score with."""
    edition = (stated.system, stated.version)
    if edition in brought:
        document = brought[edition]
        return None if document is None else document.document
    if edition in stored and stored[edition].is_published:
        return dict(stored[edition].document)
    return None


def _note_absence(stated: StatedComponent, stored: dict[Edition, IndicatorVersion], faults: Faults) -> None:
    if (stated.system, stated.version) in stored:
        message = _("%(system)s %(version)s is a draft; publish it first.")
    else:
        message = _("There is no %(system)s %(version)s, neither in systems/ nor in this installation.")
    names = {"system": stated.system, "version": stated.version}
    faults.add(CAMPAIGN, stated.line, f"components[{stated.position}].version", message % names)


def _conditions(document: dict[str, Any]) -> dict[str, set[str]]:
    return {
        veto["code"]: {str(condition["no"]) for condition in veto.get("conditions") or ()}
        for veto in document.get("vetoes") or ()
    }
