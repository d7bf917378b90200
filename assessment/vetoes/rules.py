"""Who hears, states and decides (screens.md §1: never on a cell they scored, never alone on their own proposal)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import Verb, may_as
from assessment.campaigns.rules import Actor, represents, roles_in
from assessment.core.models import User
from assessment.core.verdicts import Denied, Verdict, allow_if, first_denial
from assessment.results.models import VetoFinding
from assessment.results.rules import can_view_reviewers
from assessment.vetoes.models import Hearing
from reviews.blindness import unfinished_entities
from reviews.models import Score
from reviews.settling import barred_entities

Status = VetoFinding.Status


def can_view_vetoes(actor: Actor, campaign: Campaign) -> Verdict:
    """Administrators, leads and auditors; of which entities, selectors decide (blindness)."""
    return can_view_reviewers(actor, campaign)


def can_decide_in(actor: Actor, campaign: Campaign) -> Verdict:
    """Whether the account hears and decides in the campaign at all, now."""
    return may_as(roles_in(actor, campaign), campaign, Verb.DECIDE_VETO)


@dataclass(frozen=True)
class Decider:
    """What decides for one account over many cases, read in a constant number of queries; ids of entities."""

    actor: Actor
    general: Verdict
    unfinished: Collection[int] = ()
    scored: Collection[int] = ()
    barred: Collection[int] = ()
    now: datetime = field(default_factory=timezone.now)

    @classmethod
    def of(cls, actor: Actor, campaign: Campaign) -> Decider:
        general = can_decide_in(actor, campaign)
        if not general or not isinstance(actor, User):
            return cls(actor, general)
        own = Score.objects.filter(sheet__reviewer__user=actor, sheet__component__campaign=campaign)
        scored = set(own.exclude(value="").order_by().values_list("sheet__entity", flat=True).distinct())
        return cls(actor, general, unfinished_entities(actor, campaign), scored, barred_entities(actor, campaign))

    def can_hear(self, entity: int) -> Verdict:
        """Ask the agency: a lead who is not blind on the entity and has no conflict."""
        return first_denial(
            self.general,
            allow_if(entity not in self.unfinished, _("Submit your own sheet of this entity first.")),
            allow_if(entity not in self.barred, _("You have a conflict of interest with this entity.")),
        )

    def can_reject(self, entity: int, proposers: Collection[int]) -> Verdict:
        """``proposers`` are ids of accounts. Also for gates, which are raised without a hearing."""
        return first_denial(
            self.can_hear(entity),
            allow_if(
                self.actor.pk not in proposers, _("You proposed it yourself; a second person decides (two people).")
            ),
            allow_if(entity not in self.scored, _("You scored this entity yourself; another lead decides.")),
        )

    def can_confirm(self, entity: int, proposers: Collection[int], hearing: Hearing | None, *, asks: bool) -> Verdict:
        """``asks``: the policy has agencies heard; then their statement, or the end of their time, comes first."""
        verdict = self.can_reject(entity, proposers)
        if isinstance(verdict, Denied) or not asks:
            return verdict
        if hearing is None or hearing.opened_at is None:
            return Denied(_("The agency has not been asked yet; ask it first."))
        words = {
            "until": "" if hearing.answer_by is None else f"{timezone.localtime(hearing.answer_by):%Y-%m-%d %H:%M}"
        }
        return allow_if(
            hearing.is_heard(self.now), _("The agency may answer until %(until)s; decide after that.") % words
        )


def can_view_statement(actor: Actor, hearing: Hearing) -> Verdict:
    """The agency of the entity, once it is asked."""
    return first_denial(
        allow_if(represents(actor, hearing.finding.entity), _("Only the agency of the entity is heard on its veto.")),
        allow_if(hearing.opened_at, _("You have not been asked about this.")),
    )


def can_state(actor: Actor, hearing: Hearing) -> Verdict:
    """Until the decision; what comes after its time is marked late."""
    campaign = hearing.finding.component.campaign
    return first_denial(
        can_view_statement(actor, hearing),
        may_as(roles_in(actor, campaign), campaign, Verb.STATE),
        allow_if(hearing.is_open, _("This veto is decided; statements are not taken any more.")),
    )
