"""Every address × method × role × object × phase answers as tests/access_matrix.py says; none is left out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from assessment import urls
from assessment.accounts.models import RoleProposal
from assessment.accounts.services.invitations import make_invitation
from assessment.appeals.models import Appeal
from assessment.campaigns.models import Assignment, Campaign, Component, Conflict, Entity, Membership, Reviewer
from assessment.core import files
from assessment.core.models import AuditEntry, User
from assessment.notices.models import Notice
from assessment.publications.services.commanding import publish_now
from assessment.results import shelf
from assessment.results.models import VetoFinding
from assessment.vetoes.models import Hearing
from indicators.models import Criterion, Veto
from reviews.cases.models import CaseCategory, InnovationCase
from reviews.evidence.models import Upload
from reviews.models import Adjudication, Reopening, ScoreSheet, Screenshot, SheetUpload
from reviews.submissions.models import Receipt, SelfAssessment
from reviews.submissions.receipts import receipt_document
from tests.access_matrix import MATRIX, METHODS, NOT_SO, OBJECTS, ONLY_GET, PHASES, ROLES, World
from tests.bundles.samples import CASES, FILES, write_bundle
from tests.results.people import account, computed, imported, signed_in
from tests.reviews.evidence.samples import file_of

#: Hidden answers are logged as warnings by Django; that is not what these tests are about.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
ADMIN = "admin"
#: Middleware that lets nobody in or out.
UNDECIDING = (
    "whitenoise.",
    "csp.",
    "django_structlog.",
    "django.middleware.security",
    "django.middleware.clickjacking",
)


def names(patterns: list[URLPattern | URLResolver], room: str = "") -> Iterator[str]:
    """All names of a URLconf with their namespaces; an address without a name is shown by its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{room}{pattern.namespace}:" if pattern.namespace else room
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{room}{pattern.name or pattern.pattern}"


ALL_NAMES = list(dict.fromkeys(names(get_resolver().url_patterns)))
OWN_NAMES = [name for name in ALL_NAMES if not name.startswith(f"{ADMIN}:")]


def test_every_address_has_a_row_and_every_row_an_address():
    assert sorted(OWN_NAMES) == sorted(MATRIX)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Built once. Every request is taken back, so that each finds it as it was; at the end all of it is."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield built(tmp_path_factory.mktemp("access"))
        transaction.set_rollback(True)


def built(folder: Path, bundle: Mapping[str, str] = FILES) -> World:
    cache.clear()
    shelf.clear()
    own = imported(write_bundle(folder / "own", bundle))
    other = imported(CASES[2])
    computed(own)
    computed(other)
    publish_now(campaign=other)
    entity = own.entities.get(key="e1")
    for role in ROLES[1:]:
        held = "" if role == "stranger" else role
        account(role, campaign=own, role=held, entity=entity if role == "agency" else None)
    league = own.leagues.order_by("position")[0].key
    sheet, screenshot = open_sheet(own, User.objects.get(username="evaluator"))
    theirs = ScoreSheet.objects.filter(component__campaign=other)[0]
    return World(
        campaign={"own": own.key, "other": other.key, "absent": "nowhere"},
        entity={"own": "e1", "neighbour": "e2", "other": other.entities.order_by("key")[0].key, "absent": "e9"},
        league=league,
        published_system=other.components.order_by("position")[0].version.system.key,
        system="sites",
        leaf="1.1",
        job={"own": own.runs.get().job_id, "other": other.runs.get().job_id, "absent": 10**9},
        version={
            "own": own.components.order_by("position")[0].version_id,
            "other": other.components.order_by("position")[0].version_id,
            "absent": 10**9,
        },
        sheet={
            "own": sheet.pk,
            "neighbour": ScoreSheet.objects.filter(component=sheet.component, status="submitted")[0].pk,
            "other": theirs.pk,
            "absent": 10**9,
        },
        column={
            "own": [*places(sheet), first_criterion(sheet).pk],
            "other": [*places(theirs), first_criterion(theirs).pk],
            "absent": [10**9] * 3,
        },
        leaf_column={
            "own": [*places(sheet), first_criterion(sheet).indicator_id],
            "other": [*places(theirs), first_criterion(theirs).indicator_id],
            "absent": [10**9] * 3,
        },
        screenshot={"own": screenshot.pk, "other": 10**9 - 1, "absent": 10**9},
        entry={"own": entry_of(own), "other": entry_of(other), "absent": 10**9},
        **kept_accounts(own),
        hearing=hearings_of(own),
        reopening={"own": reopening_of(sheet.component), "other": 10**9, "absent": 10**9},
        conflict={"own": conflict_of(own, sheet), "other": 10**9, "absent": 10**9},
        workbook={"own": workbook_of(own), "other": 10**9, "absent": 10**9},
        appeal={
            "own": appeal_of(own, "e1"),
            "neighbour": appeal_of(own, "e2"),
            "other": appeal_of(other, other.entities.order_by("key")[0].key),
            "absent": 10**9,
        },
        notice={"own": notice_of("evaluator"), "absent": 10**9},
        evidence=evidence_of_entities(own, other),
        upload=upload_of(entity),
        assessment=assessments_of_entities(own, other),
        case=cases_of_entities(own, other),
        adjudication={"own": adjudication_of(own), "other": adjudication_of(other), "absent": 10**9},
    )


