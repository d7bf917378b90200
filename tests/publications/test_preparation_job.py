"""Preparing by a worker: what is large is left to it, watched on the page, and ends with the same preparation."""

from __future__ import annotations

import pytest

from assessment.campaigns.models import Campaign
from assessment.core.faults import FaultsError
from assessment.core.models import AuditEntry, Job
from assessment.core.services import jobs
from assessment.publications.models import Preparation
from assessment.publications.selectors import read_manifest
from assessment.publications.services import preparation_jobs, preparing
from tests.bundles.samples import write_bundle
from tests.publications.test_pages import SETTLED
from tests.publications.world import World, acknowledged, corrected, published, world_of
from tests.results.people import computed, signed_in
from tests.results.said import said

pytestmark = pytest.mark.django_db
PAGE = "/campaigns/demo/publication/"


@pytest.fixture
def world(tmp_path, settings, monkeypatch) -> World:
    """A campaign of which every run is too large for a request."""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(preparation_jobs, "MOST_CELLS_AT_ONCE", 0)
    return world_of(write_bundle(tmp_path / "bundle", SETTLED))


def started(world: World, reason: str = "") -> Job:
    codes = acknowledged(world.campaign)
    job = preparation_jobs.start_preparation(
        campaign=world.campaign, actor=world.mei, reason=reason, acknowledged=codes
    )
    assert isinstance(job, Job)
    return job


def test_a_large_edition_is_prepared_by_a_worker_and_watched_on_the_page(world):
    browser, data = signed_in(world.mei), {"acknowledged": acknowledged(world.campaign)}
    for _time in range(2):  # a second click finds the job
        assert browser.post(f"{PAGE}preparations/", data).url == PAGE
    job = Job.objects.get(kind=preparation_jobs.KIND)
    assert "生成文件和清单" in said(browser.get(PAGE))
    part = browser.get(PAGE, headers={"HX-Request": "true"})
    assert ('hx-trigger="every 1s"' in part.content.decode(), Preparation.objects.count()) == (True, 0)
    done = jobs.run(job.pk)
    assert (done.status, [entry["step"] for entry in done.log]) == ("done", ["checking", "making", "keeping"])
    assert browser.get(PAGE, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "等待第二人批准" in said(browser.get(PAGE))
    assert list(AuditEntry.objects.filter(object_type="publication").values_list("verb", flat=True)) == [
        "start_preparation",
        "prepare_publication",
    ]


def test_it_is_the_edition_that_a_request_would_have_prepared(world, monkeypatch):
    jobs.run(started(world).pk)
    by_worker = Preparation.objects.get()
    manifest, prepared_by = bytes(by_worker.manifest), by_worker.prepared_by
    preparing.discard(preparation=by_worker, actor=world.mei)
    monkeypatch.setattr(preparation_jobs, "MOST_CELLS_AT_ONCE", 10**9)
    codes = acknowledged(world.campaign)
    at_once = preparation_jobs.start_preparation(
        campaign=world.campaign, actor=world.mei, reason="", acknowledged=codes
    )
    assert isinstance(at_once, Preparation)
    assert (bytes(at_once.manifest), at_once.prepared_by) == (manifest, prepared_by)


def test_what_is_in_the_way_is_refused_at_once_and_no_worker_is_asked(world):
    with pytest.raises(FaultsError) as refused:
        preparation_jobs.start_preparation(campaign=world.campaign, actor=world.mei, reason="", acknowledged=[])
    assert {fault.place for fault in refused.value.faults} == set(acknowledged(world.campaign))
    assert not Job.objects.filter(kind=preparation_jobs.KIND).exists()


def test_what_came_into_the_way_meanwhile_is_the_reason_on_the_page(world):
    job = started(world)
    Campaign.objects.update(phase=Campaign.Phase.RECONCILIATION)
    assert jobs.run(job.pk).status == "failed"
    Campaign.objects.update(phase=Campaign.Phase.FINAL)
    assert "后台未能完成发布准备： 评估批次处于“复核”阶段" in said(signed_in(world.mei).get(PAGE))
    assert not Preparation.objects.exists()


def test_a_run_that_comes_while_the_files_are_made_leaves_nothing_prepared(world):
    checks = preparing.checked(campaign=world.campaign, reason="", acknowledged=acknowledged(world.campaign))
    edition = preparing.make_edition(checks=checks, reason="")
    corrected(world)
    with pytest.raises(FaultsError) as refused:
        preparing.store_edition(edition=edition, actor=world.mei)
    assert [fault.place for fault in refused.value.faults] == ["stale"]
    assert not Preparation.objects.exists()


def test_a_correction_is_prepared_by_a_worker_with_its_reason(world, monkeypatch):
    published(world)
    corrected(world)
    Campaign.objects.update(phase=Campaign.Phase.FINAL)
    world.campaign.refresh_from_db()
    assert computed(world.campaign).number == 2
    jobs.run(started(world, reason="更正一处得值。").pk)
    manifest = read_manifest(Preparation.objects.get().manifest)
    assert (manifest["revision"], manifest["reason"]) == (2, "更正一处得值。")
