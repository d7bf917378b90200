"""Confirmed vetoes of a run in words: name, condition, channel and reason (scoring.md §10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.results.reading import Veto
from assessment.results.shelf import RunFacts
from indicators.models.versions import in_language
from indicators.wording import word


@dataclass(frozen=True)
class VetoWords:
    """``scope`` is entity, component or channel; ``condition`` and ``channel`` may be ''."""

    code: str
    name: str
    scope: str
    condition: str
    channel: str
    reason: str


def words_of(facts: RunFacts, key: str, *, system: str = "") -> Iterator[VetoWords]:
    """The vetoes of an entity, of one component where ``system`` names it."""
    for veto in facts.vetoes.get(key, ()):
        if not system or veto.system == system:
            yield _words(facts, veto)


def _words(facts: RunFacts, veto: Veto) -> VetoWords:
    plan = next(plan for plan in facts.plans if plan.key == veto.system)
    stated = plan.vetoes[plan.veto_index[veto.code]]
    condition = facts.conditions.get((veto.system, veto.code, veto.condition), {})
    return VetoWords(
        code=veto.code,
        name=in_language(stated.name.get("zh", ""), stated.name.get("en", "")),
        scope=stated.scope,
        condition=in_language(condition.get("zh", ""), condition.get("en", "")),
        channel=word(veto.channel) if veto.channel else "",
        reason=veto.reason,
    )
