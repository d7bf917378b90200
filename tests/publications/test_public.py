"""Public pages: without sign-in, the same for everybody, quick to repeat, and silent about persons."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.publications.models import Ledger
from assessment.publications.services.sealing import withdraw
from tests.bundles.samples import changed, write_bundle
from tests.publications.world import World, corrected, published, world_of
from tests.results.people import signed_in

pytestmark = pytest.mark.django_db
FILES = changed("vetoes.csv", "e2,sites,V1,,,proposed,\n", "e2,sites,V1,1,,confirmed,站点打不开\n")
PARTS = (
    "leagues/all/",
    "leagues/east/",
    "indicators/sites/",
    "indicators/media/",
    "method/",
    "verify/",
    "entities/e1/",
)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = world_of(write_bundle(tmp_path / "bundle", FILES))
    published(world)
    return world


def pages(number: int = 1) -> list[str]:
    root = f"/public/demo/{number}/"
    return ["/public/", root, *(root + part for part in PARTS)]


def text_of(path: str, **headers: str) -> str:
    answer = Client().get(path, **headers)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_everything_is_there_without_signing_in_and_the_same_for_whoever_has(world):
    for path in pages():
        assert text_of(path) == signed_in(world.mei).get(path).content.decode()
        assert "csrf" not in text_of(path)


def test_a_league_stands_as_it_was_sealed_the_unqualified_at_the_end_with_the_reason(world):
    text = text_of("/public/demo/1/leagues/all/")
    assert re.findall(r"entities/(e\d)/", text) == ["e1", "e2"]
    assert "站点打不开" in text
    manifest = json.loads(bytes(Ledger.objects.get().revision.manifest))
    assert manifest["leagues"][0]["lines"][0]["total"] in text
    assert manifest["leagues"][0]["lines"][1]["total"] is None


def test_no_page_and_no_file_names_a_person(world):
    manifest = json.loads(bytes(Ledger.objects.get().revision.manifest))
    files = [reverse("publications:file", args=["demo", 1, name]) for name in manifest["files"]]
    answers = [b"".join(Client().get(path)) for path in [*pages(), *files, "/public/demo/records/1/"]]
    said = [text for answer in answers for text in texts_in(answer)]
    assert any("福州市".encode() in text and b"<worksheet" in text for text in said), "the workbook is looked into"
    hidden = ["张三", "li@x", "缺两条", str(world.mei), str(world.lead)]
    assert [name for name in hidden for text in said if name.encode() in text] == []


def texts_in(data: bytes) -> list[bytes]:
    """The parts of a workbook, or the file itself."""
    if not data.startswith(b"PK"):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_a_page_that_is_known_is_not_sent_again_and_one_that_was_asked_for_is_not_rendered_again(world):
    for path in pages():
        first = Client().get(path)
        assert first["Cache-Control"] == "public, max-age=60"
        assert {"Cookie", "Accept-Language"} <= set(first["Vary"].split(", "))
        again = Client().get(path, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).content == first.content
        assert len(queries) == 1, path
        english = Client().get(path, HTTP_ACCEPT_LANGUAGE="en")
        assert english["ETag"] != first["ETag"]


def test_a_page_costs_the_same_statements_however_many_entities_there_are(tmp_path, world):
    few = [count_of(path) for path in pages()]
    more = dict(FILES)
    rows = "".join(f"x{place},单位{place},county,all;east,\n" for place in range(30))
    more["entities.csv"] += rows
    more["campaign.yaml"] = more["campaign.yaml"].replace("key: demo\n", "key: wide\n")
    published(world_of(write_bundle(tmp_path / "wide", more)))
    many = [count_of(path.replace("/demo/", "/wide/")) for path in pages()]
    assert many == few
    assert max(few) <= 14


def count_of(path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(path).status_code == 200
    return len(queries)


def test_files_stand_under_their_digest_and_are_attachments(world):
    manifest = json.loads(bytes(Ledger.objects.get().revision.manifest))
    for name, stated in manifest["files"].items():
        answer = Client().get(reverse("publications:file", args=["demo", 1, name]))
        data = b"".join(answer)
        assert hashlib.sha256(data).hexdigest() == stated["sha256"], name
        assert answer["ETag"] == f'"{stated["sha256"]}"'
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert answer["X-Content-Type-Options"] == "nosniff"
        known = Client().get(reverse("publications:file", args=["demo", 1, name]), HTTP_IF_NONE_MATCH=answer["ETag"])
        assert known.status_code == 304
    for name in ("../secret_key", "inputs", "manifest.json.bak"):
        assert Client().get(f"/public/demo/1/files/{name}").status_code == 404


def test_a_later_revision_stands_beside_the_first_and_the_address_of_the_campaign_leads_to_it(world):
    before = Client().get("/public/demo/1/")
    corrected(world)
    published(world, reason="一项复核值录入有误")
    after = Client().get("/public/demo/1/", HTTP_IF_NONE_MATCH=before["ETag"])
    assert after.status_code == 200
    assert "一项复核值录入有误" in after.content.decode()
    assert Client().get("/public/demo/")["Location"] == "/public/demo/2/"


def test_a_withdrawn_revision_leaves_its_notice_and_its_record_and_nothing_else(world):
    line = Ledger.objects.get()
    withdraw(revision=line.revision, actor=world.mei, reason="数据有误，正在核实")
    text = text_of("/public/demo/1/")
    assert "数据有误，正在核实" in text
    assert line.seal in text
    assert "福州市" not in text
    gone = [f"/public/demo/1/{part}" for part in PARTS] + ["/public/demo/1/files/results.csv"]
    assert [Client().get(path).status_code for path in gone] == [410] * len(gone)
    assert Client().get("/public/demo/records/1/").content == bytes(line.record)


def test_where_the_policy_gives_the_ranking_alone_no_entity_has_a_page(tmp_path):
    world = world_of(write_bundle(tmp_path / "bundle", FILES), policy={"published_details": "ranking"})
    published(world)
    assert Client().get("/public/demo/1/entities/e1/").status_code == 404
    assert "entities/e1" not in text_of("/public/demo/1/leagues/all/")


def test_a_language_is_kept_in_a_cookie_and_the_address_stays_clean(world):
    browser = Client()
    answer = browser.get("/public/demo/1/?language=en")
    assert (answer.status_code, answer["Location"]) == (302, "/public/demo/1/")
    assert "Downloads" in browser.get("/public/demo/1/").content.decode()
    assert "下载" in text_of("/public/demo/1/")
