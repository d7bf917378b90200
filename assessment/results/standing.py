"""How far campaigns are and what to do next, for their list and home (campaigns/board.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.campaigns import board
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.phases import TABLE, Verb
from assessment.campaigns.rules import Actor, roles_in
from assessment.core.models import Job
from assessment.core.verdicts import Denied
from assessment.results import rules, selectors
from assessment.results.models import LeagueRank, Run
from assessment.scoring.ranking import tie_sentence
from reviews.models import ScoreSheet

Role = Membership.Role
FIRST_RANKS = 3
MOST_NAMES = 40  # a dense rank may hold hundreds; the sentence then says nothing


@dataclass
class Facts:
    """What the sentences are made from. ``own_*`` are the reader's own sheets and represented entities."""

    sheets: int = 0
    submitted: int = 0
    last_submitted: datetime | None = None
    own_sheets: int = 0
    own_submitted: int = 0
    run: Run | None = None
    job: Job | None = None
    entities: int = 0
    own_entities: list[Entity] = field(default_factory=list)


@board.standings
def standings(user: Actor, campaigns: Sequence[Campaign]) -> dict[int, board.Standing]:
    facts = gather(user, campaigns)
    return {campaign.pk: _standing(user, campaign, facts[campaign.pk]) for campaign in campaigns}


@board.home
def home(user: Actor, campaign: Campaign) -> board.Home:
    facts = gather(user, [campaign])[campaign.pk]
    own = [_own_entity(user, campaign, entity, facts) for entity in facts.own_entities]
    runs_url = reverse("results:runs", args=[campaign.key])
    if rules.is_kept_back(user, campaign):
        verdict = rules.can_view_runs(user, campaign)
        deed = board.Deed(_("Start a run"), runs_url, "player-play", verdict)
        return board.Home(standing=_standing(user, campaign, facts), deed=deed, own=own)
    if not rules.can_view_runs(user, campaign):
        return board.Home(standing=_standing(user, campaign, facts), own=own)
    deed = board.Deed(_("Start a run"), runs_url, "player-play", rules.can_start_run(user, campaign))
    return board.Home(
        standing=_standing(user, campaign, facts),
        deed=deed,
        runs_url=runs_url,
        leagues=_league_notes(campaign, facts.run) if facts.run else {},
        own=own,
    )


def gather(user: Actor, campaigns: Sequence[Campaign]) -> dict[int, Facts]:
    """The facts of each campaign; seven queries however many there are."""
    facts: dict[int, Facts] = defaultdict(Facts)
    ids = [campaign.pk for campaign in campaigns]
    sheets = ScoreSheet.objects.filter(component__campaign__in=ids).values("component__campaign").order_by()
    submitted = Q(status=ScoreSheet.Status.SUBMITTED)
    counts = {"sheets": Count("pk"), "done": Count("pk", filter=submitted), "last": Max("submitted_at")}
    everybody: Any = sheets.annotate(**counts)
    for row in everybody:
        entry = facts[row["component__campaign"]]
        entry.sheets, entry.submitted, entry.last_submitted = row["sheets"], row["done"], row["last"]
    mine: Any = sheets.filter(reviewer__user_id=user.pk or 0).annotate(**counts)
    for row in mine:
        entry = facts[row["component__campaign"]]
        entry.own_sheets, entry.own_submitted = row["sheets"], row["done"]
    for pk, number in Entity.objects.filter(campaign__in=ids).order_by().values_list("campaign").annotate(Count("pk")):
        facts[pk].entities = number
    for run in selectors.last_runs(ids):
        facts[run.campaign_id].run = run
    keys = {selectors.job_key(campaign): campaign.pk for campaign in campaigns}
    for job in Job.objects.filter(key__in=keys, status__in=Job.ACTIVE):
        facts[keys[job.key]].job = job
    held = Entity.objects.filter(memberships__user_id=user.pk or 0, memberships__role=Role.AGENCY, campaign__in=ids)
    for entity in held.order_by("sort_key", "key").distinct():
        facts[entity.campaign_id].own_entities.append(entity)
    return facts


def _standing(user: Actor, campaign: Campaign, facts: Facts) -> board.Standing:
    step = next_step(user, campaign, facts)
    if not rules.can_view_runs(user, campaign):
        return board.Standing(step=step)
    return board.Standing(
        step=step,
        submitted=facts.submitted,
        sheets=facts.sheets,
        run=_note(campaign, facts.run) if facts.run else None,
    )


def _note(campaign: Campaign, run: Run) -> board.RunNote:
    return board.RunNote(
        number=run.number,
        url=_run_url(campaign, run),
        at=run.created_at,
        inputs_digest=run.inputs_digest,
        results_digest=run.results_digest,
        engine=run.engine,
        entities=run.entity_count,
        missing=run.missing,
        vetoed=run.vetoed,
    )


