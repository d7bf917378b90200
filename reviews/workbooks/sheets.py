"""An evaluator's score sheets as a workbook (docs/adr/0014).

One table for a component and a round, one row for a cell, sheets in the evaluator's own order: so one sheet or three
hundred are worked at alike, and a filter on a column makes a site or a criterion of it. Only one's own values go in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from reviews.models import ScoreSheet
from reviews.remit import remits_of
from reviews.selectors import in_own_order, scores_of
from reviews.services.cells import SCORES
from reviews.services.operations import Content
from reviews.workbooks.layout import COMMENT, VALUE, Column, Document, Layout, Row, Tab
from reviews.workbooks.rows import ABOUT, ALLOWED, ROW_KEY, RowMaker
from reviews.workbooks.scopes import Keys

KIND = "sheets"
MOST_SHEETS = 1000

LAYOUT = Layout(
    (
        *ABOUT,
        ALLOWED,
        Column(VALUE, gettext_lazy("Your value"), 14),
        Column(COMMENT, gettext_lazy("Your comment"), 40),
        ROW_KEY,
    )
)


def sheets_document(sheets: Sequence[ScoreSheet], *, campaign: Campaign, user: User) -> Document:
    """The workbook of ``sheets`` (own ones, open, from selectors.own_sheets). Some ten queries a component."""
    maker = RowMaker(Keys.new())
    tabs = [Tab(title, list(_rows(maker, part))) for title, part in _parts(sheets)]
    return maker.document(
        KIND,
        campaign=campaign,
        user=user,
        title=_("Score sheets: %(campaign)s") % {"campaign": campaign.name},
        instructions=_instructions(),
        layout=LAYOUT,
        tabs=tabs,
        facts=(
            (_("Evaluator"), user.get_full_name() or user.get_username()),
            (_("Sheets"), str(len(sheets))),
        ),
    )


def _parts(sheets: Sequence[ScoreSheet]) -> Iterator[tuple[str, list[ScoreSheet]]]:
    """(title, the sheets in their evaluator's order) for each component and round."""
    ordered = in_own_order(sheets)
    places = {(sheet.component_id, sheet.round_id): sheet for sheet in ordered}
    several = len({place[1] for place in places}) > 1
    for place, first in sorted(
        places.items(), key=lambda item: (item[1].component.position, item[1].round.position, item[0])
    ):
        name = first.component.version.name
        title = f"{name} {first.round.key}" if several else name
        yield title, [sheet for sheet in ordered if (sheet.component_id, sheet.round_id) == place]


def _rows(maker: RowMaker, sheets: Sequence[ScoreSheet]) -> Iterator[Row]:
    """All cells of sheets of one component and round."""
    maker.begin(sheets[0].component)
    remits, held = remits_of(sheets), scores_of(sheets)
    for sheet in sheets:
        scores = {(row.criterion_id, row.channel): SCORES.content(row) for row in held[sheet.pk]}
        maker.begin_owner(sheet.pk, sheet.entity.name)
        for cell in remits[sheet.pk].cells:
            yield maker.row(cell, scores.get(maker.key_of(cell), Content()))


def _instructions() -> list[str]:
    return [
        _("Write only in the yellow cells: your value, and your comment or reason. Everything else is locked."),
        _("NA means not applicable. 0 is a score. An empty cell is not scored; these three stay apart."),
        _("Emptying a cell that held something changes nothing by itself: you are asked when you upload the file."),
        _("Rows may be filtered, and those you don't need deleted. Leave the last column: it says which row it is."),
        _("The workbench may be used meanwhile. Where a cell has changed there, too, you choose which value holds."),
        _("Upload the file on the page of spreadsheets in my work. Nothing is stored before you have seen the plan."),
        _("A sheet is submitted in the workbench only. Vetoes, findings and pictures are entered there, too."),
        _("The file is yours: it holds your values and is taken from nobody else. Do not pass it on."),
    ]
