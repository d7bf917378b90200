"""Files arrive in pieces, survive interruptions, and are handed out to those who may have them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from assessment.core.frozen import FrozenError
from assessment.core.models import AuditEntry
from reviews.evidence.models import Evidence, EvidenceVersion, StoredFile, Upload
from reviews.evidence.services import uploads
from tests.reviews.evidence.samples import docx, file_of, pdf, png


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(uploads, "PIECE", 1000)


def begin(agency, data: bytes, name="照片.png", folder="") -> dict:
    given = {"name": name, "size": len(data), "folder": folder}
    answer = agency.client().post(f"{agency.address}/uploads/", given, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def piece(agency, upload, data: bytes, offset: int):
    path = f"/api/uploads/{upload['id']}/?offset={offset}"
    return agency.client().put(path, data[offset : offset + 1000], content_type="application/octet-stream")


def complete(agency, upload):
    return agency.client().post(f"/api/uploads/{upload['id']}/completion/")


def send(agency, data: bytes, name="照片.png", folder=""):
    upload = begin(agency, data, name, folder)
    for offset in range(0, len(data), 1000):
        assert piece(agency, upload, data, offset).status_code == 200
    return complete(agency, upload)


@pytest.mark.usefixtures("small_pieces")
def test_a_file_that_arrives_in_pieces_becomes_a_version_with_a_preview(
    agency, settings, django_capture_on_commit_callbacks
):
    data = png(size=(90, 70), form="BMP")
    assert len(data) > 5000
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(agency, data, "栏目/../照片.bmp", "材料\\2024/ .. /首页")
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["name"], shown["folder"], shown["number"]) == ("照片.bmp", "材料/2024/首页", 1)
    assert shown["uploaded_by"] == "填报员"
    file = shown["file"]
    assert (file["kind"], file["width"], file["height"], file["size"]) == ("image/bmp", 90, 70, len(data))
    assert file["sha256"] == hashlib.sha256(data).hexdigest()
    handed = agency.client().get(file["url"])
    assert b"".join(handed.streaming_content) == data
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert handed["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert handed["Content-Disposition"].startswith("attachment;")
    drawn = agency.client().get(file["previews"][0])
    assert drawn["Content-Type"] == "image/webp"
    assert b"".join(drawn.streaming_content)[:4] == b"RIFF"
    assert AuditEntry.objects.filter(verb="add_evidence").count() == 1
    assert not (Path(settings.MEDIA_ROOT) / "parts" / str(Upload.objects.get().pk)).exists()


@pytest.mark.usefixtures("small_pieces")
def test_an_interrupted_upload_goes_on_where_it_stopped(agency):
    data = png(size=(64, 64), form="BMP")
    upload = begin(agency, data)
    assert piece(agency, upload, data, 0).json()["received"] == 1000
    # The answer was lost, the page loaded again: the server knows how far it is.
    state = agency.client().get(f"/api/uploads/{upload['id']}/").json()
    assert (state["received"], state["state"], state["piece"]) == (1000, "open", 1000)
    again = piece(agency, upload, data, 0)
    assert (again.status_code, again.json()["code"], again.json()["received"]) == (409, "offset", 1000)
    early = complete(agency, upload)
    assert (early.status_code, early.json()["code"]) == (422, "incomplete")
    for offset in range(1000, len(data), 1000):
        assert piece(agency, upload, data, offset).status_code == 200
    first, second = complete(agency, upload), complete(agency, upload)
    assert first.json() == second.json()
    assert EvidenceVersion.objects.count() == 1


@pytest.mark.usefixtures("small_pieces")
def test_pieces_of_another_length_or_place_are_refused(agency):
    data = bytes(2500)
    upload = begin(agency, data)
    path = f"/api/uploads/{upload['id']}/"
    for query, sent, status, code in [
        ("?offset=0", data[:999], 422, "wrong_piece"),
        ("?offset=1000", data[:1000], 409, "offset"),
        ("", data[:1000], 409, "offset"),
        ("?offset=x", data[:1000], 409, "offset"),
        ("?offset=0", data[:1001], 422, "wrong_piece"),
    ]:
        answer = agency.client().put(path + query, sent, content_type="application/octet-stream")
        assert (answer.status_code, answer.json()["code"]) == (status, code), query
    assert Upload.objects.get().received == 0


def test_the_same_name_is_a_new_version_and_the_same_content_is_none(agency):
    texts = [b"first", b"second", b"second"]
    numbers = [send(agency, text, "a.txt").json()["number"] for text in texts]
    assert numbers == [1, 2, 2]
    # The same bytes under another name are stored once.
    send(agency, b"first", "b.txt")
    assert StoredFile.objects.count() == 2
    assert [str(row) for row in Evidence.objects.order_by("name")] == ["a.txt", "b.txt"]
    listed = agency.client().get(f"{agency.address}/evidence/").json()
    assert [(row["name"], row["number"]) for row in listed] == [("a.txt", 2), ("b.txt", 1)]


XXE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "notes.txt", "active_text"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "logo.png", "active_text"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "setup.pdf", "unknown_kind"),
        (docx(**{"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
        (docx(**{"word/x.xml": XXE}), "a.docx", "active_xml"),
        (b"%PDF-1.7 nothing", "a.pdf", "no_pdf"),
        (png()[:60], "a.png", "no_picture"),
    ],
)
def test_what_is_not_on_the_list_is_refused_by_its_content(agency, data, name, code):
    upload = begin(agency, data, name)
    sent = agency.client().put(f"/api/uploads/{upload['id']}/?offset=0", data, content_type="application/octet-stream")
    assert sent.status_code == 200
    for _time in range(2):
        answer = complete(agency, upload)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert len(answer.json()["detail"]) > 10
    assert (StoredFile.objects.count(), Upload.objects.get().state) == (0, "refused")


def test_sizes_and_names_are_checked_before_anything_is_sent(agency, settings):
    settings.FILES_MOST_MEGABYTES = 1
    client = agency.client()
    for given, code in [
        ({"name": "a", "size": 2**20 + 1}, "too_large"),
        ({"name": "a", "size": 0}, "nothing"),
        ({"name": " ../ ", "size": 1}, "no_name"),
    ]:
        answer = client.post(f"{agency.address}/uploads/", given, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_only_who_sends_a_file_can_go_on_with_it_and_only_the_own_agency_sees_it(agency):
    upload = begin(agency, b"text", "a.txt")
    for user in (agency.other, agency.evaluator):
        client = agency.client(user)
        assert client.get(f"/api/uploads/{upload['id']}/").status_code == 404
        assert client.delete(f"/api/uploads/{upload['id']}/").status_code == 404
    version = file_of(agency.entity, agency.user)
    paths = [f"/evidence/{version.pk}/file/", f"/evidence/{version.pk}/previews/0/"]
    assert [agency.client().get(path).status_code for path in paths] == [200, 200]
    for user in (agency.other, agency.evaluator):
        assert [agency.client(user).get(path).status_code for path in paths] == [404, 404]
        assert agency.client(user).delete(f"/api/evidence/{version.pk}/").status_code == 404
    answer = agency.client(agency.other).post(f"{agency.address}/uploads/", {"name": "a", "size": 1})
    assert answer.status_code == 404


def test_what_is_removed_leaves_the_list_and_its_name_is_free(agency):
    version = file_of(agency.entity, agency.user)
    client = agency.client()
    assert client.delete(f"/api/evidence/{version.pk}/").status_code == 204
    assert client.delete(f"/api/evidence/{version.pk}/").status_code == 204
    assert client.get(f"{agency.address}/evidence/").json() == []
    assert client.get(f"/evidence/{version.pk}/file/").status_code == 200
    assert send(agency, b"new", "说明.txt").json()["number"] == 1
    assert AuditEntry.objects.filter(verb="remove_evidence").count() == 1


def test_links_are_kept_with_a_note_and_the_moment(agency):
    given = {"address": "https://www.qingchuan.example/col/", "note": "专栏首页有 12 个栏目"}
    answer = agency.client().post(f"{agency.address}/links/", given, content_type="application/json")
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["name"], shown["form"], shown["note"]) == ("www.qingchuan.example col", "link", given["note"])
    assert shown["captured_at"] is not None
    assert agency.client().get(f"/evidence/{shown['id']}/file/").status_code == 404
    for address in ("javascript:alert(1)", "ftp://a.example/", "https://a.example/\u202e"):
        refused = agency.client().post(f"{agency.address}/links/", {"address": address})
        assert (refused.status_code, refused.json()["code"]) == (422, "no_address")


def test_a_name_that_does_not_fit_the_content_is_completed(agency):
    file = send(agency, b"plain", "公告.pdf").json()["file"]
    assert file["download_name"] == "公告.pdf.txt"
    assert "txt" in agency.client().get(file["url"])["Content-Disposition"]


def test_nothing_is_sent_outside_the_phases_for_it(agency):
    upload = begin(agency, b"text", "a.txt")
    agency.campaign.phase = "final"
    agency.campaign.save()
    paths = [f"{agency.address}/uploads/", f"{agency.address}/links/", f"/api/uploads/{upload['id']}/completion/"]
    given = {"name": "a", "size": 1, "address": "https://a.example/"}
    assert [agency.client().post(path, given).status_code for path in paths] == [403, 403, 403]


def test_uploads_that_nobody_continues_are_forgotten_after_a_week(agency):
    old, fresh = begin(agency, b"old", "a.txt"), begin(agency, b"fresh", "b.txt")
    Upload.objects.filter(pk=old["id"]).update(touched_at=timezone.now() - timedelta(days=8))
    begin(agency, b"more", "c.txt")
    assert set(Upload.objects.values_list("name", flat=True)) == {"b.txt", "c.txt"}
    assert agency.client().delete(f"/api/uploads/{fresh['id']}/").status_code == 204
    assert Upload.objects.count() == 1


def test_versions_never_change(agency):
    version = file_of(agency.entity, agency.user)
    with pytest.raises(FrozenError):
        version.delete()
    with pytest.raises(FrozenError):
        EvidenceVersion.objects.filter(pk=version.pk).update(note="x")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_storedfile SET kind = 'text/html' WHERE id = %s", [version.stored_id])


@pytest.mark.usefixtures("small_pieces")
def test_the_pages_of_a_pdf_are_drawn(agency):
    file = send(agency, pdf(pages=3), "a.pdf").json()["file"]
    assert (file["pages"], len(file["previews"]), file["excerpt"][:10]) == (3, 3, "Evidence 1")
