"""What score sheets ask of people: evaluators to fill theirs in, a second person to decide on reopening one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.duties import Duty, register
from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, may_now
from reviews.blocking import open_sheets, unstarted
from reviews.models import Reopening
from reviews.rules import can_decide_reopening


@register(position=30)
def own_sheets(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """Two queries, for who may score now."""
    if not may_now(user, campaign, Verb.SCORE):
        return
    mine = {"reviewer__user": user.pk}
    count = open_sheets(campaign).filter(**mine).count() + unstarted(campaign).filter(**mine).count()
    if count:
        words = _("Fill in and submit your score sheets: %(count)s") % {"count": count}
        yield Duty(words, f"{reverse('work:mine')}?campaign={quote(campaign.key)}")


@register(position=32)
def reopenings(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """Requests that this person may decide. One query."""
    if not may_now(user, campaign, Verb.GRANT_REOPENING):
        return
    waiting = Reopening.objects.filter(sheet__component__campaign=campaign, decided_at=None)
    rows = waiting.select_related("sheet__reviewer__campaign")
    count = sum(bool(can_decide_reopening(user, row)) for row in rows)
    if count:
        words = _("Decide on reopening sheets: %(count)s") % {"count": count}
        yield Duty(words, reverse("reviews:reopenings", args=[campaign.key]))
