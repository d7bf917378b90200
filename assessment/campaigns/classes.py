"""Which class (weight column) an entity has in each component, from the versions' documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from indicators.documents.normal import columns_of

#: The one column of a version without classes, as the engine names it.
UNCLASSED = "all"


def documents_of(campaign: Campaign) -> dict[str, Mapping[str, Any]]:
    """The documents of a campaign's components by system key."""
    components = campaign.components.select_related("version__system").order_by("position")
    return {component.version.system.key: component.version.document for component in components}


def complete_classes(classes: Mapping[str, str], documents: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """``classes`` with the only column of versions that have none filled in."""
    missing = {system: UNCLASSED for system, document in documents.items() if not columns_of(document)}
    return {**classes, **missing}


def first_classes(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The first class of every version that has some: what a form for a new entity begins with."""
    columns = {system: columns_of(document) for system, document in documents.items()}
    return {system: found[0] for system, found in columns.items() if found}


def find_class_faults(classes: Any, documents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What is wrong with an entity's classes: each component that has classes needs one of its own."""
    if not isinstance(classes, Mapping):
        yield _("system: class is expected for each component.")
        return
    for system in classes:
        if system not in documents:
            words = {"key": system, "keys": ", ".join(documents)}
            yield _("The campaign has no component “%(key)s”; expected is one of %(keys)s.") % words
    for system, document in documents.items():
        columns = [] if document.get("columns") == "channel" else columns_of(document)
        if columns and not classes.get(system):
            yield _("The class for %(system)s is missing.") % {"system": system}
        elif columns and classes[system] not in columns:
            words = {"class": classes[system], "system": system, "classes": ", ".join(columns)}
            yield _("%(system)s has no class “%(class)s”; expected is one of %(classes)s.") % words


def channel_kinds(documents: Iterable[Mapping[str, Any]], known: Iterable[str]) -> list[str]:
    """Kinds of channels that make sense in a campaign: the well-known ones and those its versions look at."""
    return sorted({*known, *(channel for document in documents for channel in document.get("channels") or ())})
