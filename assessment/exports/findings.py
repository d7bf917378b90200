"""Vetoes that count and gates that acted, entity by entity, as lines of a report (scoring.md §7, §10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from assessment.campaigns.words import channel_word
from assessment.core.figures import weight
from assessment.exports.parts import Part, text_of
from assessment.results.models import Run
from assessment.results.reading import RunReader, Veto
from assessment.results.traces import can_trace, trace_run
from assessment.scoring.model import Bools, Gate

#: (component position, channel, gate index)
GatePlace = tuple[int, str, int]


@dataclass(frozen=True)
class VetoLine:
    """A confirmed veto: what was found, and what follows from it."""

    entity: str
    name: str
    part: Part
    channel: str
    code: str
    title: str
    condition: str
    effect: str
    reason: str

    @property
    def remark(self) -> str:
        """One line for the ranking."""
        words = {"effect": self.effect, "veto": f"{self.code} {self.title}", "found": self.reason or self.condition}
        return _("%(effect)s: %(veto)s (%(found)s)") % words if words["found"] else _("%(effect)s: %(veto)s") % words


@dataclass(frozen=True)
class GateLine:
    """A gate that acted. ``trigger`` tells the count that raised it; '' for a gate raised by hand."""

    entity: str
    name: str
    part: Part
    channel: str
    code: str
    title: str
    trigger: str
    effect: str
    reason: str


@dataclass
class Marks:
    """What the trace of a run adds to its figures. ``traced`` False: it was computed by another engine version.

    ``gates``: (entity index, value that triggered it) by place, for gates with ``when`` only.
    ``gone`` [E, n] by (component position, channel): nodes that don't apply, see results.traces.
    """

    traced: bool
    gates: dict[GatePlace, list[tuple[int, float]]] = field(default_factory=dict)
    gone: dict[tuple[int, str], Bools] = field(default_factory=dict)


def trace_marks(run: Run) -> Marks:
    """Score the run's inputs again and keep only what reports show: bits, and the few gates that acted."""
    marks = Marks(traced=can_trace(run))
    if not marks.traced:
        return marks
    for chunk in trace_run(run):
        place = (chunk.component, chunk.channel)
        if place not in marks.gone:
            marks.gone[place] = np.zeros((run.entity_count, len(chunk.plan.nodes)), dtype=bool)
        marks.gone[place][chunk.begin : chunk.begin + chunk.gone.shape[1]] = chunk.gone.T
        for gate in chunk.plan.gates:
            if gate.when is None:
                continue
            for entity in np.flatnonzero(chunk.raised[gate.index]).tolist():
                value = float(chunk.values[gate.when.criterion, entity])
                marks.gates.setdefault((*place, gate.index), []).append((chunk.begin + entity, value))
    return marks


def veto_lines(reader: RunReader, parts: Sequence[Part]) -> list[VetoLine]:
    """By entity key, then component and place in the version."""
    by_system = {part.system: part for part in parts}
    return [
        _veto_line(entity, reader.names[entity], by_system[veto.system], veto)
        for entity, vetoes in sorted(reader.vetoes.items())
        for veto in vetoes
    ]


def _veto_line(entity: str, name: str, part: Part, veto: Veto) -> VetoLine:
    stated = part.plan.vetoes[part.plan.veto_index[veto.code]]
    return VetoLine(
        entity=entity,
        name=name,
        part=part,
        channel=channel_word(veto.channel) if veto.channel else "",
        code=veto.code,
        title=text_of(stated.name),
        condition=_condition(part.document, veto),
        effect=_veto_effect(stated.scope),
        reason=veto.reason,
    )


def _condition(document: Mapping[str, Any], veto: Veto) -> str:
    """The numbered condition that was met, with its text."""
    for stated in document.get("vetoes") or ():
        for condition in stated.get("conditions") or () if stated["code"] == veto.code else ():
            if str(condition["no"]) == veto.condition:
                return f"{veto.condition}. {text_of(condition['text'])}"
    return veto.condition


def _veto_effect(scope: str) -> str:
    return {
        "entity": _("unqualified by veto"),
        "component": _("component scored 0 by veto"),
        "channel": _("channel scored 0 by veto"),
    }[scope]


def gate_lines(reader: RunReader, parts: Sequence[Part], marks: Marks) -> list[GateLine]:
    """Every gate that acted, by entity key, component and place in the version."""
    keys = reader.snapshot["entities"]["key"]
    found: list[tuple[tuple[str, int, int, str], GateLine]] = []

    def add(entity: int, part: Part, gate: Gate, channel: str, trigger: str, reason: str) -> None:
        key = keys[entity]
        line = GateLine(
            entity=key,
            name=reader.names[key],
            part=part,
            channel=channel_word(channel) if channel else "",
            code=gate.code,
            title=text_of(gate.name),
            trigger=trigger,
            effect=_gate_effect(gate),
            reason=reason,
        )
        found.append(((key, part.position, gate.index, channel), line))

    for part, stated in zip(parts, reader.snapshot["components"], strict=True):
        for entity, code, reason in stated["gates"]:
            gate = part.plan.gates[part.plan.gate_index[code]]
            if gate.when is None:  # one with a trigger follows its criterion alone
                add(entity, part, gate, "", "", reason)
    for (position, channel, index), entities in marks.gates.items():
        gate = parts[position].plan.gates[index]
        for entity, value in entities:
            add(entity, parts[position], gate, channel, _trigger(parts[position], gate, value), "")
    return [line for _place, line in sorted(found, key=lambda entry: entry[0])]


def _gate_effect(gate: Gate) -> str:
    targets = ", ".join(gate.targets)
    if gate.factor == 0:
        return _("no score: %(targets)s") % {"targets": targets}
    return _("multiplied by %(factor)s: %(targets)s") % {"factor": weight(gate.factor), "targets": targets}


def _trigger(part: Part, gate: Gate, value: float) -> str:
    """``2.1#4 = 5 < 6``: the criterion, the number it came to, and the bounds that number met."""
    if gate.when is None:
        return ""
    signs = {"below": "<", "above": ">", "at_least": "≥", "at_most": "≤"}
    bounds = ", ".join(f"{signs[name]} {weight(bound)}" for name, bound in gate.when.bounds)
    return f"{part.plan.criteria[gate.when.criterion].address} = {weight(round(value, 6))} {bounds}"
