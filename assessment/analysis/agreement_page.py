"""The figures of the agreement page in the words of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from assessment.analysis.reading import Reading, read_for
from assessment.analysis.severity import Severity
from assessment.analysis.statistics import Agreement, IndicatorAgreement, measure
from assessment.campaigns.models import Campaign, Reviewer
from assessment.campaigns.rules import Actor
from indicators.models.versions import in_language

#: Krippendorff (2004, p. 241): rely on 0.8 and more; below 0.667 no conclusions, between them tentative ones.
RELIABLE, TENTATIVE = 0.8, 0.667
#: A severity is named when its interval leaves out 0 and it exceeds this many points of a full mark of 1.
NOTABLE = 0.02


@dataclass(frozen=True)
class Figures:
    """Figures ready for the page; None where nothing can be said. ``kind`` is one of the chips' kinds."""

    cells: int
    exact: float | None
    alpha: float | None
    ac2: float | None
    kind: str

    @classmethod
    def of(cls, agreement: Agreement) -> Figures:
        alpha = known(agreement.alpha)
        kind = (
            "neutral"
            if alpha is None
            else "done"
            if alpha >= RELIABLE
            else "info"
            if alpha >= TENTATIVE
            else "attention"
        )
        return cls(agreement.cells, known(agreement.exact), alpha, known(agreement.ac2), kind)


@dataclass(frozen=True)
class IndicatorRow:
    """``level`` counts from 1; ``heading`` is the component's name where a new one begins, else ''."""

    heading: str
    filter: str
    code: str
    name: str
    level: int
    figures: Figures
    disagreements: int


@dataclass(frozen=True)
class EvaluatorRow:
    """``leaning``: "severe", "mild" or "" where the interval holds 0."""

    key: str
    name: str
    cells: int
    entities: int
    deviation: float
    low: float | None
    high: float | None
    exact: float
    leaning: str


@dataclass(frozen=True)
class AgreementPage:
    reading: Reading
    whole: Figures
    indicators: list[IndicatorRow]
    evaluators: list[EvaluatorRow]

    @classmethod
    def of(cls, user: Actor, campaign: Campaign) -> AgreementPage:
        """As ``user`` may see it: entities on which their own work is not handed in do not count."""
        reading = read_for(user, campaign)
        measured = measure(reading.arrays, reading.visible, reading.disagreements)
        people = Reviewer.objects.filter(campaign=campaign, user__isnull=False).select_related("user")
        names = {person.key: str(person.user) for person in people}
        evaluators = [_evaluator(reading, names, severity) for severity in measured.evaluators]
        return cls(
            reading=reading,
            whole=Figures.of(measured.whole),
            indicators=list(_indicators(reading, measured.indicators)),
            evaluators=sorted(evaluators, key=lambda row: (row.deviation, row.key)),
        )


def known(value: float) -> float | None:
    return None if isnan(value) else value


def _indicators(reading: Reading, rows: list[IndicatorAgreement]) -> list[IndicatorRow]:
    found, before = [], -1
    for row in rows:
        plan = reading.plans[row.component]
        begins = row.component != before and len(reading.plans) > 1
        before = row.component
        found.append(
            IndicatorRow(
                heading=in_language(plan.name.get("zh", ""), plan.name.get("en", "")) if begins else "",
                filter=f"{plan.key}:{row.node.code}",
                code=row.node.code,
                name=in_language(row.node.name.get("zh", ""), row.node.name.get("en", "")),
                level=min(row.depth + 1, 5),
                figures=Figures.of(row.agreement),
                disagreements=row.disagreements,
            )
        )
    return found


def _evaluator(reading: Reading, names: dict[str, str], severity: Severity) -> EvaluatorRow:
    key = reading.reviewers[severity.reviewer]
    sure = severity.low > 0 or severity.high < 0  # both False without an interval
    notable = sure and abs(severity.deviation) >= NOTABLE
    return EvaluatorRow(
        key=key,
        name=names.get(key, ""),
        cells=severity.cells,
        entities=severity.clusters,
        deviation=severity.deviation,
        low=known(severity.low),
        high=known(severity.high),
        exact=severity.exact,
        leaning=("mild" if severity.deviation > 0 else "severe") if notable else "",
    )