def evidence_of_entities(own: Campaign, other: Campaign) -> dict[str, int]:
    """A file of e1, of e2 and of an entity elsewhere."""
    here = {"own": own.entities.get(key="e1"), "neighbour": own.entities.get(key="e2")}
    places = {**here, "other": other.entities.all()[0]}
    user = User.objects.get(username="agency")
    return {kind: file_of(entity, user).pk for kind, entity in places.items()} | {"absent": 10**9}


def assessments_of_entities(own: Campaign, other: Campaign) -> dict[str, int]:
    """Open ones of e1, of e2 and of an entity elsewhere, each with a receipt."""
    here = {"own": own.entities.get(key="e1"), "neighbour": own.entities.get(key="e2")}
    found = {}
    for kind, entity in {**here, "other": other.entities.all()[0]}.items():
        row = SelfAssessment.objects.create(component=entity.campaign.components.all()[0], entity=entity)
        document, digest = receipt_document(row, User.objects.get(username="agency"), at=timezone.now())
        Receipt.objects.create(
            assessment=row,
            revision=1,
            document=document,
            digest=digest,
            submitted_at=timezone.now(),
            submitted_by=User.objects.get(username="agency"),
        )
        found[kind] = row.pk
    return found | {"absent": 10**9}


def cases_of_entities(own: Campaign, other: Campaign) -> dict[str, int]:
    """Submitted cases of e1, of e2 and of an entity elsewhere."""
    here = {"own": own.entities.get(key="e1"), "neighbour": own.entities.get(key="e2")}
    user = User.objects.get(username="agency")
    found = {}
    for kind, entity in {**here, "other": other.entities.all()[0]}.items():
        named = {"campaign": entity.campaign, "name_zh": "管理机制", "position": 0}
        category, _made = CaseCategory.objects.get_or_create(**named)
        stated = {"title": "x", "summary": "y", "status": "submitted", "created_by": user}
        found[kind] = InnovationCase.objects.create(entity=entity, category=category, **stated).pk
    return found | {"absent": 10**9}


def upload_of(entity: Entity) -> dict[str, str]:
    """A file that the agency is sending; "other" is somebody else's."""
    people = {"own": "agency", "other": "stranger"}
    users = {kind: User.objects.get(username=name) for kind, name in people.items()}
    sent = {kind: Upload.objects.create(entity=entity, user=user, name="a", size=1) for kind, user in users.items()}
    return {kind: str(upload.pk) for kind, upload in sent.items()} | {"absent": str(UUID(int=1))}


def reopening_of(component: Component) -> int:
    """A request, as if a lead had asked, who is none any more."""
    sheet = ScoreSheet.objects.filter(component=component, status="submitted")[0]
    asked = {"asked_by": User.objects.get(username="stranger"), "asked_at": timezone.now()}
    return Reopening.objects.create(sheet=sheet, reason="x", **asked).pk


