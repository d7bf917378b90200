"""Who may settle a cell: a lead who did not score it (screens.md §1, §3 Lead)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from assessment.campaigns.conflicts import ConflictTable
from assessment.campaigns.evaluators import Evaluator
from assessment.campaigns.models import Campaign, Component, Entity, Reviewer, Round
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, may_now
from assessment.core.models import User
from assessment.core.verdicts import Verdict, allow_if, first_denial
from indicators.models import Criterion
from reviews.blindness import unfinished_entities
from reviews.models import Score


@dataclass(frozen=True)
class CellPlace:
    """One cell of a campaign. ``channel`` is '' where one value stands for the entity."""

    component: Component
    entity: Entity
    round: Round
    criterion: Criterion
    channel: str

    @property
    def key(self) -> tuple[int, int, int, int, str]:
        return (self.component.pk, self.entity.pk, self.round.pk, self.criterion.pk, self.channel)

    def among(self) -> Q:
        """The scores of this cell."""
        return Q(
            sheet__component=self.component,
            sheet__entity=self.entity,
            sheet__round=self.round,
            criterion=self.criterion,
            channel=self.channel,
        )

    def __str__(self) -> str:
        parts = (
            self.component.version.system.key,
            self.entity.key,
            self.round.key,
            self.criterion.address,
            self.channel,
        )
        return " ".join(filter(None, parts))


def can_settle_in(actor: Actor, campaign: Campaign) -> Verdict:
    """Whether the account settles disagreements of the campaign now; later a value changes by an appeal only."""
    return may_now(actor, campaign, Verb.SETTLE)


#: The key under which an account that scores nothing stands in the table of conflicts; no reviewer can have it.
_ACCOUNT = "*"


@dataclass(frozen=True)
class Settler:
    """What decides for one account over many cells, read in a constant number of queries.

    ``unfinished`` and ``barred`` are ids of entities, ``scored`` keys of cells in which the account has a value.
    """

    general: Verdict
    unfinished: Collection[int] = ()
    barred: Collection[int] = ()
    scored: Collection[tuple[int, int, int, int, str]] = ()

    @classmethod
    def of(cls, actor: Actor, campaign: Campaign, places: Sequence[CellPlace]) -> Settler:
        general = can_settle_in(actor, campaign)
        if not general or not isinstance(actor, User):
            return cls(general)
        own = Score.objects.filter(sheet__reviewer__user=actor, sheet__component__campaign=campaign).exclude(value="")
        cells = own.filter(sheet__entity__in={place.entity.pk for place in places}).values_list(
            "sheet__component", "sheet__entity", "sheet__round", "criterion", "channel"
        )
        return cls(general, unfinished_entities(actor, campaign), barred_entities(actor, campaign), set(cells))

    def can_settle(self, place: CellPlace) -> Verdict:
        """``place`` is one of those given to ``of``."""
        return first_denial(
            self.general,
            allow_if(place.entity.pk not in self.unfinished, _("Submit your own sheet of this entity first.")),
            allow_if(place.key not in self.scored, _("You scored this cell yourself; another lead settles it.")),
            allow_if(place.entity.pk not in self.barred, _("You have a conflict of interest with this entity.")),
        )


def barred_entities(actor: User, campaign: Campaign) -> set[int]:
    """Ids of the entities with which the account has a conflict, under whichever of its keys."""
    keys = [_ACCOUNT, *Reviewer.objects.filter(campaign=campaign, user=actor).values_list("key", flat=True)]
    people = [Evaluator(key, str(actor), actor.pk, actor.organisation, None, is_active=True) for key in keys]
    barred = ConflictTable(campaign, people).barred()
    return {entity for entity, held in barred.items() if held & set(keys)}


def can_settle_cell(actor: Actor, place: CellPlace) -> Verdict:
    return Settler.of(actor, place.component.campaign, [place]).can_settle(place)