def _run_url(campaign: Campaign, run: Run) -> str:
    return reverse("results:run", args=[campaign.key, run.number])


# --- what to do next --------------------------------------------------------------------------------------------------
def next_step(user: Actor, campaign: Campaign, facts: Facts) -> board.Step:
    """One sentence for the strongest role held, in the order administrator, lead, auditor, evaluator, agency.

    Who scores and has not handed in everything is told that first, and nothing of what others did.
    """
    roles = roles_in(user, campaign)
    if rules.is_kept_back(user, campaign):
        return _for_evaluator(facts)
    if Role.ADMINISTRATOR in roles:
        return _for_administrator(campaign, facts)
    if roles & rules.SEES_RESULTS:
        return _for_reader(campaign, facts)
    if Role.EVALUATOR in roles:
        return _for_evaluator(facts)
    return _for_agency(user, campaign, facts)


def _for_administrator(campaign: Campaign, facts: Facts) -> board.Step:
    if facts.job:
        url = reverse("results:job", args=[campaign.key, facts.job.pk])
        return board.Step(_("A run is under way: watch it."), url)
    if campaign.phase not in TABLE[Verb.RUN].phases:
        return _for_reader(campaign, facts)
    if not facts.entities:
        return board.Step(_("Import the entities first."))
    if not facts.sheets:
        return board.Step(_("There are no score sheets yet: import scores, or assign sheets to evaluators."))
    words = {"done": facts.submitted, "all": facts.sheets}
    if not facts.submitted:
        return board.Step(_("No score sheet is submitted yet (%(done)s of %(all)s).") % words)
    if not facts.run:
        url = reverse("campaigns:home", args=[campaign.key])
        return board.Step(_("%(done)s of %(all)s score sheets are submitted: start the first run.") % words, url)
    if facts.last_submitted and facts.last_submitted > facts.run.created_at:
        sentence = _("Score sheets were submitted after run #%(run)s: start another one.")
        return board.Step(sentence % {"run": facts.run.number}, reverse("campaigns:home", args=[campaign.key]))
    return _for_reader(campaign, facts)


def _for_reader(campaign: Campaign, facts: Facts) -> board.Step:
    if not facts.run:
        return board.Step(_("There is no run yet; rankings appear with the first one."))
    words = {"run": facts.run.number, "missing": facts.run.missing}
    if facts.run.missing:
        sentence = _("Run #%(run)s counted %(missing)s missing cells as 0: look where they are.")
        return board.Step(sentence % words, _run_url(campaign, facts.run))
    sentence = _("Every cell has a value: read the rankings of run #%(run)s.")
    return board.Step(sentence % words, _run_url(campaign, facts.run))


def _for_evaluator(facts: Facts) -> board.Step:
    if not facts.own_sheets:
        return board.Step(_("No score sheet is assigned to you in this campaign."))
    words = {"done": facts.own_submitted, "all": facts.own_sheets}
    if facts.own_submitted < facts.own_sheets:
        return board.Step(_("%(done)s of your %(all)s score sheets are submitted.") % words)
    return board.Step(_("All your %(all)s score sheets are submitted.") % words)


def _for_agency(user: Actor, campaign: Campaign, facts: Facts) -> board.Step:
    own = [_own_entity(user, campaign, entity, facts) for entity in facts.own_entities]
    ready = next((entity for entity in own if entity.url), None)
    if ready:
        return board.Step(_("The result of your entity is released: read it."), ready.url)
    return board.Step(own[0].reason if own else _("You hold no role in this campaign."))


def _own_entity(user: Actor, campaign: Campaign, entity: Entity, facts: Facts) -> board.OwnEntity:
    entity.campaign = campaign
    verdict = rules.can_view_entity_result(user, entity)
    if isinstance(verdict, Denied):
        return board.OwnEntity(entity.key, entity.name, reason=verdict.reason)
    if not facts.run:
        return board.OwnEntity(entity.key, entity.name, reason=_("There is no run yet."))
    url = reverse("results:own", args=[campaign.key, entity.key])
    return board.OwnEntity(entity.key, entity.name, url=url)


# --- leagues ----------------------------------------------------------------------------------------------------------
def _league_notes(campaign: Campaign, run: Run) -> dict[int, board.LeagueNote]:
    """The first ranks of every league of a run; two queries."""
    names: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    first = LeagueRank.objects.filter(run=run, rank__lte=FIRST_RANKS).order_by("league", "position")
    for league_id, rank, name in first.values_list("league_id", "rank", "entity__name"):
        names[league_id][rank or 0].append(name)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    notes = {}
    for league in campaign.leagues.all():
        found = names[league.pk]
        few = sum(map(len, found.values())) <= MOST_NAMES
        notes[league.pk] = board.LeagueNote(
            url=reverse("results:ranking", args=[campaign.key, run.number, league.key]),
            first=tie_sentence(found, last=FIRST_RANKS, language=language) if few else "",
        )
    return notes