def hearings_of(campaign: Campaign) -> dict[str, int]:
    """Findings about which the agencies of e1 and e2 are asked."""
    component = campaign.components.order_by("position")[0]
    veto = Veto.objects.filter(version=component.version_id)[0]
    asked = {"allegation": "x", "opened_at": timezone.now(), "answer_by": timezone.now()}
    found = {}
    for kind, key in {"own": "e1", "neighbour": "e2"}.items():
        entity = campaign.entities.get(key=key)
        finding = VetoFinding.objects.create(component=component, entity=entity, veto=veto, channel="heard")
        Hearing.objects.create(finding=finding, **asked)
        found[kind] = finding.pk
    return found | {"other": 10**9, "absent": 10**9}


def conflict_of(campaign: Campaign, sheet: ScoreSheet) -> int:
    """A conflict of the evaluator with an entity whose sheet is not theirs."""
    entity = campaign.entities.get(key="e2")
    stated = {"reviewer": sheet.reviewer, "entity": entity, "source": Conflict.Source.DECLARED}
    return Conflict.objects.create(campaign=campaign, **stated).pk


def appeal_of(campaign: Campaign, entity: str) -> int:
    component = campaign.components.order_by("position")[0]
    criterion = Criterion.objects.filter(version=component.version_id).order_by("position")[0]
    filed = {"filed_by": User.objects.get(username="agency"), "run": campaign.runs.get()}
    place = {"component": component, "entity": campaign.entities.get(key=entity), "criterion": criterion}
    return Appeal.objects.create(**place, **filed).pk


def notice_of(name: str) -> int:
    return Notice.objects.create(user=User.objects.get(username=name), kind="test").pk


def kept_accounts(campaign: Campaign) -> dict[str, Any]:
    """An account with a role, a proposed one and an open link, all of which a security administrator takes away."""
    user = User.objects.create(username="kept")
    held = Membership.objects.create(campaign=campaign, user=user, role=Membership.Role.EVALUATOR)
    proposed = {"user": user, "campaign": campaign, "role": Membership.Role.LEAD}
    proposal = RoleProposal.objects.create(**proposed, proposed_by=User.objects.get(username="stranger"))
    with transaction.atomic():
        token = make_invitation(user=user, actor=None)
    return {
        "account": {"own": user.pk, "absent": 10**9},
        "membership": {"own": held.pk, "absent": 10**9},
        "proposal": {"own": proposal.pk, "absent": 10**9},
        "token": token,
    }


def entry_of(campaign: Campaign) -> int:
    """The sequence of an audit entry of the campaign."""
    return AuditEntry.objects.filter(campaign_key=campaign.key).values_list("sequence", flat=True)[0]


def workbook_of(campaign: Campaign) -> int:
    """A workbook that the evaluator has brought back."""
    user = User.objects.get(username="evaluator")
    return SheetUpload.objects.create(campaign=campaign, user=user, sha256="0" * 64, size=1).pk


def adjudication_of(campaign: Campaign) -> int:
    return Adjudication.objects.filter(component__campaign=campaign).values_list("pk", flat=True)[0]


def places(sheet: ScoreSheet) -> list[int]:
    return [sheet.component_id, sheet.round_id]


def first_criterion(sheet: ScoreSheet) -> Criterion:
    return Criterion.objects.filter(version=sheet.component.version_id).order_by("position")[0]


def open_sheet(campaign: Campaign, user: User) -> tuple[ScoreSheet, Screenshot]:
    """The evaluator's own sheet of the entity "e1" with a picture on it."""
    reviewer = Reviewer.objects.create(campaign=campaign, key=user.username, user=user)
    component = campaign.components.order_by("position")[0]
    place = {"component": component, "entity": campaign.entities.get(key="e1"), "reviewer": reviewer}
    Assignment.objects.create(campaign=campaign, **place)
    sheet = ScoreSheet.objects.create(round=campaign.rounds.order_by("position")[0], **place)
    stored = files.store(b"picture")
    shown = {"sha256": stored, "thumbnail_sha256": stored, "width": 1, "height": 1, "size": 7}
    picture = Screenshot.objects.create(sheet=sheet, criterion=first_criterion(sheet), channel="", **shown)
    return sheet, picture


