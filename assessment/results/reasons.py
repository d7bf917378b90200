"""What happened to a leaf, in sentences: weight moves, gates, not applicable (scoring.md §7, §8)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessment.results.explaining import ComponentReasons
from assessment.results.formulas import marks, number
from assessment.scoring.explanation import GateTrail, LeafTrail, TreeTrail
from assessment.scoring.model import Gate, Kind, VersionPlan
from indicators.models.versions import in_language
from indicators.wording import BOUNDS, factor_in_words

KEPT = ("full", "zero")


def move_sentence(leaf: LeafTrail) -> str:
    """ "3 → 4, because 1.2.4 does not apply"; '' where the weight stayed."""
    if leaf.weight is None or leaf.not_applicable or not leaf.received or leaf.node.kind is not Kind.SCORE:
        return ""
    sources = list(dict.fromkeys(transfer.source for transfer in leaf.received))
    return _("%(before)s → %(after)s, because %(codes)s does not apply") % {
        "before": marks(leaf.weight),
        "after": marks(leaf.moved),
        "codes": _(", ").join(sources),
    }


def absence_sentence(leaf: LeafTrail, reasons: ComponentReasons) -> str:
    """What became of the weight of a leaf that does not apply, and why it does not; '' for all others."""
    if not leaf.not_applicable:
        return ""
    sentence = _where_it_went(leaf)
    if not leaf.declared:
        return sentence
    reason = reasons.not_applicable.get(leaf.declared, "")
    if leaf.declared != leaf.node.code:
        sentence = _("%(sentence)s (declared for %(code)s)") % {"sentence": sentence, "code": leaf.declared}
    return _("%(sentence)s: %(reason)s") % {"sentence": sentence, "reason": reason} if reason else sentence


def _where_it_went(leaf: LeafTrail) -> str:
    if leaf.node.kind is not Kind.SCORE:
        return _("does not apply")
    if leaf.policy == "full":
        return _("does not apply, keeps full marks")
    if leaf.policy == "zero":
        return _("does not apply, counts 0")
    if leaf.policy == "exclude":
        return _("does not apply, taken out of the total")
    receivers = list(dict.fromkeys(transfer.receiver for transfer in leaf.given))
    if not receivers:
        return _("does not apply, its weight is lost")
    return _("does not apply, its weight went to %(codes)s") % {"codes": _(", ").join(receivers)}


def gate_sentences(plan: VersionPlan, tree: TreeTrail, leaf: LeafTrail, reasons: ComponentReasons) -> Iterator[str]:
    """One sentence for each raised gate that acts on the leaf or on a criterion of it."""
    own = {item.criterion.index for item in leaf.criteria}
    for gate in tree.gates:
        if not gate.raised:
            continue
        hit = [plan.criteria[index].address for index in gate.gate.criteria if index in own]
        if leaf.node.leaf in gate.gate.leaves:
            yield gate_sentence(plan, gate, reasons)
        elif hit:
            target = {"target": _(", ").join(hit), "sentence": gate_sentence(plan, gate, reasons)}
            yield _("%(target)s: %(sentence)s") % target


def gate_sentence(plan: VersionPlan, trail: GateTrail, reasons: ComponentReasons) -> str:
    """ "no score: too few surveys (2.1#4 is 5, < 6)"."""
    gate = trail.gate
    sentence = _("%(effect)s: %(gate)s") % {"effect": factor_in_words(gate.factor), "gate": _name(gate)}
    if gate.when is not None and trail.trigger_value is not None:
        return _("%(sentence)s (%(criterion)s is %(value)s, %(bounds)s)") % {
            "sentence": sentence,
            "criterion": plan.criteria[gate.when.criterion].address,
            "value": number(trail.trigger_value),
            "bounds": _(", ").join(f"{BOUNDS[name]} {number(bound)}" for name, bound in gate.when.bounds),
        }
    reason = reasons.gates.get(gate.code, "")
    return _("%(sentence)s: %(reason)s") % {"sentence": sentence, "reason": reason} if reason else sentence


def _name(gate: Gate) -> str:
    return in_language(gate.name.get("zh", ""), gate.name.get("en", "")) or gate.code
