"""Runs: the same figures and digests on every database, snapshots that never change, one run per state of inputs."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessment.bundles.importer import import_bundle
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.core.frozen import FrozenError
from assessment.core.models import AuditEntry, Job, User
from assessment.core.services import jobs
from assessment.results import bridge, rules
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.reading import RunReader, results_document
from assessment.results.services import runs
from reviews.models import SheetPack

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
CASES = sorted((GOLDEN / "cases").iterdir())
DIGESTS = json.loads((GOLDEN / "digests.json").read_text())

pytestmark = pytest.mark.django_db


def imported(case: Path) -> Campaign:
    return Campaign.objects.get(key=import_bundle(path=case, actor=None).campaign.key)


def run_of(campaign: Campaign) -> Run:
    """Start a run and do its job in this process."""
    jobs.run(runs.start_run(campaign=campaign, actor=None).pk)
    return campaign.runs.order_by("-number").first()


@pytest.fixture
def campaign() -> Campaign:
    return imported(CASES[0])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_stored_run_says_what_the_case_expects_and_has_the_same_digests_on_both_databases(case):
    campaign = imported(case)
    run = run_of(campaign)
    expected = json.loads((case / "expected.json").read_text())
    document = results_document(RunReader(run))
    for entity in document["entities"]:
        assert entity.pop("grade") is None  # the cases have no grades
    assert document["entities"] == expected["entities"]
    assert {"inputs": run.inputs_digest, "results": run.results_digest} == DIGESTS[case.name]


def test_unchanged_inputs_make_no_second_run(campaign):
    first = run_of(campaign)
    job = jobs.run(runs.start_run(campaign=campaign, actor=None).pk)
    assert job.result == {
        "run": 1,
        "inputs": first.inputs_digest,
        "results": first.results_digest,
        "unchanged": True,
    }
    assert campaign.runs.count() == 1


def test_a_change_of_inputs_makes_a_second_run_and_leaves_the_first_as_it_was(campaign):
    first = run_of(campaign)
    before = results_document(RunReader(first))
    adjudication = campaign.components.first().adjudications.first()
    adjudication.delete()
    second = run_of(campaign)
    assert (second.number, second.inputs_digest == first.inputs_digest) == (2, False)
    assert results_document(RunReader(Run.objects.get(pk=first.pk))) == before


def test_the_order_of_rows_in_a_bundle_changes_no_digest(tmp_path):
    case = CASES[0]
    for path in case.rglob("*"):
        if path.is_file():
            target = tmp_path / "shuffled" / path.relative_to(case)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    for name in ("scores.csv", "entities.csv", "channels.csv", "adjudications.csv"):
        path = tmp_path / "shuffled" / name
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        rows = [rows[i] for i in np.random.default_rng(7).permutation(len(rows))]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])
    run = run_of(imported(tmp_path / "shuffled"))
    assert {"inputs": run.inputs_digest, "results": run.results_digest} == DIGESTS[case.name]


def test_only_submitted_sheets_count(campaign):
    run = run_of(campaign)
    sheets = campaign.components.first().sheets
    sheets.filter(pk=sheets.first().pk).update(status="open")
    inputs = bridge.read_campaign(campaign)
    assert inputs.sheet_count == run.sheet_count - 1
    assert inputs.digest != run.inputs_digest


def test_a_run_issues_the_same_number_of_statements_however_many_entities_and_sheets_there_are():
    counts = []
    for case in (CASES[0], CASES[6]):  # two components each, 96 and 96 sheets
        campaign = imported(case)
        if case is CASES[6]:
            keys = sorted(Entity.objects.filter(campaign=campaign).values_list("key", flat=True))
            for component in campaign.components.all():
                component.sheets.filter(entity__key__in=keys[3:]).update(status="open")
        with CaptureQueriesContext(connection) as captured:
            inputs = runs.read_inputs(campaign)
            runs.write_run(campaign, inputs, runs.score_campaign(inputs.arrays), job=None)
        counts.append((len(captured), inputs.sheet_count))
    assert counts[0][0] == counts[1][0]
    assert counts[0][1] > 2 * counts[1][1]


def test_a_late_worker_writes_nothing(campaign, monkeypatch):
    job = runs.start_run(campaign=campaign, actor=None)
    late = jobs.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")
    current = jobs.claim(job.pk)
    with pytest.raises(jobs.LostClaim):
        runs.compute_run(late)
    runs.compute_run(current)
    assert [run.number for run in campaign.runs.all()] == [1]
    assert EntityResult.objects.count() == 8


def test_a_worker_that_loses_its_claim_while_writing_leaves_no_row(campaign, monkeypatch):
    job = runs.start_run(campaign=campaign, actor=None)
    claim = jobs.claim(job.pk)
    write_run = runs.write_run

    def write_and_lose(*arguments, **named):
        run = write_run(*arguments, **named)
        Job.objects.filter(pk=job.pk).update(fence=99)
        return run

    monkeypatch.setattr(runs, "write_run", write_and_lose)
    with pytest.raises(jobs.LostClaim):
        runs.compute_run(claim)
    assert (Run.objects.count(), EntityResult.objects.count(), LeagueRank.objects.count()) == (0, 0, 0)


def test_a_cancelled_run_writes_nothing(campaign, monkeypatch):
    administrator = User.objects.create(username="admin")
    Membership.objects.create(campaign=campaign, user=administrator, role=Membership.Role.ADMINISTRATOR)
    job = runs.start_run(campaign=campaign, actor=administrator)
    read_inputs = runs.read_inputs

    def read_and_cancel(campaign):
        runs.cancel_run(job=Job.objects.get(pk=job.pk), campaign=campaign, actor=administrator)
        return read_inputs(campaign)

    monkeypatch.setattr(runs, "read_inputs", read_and_cancel)
    assert jobs.run(job.pk).status == "cancelled"
    assert (Run.objects.count(), EntityResult.objects.count()) == (0, 0)
    assert list(AuditEntry.objects.filter(verb__contains="run").values_list("verb", flat=True)) == [
        "start_run",
        "cancel_run",
    ]


def test_a_second_click_gives_the_same_job(campaign):
    assert runs.start_run(campaign=campaign, actor=None).pk == runs.start_run(campaign=campaign, actor=None).pk


@pytest.mark.parametrize("role", [None, "lead", "evaluator", "auditor"])
def test_only_administrators_start_runs(campaign, role):
    person = User.objects.create(username="person")
    if role:
        Membership.objects.create(campaign=campaign, user=person, role=role)
    with pytest.raises(PermissionDenied):
        runs.start_run(campaign=campaign, actor=person)
    assert Job.objects.count() == 0


def test_an_agency_sees_its_own_result_once_released_and_never_another(campaign):
    own, other = Entity.objects.filter(campaign=campaign).order_by("key")[:2]
    agency = User.objects.create(username="agency")
    Membership.objects.create(campaign=campaign, user=agency, role="agency", entity=own)
    campaign.phase = "scoring"
    own.campaign = other.campaign = campaign
    assert not rules.can_view_entity_result(agency, own)
    campaign.phase = "preliminary"
    assert rules.can_view_entity_result(agency, own)
    assert not rules.can_view_entity_result(agency, other)
    assert not rules.can_view_reviewers(agency, campaign)


@pytest.mark.parametrize("model", [Run, EntityResult, LeagueRank, SheetPack])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_what_a_run_wrote_or_read(campaign, model, statement):
    run_of(campaign)
    table = model._meta.db_table
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))


@pytest.mark.parametrize("model", [Run, EntityResult, LeagueRank])
def test_the_models_refuse_to_change_what_a_run_wrote(campaign, model):
    run_of(campaign)
    row = model.objects.first()
    for change in (row.save, row.delete, model.objects.all().delete, lambda: model.objects.update(id=1)):
        with pytest.raises(FrozenError):
            change()


def test_the_unqualified_stand_at_the_end_of_their_league_without_rank_or_total():
    campaign = imported(CASES[7])
    run = run_of(campaign)
    out = EntityResult.objects.filter(run=run, status="unqualified")
    assert out.exists()
    assert set(out.values_list("total", "grade")) == {(None, "")}
    assert not out.filter(shadow_total__isnull=True).exists()
    for league in campaign.leagues.all():
        ranks = list(
            LeagueRank.objects.filter(run=run, league=league).order_by("position").values_list("rank", flat=True)
        )
        placed = [rank for rank in ranks if rank is not None]
        assert ranks == sorted(placed) + [None] * (len(ranks) - len(placed))


def test_the_command_computes_here_when_no_worker_is_alive(campaign, capsys):
    call_command("aggregate", campaign.key, "--wait")
    assert campaign.runs.count() == 1
    assert "#1" in capsys.readouterr().out


def test_the_command_names_an_unknown_campaign():
    with pytest.raises(CommandError, match="nowhere"):
        call_command("aggregate", "nowhere", "--wait")