@pytest.fixture(scope="module")
def browsers(world) -> dict[str, Client]:
    people = {user.username: signed_in(user) for user in User.objects.filter(username__in=ROLES)}
    return {"anonymous": Client(), **people}


def expected(name: str, kind: str, method: str, role: str, phase: str) -> int:
    """The status of the row, or what the phase makes of it."""
    statuses = MATRIX[name].statuses[kind][method].split()
    usual = statuses[0] if len(statuses) == 1 else statuses[ROLES.index(role)]
    return PHASES[phase].get((name, kind, method, role), int(usual))


def address(name: str, kind: str, world: World) -> str:
    return reverse(name, args=MATRIX[name].arguments(world, kind))


def answer(browser: Client, method: str, path: str, data) -> int:
    """The status; what the request changed is taken back."""
    with transaction.atomic():
        found = (browser.get(path) if method == "GET" else browser.post(path, data or {})).status_code
        transaction.set_rollback(True)
    return found


def cells(phase: str) -> Iterator[tuple[str, str, str]]:
    """(name, kind of object, method) that a phase is tried with; each with all ROLES.

    The first phase has all of them. A phase is one of the campaign "own": what the other campaign or an absent object
    answers, and a method that an address never takes, don't depend on it.
    """
    first = phase == next(iter(PHASES))
    for name, row in MATRIX.items():
        for kind in [kind for kind in OBJECTS if kind in row.statuses]:
            for method in METHODS:
                if first or (kind in ("own", "neighbour") and row.statuses[kind][method] not in (ONLY_GET, NOT_SO)):
                    yield name, kind, method


def test_at_least_ten_thousand_cells_are_held():
    assert sum(len(list(cells(phase))) for phase in PHASES) * len(ROLES) >= 10_000


@pytest.mark.parametrize("phase", PHASES)
def test_every_address_answers_each_role_as_its_row_says(world, browsers, quick, phase, redis_url):
    """``redis_url``: the health page answers 200, and starting a run rings a broker that is there."""
    Campaign.objects.filter(key=world.campaign["own"]).update(phase=phase)
    differing = {}
    for name, kind, method in cells(phase):
        path, data = address(name, kind, world), MATRIX[name].data
        for role, browser in browsers.items():
            wanted = expected(name, kind, method, role, phase)
            with cookies_kept(browser):
                found = answer(browser, method, path, data)
            if found != wanted:
                differing[name, kind, method, role] = (found, wanted)
    assert differing == {}


@pytest.fixture
def quick(monkeypatch, settings) -> Iterator[None]:
    """Thousands of refusals: their logs, headers and pages, which other tests read, are left out here."""
    for status in (403, 404):
        refusal = partial(HttpResponse, "", status=status)
        monkeypatch.setattr(urls, f"handler{status}", lambda request, exception, refusal=refusal: refusal(), False)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith(UNDECIDING)]
    logging.disable(logging.CRITICAL)
    configured = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**configured)
    logging.disable(logging.NOTSET)


@contextmanager
def cookies_kept(browser: Client) -> Iterator[None]:
    """The session is taken back with the rest: so is the cookie that names it."""
    before = browser.cookies.copy()
    yield
    browser.cookies = SimpleCookie({name: morsel.value for name, morsel in before.items()})


def test_the_administration_of_the_installation_is_closed_to_every_role(world, browsers):
    """Only staff accounts sign in there; none of the roles is one."""
    pages = [name for name in ALL_NAMES if name.startswith(f"{ADMIN}:")]
    plain = [reverse(name) for name in pages if has_no_arguments(name)]
    assert len(plain) > 10
    statuses = {
        (path, role): browser.get(path).status_code
        for path in plain
        if not path.endswith("/login/")
        for role, browser in browsers.items()
    }
    assert set(statuses.values()) == {302}


def has_no_arguments(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
