"""Reading indicator versions: who sees which, the tree, the table as a centre prints it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from assessment.core.models import User
from assessment.core.rules import Actor, holds_site_role
from indicators.documents.normal import normalise
from indicators.models import Criterion, Gate, Indicator, IndicatorSystem, IndicatorVersion, Veto
from indicators.rules import READS_ALL, used_by
from indicators.services.rows import build_rows


def visible_versions(user: Actor) -> QuerySet[IndicatorVersion]:
    """All for administrators and auditors of the installation, the published ones of their campaigns for members."""
    if holds_site_role(user, *READS_ALL):
        return IndicatorVersion.objects.select_related("system")
    if not isinstance(user, User) or not user.is_active:
        return IndicatorVersion.objects.none()
    return used_by(user).select_related("system")


def sees_versions(user: Actor) -> bool:
    """Whether the account sees a version, or is one of those who may fill an empty library; two statements."""
    return holds_site_role(user, *READS_ALL) or (isinstance(user, User) and user.is_active and used_by(user).exists())


def visible_systems(user: Actor) -> QuerySet[IndicatorSystem]:
    """The systems of which the account sees a version; one statement more for the versions when iterated."""
    return IndicatorSystem.objects.filter(pk__in=visible_versions(user).values("system")).prefetch_related("versions")


def published_version(key: str, version: str) -> IndicatorVersion | None:
    """The published version of a system, for campaigns that name it."""
    return (
        IndicatorVersion.objects.filter(system__key=key, version=version, status=IndicatorVersion.Status.PUBLISHED)
        .select_related("system")
        .first()
    )


def document_of(version: IndicatorVersion) -> dict[str, Any]:
    """The normal document, with its keys in their fixed order.

    A JSON column need not keep the order of keys (PostgreSQL's does not), and the engine numbers a tally's categories
    in the order it meets them: plan from this, never from ``version.document``.
    """
    return normalise(version.document)


@dataclass
class Branch:
    """A node of the tree with its criteria and what is below it."""

    indicator: Indicator
    criteria: list[Criterion] = field(default_factory=list)
    children: list[Branch] = field(default_factory=list)

    def walk(self) -> Iterator[Branch]:
        """This branch and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree_of(version: IndicatorVersion) -> list[Branch]:
    """The first-level branches, in two statements whatever the size.

    A draft with lint errors has no rows; its tree is built from the document, of unsaved rows.
    """
    indicators = list(Indicator.objects.filter(version=version).order_by("position"))
    criteria = list(Criterion.objects.filter(version=version).order_by("position"))
    if not indicators:
        rows = build_rows(version, document_of(version))
        indicators, criteria = rows.indicators, rows.criteria
    branches = {row.pk or id(row): Branch(row) for row in indicators}
    for criterion in criteria:
        branches[criterion.indicator_id or id(criterion.indicator)].criteria.append(criterion)
    roots = []
    for row in indicators:
        branch = branches[row.pk or id(row)]
        if row.level == 1:
            roots.append(branch)
        else:
            branches[row.parent_id or id(row.parent)].children.append(branch)
    return roots


def gates_of(version: IndicatorVersion) -> QuerySet[Gate]:
    return Gate.objects.filter(version=version).order_by("position")


def vetoes_of(version: IndicatorVersion) -> QuerySet[Veto]:
    """The vetoes with their conditions, two statements."""
    return Veto.objects.filter(version=version).order_by("position").prefetch_related("conditions")


@dataclass(frozen=True)
class SourceRow:
    """One line of the table as centres print it: the way down to a leaf, and one of its criteria.

    ``path`` are the indicators from the first level down; ``crossref`` are the codes of 指标来源.
    """

    path: tuple[Indicator, ...]
    criterion: Criterion
    crossref: tuple[str, ...]


def source_rows(version: IndicatorVersion) -> list[SourceRow]:
    """All lines in document order, in the two statements of the tree."""
    sources = _crossrefs(document_of(version)["tree"])
    return [
        SourceRow(path, criterion, sources.get(criterion.address) or sources.get(path[-1].code, ()))
        for path, criteria in _leaves(tree_of(version), ())
        for criterion in criteria
    ]


def _leaves(
    branches: list[Branch], above: tuple[Indicator, ...]
) -> Iterator[tuple[tuple[Indicator, ...], list[Criterion]]]:
    for branch in branches:
        path = (*above, branch.indicator)
        if branch.children:
            yield from _leaves(branch.children, path)
        else:
            yield path, branch.criteria


def _crossrefs(nodes: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """code or CODE#NO → the codes it comes from, where the source prints them."""
    found = {}
    for node in nodes:
        found[node["code"]] = tuple(node.get("crossref", ()))
        for criterion in node.get("criteria", ()):
            found[f"{node['code']}#{criterion['no']}"] = tuple(criterion.get("crossref", ()))
        found |= _crossrefs(node.get("children", []))
    return found
