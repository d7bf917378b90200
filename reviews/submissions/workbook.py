"""An agency's self-assessments as a workbook, and back (docs/adr/0014; issue of agencies: "in bulk through xlsx").

One table for a component, one row for a cell, with the own rating and the statement to be filled in. Evidence stays in
the workbench: a file is laid there with who and when; here its names are shown beside what they stand behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.verdicts import Denied, Verdict
from reviews.services.operations import Content
from reviews.submissions import rules
from reviews.submissions.asked import questions_of
from reviews.submissions.models import Answer, Attachment, SelfAssessment
from reviews.submissions.selectors import own_assessments
from reviews.submissions.services.answering import ANSWERS, checker_of
from reviews.workbooks.kinds import Desk, Place, WorkbookKind, register
from reviews.workbooks.layout import COMMENT, VALUE, Column, Document, Layout, Row, Tab
from reviews.workbooks.rows import ABOUT, ALLOWED, ROW_KEY, RowMaker
from reviews.workbooks.scopes import Keys

KIND = "answers"

LAYOUT = Layout(
    (
        *ABOUT,
        Column("asked", gettext_lazy("Kind of answer"), 10),
        ALLOWED,
        Column(VALUE, gettext_lazy("Your rating"), 14),
        Column(COMMENT, gettext_lazy("Your statement"), 44),
        Column("evidence", gettext_lazy("Evidence attached (read only)"), 30, wrapped=True),
        ROW_KEY,
    )
)


def answers_document(assessments: Sequence[SelfAssessment], *, campaign: Campaign, user: User) -> Document:
    """The workbook of ``assessments`` (own ones, open, one at least). A constant number of queries a component."""
    maker = RowMaker(Keys.new())
    parts: dict[int, list[SelfAssessment]] = defaultdict(list)
    for row in sorted(assessments, key=lambda row: (row.component.position, row.entity.sort_key, row.entity.key)):
        parts[row.component_id].append(row)
    tabs = [Tab(here[0].component.version.name, list(_rows(maker, here))) for here in parts.values()]
    entities = dict.fromkeys(row.entity.name for here in parts.values() for row in here)
    return maker.document(
        KIND,
        campaign=campaign,
        user=user,
        title=_("Self-assessment: %(campaign)s") % {"campaign": campaign.name},
        instructions=_instructions(),
        layout=LAYOUT,
        tabs=tabs,
        facts=(
            (_("Entity"), " · ".join(entities)),
            (_("Filled in by"), user.get_full_name() or user.get_username()),
        ),
    )


def _rows(maker: RowMaker, assessments: Sequence[SelfAssessment]) -> Iterator[Row]:
    """All cells of self-assessments of one component."""
    maker.begin(assessments[0].component)
    asked, answers, names = questions_of(assessments), _answers(assessments), _evidence(assessments)
    for assessment in assessments:
        questions = asked[assessment.pk]
        maker.begin_owner(assessment.pk, assessment.entity.name)
        for cell in questions.cells:
            place = (assessment.pk, *questions.key(cell))
            shown = {
                "asked": _("required") if questions.is_required(cell) else _("voluntary"),
                "evidence": "\n".join(names.get(place, ())),
            }
            yield maker.row(cell, answers.get(place, Content()), shown)


def _answers(assessments: Sequence[SelfAssessment]) -> dict[Place, Content]:
    rows = Answer.objects.filter(assessment__in=assessments)
    return {(row.assessment_id, row.criterion_id, row.channel): ANSWERS.content(row) for row in rows}


def _evidence(assessments: Sequence[SelfAssessment]) -> dict[Place, list[str]]:
    """The names of what is attached to each cell, in the order in which it was."""
    found: dict[Place, list[str]] = defaultdict(list)
    rows = Attachment.objects.filter(assessment__in=assessments).select_related("evidence__evidence").order_by("pk")
    for row in rows:
        found[row.assessment_id, row.criterion_id, row.channel].append(row.evidence.evidence.name)
    return found


def _instructions() -> list[str]:
    return [
        _("Write only in the yellow cells: your own rating, and your statement. Everything else is locked."),
        _("NA means not applicable. 0 is a score. An empty cell is not answered; these three stay apart."),
        _("Emptying a cell that held something changes nothing by itself: you are asked when you upload the file."),
        _("Rows may be filtered, and those you don't need deleted. Leave the last column: it says which row it is."),
        _("The workbench may be used meanwhile. Where a cell has changed there, too, you choose which value holds."),
        _("Upload the file on the page of its spreadsheets. You see the plan before anything is stored."),
        _("Evidence is attached in the workbench; the column shows what was attached when you downloaded the file."),
        _("The self-assessment is submitted in the workbench only. The file is taken from nobody but you."),
    ]


@register
class AnswerKind(WorkbookKind):
    name = KIND
    layout = LAYOUT
    cells = ANSWERS

    def can_upload(self, actor: User, campaign: Campaign) -> Verdict:
        return rules.can_upload_answers(actor, campaign)

    def owners(self, user: User, campaign_id: int, ids: Collection[int]) -> QuerySet[SelfAssessment]:
        return own_assessments(user).filter(pk__in=ids, component__campaign=campaign_id)

    def desk(self, user: User, owners: Sequence[SelfAssessment]) -> Desk:
        asked = questions_of(owners)
        return Desk(
            owners={row.pk: row for row in owners},
            refusals={row.pk: _refusal(user, row) for row in owners},
            checkers={pk: checker_of(questions) for pk, questions in asked.items()},
        )

    def lost(self) -> str:
        return _("This self-assessment is not yours any more.")

    def trail(self, campaign: Campaign) -> list[tuple[str, str]]:
        home = reverse("submissions:workbook", args=[campaign.key])
        return [(_("Self-assessment"), reverse("submissions:mine")), (_("Self-assessment by spreadsheet"), home)]


def _refusal(user: User, row: SelfAssessment) -> str:
    if row.is_submitted:
        return _("This self-assessment is submitted; the administration can reopen it.")
    verdict = rules.can_answer_assessment(user, row, own=True)
    return verdict.reason if isinstance(verdict, Denied) else ""
