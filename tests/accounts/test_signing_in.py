"""Signing in: two steps where there is a second factor, sessions with limits, and what is demanded first."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pyotp import TOTP

from assessment.accounts.models import RecoveryCode, SecondFactor, Session
from assessment.accounts.services import factors
from assessment.accounts.services.accounts import disable_account
from assessment.core.models import AuditEntry, SiteRole, User
from tests.accounts.people import PASSWORD, browser_of, current_code, holder, is_in, keeper, with_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def wen() -> User:
    return User.objects.create_user("wen", password=PASSWORD, name="文静")


def verbs(user: User) -> list[str]:
    return list(AuditEntry.objects.filter(object_key=user.username).order_by("sequence").values_list("verb", flat=True))


# --- sessions ---------------------------------------------------------------------------------------------------------
def test_signing_in_changes_the_session_key_and_is_recorded_with_its_device(wen):
    client = Client(HTTP_USER_AGENT="Firefox", REMOTE_ADDR="10.1.2.3")
    client.get("/sign-in/")
    before = client.session.session_key
    client.post("/sign-in/", {"username": "wen", "password": PASSWORD})
    session = Session.objects.get(user=wen)
    assert session.session_key not in (None, before)
    assert (session.address, session.agent) == ("10.1.2.3", "Firefox")
    client.post("/sign-out/")
    assert not is_in(client)
    assert verbs(wen) == ["sign_in", "sign_out"]


@pytest.mark.parametrize(
    ("minutes", "still_in"), [([119], True), ([121], False), ([100, 200], True), ([100] * 8, False)]
)
def test_a_session_ends_when_idle_and_after_its_whole_time(wen, settings, minutes, still_in):
    """Two hours idle; twelve hours whatever happens."""
    assert (settings.SESSION_IDLE_MINUTES, settings.SESSION_COOKIE_AGE) == (120, 12 * 3600)
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client = browser_of(wen)
    answers = []
    for number in range(len(minutes)):
        elapsed = sum(minutes[: number + 1]) if minutes[0] == minutes[-1] else minutes[number]
        with time_machine.travel(start + timedelta(minutes=elapsed), tick=False):
            answers.append(is_in(client))
    assert answers[-1] == still_in


def test_the_last_request_is_written_once_a_minute(wen, django_assert_num_queries):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client = browser_of(wen)
    seen = []
    for seconds in (30, 59, 61, 90):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            client.get("/account/")
        seen.append(round((Session.objects.get(user=wen).seen_at - start).total_seconds()))
    assert seen == [0, 0, 61, 61]


def test_a_disabled_account_is_out_on_its_next_request(wen):
    client = browser_of(wen)
    assert is_in(client)
    disable_account(user=wen, actor=keeper())
    assert not is_in(client)
    assert not is_in(browser_of(wen))
    User.objects.filter(pk=wen.pk).update(is_active=True)
    assert not is_in(client)  # the session itself is gone


def test_one_ends_ones_own_sessions_and_nobody_elses(wen):
    here, there, others = browser_of(wen), browser_of(wen), browser_of(User.objects.create_user("o", password=PASSWORD))
    handle = Session.objects.exclude(session_key=here.session.session_key).get(user=wen).handle
    foreign = Session.objects.exclude(user=wen).get().handle
    assert here.post(f"/account/sessions/{foreign}/ending/").status_code == 404
    assert here.post(f"/account/sessions/{handle}/ending/").status_code == 302
    assert [is_in(here), is_in(there), is_in(others)] == [True, False, True]
    there = browser_of(wen)
    here.post("/account/sessions/endings/")
    assert [is_in(here), is_in(there), is_in(others)] == [True, False, True]


# --- the second factor ------------------------------------------------------------------------------------------------
def test_one_sets_up_a_second_factor_and_signs_in_with_it(wen):
    client = browser_of(wen)
    page = client.get("/account/second-factor/")
    nonce = page.context["nonce"]
    assert not SecondFactor.objects.exists()  # looking at the page stores nothing
    assert client.post("/account/second-factor/", {"nonce": nonce, "code": "000000"}).status_code == 422
    secret = page.context["spelled"]
    code = _code_of(secret, -1)
    answer = client.post("/account/second-factor/", {"nonce": nonce, "code": code})
    assert len(answer.context["codes"]) == factors.RECOVERY_CODES
    client = Client()
    waiting = client.post("/sign-in/?next=/work/", {"username": "wen", "password": PASSWORD})
    assert waiting.url == "/sign-in/code/?next=/work/"
    assert not is_in(client)  # the password alone opens nothing
    assert client.post(waiting.url, {"code": code}).status_code == 422  # used for setting it up
    done = client.post(waiting.url, {"code": current_code(wen)})
    assert (done.status_code, done.url) == (302, "/work/")
    assert is_in(client)
    assert verbs(wen) == ["sign_in", "enrol_second_factor", "sign_in"]
    assert AuditEntry.objects.filter(verb="sign_in").last().after["second_factor"] is True


def _code_of(spelled: str, steps: int) -> str:
    return TOTP(spelled).at(time.time(), counter_offset=steps)


def test_somebody_elses_form_sets_up_nothing(wen):
    other = browser_of(User.objects.create_user("other", password=PASSWORD))
    page = other.get("/account/second-factor/")
    mine = browser_of(wen)
    code = _code_of(page.context["spelled"], 0)
    assert mine.post("/account/second-factor/", {"nonce": page.context["nonce"], "code": code}).status_code == 422
    assert not SecondFactor.objects.exists()


def second_step(user: User, code: str) -> tuple[Client, int]:
    client = browser_of(user)
    return client, client.post("/sign-in/code/", {"code": code}).status_code


def test_a_code_signs_in_once_and_a_recovery_code_once(wen):
    recovery = with_factor(wen)
    code = current_code(wen)
    assert [second_step(wen, code)[1] for _try in range(2)] == [302, 422]
    assert [second_step(wen, recovery[0].upper())[1] for _try in range(2)] == [302, 422]
    assert RecoveryCode.objects.filter(used_at=None).count() == factors.RECOVERY_CODES - 1
    assert "use_recovery_code" in verbs(wen)


def test_codes_are_stored_as_keyed_digests_only(wen):
    codes = with_factor(wen)
    stored = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert [code for code in codes if code.replace("-", "") in stored] == []


def test_a_password_waits_five_minutes_for_its_code(wen):
    with_factor(wen)
    client = browser_of(wen)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        answer = client.post("/sign-in/code/", {"code": current_code(wen)})
    assert (answer.status_code, answer.url) == (302, "/sign-in/")
    assert not is_in(client)


def test_guessing_codes_locks_out_like_guessing_passwords(wen, settings):
    with_factor(wen)
    client = browser_of(wen)
    answers = [client.post("/sign-in/code/", {"code": "000000"}).status_code for _try in range(9)]
    assert answers == [422] * (settings.AXES_FAILURE_LIMIT - 1) + [429, 429]
    assert client.post("/sign-in/code/", {"code": current_code(wen)}).status_code == 429


def test_guessing_from_many_addresses_rests_the_factor(wen):
    with_factor(wen)
    for _try in range(factors.MOST_FAILURES):
        assert not factors.use_code(user=wen, code="000000")
    assert not factors.use_code(user=wen, code=current_code(wen))
    with time_machine.travel(timezone.now() + factors.REST + timedelta(seconds=1)):
        assert factors.use_code(user=wen, code=current_code(wen))


def test_removing_the_factor_takes_a_code(wen):
    with_factor(wen)
    client, _status = second_step(wen, current_code(wen))
    client.post("/account/second-factor/removal/", {"code": "000000"})
    assert SecondFactor.objects.filter(user=wen).exists()
    client.post("/account/second-factor/removal/", {"code": current_code(wen, steps=1)})
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize("role", SiteRole.Role.values)
def test_who_must_have_a_second_factor_sets_it_up_before_anything_else(role, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = browser_of(holder("chief", role))
    assert [client.get(path).url for path in ("/", "/indicators/", "/audit/")] == ["/account/second-factor/"] * 3
    assert client.get("/api/campaigns/x/snippets/").status_code in (403, 404)
    page = client.get("/account/second-factor/")
    client.post(
        "/account/second-factor/", {"nonce": page.context["nonce"], "code": _code_of(page.context["spelled"], 0)}
    )
    assert client.get("/indicators/").status_code == 200


def test_whose_second_factor_was_removed_sets_up_another_after_changing_the_password(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    chief, keeps = holder("chief", SiteRole.Role.ADMINISTRATOR), keeper()
    with_factor(chief)
    client, _status = second_step(chief, current_code(chief))
    assert client.get("/indicators/").status_code == 200
    factors.remove_second_factor(user=chief, actor=keeps)
    new = "staple-battery-horse"
    client.post("/account/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert client.get("/indicators/").url == "/account/second-factor/"


def test_the_administration_has_no_entrance_of_its_own(wen):
    answer = Client().get("/admin/login/?next=/admin/")
    assert (answer.status_code, answer.url) == (302, "/sign-in/?next=/admin/")
    assert Client().post("/admin/login/", {"username": "wen", "password": PASSWORD}).url == "/sign-in/"


# --- rules of 等保 ---
MLPS = [
    {"NAME": "assessment.accounts.validators.ComplexityValidator"},
    {"NAME": "assessment.accounts.validators.ChangedValidator"},
]


@pytest.mark.parametrize(
    ("new", "taken"), [("lowercase-only", False), ("Lower-Upper", True), ("lower-and-9", True), (PASSWORD, False)]
)
def test_complexity_and_rotation_can_be_asked_for(wen, settings, new, taken):
    settings.PASSWORD_DAYS, settings.AUTH_PASSWORD_VALIDATORS = 90, MLPS
    User.objects.update(date_joined=timezone.now() - timedelta(days=91))
    client = browser_of(wen)
    assert client.get("/indicators/").url == "/account/"
    client.post("/account/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert (client.get("/indicators/").status_code == 200) == taken
