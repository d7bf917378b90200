"""What one evaluator has to do: their own sheets only, in their own order (screens.md §3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.db.models import Max, Q
from django.urls import reverse

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import held_roles
from assessment.core.models import User
from reviews.models import Reopening, ScoreChange, ScoreSheet
from reviews.overview.links import sheet_url
from reviews.overview.tally import Part, Section, SheetTally, parts_of, summed, tally_sheets
from reviews.selectors import in_own_order, own_sheets

SHOWN = ("open", "done", "all")


@dataclass(frozen=True)
class Task:
    """One sheet of the reader."""

    sheet: ScoreSheet
    part: Part
    tally: SheetTally
    url: str
    changed: datetime | None
    reopened: bool

    @property
    def section_names(self) -> list[str]:
        held = self.tally.sections
        return [section.label for section in self.part.sections if section.code in held]


@dataclass(frozen=True)
class Indicator:
    """How far the reader is with a first-level indicator over all sheets."""

    label: str
    component: str
    done: int
    total: int
    column_url: str


@dataclass(frozen=True)
class Work:
    """``tasks`` in the order to work in; ``resume`` is where the reader stopped, else where to begin."""

    campaign: Campaign
    tasks: Sequence[Task]
    indicators: Sequence[Indicator]
    resume: Task | None
    resume_url: str
    has_begun: bool

    @property
    def submitted(self) -> int:
        return sum(task.tally.is_submitted for task in self.tasks)

    @property
    def due(self) -> int:
        return len(self.tasks) - self.submitted

    @property
    def filled(self) -> int:
        return sum(task.tally.filled for task in self.tasks)

    @property
    def asked(self) -> int:
        return sum(task.tally.asked for task in self.tasks)

    @property
    def has_components(self) -> bool:
        return len({task.sheet.component_id for task in self.tasks}) > 1

    @property
    def has_rounds(self) -> bool:
        return len({task.sheet.round_id for task in self.tasks}) > 1

    def shown(self, which: str) -> list[Task]:
        """``open``: still to be submitted; ``done``: submitted; all."""
        if which == "all":
            return list(self.tasks)
        return [task for task in self.tasks if task.tally.is_submitted == (which == "done")]


def campaigns_of(user: User) -> list[Campaign]:
    """The campaigns in which the account scores: those in the phase of scoring first. One query, roles known."""
    role = Membership.Role.EVALUATOR
    ids = [pk for pk, roles in held_roles(user).items() if role in roles]
    found = Campaign.objects.filter(Q(pk__in=ids)).order_by("-year", "key")
    return sorted(found, key=lambda campaign: campaign.phase != Campaign.Phase.SCORING)


def work_of(user: User, campaign: Campaign) -> Work:
    """A constant number of queries a component, however many sheets."""
    parts = {part.component.pk: part for part in parts_of(campaign)}
    sheets = in_own_order(own_sheets(user).filter(component__campaign=campaign))
    mine = ScoreSheet.objects.filter(component__campaign=campaign, reviewer__user=user)
    tallies = {tally.pk: tally for tally in tally_sheets(list(parts.values()), mine)}
    changed = dict(
        ScoreChange.objects.filter(sheet__in=mine, actor=user).order_by().values_list("sheet").annotate(at=Max("at"))
    )
    reopened = set(Reopening.objects.filter(sheet__in=mine, granted=True).values_list("sheet", flat=True))
    tasks = [
        Task(
            sheet,
            parts[sheet.component_id],
            tallies[sheet.pk],
            sheet_url(sheet.pk),
            changed.get(sheet.pk),
            sheet.pk in reopened,
        )
        for sheet in sheets
        if sheet.pk in tallies
    ]
    resume, url, has_begun = _resume(user, tasks)
    return Work(campaign, tasks, _indicators(list(parts.values()), tasks), resume, url, has_begun)


def _resume(user: User, tasks: Sequence[Task]) -> tuple[Task | None, str, bool]:
    """Where the reader stopped: the cell changed last on a sheet that is open; else the first sheet to be done."""
    by_sheet = {task.sheet.pk: task for task in tasks if not task.tally.is_submitted}
    changes = ScoreChange.objects.filter(actor=user, sheet__in=list(by_sheet))
    last = changes.select_related("criterion").order_by("-pk").first()
    if last is not None:
        task = by_sheet[last.sheet_id]
        return task, sheet_url(task.sheet.pk, address=last.criterion.address, channel=last.channel), True
    first = next(iter(by_sheet.values()), None)
    return first, first.url if first else "", False


def _indicators(parts: Sequence[Part], tasks: Sequence[Task]) -> list[Indicator]:
    found = []
    for part in parts:
        own = [task for task in tasks if task.sheet.component_id == part.component.pk]
        done, total = summed(part, (task.tally for task in own))
        for section, filled, asked in zip(part.sections, done, total, strict=True):
            if asked:
                url = _column_url(own, section)
                found.append(Indicator(section.label, part.name, int(filled), int(asked), url))
    return found


def _column_url(tasks: Sequence[Task], section: Section) -> str:
    """Down the columns of a first-level indicator, in the first round in which something of it is missing."""
    place = next(i for i, one in enumerate(tasks[0].part.sections) if one.code == section.code)
    asked = [task for task in tasks if task.tally.total[place]]
    task = next((task for task in asked if task.tally.done[place] < task.tally.total[place]), asked[0])
    address = reverse("reviews:columns", args=[task.sheet.component_id, task.sheet.round_id])
    return f"{address}?section={quote(section.code)}"
