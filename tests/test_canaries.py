"""Canaries: what somebody must not see holds a word found nowhere else (quality.md §2).

Each role walks every page, file and history that it can reach, from every address of the access matrix along every
link, and meets none of the words that are hidden from it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from assessment.appeals.models import Appeal, AppealMessage
from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.services import audit
from reviews.cases.models import InnovationCase
from reviews.evidence.models import Evidence
from tests.bundles.samples import FILES
from tests.matrix import MATRIX
from tests.matrix.answers import ONLY_GET
from tests.matrix.table import OBJECTS, World
from tests.matrix.world import address, built
from tests.results.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

#: what is hidden → the word that stands in its place.
REVIEWERS = ("canary-reviewer-one", "canary-reviewer-two")
COMMENTS = ("canary-comment-one", "canary-comment-two", "canary-comment-neighbour")
VALUES = ("0.8713", "0.3139")
NEIGHBOUR = ("canary-evidence", "canary-case", "canary-appeal", "canary-veto", "canary-exemption")
AUDIT = ("canary-audit",)
EVERYTHING = (*REVIEWERS, *COMMENTS, *VALUES, *NEIGHBOUR, *AUDIT)
#: The agency is told the reasons of its own cells, never who wrote them, and nothing of its neighbour.
HIDDEN: Mapping[str, tuple[str, ...]] = {
    "anonymous": EVERYTHING,
    "stranger": EVERYTHING,
    "security": EVERYTHING,
    "agency": (*REVIEWERS, "canary-comment-neighbour", "0.3139", *NEIGHBOUR, *AUDIT),
    # Their own sheet of the entity is not submitted: nothing of what the others wrote.
    "evaluator": (*COMMENTS, *VALUES, *NEIGHBOUR, *AUDIT),
}
LINK = re.compile(r'(?:href|src|hx-get|data-url|data-address)="(/[^"#]*)')
#: Nothing but decoration, and ways out.
PASSED_BY = re.compile(r"^/(static|admin|sign-out|language)/")
MOST_PAGES = 700


def bundle() -> dict[str, str]:
    """The sample with canaries in the reviewers' keys, comments, values and reasons."""
    changes = {
        "scores.csv": {
            "张三": REVIEWERS[0],
            "li@x": REVIEWERS[1],
            '"缺两条\n第二行"': COMMENTS[0],
            "无栏目": COMMENTS[1],
            "1.1#1,,0.9,": f"1.1#1,,{VALUES[0]},",
            "e2,media,": "e2,sites,",
            "1#1,app,0.3,": f"1.1#1,,{VALUES[1]},{COMMENTS[2]}",
        },
        "vetoes.csv": {"e2,sites,V1,,,proposed,": "e2,sites,V1,,,proposed,canary-veto"},
        "applicability.csv": {"无服务": "canary-exemption"},
    }
    files = dict(FILES)
    for name, places in changes.items():
        for old, new in places.items():
            assert old in files[name], f"{old!r} stands in {name}"
            files[name] = files[name].replace(old, new)
    return files


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = built(tmp_path_factory.mktemp("canaries"), bundle())
        own = Campaign.objects.get(key=made["campaign"]["own"])
        neighbour = own.entities.get(key="e2")
        Evidence.objects.filter(entity=neighbour).update(name="canary-evidence.txt")
        case = InnovationCase.objects.get(entity=neighbour)
        told = {"entity": neighbour, "category": case.category, "created_by": case.created_by}
        InnovationCase.objects.create(**told, title="canary-case", summary="canary-case", status=case.status)
        appeal = Appeal.objects.get(entity=neighbour)
        AppealMessage.objects.create(appeal=appeal, author=appeal.filed_by, from_agency=True, text="canary-appeal")
        audit.record(actor=None, verb="start_run", object_type="run", object_key="1", campaign_key=own.key, after=AUDIT)
        Campaign.objects.filter(pk=own.pk).update(phase="preliminary")
        yield made
        transaction.set_rollback(True)


def starts(world: World) -> list[str]:
    """Every address that takes GET, with its objects."""
    wanted = [(name, kind) for name, row in MATRIX.items() for kind in OBJECTS if kind in row.statuses]
    found = [address(name, kind, world) for name, kind in wanted if MATRIX[name].statuses[kind]["GET"] != ONLY_GET]
    return [path for path in dict.fromkeys(found) if not PASSED_BY.match(path)]


def text_of(response) -> str:
    """All that was received: the body, what is packed in it, and the headers (file names stand there)."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    parts = [body]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    said = "\n".join(part.decode("utf-8", "replace") for part in parts)
    return f"{said}\n{response.headers}"


def walked(browser: Client, first: list[str]) -> Iterator[tuple[str, str]]:
    """(address, what was received) from ``first`` along every link, each once."""
    seen = set(first)
    pending = list(first)
    while pending:
        path = pending.pop()
        with transaction.atomic():
            said = text_of(browser.get(path))
            transaction.set_rollback(True)
        yield path, said
        for link in map(unescape, LINK.findall(said)):
            if link not in seen and not PASSED_BY.match(link) and len(seen) < MOST_PAGES:
                seen.add(link)
                pending.append(link)


def browser_of(role: str) -> Client:
    return Client() if role == "anonymous" else signed_in(User.objects.get(username=role))


@pytest.mark.parametrize("role", HIDDEN)
def test_a_role_meets_no_canary_anywhere(world, role):
    met = set()
    pages = 0
    for path, said in walked(browser_of(role), starts(world)):
        pages += 1
        met |= {(word, path) for word in HIDDEN[role] if word in said}
    assert sorted(met) == []
    assert 100 < pages < MOST_PAGES


def test_the_canaries_are_alive(world):
    """Who may see them does: otherwise the walks above would prove nothing."""
    browser = browser_of("auditor")
    said = "".join(text_of(browser.get(path)) for path in starts(world))
    assert sorted(word for word in EVERYTHING if word not in said) == []
