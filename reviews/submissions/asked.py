"""What a self-assessment asks, what of it is required and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from assessment.scoring import VersionPlan
from assessment.scoring.model import Cell, Role
from indicators.models import Criterion
from reviews.errors import Gap
from reviews.plans import plan_of
from reviews.scope import EntityScope, asked_cells, channel_name, scope_of
from reviews.submissions.models import Answer, SelfAssessment
from reviews.submissions.selectors import answers_of, attachments_of

CellKey = tuple[int, str]  # (criterion id, channel)
DEDUCTION = "deduction"


def asked_of(plan: VersionPlan, scope: EntityScope) -> list[Cell]:
    """In document order. Deductions are not asked: nobody is to take points off itself."""
    asked = asked_cells(plan, scope, last_round=True)
    return [cell for cell in asked if plan.leaf_node(plan.criteria[cell.criterion].leaf).kind != DEDUCTION]


@dataclass(frozen=True)
class Questions:
    """The cells of an entity's self-assessment, in document order, all rounds and sections together."""

    plan: VersionPlan
    scope: EntityScope
    cells: list[Cell]
    ids: Mapping[str, int]  # criterion address → database id

    @classmethod
    def of(cls, assessment: SelfAssessment) -> Questions:
        """A constant number of queries."""
        plan = plan_of(assessment.component.version)
        scope = scope_of(assessment.component, assessment.entity)
        cells = asked_of(plan, scope)
        rows = Criterion.objects.filter(version=assessment.component.version_id).values_list("address", "pk")
        return cls(plan, scope, cells, dict(rows))

    def key(self, cell: Cell) -> CellKey:
        return self.ids[self.plan.criteria[cell.criterion].address], channel_name(self.plan, cell)

    def is_required(self, cell: Cell) -> bool:
        """Whatever carries marks; bonus, penalties and counts are voluntary."""
        return self.plan.criteria[cell.criterion].role is Role.RATIO

    def gaps(self, answers: Mapping[CellKey, Answer], attached: Collection[CellKey]) -> Iterator[Gap]:
        """In document order: a required cell without a value; a value with neither statement nor evidence."""
        for cell in self.cells:
            key = self.key(cell)
            answer = answers.get(key)
            place = (key[0], self.plan.criteria[cell.criterion].address, key[1])
            if answer is None or not answer.value:
                if self.is_required(cell):
                    yield Gap(*place, missing="value")
            elif not answer.statement.strip() and key not in attached:
                yield Gap(*place, missing="comment")


def find_gaps(assessment: SelfAssessment) -> list[Gap]:
    attached = {(row.criterion_id, row.channel) for row in attachments_of(assessment)}
    return list(Questions.of(assessment).gaps(answers_of(assessment), attached))
