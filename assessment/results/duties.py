"""What runs ask of an administrator, and the result that an agency may read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.duties import Duty, register
from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, may_now
from assessment.campaigns.selectors import represented_entities
from assessment.results import rules, selectors
from reviews.models import Adjudication, ScoreSheet


@register(position=50)
def runs(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """Nothing is computed of what was submitted or settled last. Three queries; whether a run is stale to the last
    input is asked on the pages of phases and publication.
    """
    if not may_now(user, campaign, Verb.RUN) or not rules.can_view_runs(user, campaign):
        return
    sheets = ScoreSheet.objects.filter(component__campaign=campaign, status=ScoreSheet.Status.SUBMITTED)
    submitted = sheets.aggregate(last=Max("submitted_at"))["last"]
    if submitted is None:
        return
    run, url = selectors.last_run(campaign), reverse("results:runs", args=[campaign.key])
    if run is None:
        yield Duty(_("Start the first run."), url)
        return
    settled = Adjudication.objects.filter(component__campaign=campaign).aggregate(last=Max("settled_at"))["last"]
    if any(moment and moment > run.created_at for moment in (submitted, settled)):
        words = _("Scores or decisions came in after run #%(run)s: start another one.") % {"run": run.number}
        yield Duty(words, url)


@register(position=60)
def own_results(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """Two queries, for agencies once results are released."""
    if not may_now(user, campaign, Verb.SEE_OWN_RESULT) or selectors.last_run(campaign) is None:
        return
    for entity in represented_entities(user, campaign):
        url = reverse("results:own", args=[campaign.key, entity.key])
        yield Duty(_("Read the result:"), url, entity.name)
