"""Where files lie, and who looks at them before: an S3-compatible bucket by setting, a virus scanner by setting."""

from __future__ import annotations

import hashlib
import socket
import struct
import threading
from collections.abc import Iterator

import boto3
import pytest
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from assessment.core import files
from reviews.errors import RefusedError
from reviews.evidence.models import StoredFile
from reviews.evidence.services.taking import FileRefused, take
from tests.reviews.evidence.samples import written
from tests.reviews.evidence.test_uploads import begin, complete, send

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server that speaks S3, on a port of this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, settings):
    client = boto3.client("s3", endpoint_url=endpoint, **KEYS)
    client.create_bucket(Bucket="evidence")
    options = {"bucket_name": "evidence", "endpoint_url": endpoint, "region_name": "us-east-1",
               "access_key": "testing", "secret_key": "testing", "default_acl": None}  # fmt: skip
    far = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "files": far}
    yield client
    for row in client.list_objects_v2(Bucket="evidence").get("Contents", []):
        client.delete_object(Bucket="evidence", Key=row["Key"])
    client.delete_bucket(Bucket="evidence")


def names(client) -> list[str]:
    return sorted(row["Key"] for row in client.list_objects_v2(Bucket="evidence").get("Contents", []))


def test_a_bucket_takes_the_place_of_the_disk_with_the_same_permissions(
    agency, bucket, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = send(agency, b"proof", "a.txt").json()["file"]
    sha256 = hashlib.sha256(b"proof").hexdigest()
    assert names(bucket) == [f"{sha256[:2]}/{sha256}"]
    assert not settings.MEDIA_ROOT.exists()
    handed = agency.client().get(file["url"])
    assert b"".join(handed.streaming_content) == b"proof"
    assert handed["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for user in (agency.other, agency.evaluator):
        assert agency.client(user).get(file["url"]).status_code == 404
    assert storages["files"].exists(f"{sha256[:2]}/{sha256}")
    assert files.store(b"proof") == sha256


class Scanner:
    """clamd's INSTREAM as it is documented: frames with their length, an empty one at the end, one answer."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                data = b""
                while size := struct.unpack("!I", stream.read(4))[0]:
                    data += stream.read(size)
                found = b"stream: Test-Signature FOUND\0" if b"malicious" in data else b"stream: OK\0"
                connection.sendall(found)


def test_a_scanner_is_asked_where_one_is_set(agency, settings, tmp_path):
    scanner = Scanner()
    settings.CLAMAV_ADDRESS = scanner.address
    assert send(agency, b"harmless", "a.txt").json()["file"]["scanned"] is True
    with pytest.raises(FileRefused) as refused:
        take(written(tmp_path, "b.txt", b"x" * 200_000 + b"malicious"))
    assert (refused.value.code, refused.value.params) == ("virus", {"name": "Test-Signature"})
    scanner.listener.close()


def test_while_the_scanner_is_away_nothing_is_taken_and_nothing_is_lost(agency, settings):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{listener.getsockname()[1]}"
    upload = begin(agency, b"text", "a.txt")
    path = f"/api/uploads/{upload['id']}/?offset=0"
    agency.client().put(path, b"text", content_type="application/octet-stream")
    answer = complete(agency, upload)
    assert (answer.status_code, answer.json()["code"], StoredFile.objects.count()) == (422, "scanner_down", 0)
    settings.CLAMAV_ADDRESS = ""
    assert complete(agency, upload).json()["file"]["scanned"] is False


def test_a_refusal_while_the_scanner_is_away_is_no_refusal_of_the_file(tmp_path, settings):
    settings.CLAMAV_ADDRESS = str(tmp_path / "no.sock")
    with pytest.raises(RefusedError):
        take(written(tmp_path, "a.txt", b"text"))
