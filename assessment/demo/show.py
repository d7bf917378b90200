"""What ``runworkbench --demo`` does: load the demo, have the worker compute its rankings, say what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.models import Campaign, League
from assessment.core.models import Job
from assessment.core.supervisor.follow import Task
from assessment.demo import publishing
from assessment.demo.passage import file_demo_appeals
from assessment.demo.people import sign_in_lines
from assessment.demo.services import DemoReport, load_demo
from assessment.results.models import Run
from assessment.results.selectors import last_run
from assessment.results.services.runs import EXPORT_KIND, start_run
from assessment.scoring.rounding import decimal_text
from indicators.services.loading import load_library

IN_A_LINE = 5  # places of a ranking


class Show:
    """The demonstration of settings.WORKBENCH_DEMONSTRATION (core.supervisor.follow.Demonstration)."""

    step_names = {
        "reading": gettext_lazy("reading"),
        "computing": gettext_lazy("computing"),
        "vetoes": gettext_lazy("vetoes"),
        "ranking": gettext_lazy("ranking"),
        "writing": gettext_lazy("writing"),
        "storing": gettext_lazy("storing"),
    }

    def __init__(self) -> None:
        self.loaded: DemoReport | None = None
        self.published: list[str] = []  # a sentence for each revision

    def load(self, *, say: Callable[[str], None]) -> None:
        systems = load_library()
        say(_("Indicator library: %(count)s versions.") % {"count": len(systems)})
        self.loaded = load_demo(progress=say)

    def work(self) -> Iterator[list[Task]]:
        """A run of each campaign, another one where an appeal was upheld then; last the publication of one campaign,
        in two revisions.
        """
        to_publish = publishing.unpublished()
        if to_publish is not None:
            publishing.misplace(to_publish)
        yield from _computed(self.campaigns())
        yield from _computed([campaign for campaign in self.campaigns() if file_demo_appeals(campaign)])
        if to_publish is not None:
            yield from self._publish(to_publish)

    def _publish(self, campaign: Campaign) -> Iterator[list[Task]]:
        """A first revision, then a run of what was corrected, and its publication."""
        self.published.append(publishing.publish(campaign))
        publishing.correct(campaign)
        yield from _computed([campaign])
        self.published.append(publishing.publish(campaign, reason=publishing.REASON))

    def report(self, *, say: Callable[[str], None]) -> None:
        for campaign in self.campaigns():
            run = last_run(campaign)
            assert run is not None, "report is called after work"
            say(f"{campaign.key} {campaign.name}")
            for league in campaign.leagues.all():
                say(f"    {league.name}")
                for line in standing(run, league):
                    say(f"        {line}")
            if path := workbook(run):
                say(f"    {_('workbook')}: {path}")
        for sentence in self.published:
            say(sentence)
        assert self.loaded is not None, "report is called after load"
        for line in sign_in_lines(self.loaded.sign_ins):
            say(line)

    def campaigns(self) -> list[Campaign]:
        """The demo's campaigns in the order in which they were loaded."""
        assert self.loaded is not None, "load comes first"
        found = {campaign.key: campaign for campaign in Campaign.objects.filter(key__in=self.loaded.campaign_keys)}
        return [found[key] for key in self.loaded.campaign_keys]


def workbook(run: Run) -> Path | None:
    """Where the workbook of a run lies; None while its export is not done."""
    job = Job.objects.filter(key=f"{EXPORT_KIND}:{run.pk}", status=Job.Status.DONE).order_by("-pk").first()
    return Path(settings.EXPORT_ROOT) / (job.result or {})["path"] if job else None


def _computed(campaigns: Iterable[Campaign]) -> Iterator[list[Task]]:
    """A run of each, then the workbook of each run that is new: unchanged inputs make no new one."""
    runs = [Task(campaign.key, start_run(campaign=campaign, actor=None)) for campaign in campaigns]
    if runs:
        yield runs
        yield [_workbook_task(task) for task in runs if _is_new(task)]


def _workbook_task(task: Task) -> Task:
    return Task(_("%(key)s workbook") % {"key": task.title}, _export_of(task))


def _is_new(task: Task) -> bool:
    return not (task.job.result or {})["unchanged"]


def _export_of(task: Task) -> Job:
    """The job that a finished run has asked for."""
    run = Run.objects.get(campaign__key=task.title, number=(task.job.result or {})["run"])
    return Job.objects.get(key=f"{EXPORT_KIND}:{run.pk}")


def standing(run: Run, league: League) -> list[str]:
    """The ranking of a league as lines of ``1 霁川市 85.53 · 2 翎洲市 83.25 · …``; the unqualified stand at the end."""
    decimals = run.campaign.policy["decimals"]
    results = run.entity_results.only("entity_id", "total")
    totals = {result.entity_id: result.total for result in results if result.total is not None}
    rows = run.ranks.filter(league=league).select_related("entity").order_by("position")
    places = [
        f"{row.rank} {row.entity.name} {decimal_text(totals[row.entity_id], decimals)}"
        if row.rank
        else _("%(name)s unqualified") % {"name": row.entity.name}
        for row in rows
    ]
    return [" · ".join(part) for part in batched(places, IN_A_LINE)]


def batched(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
