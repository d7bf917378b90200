"""What the pages of an upload show: the plan in views, the choices made on it, and what was done at last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.words import channel_word
from assessment.core.models import Job
from assessment.core.verdicts import Verdict, allow_if, first_denial
from reviews.models import SheetUpload
from reviews.services.upload_jobs import APPLY, READ
from reviews.workbooks.merging import Outcome, Texts
from reviews.workbooks.plan import Item, Plan

VIEWS: dict[str, tuple[Outcome, ...]] = {
    "faults": (Outcome.FAULT,),
    "questions": (Outcome.CONFLICT, Outcome.CLEAR),
    "changes": (Outcome.SET,),
    "refused": (Outcome.REFUSED,),
    "same": (Outcome.SAME,),
}
#: Of a page. What is chosen on a page goes with its form, so the cells to decide stand on one as far as forms go.
LINES = {"faults": 100, "questions": 400, "changes": 100, "refused": 100, "same": 100}


#: The steps of the jobs, by kind (services.upload_jobs).
STEPS: dict[str, dict[str, str | Promise]] = {
    READ: {"reading": gettext_lazy("Read the workbook"), "keeping": gettext_lazy("Keep what it says")},
    APPLY: {
        "planning": gettext_lazy("Make the plan once more"),
        "writing": gettext_lazy("Write every change, all or nothing"),
    },
}


@dataclass(frozen=True)
class View:
    name: str
    label: str
    count: int
    is_current: bool


def view_of(plan: Plan, asked: str) -> str:
    """The view asked for, else the first one that has something to say."""
    if asked in VIEWS:
        return asked
    return next((name for name in VIEWS if items_of(plan, name)), "changes")


def views_of(plan: Plan, current: str) -> list[View]:
    labels = {
        "faults": _("faults"),
        "questions": _("to decide"),
        "changes": _("will be set"),
        "refused": _("not taken"),
        "same": _("already so"),
    }
    return [
        View(name, labels[name], sum(plan.counts[outcome] for outcome in outcomes), name == current)
        for name, outcomes in VIEWS.items()
    ]


def items_of(plan: Plan, view: str) -> list[Item]:
    return plan.of(*VIEWS[view])


def can_apply(plan: Plan, allowed: Verdict) -> Verdict:
    """Why the button of a plan can't be pressed."""
    return first_denial(
        allowed,
        allow_if(not plan.counts[Outcome.FAULT], _("Correct the faults in the file and upload it again.")),
        allow_if(plan.changes, _("There is nothing to apply.")),
    )


def failed_application(upload: SheetUpload) -> str:
    """Why the last attempt of a worker to apply the plan has failed; "" where there was none."""
    job = upload.job
    return job.reason if job is not None and job.kind == APPLY and job.status == Job.Status.FAILED else ""


def taken_numbers(posted: QueryDict, most: int) -> set[int]:
    """For which cells the file is to hold: ``cell-7=take``; ``all=take`` or ``all=keep`` decides for every one."""
    decided = posted.get("all", "each")
    if decided == "take":
        return set(range(most))
    if decided == "keep":
        return set()
    return {number for number in range(most) if posted.get(f"cell-{number}") == "take"}


@dataclass(frozen=True)
class DoneLine:
    """A cell that an upload changed."""

    entity: str
    code: str
    channel: str
    before: Texts
    after: Texts


def done_lines(upload: SheetUpload) -> Sequence[DoneLine]:
    cells = upload.result["cells"] if upload.result else []
    found = []
    for cell in cells:
        row = upload.rows[cell["number"]]
        channel = channel_word(row["channel"]) if row["channel"] else ""
        found.append(DoneLine(row["entity"], row["code"], channel, Texts(*cell["before"]), Texts(*cell["after"])))
    return found
