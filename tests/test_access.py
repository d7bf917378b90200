"""Every address × method × role × object × phase answers as tests/matrix says; none is left out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.cookies import SimpleCookie

import pytest
import structlog
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from assessment import urls
from assessment.campaigns.models import Campaign
from assessment.core.models import User
from tests.matrix import IN_A_CAMPAIGN, MATRIX
from tests.matrix.answers import NOT_SO, ONLY_GET
from tests.matrix.table import METHODS, PHASES, ROLES, USUAL, World
from tests.matrix.world import address, built
from tests.results.people import signed_in

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
#: In this phase strangers are tried again: it makes things public.
PUBLIC = "published"
#: What a phase allows is decided before the database has a say: there, the second one is not asked for each again.
TRIED = PHASES if connection.vendor == "sqlite" else (USUAL, PUBLIC)
MEMBERS = ("administrator", "lead", "evaluator", "agency", "auditor")


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


def test_the_table_knows_every_phase():
    assert list(PHASES) == Campaign.Phase.values


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Built once. Every request is taken back, so that each finds it as it was; at the end all of it is."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield built(tmp_path_factory.mktemp("access"))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(world) -> dict[str, Client]:
    people = {user.username: signed_in(user) for user in User.objects.filter(username__in=ROLES)}
    return {"anonymous": Client(), **people}


def answer(browser: Client, method: str, path: str, data) -> int:
    """The status; what the request changed is taken back."""
    with transaction.atomic():
        found = (browser.get(path) if method == "GET" else browser.post(path, data or {})).status_code
        transaction.set_rollback(True)
    return found


def cells(phase: str) -> Iterator[tuple[str, str, str, str]]:
    """(name, kind of object, method, role) that a phase is tried with. The usual phase has all of them.

    The others leave out what cannot differ: they are phases of the campaign "own", so whatever is not looked for in it
    doesn't know of them; neither does a method that an address never takes; and a phase says what members may do, so
    that people without a role find nothing in any of them, see PUBLIC.
    """
    usual = phase == USUAL
    for name, row in (MATRIX if usual else IN_A_CAMPAIGN).items():
        for kind, methods in row.statuses.items():
            for method in METHODS if usual or row.is_in_own_campaign(kind) else ():
                if usual or methods[method] not in (ONLY_GET, NOT_SO):
                    roles = ROLES if usual or phase == PUBLIC else MEMBERS
                    yield from ((name, kind, method, role) for role in roles)


def test_at_least_ten_thousand_cells_are_held():
    assert sum(len(list(cells(phase))) for phase in PHASES) >= 10_000


@pytest.mark.parametrize("phase", TRIED)
def test_every_address_answers_each_role_as_its_row_says(world, browsers, quick, phase, redis_url):
    """``redis_url``: the health page answers 200, and starting a run rings a broker that is there."""
    Campaign.objects.filter(key=world["campaign"]["own"]).update(phase=phase)
    differing = {}
    for name, kind, method, role in cells(phase):
        wanted = MATRIX[name].expected(kind, method, phase)[role]
        with cookies_kept(browsers[role]):
            found = answer(browsers[role], method, address(name, kind, world), MATRIX[name].data)
        if found != wanted:
            differing[name, kind, method, role] = (found, wanted)
    assert differing == {}


def test_every_exception_of_a_phase_is_tried():
    """A line about a cell that no phase tries would hold nothing."""
    tried = {phase: set(cells(phase)) for phase in PHASES}
    untried = [
        (name, phase, kind, method, role)
        for name, row in MATRIX.items()
        for phase in PHASES
        for (kind, method), role, _status in row.exceptions(phase)
        if (name, kind, method, role) not in tried[phase]
    ]
    assert untried == []


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
