"""Proposed and decided vetoes and gates of a campaign, evaluators' proposals and imported findings merged.

A case is one allegation: a veto (with condition and channel) or a gate, of an entity in a component. Proposals count
from submitted sheets only: what stands on an open one is its evaluator's alone (quality.md §2). Entities on which the
reader has open work are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db.models import QuerySet

from assessment.campaigns.models import Campaign, Channel, Component, Entity
from assessment.campaigns.rules import Actor
from assessment.core.verdicts import Verdict
from assessment.results.models import VetoFinding
from assessment.vetoes.models import GateDecision, Hearing
from assessment.vetoes.rules import Decider
from indicators.models import Gate, Veto
from indicators.wording import word
from reviews.blindness import unfinished_entities
from reviews.models import Finding, GateProposal, RaisedGate, ScoreSheet, Screenshot, VetoProposal

Status: TypeAlias = VetoFinding.Status
VetoKey: TypeAlias = tuple[int, int, int, str, str]  # component, entity, veto, condition, channel
GateKey: TypeAlias = tuple[int, int, int]  # component, entity, gate
MOST_SHOWN = 12  # findings, and pictures, of one sheet beside a case


@dataclass
class Evidence:
    """What stands beside a case: of its proposers' sheets, and the channels to look at."""

    findings: Sequence[Finding] = ()
    screenshots: Sequence[Screenshot] = ()
    links: Sequence[Channel] = ()


@dataclass
class VetoCase:
    """``finding`` None: proposed by evaluators, and nobody has taken it up yet."""

    component: Component
    entity: Entity
    veto: Veto
    condition: str
    channel: str
    finding: VetoFinding | None = None
    proposals: list[VetoProposal] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def anchor(self) -> str:
        return f"veto-{self.finding.pk}" if self.finding else f"proposal-{self.proposals[0].pk}"

    @property
    def hearing(self) -> Hearing | None:
        return hearing_of(self.finding) if self.finding else None

    @property
    def status(self) -> str:
        return str(self.finding.status) if self.finding else str(Status.PROPOSED)

    @property
    def is_open(self) -> bool:
        return self.status == Status.PROPOSED

    @property
    def proposers(self) -> set[int]:
        return proposers_of(self.proposals)

    @property
    def allegation(self) -> str:
        """What is alleged so far: the lead's words, else the imported ones, else the evaluators'."""
        if self.hearing and self.hearing.allegation:
            return self.hearing.allegation
        if self.finding and self.finding.reason:
            return self.finding.reason
        return "；".join(dict.fromkeys(row.reason for row in self.proposals))

    @property
    def condition_text(self) -> str:
        found = (row.text for row in self.veto.conditions.all() if str(row.number) == self.condition)
        return next(found, self.condition)

    @property
    def channel_word(self) -> str:
        return word(self.channel) if self.channel else ""


@dataclass
class GateCase:
    """``decision`` None: not decided. ``raised`` without a decision: it came with an import."""

    component: Component
    entity: Entity
    gate: Gate
    decision: GateDecision | None = None
    raised: RaisedGate | None = None
    proposals: list[GateProposal] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def anchor(self) -> str:
        return f"gate-{self.component.pk}-{self.entity.pk}-{self.gate.pk}"

    @property
    def is_open(self) -> bool:
        return self.decision is None and self.raised is None

    @property
    def status(self) -> str:
        if self.is_open:
            return "proposed"
        return "confirmed" if self.raised else "rejected"

    @property
    def proposers(self) -> set[int]:
        return proposers_of(self.proposals)

    @property
    def reason(self) -> str:
        if self.decision:
            return self.decision.reason
        if self.raised:
            return self.raised.reason
        return "；".join(dict.fromkeys(row.reason for row in self.proposals))


def proposers_of(proposals: Iterable[VetoProposal | GateProposal]) -> set[int]:
    """Ids of the accounts that proposed it; an imported reviewer has none."""
    return {row.sheet.reviewer.user_id for row in proposals if row.sheet.reviewer.user_id is not None}


def hearing_of(finding: VetoFinding) -> Hearing | None:
    """The finding's hearing, which then knows the finding without a query."""
    hearing: Hearing | None = getattr(finding, "hearing", None)
    if hearing is not None:
        hearing.finding = finding
    return hearing


# --- reading ----------------------------------------------------------------------------------------------------------
def visible_findings(user: Actor, campaign: Campaign) -> QuerySet[VetoFinding]:
    """For those who may see vetoes of the campaign (rules.can_view_vetoes)."""
    rows = VetoFinding.objects.filter(component__campaign=campaign)
    rows = rows.exclude(entity__in=unfinished_entities(user, campaign))
    wanted = ("hearing", "hearing__decided_by", "hearing__opened_by", "entity", "veto", "component__version__system")
    return rows.select_related(*wanted, "component__campaign").defer("component__version__document")


