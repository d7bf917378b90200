"""Scoring is not over while sheets are open; and who is reminded of them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.blockers import Blocker, name_codes, register
from assessment.campaigns.models import Assignment, Campaign
from assessment.campaigns.phase_notices import pending
from assessment.core.models import User
from reviews.models import ScoreSheet

name_codes(open_sheets=gettext_lazy("score sheets not submitted"))


def open_sheets(campaign: Campaign) -> QuerySet[ScoreSheet]:
    rows = ScoreSheet.objects.filter(component__campaign=campaign)
    return rows.exclude(status=ScoreSheet.Status.SUBMITTED)


def unstarted(campaign: Campaign) -> QuerySet[Assignment]:
    """Assignments for which there is no sheet yet."""
    sheets = ScoreSheet.objects.filter(
        component=OuterRef("component"), entity=OuterRef("entity"), reviewer=OuterRef("reviewer")
    )
    return Assignment.objects.filter(~Exists(sheets), campaign=campaign)


@register(leaving=Campaign.Phase.SCORING)
def unsubmitted(campaign: Campaign) -> list[Blocker]:
    """Two queries."""
    count = open_sheets(campaign).count() + unstarted(campaign).count()
    if not count:
        return []
    words = _("Score sheets not submitted: %(count)s") % {"count": count}
    return [Blocker("open_sheets", words, count, reverse("work:progress", args=[campaign.key]))]


@pending(phase=Campaign.Phase.SCORING)
def who_still_scores(campaign: Campaign) -> QuerySet[User]:
    """Active accounts with a sheet that is not submitted, or an assignment without any."""
    with_sheet = open_sheets(campaign).values("reviewer__user")
    assigned = unstarted(campaign).values("reviewer__user")
    people = User.objects.filter(is_active=True)
    return people.filter(pk__in=with_sheet) | people.filter(pk__in=assigned)
