"""Nothing becomes final while a veto or a gate is undecided."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.blockers import Blocker, name_codes, register
from assessment.campaigns.models import Campaign
from assessment.results.models import VetoFinding
from assessment.vetoes.models import GateDecision
from reviews.models import GateProposal, RaisedGate, ScoreSheet, VetoProposal

name_codes(open_gates=gettext_lazy("proposed gates not decided"))
SUBMITTED = {"sheet__status": ScoreSheet.Status.SUBMITTED}


def open_vetoes(campaign: Campaign) -> int:
    """Findings without a decision, and proposals that nobody has taken up. Two queries."""
    undecided = VetoFinding.objects.filter(component__campaign=campaign, status=VetoFinding.Status.PROPOSED)
    taken = VetoFinding.objects.filter(
        component=OuterRef("sheet__component"),
        entity=OuterRef("sheet__entity"),
        veto=OuterRef("veto"),
        condition=OuterRef("condition"),
        channel=OuterRef("channel"),
    )
    proposed = VetoProposal.objects.filter(~Exists(taken), sheet__component__campaign=campaign, **SUBMITTED)
    place = ("sheet__component", "sheet__entity", "veto", "condition", "channel")
    return undecided.count() + proposed.order_by().values(*place).distinct().count()


def open_gates(campaign: Campaign) -> int:
    """Proposed gates that are neither raised nor rejected. One query."""
    place = {"component": OuterRef("sheet__component"), "entity": OuterRef("sheet__entity"), "gate": OuterRef("gate")}
    decided = (Exists(GateDecision.objects.filter(**place)), Exists(RaisedGate.objects.filter(**place)))
    rows = GateProposal.objects.filter(~decided[0], ~decided[1], sheet__component__campaign=campaign, **SUBMITTED)
    return rows.order_by().values("sheet__component", "sheet__entity", "gate").distinct().count()


@register(leaving=Campaign.Phase.APPEALS)
@register(leaving=Campaign.Phase.FINAL)
def undecided(campaign: Campaign) -> list[Blocker]:
    """Three queries."""
    address = reverse("vetoes:list", args=[campaign.key])
    vetoes, gates = open_vetoes(campaign), open_gates(campaign)
    found = []
    if vetoes:
        words = _("Vetoes not decided: %(count)s") % {"count": vetoes}
        found.append(Blocker("open_vetoes", words, vetoes, address, firm=True))
    if gates:
        words = _("Proposed gates not decided: %(count)s") % {"count": gates}
        found.append(Blocker("open_gates", words, gates, address))
    return found