def visible_proposals(model: type[Any], user: Actor, campaign: Campaign, about: str) -> QuerySet[Any]:
    """Of submitted sheets; ``about`` is veto or gate."""
    rows = model.objects.filter(sheet__component__campaign=campaign, sheet__status=ScoreSheet.Status.SUBMITTED).exclude(
        sheet__entity__in=unfinished_entities(user, campaign)
    )
    wanted = (about, "sheet__entity", "sheet__reviewer__user", "sheet__round", "sheet__component__version__system")
    return rows.select_related(*wanted).defer("sheet__component__version__document").order_by("sheet__reviewer__key")


def veto_cases(user: Actor, campaign: Campaign) -> list[VetoCase]:
    """All of them, open ones first, by entity. Seven queries."""
    found: dict[VetoKey, VetoCase] = {}
    for row in visible_findings(user, campaign).prefetch_related("veto__conditions").order_by("pk"):
        key = (row.component_id, row.entity_id, row.veto_id, row.condition, row.channel)
        found[key] = VetoCase(row.component, row.entity, row.veto, row.condition, row.channel, row)
    proposals = visible_proposals(VetoProposal, user, campaign, "veto").prefetch_related("veto__conditions")
    for row in proposals:
        sheet = row.sheet
        key = (sheet.component_id, sheet.entity_id, row.veto_id, row.condition, row.channel)
        case = found.setdefault(key, VetoCase(sheet.component, sheet.entity, row.veto, row.condition, row.channel))
        case.proposals.append(row)
    return sorted(found.values(), key=lambda case: (not case.is_open, *_place(case.entity), case.veto.position))


def gate_cases(user: Actor, campaign: Campaign) -> list[GateCase]:
    """Proposed and decided gates; those that came with an import and nobody proposed are no cases. Five queries."""
    found: dict[GateKey, GateCase] = {}
    for row in visible_proposals(GateProposal, user, campaign, "gate"):
        sheet = row.sheet
        key = (sheet.component_id, sheet.entity_id, row.gate_id)
        found.setdefault(key, GateCase(sheet.component, sheet.entity, row.gate)).proposals.append(row)
    decisions = GateDecision.objects.filter(component__campaign=campaign)
    for decision in decisions.select_related("decided_by"):
        key = (decision.component_id, decision.entity_id, decision.gate_id)
        if key in found:
            found[key].decision = decision
    for raised in RaisedGate.objects.filter(component__campaign=campaign):
        key = (raised.component_id, raised.entity_id, raised.gate_id)
        if key in found:
            found[key].raised = raised
    return sorted(found.values(), key=lambda case: (not case.is_open, *_place(case.entity), case.gate.position))


def _place(entity: Entity) -> tuple[str, str]:
    return (entity.sort_key, entity.key)


def add_evidence(cases: Sequence[VetoCase | GateCase]) -> None:
    """What the proposers noted and pasted on their sheets, and the open channels. Three queries for a page."""
    sheets = {row.sheet_id for case in cases for row in case.proposals}
    findings: dict[int, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(sheet__in=sheets).select_related("criterion").order_by("pk"):
        findings[finding.sheet_id].append(finding)
    shots: dict[int, list[Screenshot]] = defaultdict(list)
    for shot in Screenshot.objects.filter(sheet__in=sheets).select_related("criterion").order_by("pk"):
        shots[shot.sheet_id].append(shot)
    links: dict[int, list[Channel]] = defaultdict(list)
    for channel in Channel.objects.filter(entity__in={case.entity.pk for case in cases}, is_open=True).order_by("pk"):
        if channel.address.startswith(("http://", "https://")):
            links[channel.entity_id].append(channel)
    for case in cases:
        own = [row.sheet_id for row in case.proposals]
        case.evidence = Evidence(
            findings=[row for pk in own for row in findings[pk][:MOST_SHOWN]],
            screenshots=[row for pk in own for row in shots[pk][:MOST_SHOWN]],
            links=links[case.entity.pk],
        )


@dataclass(frozen=True)
class Verdicts:
    """What the reader may do with a case."""

    hear: Verdict
    confirm: Verdict
    reject: Verdict

    @classmethod
    def of(cls, case: VetoCase | GateCase, decider: Decider, *, asks: bool) -> Verdicts:
        entity, proposers = case.entity.pk, case.proposers
        hearing = case.hearing if isinstance(case, VetoCase) else None
        needs = asks and isinstance(case, VetoCase)
        return cls(
            hear=decider.can_hear(entity),
            confirm=decider.can_confirm(entity, proposers, hearing, asks=needs),
            reject=decider.can_reject(entity, proposers),
        )
