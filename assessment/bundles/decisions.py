"""adjudications.csv, applicability.csv, gates.csv and vetoes.csv: what is settled beside the scores."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from assessment.bundles.cells import Context, Place
from assessment.bundles.entities import StatedEntity
from assessment.bundles.source import Source
from assessment.bundles.tables import ADJUDICATIONS, APPLICABILITY, GATES, VETOES, read_table
from assessment.core.tables import Table
from assessment.results.models import VetoFinding
from assessment.scoring import VersionPlan


@dataclass(frozen=True, slots=True)
class StatedAdjudication:
    entity: str
    system: str
    round: str
    criterion: str
    channel: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class StatedMark:
    """An indicator declared not applicable, or a raised gate: ``code`` is one of the version's."""

    entity: str
    system: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class StatedVeto:
    entity: str
    system: str
    veto: str
    condition: str
    channel: str
    status: str
    reason: str


@dataclass
class Decisions:
    adjudications: list[StatedAdjudication] = field(default_factory=list)
    not_applicable: list[StatedMark] = field(default_factory=list)
    gates: list[StatedMark] = field(default_factory=list)
    vetoes: list[StatedVeto] = field(default_factory=list)


Stated = TypeVar("Stated")


def read_decisions(source: Source, context: Context) -> Decisions:
    return Decisions(
        adjudications=_Adjudications(context, ADJUDICATIONS).read(source),
        not_applicable=_NotApplicable(context, APPLICABILITY).read(source),
        gates=_Gates(context, GATES).read(source),
        vetoes=_Vetoes(context, VETOES).read(source),
    )


class _Decisions(Place, Generic[Stated]):
    """Reads one table; ``row`` checks a row, notes its faults, and gives it back if it has none."""

    def __init__(self, context: Context, table: Table) -> None:
        super().__init__(context, table.name)
        self.source_table = table

    def read(self, source: Source) -> list[Stated]:
        kept: list[Stated] = []
        lines: dict[Hashable, int] = {}
        for line, cells in read_table(source, self.source_table, self.context.faults):
            self.line = line
            stated = self.row(*cells)
            if stated is None:
                continue
            identity = self.identity(stated)
            if identity is not None and identity in lines:
                self.note("", _("Line %(line)s says this already; it may stand once.") % {"line": lines[identity]})
                continue
            if identity is not None:
                lines[identity] = line
            kept.append(stated)
        return kept

    def row(self, *cells: str) -> Stated | None:
        raise NotImplementedError

    def identity(self, stated: Stated) -> Hashable | None:
        """What may stand once; None where a repetition is no fault."""
        raise NotImplementedError

    def whose(self, entity_key: str, system: str) -> tuple[StatedEntity | None, VersionPlan | None]:
        return self.entity(entity_key), self.system(system)


class _Adjudications(_Decisions[StatedAdjudication]):
    def row(self, *cells: str) -> StatedAdjudication | None:
        entity_key, system, round_key, criterion, channel, value, reason = cells
        entity, plan = self.whose(entity_key, system)
        position = self.round(round_key)
        cell = self.cell(plan, criterion, channel) if plan else None
        if plan is None or cell is None:
            return None
        settled = self.value(plan.criteria[cell.criterion], value)
        if settled and not settled[0]:
            self.note("value", _("An adjudication has a value, or NA."))
            return None
        if entity is None or settled is None or position is None:
            return None
        self.has_channel(entity, channel.strip())
        address = plan.criteria[cell.criterion].address
        return StatedAdjudication(entity.key, plan.key, round_key.strip(), address, channel.strip(), settled[0], reason)

    def identity(self, stated: StatedAdjudication) -> Hashable:
        return stated.entity, stated.system, stated.round, stated.criterion, stated.channel


class _Marks(_Decisions[StatedMark]):
    def identity(self, stated: StatedMark) -> Hashable:
        return stated.entity, stated.system, stated.code


class _NotApplicable(_Marks):
    def row(self, *cells: str) -> StatedMark | None:
        entity_key, system, code, reason = cells
        entity, plan = self.whose(entity_key, system)
        code = code.strip()
        if plan and code not in plan.node_index:
            self.note("indicator", _("%(system)s has no indicator “%(code)s”.") % {"system": plan.key, "code": code})
            return None
        return StatedMark(entity.key, plan.key, code, reason) if entity and plan else None


class _Gates(_Marks):
    def row(self, *cells: str) -> StatedMark | None:
        entity_key, system, code, reason = cells
        entity, plan = self.whose(entity_key, system)
        code = code.strip()
        if plan and code not in plan.gate_index:
            self.note("gate", _("%(system)s has no gate “%(code)s”.") % {"system": plan.key, "code": code})
            return None
        if plan and plan.gates[plan.gate_index[code]].when is not None:
            self.note("gate", _("The gate %(code)s follows from its criterion; it can't be raised.") % {"code": code})
            return None
        return StatedMark(entity.key, plan.key, code, reason) if entity and plan else None


class _Vetoes(_Decisions[StatedVeto]):
    def row(self, *cells: str) -> StatedVeto | None:
        entity_key, system, code, condition, channel, status = (cell.strip() for cell in cells[:6])
        entity, plan = self.whose(entity_key, system)
        if status not in VetoFinding.Status.values:
            words = {"status": status, "statuses": ", ".join(VetoFinding.Status.values)}
            self.note("status", _("“%(status)s” is none of %(statuses)s.") % words)
        if plan and code not in plan.veto_index:
            self.note("veto", _("%(system)s has no veto “%(code)s”.") % {"system": plan.key, "code": code})
        elif plan:
            self.check_condition(plan, code, condition)
            self.check_channel(plan, code, channel, entity)
        return StatedVeto(entity.key, plan.key, code, condition, channel, status, cells[6]) if entity and plan else None

    def check_condition(self, plan: VersionPlan, code: str, condition: str) -> None:
        known = self.context.systems.conditions[plan.key][code]
        if condition and condition not in known:
            words = {"code": code, "condition": condition, "known": ", ".join(sorted(known))}
            self.note("condition", _("%(code)s has no condition “%(condition)s”; expected: %(known)s.") % words)

    def check_channel(self, plan: VersionPlan, code: str, channel: str, entity: StatedEntity | None) -> None:
        """A veto of one channel names it; any other names none (scoring.md §10)."""
        if plan.vetoes[plan.veto_index[code]].scope != "channel":
            if channel:
                self.note("channel", _("The veto %(code)s is not about one channel.") % {"code": code})
        elif channel not in plan.channel_index:
            words = {"channels": ", ".join(plan.channels), "channel": channel}
            self.note("channel", _("“%(channel)s” is none of the channels %(channels)s.") % words)
        elif entity:
            self.has_channel(entity, channel)

    def identity(self, stated: StatedVeto) -> Hashable | None:
        """A finding that was rejected may be made again."""
        return None
