"""An evaluator's score sheets as a workbook, and its scope back as rows (docs/adr/0014).

One table for a component and a round, one row for a cell, sheets in the evaluator's own order: so one sheet or three
hundred are worked at alike, and a filter on a column makes a site or a criterion of it. Only one's own values go in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.models import Campaign
from assessment.campaigns.words import channel_word
from assessment.core.figures import moment, share
from assessment.core.models import User
from assessment.scoring import VersionPlan
from indicators.models import Criterion, Indicator
from indicators.selectors import tree_of
from indicators.wording import rule_in_words, word
from reviews.assigned import standings_of
from reviews.models import ScoreSheet
from reviews.payload import in_document_order
from reviews.plans import plan_of
from reviews.scope import asked_cells, channel_name, is_last_round, scopes_of
from reviews.selectors import in_own_order, scores_of
from reviews.workbooks.layout import COMMENT, KEY, VALUE, Column, Control, Document, Entry, Layout, Row, Tab
from reviews.workbooks.scopes import Keys, ScopeRow, sign_scope

KIND = "sheets"
MOST_SHEETS = 1000

LAYOUT = Layout(
    (
        Column("entity", gettext_lazy("Entity"), 22, checked=True),
        Column("code", gettext_lazy("Code"), 10, checked=True),
        Column("indicator", gettext_lazy("Indicator"), 18, wrapped=True),
        Column("criterion", gettext_lazy("Criterion"), 52, wrapped=True),
        Column("share", gettext_lazy("Share"), 8),
        Column("channel", gettext_lazy("Channel"), 9, checked=True),
        Column("allowed", gettext_lazy("What may be entered"), 30, wrapped=True),
        Column(VALUE, gettext_lazy("Your value"), 14),
        Column(COMMENT, gettext_lazy("Your comment"), 40),
        Column(KEY, gettext_lazy("Row key (leave as it is)"), 12),
    )
)

ENTRIES = {
    "rating": Entry.RATIO,
    "tiers": Entry.NUMBER,
    "count": Entry.AMOUNT,
    "proportion": Entry.PARTS,
    "tally": Entry.TEXT,
    "items": Entry.TEXT,
}


@dataclass(frozen=True)
class Asked:
    """A criterion with its words, made once for all rows of a version."""

    row: Criterion
    texts: dict[str, str]
    control: Control


def sheets_document(sheets: Sequence[ScoreSheet], *, campaign: Campaign, user: User) -> Document:
    """The workbook of ``sheets`` (own ones, open, from selectors.own_sheets). Some ten queries a component."""
    maker = _Maker(Keys.new())
    tabs = [Tab(title, list(maker.rows(part))) for title, part in _parts(sheets)]
    content = {"campaign": campaign.key, **maker.content}
    return Document(
        title=_("Score sheets: %(campaign)s") % {"campaign": campaign.name},
        instructions=_instructions(),
        layout=LAYOUT,
        tabs=tabs,
        scope=sign_scope(kind=KIND, user=user.pk, keys=maker.keys, content=content),
        facts=(
            (_("Evaluator"), user.get_full_name() or user.get_username()),
            (_("Sheets"), str(len(sheets))),
            (_("Downloaded"), moment(timezone.now(), full=True)),
        ),
    )


def scope_rows(content: Any) -> list[ScopeRow]:
    """The rows of a signed scope, as they were downloaded."""
    sheets, criteria, words = content["sheets"], content["criteria"], content["channels"]
    return [
        ScopeRow(
            place={"sheet": sheets[sheet][0], "criterion": criteria[criterion][0], "channel": channel},
            shown={"entity": sheets[sheet][1], "code": criteria[criterion][1], "channel": words[channel]},
            version=version,
            value=value,
            comment=comment,
        )
        for sheet, criterion, channel, version, value, comment in content["rows"]
    ]


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


class _Maker:
    """Makes rows and, along with them, the scope: each row's place in it is its key."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.content: dict[str, Any] = {"versions": {}, "sheets": [], "criteria": [], "channels": {}, "rows": []}
        self.numbers: dict[int, int] = {}  # criterion id → its number in the scope

    def rows(self, sheets: Sequence[ScoreSheet]) -> Iterator[Row]:
        component = sheets[0].component
        self.content["versions"][str(component.pk)] = component.version.content_hash
        plan, last = plan_of(component.version), is_last_round(sheets[0].round)
        asked = _asked(plan, sheets[0])
        scopes = scopes_of(component, [sheet.entity for sheet in sheets])
        standings, held = standings_of(sheets), scores_of(sheets)
        for sheet in sheets:
            scores = {(row.criterion_id, row.channel): row for row in held[sheet.pk]}
            self.content["sheets"].append([sheet.pk, sheet.entity.name])
            for cell in asked_cells(plan, scopes[sheet.entity_id], standings[sheet.pk].sections, last_round=last):
                criterion, channel = asked[plan.criteria[cell.criterion].address], channel_name(plan, cell)
                score = scores.get((criterion.row.pk, channel))
                stands = (score.version, score.value, score.comment) if score else (0, "", "")
                yield self.row(sheet, criterion, channel, stands)

    def row(self, sheet: ScoreSheet, asked: Asked, channel: str, stands: tuple[int, str, str]) -> Row:
        shown = self.content["channels"].setdefault(channel, channel_word(channel) if channel else "")
        number = self.numbers.get(asked.row.pk)
        if number is None:
            number = self.numbers[asked.row.pk] = len(self.content["criteria"])
            self.content["criteria"].append([asked.row.pk, asked.row.address])
        index = len(self.content["rows"])
        self.content["rows"].append([len(self.content["sheets"]) - 1, number, channel, *stands])
        texts = {**asked.texts, "entity": sheet.entity.name, "channel": shown}
        return Row(self.keys.key(index), texts, asked.control, value=stands[1], comment=stands[2])


