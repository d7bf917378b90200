"""Saving the answers of a self-assessment, by the operations of all cells (reviews.services.operations). The text
beside a value is its statement.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.verdicts import require
from reviews.checking import CellChecker
from reviews.errors import LockedError
from reviews.services.operations import Batch, Kind, Operation, Result, accepted, in_one_go
from reviews.submissions import rules
from reviews.submissions.asked import Questions
from reviews.submissions.models import Answer, AnswerChange, SelfAssessment

#: What somebody has saved is no longer last year's.
ANSWERS = Kind(Answer, AnswerChange, owner="assessment", text="statement", also={"taken_over": False})


def save_answers(
    *, assessment: SelfAssessment, operations: Sequence[Operation], actor: User, questions: Questions | None = None
) -> list[Result]:
    """The answers in the order of ``operations`` (1…50). Raises PermissionDenied, LockedError for all at once.

    ``assessment`` comes from selectors.visible_assessments; a comment is the cell's statement. ``questions`` where they
    are known already.
    """
    wishes = accepted(operations)
    require(rules.can_answer_assessment(actor, assessment))
    checker = checker_of(questions or Questions.of(assessment))
    return in_one_go(lambda: Batch(ANSWERS, lock_open(assessment), wishes, actor, checker).save())


def lock_open(assessment: SelfAssessment) -> SelfAssessment:
    """The self-assessment as it stands, its row locked. Raises LockedError where it is submitted."""
    rows = SelfAssessment.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("component__version__system", "entity__campaign").get(pk=assessment.pk)
    if locked.is_submitted:
        raise LockedError(_("This self-assessment is submitted; the administration can reopen it."))
    return locked


def checker_of(questions: Questions) -> CellChecker:
    addresses = {pk: address for address, pk in questions.ids.items()}
    return CellChecker(questions.plan, addresses, frozenset(cell.index for cell in questions.cells))
