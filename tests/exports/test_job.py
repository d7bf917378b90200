"""The workbook that follows every run: one file under the digest of its bytes, whole or not at all."""

import hashlib

import pytest
from django.utils import translation

from assessment.core.models import Job
from assessment.core.services import jobs
from assessment.exports import services
from assessment.exports.files import appearing
from assessment.exports.parts import ExportError
from assessment.exports.report import Report
from assessment.exports.selectors import workbook_of
from assessment.exports.services import export_run
from assessment.results import snapshot
from tests.exports.campaigns import sample_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EXPORT_ROOT = tmp_path / "exports"
    return settings.EXPORT_ROOT


@pytest.fixture
def run(tmp_path):
    return sample_run(tmp_path)


def job_of(run):
    return Job.objects.get(kind="export", key=f"export:{run.pk}")


def files_below(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_the_job_stores_the_workbook_under_the_digest_of_its_bytes(run, root, tmp_path):
    job = jobs.run(job_of(run).pk)
    (path,) = files_below(root)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert job.status == Job.Status.DONE
    assert job.result == {"path": f"{digest[:2]}/{digest}.xlsx", "sha256": digest, "format": "xlsx"}
    assert workbook_of(run) == path
    export_run(run=run, format="xlsx", path=tmp_path / "direct.xlsx")
    assert path.read_bytes() == (tmp_path / "direct.xlsx").read_bytes()


def test_its_steps_can_be_followed(run):
    job = jobs.run(job_of(run).pk)
    assert [entry["step"] for entry in job.log if entry["step"] != "writing"] == ["reading", "storing"]
    assert job.progress == 100


def test_doing_it_again_leaves_the_same_one_file(run, root):
    first = jobs.run(job_of(run).pk)
    again, _created = jobs.enqueue(kind="export", key=f"export:{run.pk}", arguments={"run": run.pk}, actor=None)
    with translation.override("en"):  # the worker's language of the moment has no say
        assert jobs.run(again.pk).result == first.result
    assert len(files_below(root)) == 1


def test_the_workbook_is_asked_for_before_it_is_there_and_after_it_was_lost(run):
    assert workbook_of(run) is None
    jobs.run(job_of(run).pk)
    workbook_of(run).unlink()
    assert workbook_of(run) is None


def test_a_cancelled_job_leaves_no_file(run, root, monkeypatch):
    def cancel_while_writing(report, format, path, progress):
        path.write_bytes(b"half")
        jobs.cancel(job=job_of(run), actor=None)
        progress(1, 2)

    monkeypatch.setattr(services, "write_report", cancel_while_writing)
    assert jobs.run(job_of(run).pk).status == Job.Status.CANCELLED
    assert files_below(root) == []


def test_what_a_lost_attempt_left_is_cleared_away(run, root):
    job = job_of(run)
    root.mkdir()
    (root / f".job-{job.pk}-1.part").write_bytes(b"half")
    (root / f".job-{job.pk}1-1.part").write_bytes(b"another job's")
    Job.objects.filter(pk=job.pk).update(fence=1)
    jobs.run(job.pk)
    assert [path.name for path in files_below(root) if path.suffix == ".part"] == [f".job-{job.pk}1-1.part"]


def test_a_worker_that_lost_its_claim_writes_no_result(run, monkeypatch):
    real = services.write_report

    def taken_over(report, format, path, progress):
        real(report, format, path)
        Job.objects.filter(pk=job_of(run).pk).update(fence=99)

    monkeypatch.setattr(services, "write_report", taken_over)
    job = jobs.run(job_of(run).pk)
    assert (job.status, job.result) == (Job.Status.RUNNING, None)
    assert workbook_of(run) is None


def with_other_version(run):
    """The run as if the version it had read were another one; runs are frozen, so it is not saved."""
    taken = snapshot.from_bytes(run.snapshot)
    taken["components"][0]["hash"] = "0" * 64
    run.snapshot = snapshot.compress(snapshot.to_bytes(taken))
    return run


def test_a_version_that_changed_since_the_run_is_refused(run):
    with translation.override("zh-hans"), pytest.raises(ExportError) as refused:
        Report(with_other_version(run)).parts  # noqa: B018
    assert str(refused.value) == "指标版本 sites 1 在测算之后有改动：请重新测算该批次。"


def test_a_run_that_can_not_be_reported_fails_visibly_and_is_not_tried_again(run, root, monkeypatch):
    def refuse(taken):
        raise ExportError("reason")

    monkeypatch.setattr("assessment.exports.report.parts_of", refuse)
    job = jobs.run(job_of(run).pk)
    assert (job.status, job.reason, job.attempts) == (Job.Status.FAILED, "reason", 1)
    assert files_below(root) == []


@pytest.mark.parametrize("format", ["csv", "xlsx", "docx", "pdf"])  # json names no indicators
def test_a_failed_export_leaves_what_was_there(run, format, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "report"
    path.write_text("before")
    with pytest.raises(ExportError):
        export_run(run=with_other_version(run), format=format, path=path)
    assert [(found.name, found.read_text()) for found in folder.iterdir()] == [("report", "before")]


def test_a_file_appears_behind_a_link_and_the_link_stays(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("before")
    link.symlink_to(target)
    with appearing(link) as unfinished:
        unfinished.write_text("after")
        assert target.read_text() == "before"
    assert (link.is_symlink(), target.read_text()) == (True, "after")


def test_progress_is_told_row_by_row_to_the_end(run, tmp_path):
    told = []
    export_run(
        run=run, format="xlsx", path=tmp_path / "a.xlsx", progress=lambda done, total: told.append((done, total))
    )
    assert told[-1][0] == told[-1][1]
    assert [done for done, _total in told] == sorted(done for done, _total in told)
