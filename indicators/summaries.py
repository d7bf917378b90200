"""What the library list says of each version, computed once per content hash and process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from indicators import wording
from indicators.documents.normal import columns_of, normalise
from indicators.lint import ERROR, lint
from indicators.models import IndicatorVersion
from indicators.weights import leaves_of, summed_nodes, sums

MOST_KEPT = 1000


@dataclass(frozen=True)
class Summary:
    """``sums`` are (column, full marks of the score leaves; the largest where alternatives differ)."""

    leaves: int
    criteria: int
    sums: tuple[tuple[str, float], ...]
    errors: int
    warnings: int

    @property
    def sums_in_words(self) -> list[tuple[str, float]]:
        """``sums`` with the columns named in the reader's language."""
        return [(wording.word(column), total) for column, total in self.sums]


_kept: dict[str, Summary] = {}


def summarise(document: dict[str, Any]) -> Summary:
    normal = normalise(document)
    nodes = summed_nodes(normal)
    leaves = leaves_of(nodes)
    score = [leaf for leaf in leaves if leaf.kind == "score"]
    findings = lint(normal)
    errors = sum(finding.severity == ERROR for finding in findings)
    return Summary(
        leaves=len(leaves),
        criteria=sum(len(summed.node.get("criteria", ())) for summed in nodes),
        sums=tuple((column, max(sums(score, column))) for column in columns_of(normal)),
        errors=errors,
        warnings=len(findings) - errors,
    )


def summaries(versions: Iterable[IndicatorVersion]) -> dict[str, Summary]:
    """content hash → summary. The documents of those not known yet are read in one statement."""
    wanted = {version.content_hash: version.pk for version in versions}
    missing = [key for content_hash, key in wanted.items() if content_hash not in _kept]
    if len(_kept) + len(missing) > MOST_KEPT:
        _kept.clear()
        missing = list(wanted.values())
    if missing:
        for content_hash, document in IndicatorVersion.objects.filter(pk__in=missing).values_list(
            "content_hash", "document"
        ):
            _kept[content_hash] = summarise(document)
    return {content_hash: _kept[content_hash] for content_hash in wanted}
