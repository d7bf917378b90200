"""The demonstration of ``runworkbench --demo``, its jobs done in this process."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessment.core.models import Job
from assessment.core.services import jobs
from assessment.core.supervisor.follow import follow
from assessment.demo import publishing
from assessment.demo.show import Show
from assessment.publications.ledger import first_bad_record
from assessment.publications.models import Publication
from assessment.publications.selectors import standings_of
from assessment.results.models import Run
from indicators.models import IndicatorVersion
from tests.demo.scored import SCRIPTS, scored

#: The campaign in which an appeal is upheld: full marks instead of 0.80 for half a leaf of 15 points, and 80 % of that.
APPEALED, WINNER, GAIN = "fujian-2019", "chengling", Decimal("1.20")


def after_the_appeal(totals: dict[str, str]) -> list[tuple[int, str, str]]:
    """(dense rank, entity, total) with the winner's gain."""
    figures = {key: Decimal(total) + (GAIN if key == WINNER else 0) for key, total in totals.items()}
    ranks = {total: rank for rank, total in enumerate(sorted(set(figures.values()), reverse=True), start=1)}
    return sorted((ranks[total], key, str(total)) for key, total in figures.items())


def ranking(key: str, league: str, names: dict[str, str]) -> list[str]:
    """A league's ranking as the report prints it, from the files instead of the database."""
    members = [(entity, item) for entity, item in scored(key).entities.items() if league in leagues_of(key)[entity]]
    ranked = sorted((item["ranks"][league], entity, item["total"]) for entity, item in members if item["ranks"])
    if key == APPEALED:
        ranked = after_the_appeal({entity: total for _rank, entity, total in ranked})
    places = [f"{rank} {names[entity]} {total}" for rank, entity, total in ranked]
    places += [f"{names[entity]} 不合格" for entity, item in sorted(members) if not item["ranks"]]
    return ["        " + " · ".join(places[start : start + 5]) for start in range(0, len(places), 5)]


def leagues_of(key: str) -> dict[str, tuple[str, ...]]:
    return {subject.key: tuple(subject.leagues) for subject in SCRIPTS[key].subjects}


@pytest.mark.django_db
def test_it_loads_computes_and_reports(settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_ROOT = tmp_path
    show, said = Show(), []
    show.load(say=said.append)
    assert said[0] == "指标库：10 个版本。"
    assert IndicatorVersion.objects.filter(status="published").count() == 10
    for tasks in show.work():
        for task in tasks:
            assert jobs.run(task.job.pk) is not None
        follow(tasks, say=said.append, pause=lambda: pytest.fail("a job waits"), names=show.step_names)
    computed = list(Run.objects.order_by("pk").values_list("campaign__key", flat=True))
    assert computed == [*SCRIPTS, APPEALED, publishing.KEY]
    assert Job.objects.filter(kind="export", status=Job.Status.DONE).count() == len(computed)

    told: list[str] = []
    show.report(say=told.append)
    expected = []
    for key, script in SCRIPTS.items():
        names = {subject.key: subject.place.name for subject in script.subjects}
        expected.append(f"{key} {script.name_zh}")
        for league, zh, _en in script.leagues:
            expected += [f"    {zh}", *ranking(key, league, names)]
        export = Job.objects.get(
            kind="export", arguments__run=Run.objects.filter(campaign__key=key).latest("number").pk
        )
        assert (tmp_path / export.result["path"]).is_file()
        expected.append(f"    工作簿: {tmp_path / export.result['path']}")
    assert told[: len(expected)] == expected
    assert [line.split()[0] for line in told[-8:]] == [
        "demo-admin",
        "demo-wen",
        "demo-jian",
        "demo-sang",
        "demo-lead",
        "demo-agency",
        "demo-auditor",
        "demo-security",
    ]


@pytest.mark.django_db
def test_showing_it_again_makes_no_other_runs(settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_ROOT = tmp_path
    for _time in range(2):
        show = Show()
        show.load(say=lambda line: None)
        for tasks in show.work():
            for task in tasks:
                assert jobs.run(task.job.pk) is not None
                task.job.refresh_from_db()
    assert Run.objects.count() == len(SCRIPTS) + 2
    assert Counter(Job.objects.values_list("kind", "status")) == {
        ("aggregate", "done"): 2 * len(SCRIPTS) + 2,
        ("export", "done"): len(SCRIPTS) + 2,
    }
    standings = standings_of(Publication.objects.get())
    assert [(row.number, row.state) for row in standings] == [(2, "published"), (1, "superseded")]
    assert first_bad_record() is None
