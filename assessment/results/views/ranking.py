"""The ranking of a league."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessment.campaigns.models import Campaign, League
from assessment.core.templatetags.ui import query_with
from assessment.results import selectors
from assessment.results.access import open_results, open_run
from assessment.results.league_table import BANDS, SIZES, Asked, LeagueTable
from assessment.scoring.ranking import band_sentences


@require_GET
@login_required
def ranking(request: HttpRequest, key: str, number: int, league: str) -> HttpResponse:
    """``?q= ?sort= ?size= ?page= ?view=bars|figures|chart``; for those who see all results."""
    run = open_run(request.user, key, number)
    leagues = list(run.campaign.leagues.order_by("position"))
    current = get_object_or_404(run.campaign.leagues, key=league)
    table = LeagueTable(run=run, league=current, asked=Asked.of(request.GET), user=request.user)
    context: dict[str, Any] = {
        "campaign": run.campaign,
        "run": run,
        "league": current,
        "leagues": leagues,
        "table": table,
        "sentences": list(band_sentences(table.names_by_rank(), BANDS, language=_language())),
        "sizes": SIZES,
        "orders": _orders(table),
        "views": _views(request, table.asked.view),
        "table_url": query_with(request, view="figures"),
        "chart": chart_of(table, current) if table.asked.view == "chart" else None,
        "decimals": table.facts.decimals,
        **_columns(table),
    }
    return render(request, "results/ranking.html", context)


@require_GET
@login_required
def latest(request: HttpRequest, key: str) -> HttpResponse:
    """The first league of the last run; the list of runs where there is none yet."""
    campaign = open_results(request.user, key)
    run = selectors.last_runs([campaign.pk]).first()
    return _first_league(campaign, run.number) if run else redirect("results:runs", key=key)


@require_GET
@login_required
def leagues(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The first league of a run; the run itself where the campaign has no league."""
    return _first_league(open_run(request.user, key, number).campaign, number)


def _first_league(campaign: Campaign, number: int) -> HttpResponse:
    league = campaign.leagues.order_by("position").first()
    if league is None:
        return redirect("results:run", key=campaign.key, number=number)
    return redirect("results:ranking", key=campaign.key, number=number, league=league.key)


def _views(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    words = {"bars": (_("Bars"), "chart-bar"), "figures": (_("Figures"), "table"), "chart": (_("Chart"), "photo")}
    return [
        {"label": label, "icon": icon, "url": query_with(request, view=view), "current": view == current}
        for view, (label, icon) in words.items()
    ]


def _orders(table: LeagueTable) -> list[dict[str, str]]:
    word = _("by %(indicator)s")
    return [{"key": f"-{item.sort}", "label": word % {"indicator": item.label}} for item in table.series]


def _columns(table: LeagueTable) -> dict[str, Any]:
    """Which columns there are, and how many follow the entity: a veto's reason spans them."""
    graded = bool(table.facts.policy["grades"])
    common = 2 + graded + (table.baseline is not None)  # total, missing, grade, change
    return {"graded": graded, "tail": common + 1, "wide_tail": common + len(table.series)}


def chart_of(table: LeagueTable, league: League) -> dict[str, Any]:
    """Data of the stacked bars: what each first-level indicator brings to the total, entity by entity."""
    ranked = [row for row in table.rows if row.total is not None]
    return {
        "kind": "stack",
        "title": league.name,
        "names": [row.name for row in ranked],
        "totals": [str(row.total) for row in ranked],
        "series": [
            {"name": item.label, "colour": item.colour, "values": [_rounded(row.parts[place]) for row in ranked]}
            for place, item in enumerate(table.series)
        ],
    }


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 4)


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
