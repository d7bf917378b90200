"""Pages without sign-in: what is published, how it came about, and how anybody checks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessment.exports.facts import policy_facts
from assessment.publications.canonical import sha256
from assessment.publications.entity_page import EntityPage
from assessment.publications.models import Ledger, Publication
from assessment.publications.reading import Published, open_publication, open_revision, said
from assessment.publications.selectors import all_standings
from assessment.publications.views.caching import FRESH_SECONDS, Page, Rendered, public_page
from assessment.results.vetoes import VetoWords
from indicators.models import IndicatorVersion
from indicators.outline import Outline
from indicators.selectors import document_of
from indicators.wording import word

ROWS = 200
GONE = 410


@public_page
def index(request: HttpRequest) -> Page:
    """Every campaign that has published something, the newest first. A constant number of statements."""
    rows = Publication.objects.filter(lines__gt=0).select_related("campaign")
    publications = list(rows.order_by("-campaign__year", "campaign__key"))
    ends = sha256("\n".join(row.seal for row in publications).encode())

    def render() -> Rendered:
        standings = all_standings()
        entries = [(publication, standings[publication.pk]) for publication in publications]
        listed = [
            {"publication": publication, "latest": next((row for row in rows if row.is_latest), None), "last": rows[0]}
            for publication, rows in entries
        ]
        return "publications/index.html", {"entries": listed}, 200

    return ends, render


@require_safe
def latest(request: HttpRequest, key: str) -> HttpResponse:
    """To the latest revision that is not withdrawn, else to the last one and its notice."""
    publication = open_publication(key)
    standings = open_revision(publication, 1).standings
    standing = next((row for row in standings if row.is_latest), standings[0])
    response = HttpResponseRedirect(reverse("publications:revision", args=[key, standing.number]))
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _page(key: str, number: int, template: str, make: Callable[[Published], dict[str, Any]], *, here: str = "") -> Page:
    """A page of one revision; while it is withdrawn only its first page is there, with the reason."""
    publication = open_publication(key)

    def render() -> Rendered:
        published = open_revision(publication, number)
        context: dict[str, Any] = {"published": published, "here": here, "league": None}
        if published.standing.is_withdrawn:
            return "publications/withdrawn.html", context, 200 if here == "overview" else GONE
        return f"publications/{template}", context | make(published), 200

    return publication.digest, render


@public_page
def revision(request: HttpRequest, key: str, number: int) -> Page:
    return _page(key, number, "revision.html", _downloads, here="overview")


def _downloads(published: Published) -> dict[str, Any]:
    """The files that people ask for first, with their sizes."""
    words = {
        "ranking.csv": _("All leagues as one table"),
        "results.csv": _("Ranks, totals and first-level scores"),
        "results.xlsx": _("The same as a workbook, with every indicator"),
        "results.json": _("Every figure with six decimals"),
        "dictionary.csv": _("What each column means"),
    }
    files = published.manifest["files"]
    listed = [(name, text, files[name]["size"]) for name, text in words.items() if name in files]
    return {"downloads": listed}


@public_page
def league(request: HttpRequest, key: str, number: int, league: str) -> Page:
    return _page(key, number, "league.html", lambda published: _league(request, published, league), here="league")


def _league(request: HttpRequest, published: Published, key: str) -> dict[str, Any]:
    found = next((league for league in published.leagues if league.key == key), None)
    if found is None:
        raise Http404
    page = Paginator(found.lines, ROWS).get_page(request.GET.get("page"))
    totals = [float(line["total"]) for line in found.lines if line["total"] is not None]
    rows = [
        {
            **line,
            "shared": line["rank"] in found.shared,
            "value": float(line["total"]) if line["total"] is not None else None,
            "vetoes": [veto_words(veto) for veto in line["vetoes"]],
        }
        for line in page
    ]
    graded = bool(published.manifest["policy"]["grades"])
    return {"league": found, "page": page, "rows": rows, "maximum": max([*totals, 1.0]), "graded": graded}


def veto_words(veto: dict[str, Any]) -> VetoWords:
    """A veto of the manifest in the reader's language."""
    return VetoWords(
        code=veto["code"],
        name=said(veto["name"]),
        scope=veto["scope"],
        condition=said(veto["condition"]),
        channel=word(veto["channel"]) if veto["channel"] else "",
        reason=veto["reason"],
    )


@public_page
def indicators(request: HttpRequest, key: str, number: int, system: str) -> Page:
    return _page(key, number, "indicators.html", lambda published: _indicators(published, system), here="indicators")


def _indicators(published: Published, system: str) -> dict[str, Any]:
    """One version as it was used, found by its content hash. ``weight``: its part of the total (0…1)."""
    versions = published.manifest["versions"]
    stated = next((stated for stated in versions if stated["system"] == system), None)
    if stated is None:
        raise Http404
    version = IndicatorVersion.objects.select_related("system").get(
        system__key=system, version=stated["version"], content_hash=stated["hash"]
    )
    return {
        "version": version,
        "outline": Outline(document_of(version)),
        "weight": stated["share"] / sum(other["share"] for other in versions),
        "versions": [(said(other["name"]), other["system"]) for other in versions],
        "system": system,
    }


@public_page
def method(request: HttpRequest, key: str, number: int) -> Page:
    return _page(key, number, "method.html", _method, here="method")


def _method(published: Published) -> dict[str, Any]:
    policy = published.manifest["policy"]
    return {
        "facts": policy_facts({**policy, "grades": []}),
        "grades": policy["grades"],  # their names are data
        "versions": [(said(stated["name"]), stated) for stated in published.manifest["versions"]],
        "coverage": published.manifest["coverage"],
    }


@public_page
def verify(request: HttpRequest, key: str, number: int) -> Page:
    return _page(key, number, "verify.html", _verify, here="verify")


def _verify(published: Published) -> dict[str, Any]:
    lines = Ledger.objects.filter(publication=published.publication).select_related("revision")
    return {
        "ledger": lines.defer("record", "revision__manifest").order_by("sequence"),
        "manifest_digest": sha256(bytes(published.revision.manifest)),
        "files": sorted(published.manifest["files"].items()),
    }


@public_page
def entity(request: HttpRequest, key: str, number: int, entity: str) -> Page:
    """An entity's own page, where the policy of the campaign lets the public have details."""
    return _page(key, number, "entity.html", lambda published: _entity(published, entity), here="entity")


def _entity(published: Published, key: str) -> dict[str, Any]:
    if not published.has_details:
        raise Http404
    page = EntityPage(published, key)
    return {"entity": page, "vetoes": [veto_words(veto) for veto in page.line["vetoes"]]}
