"""The lint of an indicator version (formats.md §1): what can't be computed without doubt, and what looks wrong.

An **error** leaves more than one reading (or none), so such a version can't be published. A **warning** is a thing a
source may well print (Zengdu's children of 42 under a stated 40); the publisher acknowledges it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from assessment.scoring.errors import PlanFault
from assessment.scoring.plan import plan_version
from assessment.scoring.tree import default_shares
from indicators import weights
from indicators.documents.normal import columns_of, normalise
from indicators.weights import CLOSE, Leaf, Summed
from indicators.wording import word

Document = Mapping[str, Any]
ERROR, WARNING = "error", "warning"
ATTRIBUTE = re.compile(r"[^\s=;,]+")  # as entities.csv can hold it: k=v;k=v
FIRST_PLACES = 5


@dataclass(frozen=True)
class Finding:
    """One finding. ``place`` is the code of an indicator, gate or veto, ``CODE#NO``, or a key of the version.

    ``code`` is stable: it is what a publisher acknowledges. ``message`` is a sentence in the reader's language.
    """

    severity: str
    code: str
    place: str
    message: str


def lint(document: Document) -> list[Finding]:
    """All findings of a document that fits the schema, errors first, then in document order."""
    version = _Version(normalise(document))
    findings = [finding for check in CHECKS for finding in check(version)]
    if not any(finding.severity == ERROR for finding in findings):
        findings += _unscorable(version)
    return sorted(findings, key=lambda finding: finding.severity)  # stable: "error" sorts before "warning"


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == ERROR]


class _Version:
    """A normal document with what several checks look up."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.columns = columns_of(document)
        self.channels: list[str] = document["channels"]
        self.nodes = weights.summed_nodes(document)
        self.leaves = weights.leaves_of(self.nodes)
        self.codes = {summed.node["code"] for summed in self.nodes}
        self.criteria = [
            (f"{summed.node['code']}#{criterion['no']}", criterion)
            for summed in self.nodes
            for criterion in summed.node.get("criteria", ())
        ]
        self.addresses = {address for address, _criterion in self.criteria}


# --- errors ---------------------------------------------------------------------------------------------------------


def duplicates(version: _Version) -> Iterator[Finding]:
    """No code, criterion number or condition number twice; each kind of thing has its own codes."""
    nodes, gates, vetoes = [s.node for s in version.nodes], version.document["gates"], version.document["vetoes"]
    kinds = [[item["code"] for item in items] for items in (nodes, gates, vetoes)]
    kinds += [[f"{node['code']}#{item['no']}" for item in node.get("criteria", ())] for node in nodes]
    kinds += [[f"{veto['code']}#{item['no']}" for item in veto["conditions"]] for veto in vetoes]
    for names in kinds:
        for name, count in Counter(names).items():
            if count > 1:
                yield Finding(ERROR, "duplicate_code", name, _("%(count)s items are called so.") % {"count": count})


def unknown_targets(version: _Version) -> Iterator[Finding]:
    """N/A policies name indicators; gates name indicators, or criteria as CODE#NO."""
    for summed in version.nodes:
        policy = summed.node["na"]
        for code in [*([policy["code"]] if "code" in policy else []), *policy.get("targets", ())]:
            if code not in version.codes:
                words = _("the policy for not applicable names “%(code)s”, there is no such indicator.")
                yield Finding(ERROR, "unknown_target", summed.node["code"], words % {"code": code})
    for gate in version.document["gates"]:
        for target in gate["targets"]:
            if "#" in target and target not in version.addresses:
                yield _absent_criterion(gate, target)
            elif "#" not in target and target not in version.codes:
                words = _("the gate names “%(code)s”, there is no such indicator.") % {"code": target}
                yield Finding(ERROR, "unknown_target", gate["code"], words)
        if "when" in gate and gate["when"]["criterion"] not in version.addresses:
            yield _absent_criterion(gate, gate["when"]["criterion"])


def _absent_criterion(gate: Document, address: str) -> Finding:
    words = _("the gate names the criterion “%(address)s”, there is no such criterion.") % {"address": address}
    return Finding(ERROR, "gate_on_absent_criterion", gate["code"], words)


def attribute_forms(version: _Version) -> Iterator[Finding]:
    """An attribute and its values must fit into ``k=v;k=v`` of entities.csv, else no entity can ever have them."""
    for summed in version.nodes:
        stated = summed.node.get("applies_when", {})
        values = [item for name in ("equals", "in", "not") for item in _as_list(stated.get(name))]
        bad = [str(item) for item in (stated.get("attribute", "x"), *values) if not ATTRIBUTE.fullmatch(str(item))]
        if bad:
            words = _("“%(value)s” can't be an attribute or its value: no spaces, no = ; , are possible.")
            yield Finding(ERROR, "unknown_attribute", summed.node["code"], words % {"value": bad[0]})