def _asked(plan: VersionPlan, sheet: ScoreSheet) -> dict[str, Asked]:
    """The criteria of a sheet's version by address."""
    branches = [branch for root in tree_of(sheet.component.version) for branch in root.walk()]
    return {row.address: _in_words(plan, row, branch.indicator) for branch in branches for row in branch.criteria}


def _in_words(plan: VersionPlan, row: Criterion, indicator: Indicator) -> Asked:
    planned = plan.criteria[plan.criterion_index[row.address]]
    rule = in_document_order(row.rule, planned.rule.keys)
    texts = {
        "code": row.address,
        "indicator": indicator.name,
        "criterion": row.text,
        "share": share(row.share) if row.share else "",
        "allowed": f"{notation(planned.rule.type, planned.rule.keys)}\n{rule_in_words(rule, kind=indicator.kind)}",
    }
    return Asked(row, texts, control_of(planned.rule.type, planned.rule.keys))


def control_of(rule: str, keys: Sequence[str]) -> Control:
    """How a spreadsheet holds somebody to a rule (scoring.md §3); N/A is a choice everywhere."""
    if rule == "check":
        return Control(Entry.CHOICE, ("1", "0", "NA"))
    if rule == "levels":
        return Control(Entry.CHOICE, (*keys, "NA"))
    return Control(ENTRIES[rule])


def notation(rule: str, keys: Sequence[str]) -> str:
    """How a value of a rule is written."""
    if rule == "levels":
        named = (key if word(key) == key else f"{key} ({word(key)})" for key in keys)
        return _(" or ").join([*named, "NA"])
    if rule == "tally":
        return _("%(form)s, or NA") % {"form": ";".join(f"{key}=n" for key in keys)}
    return {
        "check": _("1 or 0, or NA"),
        "rating": _("a number from 0 to 1, or NA"),
        "proportion": _("n/d, such as 3/4, or NA"),
        "tiers": _("a number, or NA"),
        "count": _("a number from 0 up, or NA"),
        "items": _("points of each case, x;y;…, or NA"),
    }[rule]


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
