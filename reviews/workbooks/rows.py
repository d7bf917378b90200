"""The rows of a workbook of cells, and its scope back as rows (docs/adr/0014): the same for score sheets and for
self-assessments. What a row shows of its criterion is made once for all rows of a version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.models import Campaign, Component
from assessment.campaigns.words import channel_word
from assessment.core.figures import moment, share
from assessment.core.models import User
from assessment.scoring import VersionPlan
from assessment.scoring.model import Cell
from indicators.models import Criterion, Indicator, IndicatorVersion
from indicators.selectors import tree_of
from indicators.wording import rule_in_words, word
from reviews.payload import in_document_order
from reviews.plans import plan_of
from reviews.scope import channel_name
from reviews.services.operations import Content
from reviews.workbooks.layout import KEY, Column, Control, Document, Entry, Row
from reviews.workbooks.scopes import Keys, ScopeRow, sign_scope

ENTRIES = {
    "rating": Entry.RATIO,
    "tiers": Entry.NUMBER,
    "count": Entry.AMOUNT,
    "proportion": Entry.PARTS,
    "tally": Entry.TEXT,
    "items": Entry.TEXT,
}
CellKey = tuple[int, str]  # (criterion id, channel)

#: The columns that say what a row is about, in every workbook of cells.
ABOUT = (
    Column("entity", gettext_lazy("Entity"), 22, checked=True),
    Column("code", gettext_lazy("Code"), 10, checked=True),
    Column("indicator", gettext_lazy("Indicator"), 18, wrapped=True),
    Column("criterion", gettext_lazy("Criterion"), 52, wrapped=True),
    Column("share", gettext_lazy("Share"), 8),
    Column("channel", gettext_lazy("Channel"), 9, checked=True),
)
ALLOWED = Column("allowed", gettext_lazy("What may be entered"), 30, wrapped=True)
ROW_KEY = Column(KEY, gettext_lazy("Row key (leave as it is)"), 12)


@dataclass(frozen=True)
class Asked:
    """A criterion with its words: ``texts`` by the names of columns."""

    row: Criterion
    texts: dict[str, str]
    control: Control


class RowMaker:
    """Makes rows and, along with them, the scope: each row's place in it is its key.

    ``begin`` a component, then ``begin_owner`` of its cells (a sheet, a self-assessment), then each ``row``.
    """

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.content: dict[str, Any] = {"versions": {}, "sheets": [], "criteria": [], "channels": {}, "rows": []}
        self.numbers: dict[int, int] = {}  # criterion id → its number in the scope

    def begin(self, component: Component) -> None:
        self.content["versions"][str(component.pk)] = component.version.content_hash
        self.plan = plan_of(component.version)
        self.asked = criteria_in_words(self.plan, component.version)

    def begin_owner(self, pk: int, name: str) -> None:
        """``name`` of the entity."""
        self.content["sheets"].append([pk, name])

    def key_of(self, cell: Cell) -> CellKey:
        return self.asked[self.plan.criteria[cell.criterion].address].row.pk, channel_name(self.plan, cell)

    def row(self, cell: Cell, stands: Content, shown: Mapping[str, str] | None = None) -> Row:
        """``stands`` is what the cell holds, ``shown`` the texts of columns that are the workbook's own."""
        asked, channel = self.asked[self.plan.criteria[cell.criterion].address], channel_name(self.plan, cell)
        named = self.content["channels"].setdefault(channel, channel_word(channel) if channel else "")
        number = self.numbers.get(asked.row.pk)
        if number is None:
            number = self.numbers[asked.row.pk] = len(self.content["criteria"])
            self.content["criteria"].append([asked.row.pk, asked.row.address])
        index, owner = len(self.content["rows"]), len(self.content["sheets"]) - 1
        self.content["rows"].append([owner, number, channel, stands.version, stands.value, stands.comment])
        texts = {**asked.texts, "entity": self.content["sheets"][owner][1], "channel": named, **(shown or {})}
        return Row(self.keys.key(index), texts, asked.control, value=stands.value, comment=stands.comment)

    def document(
        self, kind: str, *, campaign: Campaign, user: User, facts: Sequence[tuple[str, str]], **shown: Any
    ) -> Document:
        """The whole workbook, when all rows are made. ``shown``: title, instructions, layout and tabs of Document."""
        content = {"campaign": campaign.key, **self.content}
        scope = sign_scope(kind=kind, user=user.pk, keys=self.keys, content=content)
        return Document(scope=scope, facts=(*facts, (_("Downloaded"), moment(timezone.now(), full=True))), **shown)


def scope_rows(content: Any) -> list[ScopeRow]:
    """The rows of a signed scope, as they were downloaded. A place's "sheet" is the owner of the cell."""
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


# --- a criterion in words ---------------------------------------------------------------------------------------------
def criteria_in_words(plan: VersionPlan, version: IndicatorVersion) -> dict[str, Asked]:
    """The criteria of a version by address."""
    branches = [branch for root in tree_of(version) for branch in root.walk()]
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