def unknown_channels(version: _Version) -> Iterator[Finding]:
    known, document = set(version.channels), version.document
    used = [(address, name) for address, criterion in version.criteria for name in criterion.get("channels", ())]
    used += [("channel_weights", name) for row in document["channel_weights"] for name in row]
    if document["columns"] == "channel":
        used += [("classes", name) for name in document.get("classes", ())]
    for place, name in used:
        if name not in known:
            words = _("there is no channel “%(name)s” in this version.") % {"name": name}
            yield Finding(ERROR, "unknown_channel", place, words)


def unknown_classes(version: _Version) -> Iterator[Finding]:
    known = set(version.columns)
    nodes = [summed.node for summed in version.nodes if isinstance(summed.node.get("weight"), Mapping)]
    used = [(node["code"], name) for node in nodes for name in node["weight"]]
    used += [("totals", name) for name in version.document.get("totals", ())]
    for place, name in used:
        if name not in known:
            words = _("there is no weight column “%(name)s” in this version.") % {"name": name}
            yield Finding(ERROR, "unknown_class", place, words)


def leaves_without_weight(version: _Version) -> Iterator[Finding]:
    for leaf in version.leaves:
        if leaf.kind == "score" and leaf.weights is None:
            words = _("the leaf has no weight, nor has a node above it.")
            yield Finding(ERROR, "no_weight", leaf.code, words)


def class_c_channels(version: _Version) -> Iterator[Finding]:
    if version.document["mode"] == "per_channel":
        return
    for address, criterion in version.criteria:
        if criterion.get("class") == "C" and len(criterion.get("channels", ())) != 1:
            words = _("a criterion of class C is judged on one channel, %(count)s are given.")
            count = len(criterion.get("channels", ()))
            yield Finding(ERROR, "class_c_channels", address, words % {"count": count})


def channel_rows_differ(version: _Version) -> Iterator[Finding]:
    """Two rows for one set of channels would leave open which of them holds."""
    rows = Counter(frozenset(row) for row in version.document["channel_weights"])
    for row, count in rows.items():
        if count > 1:
            words = {"count": count, "channels": ", ".join(sorted(row))}
            message = _("%(count)s rows give weights for the channels %(channels)s.") % words
            yield Finding(ERROR, "duplicate_channel_row", "channel_weights", message)


def _unscorable(version: _Version) -> Iterator[Finding]:
    """The engine has the last word: what it can't plan is an error even where no check above has found it."""
    try:
        plan_version(version.document)
    except PlanFault as fault:
        yield Finding(ERROR, "unscorable", str(fault.params.get("code", "")), str(fault))


# --- warnings -------------------------------------------------------------------------------------------------------


def stated_weights(version: _Version) -> Iterator[Finding]:
    """What an inner node states against its leaves. A node that carries the weight for them agrees by itself."""
    for summed in version.nodes:
        if not summed.inner or "weight" not in summed.node:
            continue
        weight = weights.per_column(summed.node["weight"], version.columns)
        stated = {column: weight.get(column) or 0 for column in version.columns}
        wrong = _differences(stated, summed)
        if wrong:
            words = _("the children do not add up to the stated weight: %(sums)s.") % {"sums": wrong}
            yield Finding(WARNING, "children_weight", summed.node["code"], words)


def stated_totals(version: _Version) -> Iterator[Finding]:
    """The score leaves of the whole tree against the total that the source prints (bonus apart)."""
    scored = [leaf for leaf in version.leaves if leaf.kind == "score"]
    totals = {column: full for column, full in version.document.get("totals", {}).items() if column in version.columns}
    wrong = _differences(totals, Summed({}, scored, inner=True)) if scored else ""
    if wrong:
        words = _("the leaves do not add up to the stated total: %(sums)s.") % {"sums": wrong}
        yield Finding(WARNING, "total_weight", "totals", words)


def _differences(stated: Mapping[str, float], summed: Summed) -> str:
    """``unit: 42 ≠ 40; …`` for the columns in which no alternative gives the stated sum."""
    wrong = [column for column, full in stated.items() if not summed.agrees(column, full)]
    return "; ".join(
        f"{word(column)}: {_plain(max(summed.sums(column)))} ≠ {_plain(stated[column])}" for column in wrong
    )


def share_sums(version: _Version) -> Iterator[Finding]:
    """Shares of a leaf's criteria, and of children that divide a carried weight, should add up to 1."""
    for summed in version.nodes:
        node = summed.node
        if node["kind"] == "score" and not summed.inner:
            bearing = [item.get("share") for item in node["criteria"] if _bears_share(item)]
            yield from _share_sum(bearing, node["code"], _("the shares of the criteria add up to %(sum)s, not to 1."))
        if summed.inner:
            needy = [child.get("share") for child in node["children"] if weights.needs_weight(child, node["kind"])]
            yield from _share_sum(needy, node["code"], _("the shares of the children add up to %(sum)s, not to 1."))


def _bears_share(criterion: Document) -> bool:
    return criterion["rule"]["type"] != "count" and criterion["rule"].get("mode") != "penalty"


