"""What a self-assessment asks, what of it is required and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.scoring import VersionPlan
from assessment.scoring.model import Cell, Role
from indicators.models import Criterion
from reviews.errors import Gap
from reviews.plans import plan_of
from reviews.scope import EntityScope, asked_cells, channel_name, scopes_of
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
        return questions_of([assessment])[assessment.pk]

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


def questions_of(assessments: Sequence[SelfAssessment]) -> dict[int, Questions]:
    """By the id of the self-assessment; a constant number of queries for each component."""
    places: dict[int, list[SelfAssessment]] = defaultdict(list)
    for row in assessments:
        places[row.component_id].append(row)
    found = {}
    for here in places.values():
        component = here[0].component
        plan, scopes = plan_of(component.version), scopes_of(component, [row.entity for row in here])
        ids = dict(Criterion.objects.filter(version=component.version_id).order_by().values_list("address", "pk"))
        for row in here:
            scope = scopes[row.entity_id]
            found[row.pk] = Questions(plan, scope, asked_of(plan, scope), ids)
    return found


def find_gaps(assessment: SelfAssessment) -> list[Gap]:
    attached = {(row.criterion_id, row.channel) for row in attachments_of(assessment)}
    return list(Questions.of(assessment).gaps(answers_of(assessment), attached))
