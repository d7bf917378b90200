"""Signing in at a provider, a real one over HTTP (tests/support/openid.py): linked accounts only, or a sentence."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwk

from assessment.accounts.models import LinkedIdentity, Session
from assessment.accounts.services.accounts import disable_account
from assessment.accounts.services.identities import link_identity
from assessment.core.models import AuditEntry, SiteRole, User
from tests.accounts.passages import FAILED, FORGED, RETURN, START, led_back, passage, told, verbs
from tests.accounts.people import current_code, holder, is_in, keeper, with_factor

pytestmark = pytest.mark.django_db


# --- signing in -------------------------------------------------------------------------------------------------------
def test_a_linked_person_is_signed_in_with_code_verifier_state_and_nonce(provider, wen):
    client = Client(HTTP_USER_AGENT="Firefox")
    back = led_back(client, next="/work/?a=1&b=2")
    before = client.session.session_key
    assert client.get(back).url == "/work/?a=1&b=2"
    assert is_in(client)
    session = Session.objects.get(user=wen)
    assert session.session_key not in (None, before)
    asked = provider.asked[0]
    assert {name: asked[name] for name in ("response_type", "code_challenge_method", "scope")} == {
        "response_type": "code",
        "code_challenge_method": "S256",
        "scope": "openid profile",
    }
    assert [len(asked[name]) >= 20 for name in ("state", "nonce", "code_challenge")] == [True] * 3
    assert verbs(wen) == ["link_identity", "sign_in"]
    assert AuditEntry.objects.get(verb="sign_in").after == {
        "address": "127.0.0.1",
        "by": "provider",
        "second_factor": False,
    }
    assert client.get(back).url == "/account/"  # the same answer once more
    assert told(client, "/account/") == [FORGED]


def test_a_client_secret_in_the_form_is_sent_where_the_provider_wants_it_so(provider, wen):
    provider.method = "client_secret_post"
    client = Client()
    assert passage(client) == "/"
    assert is_in(client)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"])
def test_one_is_led_on_to_this_installation_only(wen, target):
    assert passage(Client(), next=target) == "/"


@pytest.mark.parametrize("who", ["unlinked", "disabled", "linked elsewhere"])
def test_an_unknown_person_is_told_how_to_link_and_no_account_is_made(provider, wen, who):
    if who == "unlinked":
        provider.claims["sub"] = "u-2"
    elif who == "disabled":
        disable_account(user=wen, actor=keeper())
    else:
        LinkedIdentity.objects.update(issuer="https://other.example")
    count, client = User.objects.count(), Client()
    assert passage(client) == "/sign-in/"
    assert told(client) == [
        "No account here is linked with “wen@centre”. Sign in with your password and link it on your account page."
    ]
    assert not is_in(client)
    assert User.objects.count() == count
    assert not AuditEntry.objects.filter(verb="sign_in").exists()


def test_unknown_people_are_throttled_like_wrong_passwords(provider, wen, settings):
    provider.claims["sub"] = "u-2"
    client = Client()
    answers = [client.get(led_back(client)).status_code for _try in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [302] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    provider.claims["sub"] = "u-1"
    assert passage(client) == "/"


def test_an_account_that_is_locked_after_wrong_passwords_is_so_for_the_provider_too(wen, settings):
    client = Client()
    for _try in range(settings.AXES_FAILURE_LIMIT):
        client.post("/sign-in/", {"username": "wen", "password": "wrong"})
    assert client.get(led_back(client)).status_code == 429
    assert not is_in(client)


# --- the second factor ------------------------------------------------------------------------------------------------
def test_the_second_factor_is_asked_for_after_the_provider(wen):
    with_factor(wen)
    client = Client()
    assert passage(client, next="/work/?a=1&b=2") == "/sign-in/code/?next=/work/%3Fa%3D1%26b%3D2"
    assert not is_in(client)
    done = client.post("/sign-in/code/?next=/work/%3Fa%3D1%26b%3D2", {"code": current_code(wen)})
    assert done.url == "/work/?a=1&b=2"
    assert AuditEntry.objects.get(verb="sign_in").after["by"] == "provider"
    assert AuditEntry.objects.get(verb="sign_in").after["second_factor"] is True


@pytest.mark.parametrize(
    ("claims", "counts"),
    [({"amr": ["pwd", "otp"]}, True), ({"acr": "otp"}, True), ({"amr": ["pwd"]}, False), ({"amr": []}, False)],
)
def test_the_provider_s_own_counts_only_where_the_setting_names_it(provider, wen, settings, claims, counts):
    with_factor(wen)
    provider.claims |= claims
    assert passage(Client()) == "/sign-in/code/"  # nothing is named
    settings.OIDC = replace(settings.OIDC, second_factor=frozenset({"otp", "hwk"}))
    client = Client()
    assert passage(client) == ("/" if counts else "/sign-in/code/")
    assert is_in(client) == counts


@pytest.mark.parametrize(("named", "first"), [((), "/account/second-factor/"), (("mfa",), None)])
def test_who_must_have_one_sets_it_up_unless_the_provider_had_one(provider, settings, named, first):
    settings.SECOND_FACTOR_REQUIRED = True
    chief = holder("chief", SiteRole.Role.ADMINISTRATOR)
    link_identity(user=chief, issuer=provider.issuer, subject="u-1", label="chief")
    provider.claims["amr"] = ["mfa"]
    settings.OIDC = replace(settings.OIDC, second_factor=frozenset(named))
    client = Client()
    passage(client)
    assert client.get("/indicators/").headers.get("Location") == first


# --- what goes wrong there --------------------------------------------------------------------------------------------
FORGERIES = {
    "another nonce": {"nonce": "x" * 20},
    "another issuer": {"iss": "https://evil.example"},
    "for somebody else": {"aud": ["another-client"], "azp": "another-client"},
    "over": {"exp": 1_000_000_000},
    "nobody": {"sub": ""},
    "a name too long": {"sub": "x" * 256},
    "another access token's": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES)
def test_a_token_that_says_something_else_signs_nobody_in(provider, wen, forged):
    provider.forged = forged
    if sub := forged.get("sub"):
        LinkedIdentity.objects.update(subject=sub[:255])
    client = Client()
    assert passage(client) == "/sign-in/"
    assert told(client) == [FAILED]
    assert not is_in(client)


def test_a_token_by_another_key_or_by_the_shared_secret_signs_nobody_in(provider, wen):
    provider.shown = jwk.RSAKey.generate_key(2048, {"kid": "one"})
    client = Client()
    assert (passage(client), told(client)) == ("/sign-in/", [FAILED])
    provider.shown, provider.algorithm = None, "HS256"
    assert (passage(client), told(client)) == ("/sign-in/", [FAILED])
    provider.algorithm = "RS256"
    assert passage(client) == "/"


def test_a_new_key_of_the_provider_holds_at_once(provider, wen):
    assert passage(Client()) == "/"
    provider.key = jwk.RSAKey.generate_key(2048, {"kid": "two"})
    assert passage(Client()) == "/"


@pytest.mark.parametrize("broken", ["<html>maintenance</html>", "[]", "{}", '{"issuer": "https://evil.example"}'])
def test_a_provider_that_says_nonsense_is_told_as_such(provider, wen, broken):
    client = Client()
    back = led_back(client)
    provider.broken = broken
    for ask in (lambda: client.post(START), lambda: client.get(back)):
        assert ask().url == "/sign-in/"
        assert told(client) == [FAILED]


def test_a_provider_that_is_away_is_told_as_such(provider, wen, settings):
    settings.OIDC = replace(settings.OIDC, issuer="http://127.0.0.1:9")
    client = Client()
    assert client.post(START).url == "/sign-in/"
    assert told(client) == [FAILED]


def test_a_refusal_at_the_provider_is_told_in_the_reader_s_language(provider, wen):
    provider.denies = True
    client = Client()
    assert passage(client) == "/sign-in/"
    assert told(client) == ["Centre ID signed nobody in: it was cancelled or refused there."]
    chinese = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    passage(chinese)
    assert told(chinese) == ["未能通过 Centre ID 登录：已在该处取消或被拒绝。"]


def test_an_answer_that_nobody_here_asked_for_is_forged(provider, wen):
    """Somebody else's state, none, an invented one, one too old: the provider is not even asked."""
    theirs = led_back(Client())
    state = parse_qs(urlsplit(theirs).query)["state"][0]
    client = Client()
    led_back(client)
    for query in ("", "state=", "state=x&code=y", "state=x&error=access_denied", f"state={state}&code=y"):
        assert client.get(f"{RETURN}?{query}").url == "/sign-in/"
        assert told(client) == [FORGED]
    own = led_back(client)
    session = client.session
    [key] = [key for key in session.keys() if key.startswith("_state_")]  # noqa: SIM118 — one at a time is kept
    session[key]["data"]["at"] -= 601
    session.save()
    assert client.get(own).url == "/sign-in/"
    assert not is_in(client)


def test_a_code_is_of_no_use_without_its_verifier(provider, wen):
    client = Client()
    back = led_back(client)
    session = client.session
    [key] = [key for key in session.keys() if key.startswith("_state_")]  # noqa: SIM118
    session[key]["data"]["code_verifier"] = "x" * 43
    session.save()
    assert client.get(back).url == "/sign-in/"
    assert told(client) == [FAILED]