def _share_sum(shares: Sequence[float | None], place: str, message: str) -> Iterator[Finding]:
    total = sum(default_shares(shares)) if any(share is not None for share in shares) else 1.0
    if abs(total - 1) > CLOSE:
        yield Finding(WARNING, "share_sum", place, message % {"sum": _plain(total)})


def missing_caps(version: _Version) -> Iterator[Finding]:
    """A bonus or deduction leaf without a cap, and percentages of that cap, which then come to nothing."""
    nodes = {summed.node["code"]: summed.node for summed in version.nodes}
    for leaf in version.leaves:
        open_ended = leaf.kind != "score" and _uncapped(leaf, version.columns)
        if open_ended:
            words = _("a bonus has no cap.") if leaf.kind == "bonus" else _("a deduction has no cap.")
            yield Finding(WARNING, "no_cap", leaf.code, words)
        for criterion in nodes[leaf.code]["criteria"] if open_ended else ():
            if any("percent" in amount for amount in criterion["rule"].get("categories", {}).values()):
                words = _("percentages of a leaf without a cap: there is nothing to take them from.")
                yield Finding(WARNING, "percent_without_cap", f"{leaf.code}#{criterion['no']}", words)


def _uncapped(leaf: Leaf, columns: Sequence[str]) -> bool:
    return leaf.weights is None or any(leaf.weights.get(column) is None for column in columns)


def never_assessed(version: _Version) -> Iterator[Finding]:
    for leaf in version.leaves:
        if (
            leaf.kind == "score"
            and leaf.weights is not None
            and not any(leaf.weights.get(column) for column in version.columns)
        ):
            yield Finding(WARNING, "never_assessed", leaf.code, _("the leaf has a weight in no column."))


def uncovered_channel_sets(version: _Version) -> Iterator[Finding]:
    """Sets of channels that can be open together and for which neither a row nor a larger row gives weights (§4)."""
    rows = [set(row) for row in version.document["channel_weights"]]
    if version.document["mode"] == "per_channel":
        together = {tuple(version.channels)}
    else:
        together = {tuple(item["channels"]) for _address, item in version.criteria if item.get("class") == "B"}
    bare: dict[tuple[str, ...], None] = {}
    for names in sorted(together):
        if not any(row >= set(names) for row in rows):
            sizes = range(2, len(names) + 1) if len(names) <= 8 else (len(names),)
            chosen = (group for size in sizes for group in combinations(names, size))
            bare |= dict.fromkeys(group for group in chosen if not any(row >= set(group) for row in rows))
    if bare:
        sets = [" + ".join(group) for group in bare]
        words = {"count": len(sets), "sets": _first(sets)}
        message = _("%(count)s sets of channels have no row of weights and weigh equally: %(sets)s.") % words
        yield Finding(WARNING, "channel_set", "channel_weights", message)


def classless_criteria(version: _Version) -> Iterator[Finding]:
    """With several channels a criterion without a class is one value of the entity, outside A, B and C."""
    if version.document["mode"] == "per_channel" or len(version.channels) < 2:
        return
    bare = [address for address, criterion in version.criteria if "class" not in criterion]
    if bare:
        words = {"count": len(bare), "places": _first(bare)}
        message = _("%(count)s criteria have no class and are judged once per entity: %(places)s.") % words
        yield Finding(WARNING, "no_class", bare[0], message)


def missing_texts(version: _Version) -> Iterator[Finding]:
    """One finding per language, else a system in one language would drown everything else."""
    document = version.document
    texts = [("name", document["name"])]
    texts += [(summed.node["code"], summed.node["name"]) for summed in version.nodes]
    texts += [(address, criterion["text"]) for address, criterion in version.criteria]
    texts += [(item["code"], item["name"]) for item in (*document["gates"], *document["vetoes"])]
    for veto in document["vetoes"]:
        texts += [(f"{veto['code']}#{item['no']}", item["text"]) for item in veto["conditions"]]
    for language, message in (
        ("zh", _("%(count)s texts have no Chinese: %(places)s.")),
        ("en", _("%(count)s texts have no English: %(places)s.")),
    ):
        bare = [place for place, stated in texts if language not in stated]
        if bare:
            words = {"count": len(bare), "places": _first(bare)}
            yield Finding(WARNING, f"text_missing_{language}", bare[0], message % words)


def _first(places: Sequence[str]) -> str:
    return ", ".join(places[:FIRST_PLACES]) + (" …" if len(places) > FIRST_PLACES else "")


def _plain(value: float) -> str:
    return f"{value:.10g}"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


CHECKS = (
    duplicates,
    unknown_targets,
    attribute_forms,
    unknown_channels,
    unknown_classes,
    leaves_without_weight,
    class_c_channels,
    channel_rows_differ,
    stated_weights,
    stated_totals,
    share_sums,
    missing_caps,
    never_assessed,
    uncovered_channel_sets,
    classless_criteria,
    missing_texts,
)
