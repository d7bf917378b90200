"""What pages need of a run's snapshot, kept in the process: runs never change, and a census snapshot reads slowly."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from assessment.results.bridge import StoredRun
from assessment.results.models import Run
from assessment.results.reading import RunReader, Veto
from assessment.scoring.model import Names, VersionPlan
from indicators.models import VetoCondition

MOST_KEPT = 4  # a census run of 14,000 entities takes some 20 MB


@dataclass(frozen=True)
class RunFacts:
    """What a run has read, parsed: names and confirmed vetoes by entity key, ``conditions`` the texts of vetoes'
    conditions by system, veto code and number. ``plans`` and ``shares`` belong to the components in campaign order.
    """

    stored: StoredRun
    shares: tuple[float, ...]
    conditions: Mapping[tuple[str, str, str], Names]
    names: Mapping[str, str]
    vetoes: Mapping[str, list[Veto]]

    @property
    def plans(self) -> Sequence[VersionPlan]:
        return self.stored.plans

    @property
    def policy(self) -> Mapping[str, Any]:
        return self.stored.snapshot["policy"]

    @property
    def decimals(self) -> int:
        return int(self.policy["decimals"])


Key = tuple[int, str, datetime]
_kept: OrderedDict[Key, RunFacts] = OrderedDict()
_lock = Lock()


def facts_of(run: Run) -> RunFacts:
    """The facts of a run. Seven queries the first time in a process, then none."""
    key = (run.pk, run.inputs_digest, run.created_at)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    facts = _read(run)
    with _lock:
        _kept[key] = facts
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return facts


def _read(run: Run) -> RunFacts:
    stored = StoredRun.of(run)
    reader = RunReader(run, stored.snapshot)
    return RunFacts(
        stored=stored,
        shares=tuple(float(component["share"]) for component in stored.snapshot["components"]),
        conditions=_conditions(stored),
        names=reader.names,
        vetoes=reader.vetoes,
    )


def _conditions(stored: StoredRun) -> dict[tuple[str, str, str], Names]:
    conditions = VetoCondition.objects.filter(version__components__in=stored.components)
    rows = conditions.values_list("version__system__key", "veto__code", "number", "text_zh", "text_en")
    return {(system, code, str(number)): {"zh": zh, "en": en} for system, code, number, zh, en in rows}


def clear() -> None:
    """Forget everything: for tests that count queries."""
    with _lock:
        _kept.clear()
