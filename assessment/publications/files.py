"""The files of a revision: made once, kept under their digests, handed out as one download."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from assessment.core import files
from assessment.core.guard import guard
from assessment.exports.report import Report
from assessment.exports.services import write_report
from assessment.publications.inputs import CONSOLIDATED, REVIEWERS, input_files
from assessment.publications.letters import letters_of
from assessment.publications.manifest import leagues_of
from assessment.results.bridge import arrays_of_run
from indicators.documents.normal import normalise

ROOT = Path(__file__).parent
SCRIPT, VERIFY, DICTIONARY = "recount.py", ("VERIFY.md", "VERIFY.zh-CN.md"), "dictionary.csv"
MANIFEST, SEAL = "manifest.json", "seal.json"
#: Files of an archive carry no clock: the same revision gives the same bytes.
BLOCK = 2**20
NO_DATE = (1980, 1, 1, 0, 0, 0)
RANKING = ("league", "rank", "entity", "name", "total", "grade", "missing", "vetoes")

#: name → {"sha256", "size"}
Listed = dict[str, dict[str, Any]]


def make_files(*, report: Report, details: str, number: int) -> Listed:
    """Make and store everything that the policy's ``details`` allow; what the manifest lists of it."""
    listed: Listed = {}
    with translation.override(settings.LANGUAGE_CODE):
        for name, data in _files(report, details, number):
            listed[name] = {"sha256": files.store(data), "size": len(data)}
    return listed


def _files(report: Report, details: str, number: int) -> Iterator[tuple[str, bytes]]:
    yield "ranking.csv", _ranking(report)
    if details in (CONSOLIDATED, REVIEWERS):
        yield from _reports(report)
        yield from _inputs(report, details, number)
    yield SCRIPT, (ROOT / "recount" / SCRIPT).read_bytes()
    for name in (*VERIFY, DICTIONARY):
        yield name, (ROOT / "texts" / name).read_bytes()


def _ranking(report: Report) -> bytes:
    """The leagues as one table; a byte-order mark for Excel, as in results.csv (docs/adr/0006)."""
    stream = io.StringIO(newline="")
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(RANKING)
    for league in leagues_of(report):
        for line in league["lines"]:
            vetoes = ";".join(dict.fromkeys(f"{veto['system']}:{veto['code']}" for veto in line["vetoes"]))
            texts = (league["key"], line["rank"], line["entity"], line["name"], line["total"], line["grade"])
            cells = (*texts, line["missing"], vetoes)
            writer.writerow(["" if cell is None else guard(str(cell)) for cell in cells])
    return stream.getvalue().encode()


def _reports(report: Report) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory(prefix="publication-") as folder:
        for format in ("json", "csv", "xlsx"):
            path = Path(folder) / f"results.{format}"
            write_report(report, format, path)
            yield path.name, path.read_bytes()


def _inputs(report: Report, details: str, number: int) -> Iterator[tuple[str, bytes]]:
    run = report.run
    arrays, taken = arrays_of_run(run)
    letters = letters_of(taken["reviewers"], salt=f"{run.campaign.key}\n{number}")
    documents = [normalise(dict(part.document)) for part in report.parts]
    for name, data in input_files(arrays=arrays, taken=taken, documents=documents, values=details, letters=letters):
        yield f"inputs/{name}", data


def make_bundle(*, manifest: bytes, record: bytes, listed: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole revision as one archive in the store; its SHA-256. Raises OSError where a file is gone."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        contents = {MANIFEST: manifest, SEAL: record}
        for name, stated in listed.items():
            with files.open_stored(stated["sha256"]) as stream:
                contents[name] = stream.read()
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name, NO_DATE), contents[name], zipfile.ZIP_DEFLATED)
    return files.store(target.getvalue())


def damaged(digest: str) -> str:
    """What is wrong with a stored file: "missing", "changed" or ''."""
    try:
        with files.open_stored(digest) as stream:
            found = hashlib.sha256()
            while block := stream.read(BLOCK):
                found.update(block)
            return "" if found.hexdigest() == digest else "changed"
    except FileNotFoundError:
        return "missing"
