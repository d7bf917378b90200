"""Linking one's identity at the provider, unlinking it, and where the pages show it."""

from __future__ import annotations

import pytest
from django.test import Client

from assessment.accounts.models import LinkedIdentity
from assessment.core.models import AuditEntry, User
from tests.accounts.passages import RETURN, START, led_back, passage, told, verbs
from tests.accounts.people import PASSWORD, browser_of, keeper

pytestmark = pytest.mark.django_db


def test_one_links_ones_identity_with_the_password_and_unlinks_it(provider):
    user = User.objects.create_user("lin", password=PASSWORD)
    client = browser_of(user)
    client.post("/account/identity/", {"password": "wrong"})
    assert told(client, "/account/") == ["This is not your password. Nothing has changed."]
    assert passage(client, "/account/identity/", password=PASSWORD) == "/account/"
    assert told(client, "/account/") == ["Linked: wen@centre signs in to this account from now on."]
    assert passage(Client()) == "/"
    client.post("/account/identity/removal/")
    assert not LinkedIdentity.objects.exists()
    assert passage(Client()) == "/sign-in/"
    assert verbs(user) == ["sign_in", "link_identity", "sign_in", "unlink_identity"]
    facts = {"issuer": provider.issuer, "subject": "u-1", "label": "wen@centre"}
    assert AuditEntry.objects.get(verb="link_identity").after == facts
    assert AuditEntry.objects.get(verb="unlink_identity").before == [facts]


def test_an_identity_is_one_account_s_and_an_account_has_one(provider, wen):
    taken = "Nothing was linked: this identity belongs to another account here, or yours has one already."
    other = browser_of(User.objects.create_user("lin", password=PASSWORD))
    passage(other, "/account/identity/", password=PASSWORD)
    assert told(other, "/account/") == [taken]
    provider.claims["sub"] = "u-2"
    own = browser_of(wen)
    passage(own, "/account/identity/", password=PASSWORD)
    assert told(own, "/account/") == [taken]
    assert list(LinkedIdentity.objects.values_list("user__username", "subject")) == [("wen", "u-1")]


def test_a_link_is_made_for_whoever_asked_for_it(provider):
    lin, client = User.objects.create_user("lin", password=PASSWORD), Client()
    client.force_login(lin)
    back = led_back(client, "/account/identity/", password=PASSWORD)
    session = client.session
    [key] = [key for key in session.keys() if key.startswith("_state_")]  # noqa: SIM118
    session[key]["data"]["aim"]["link"] = keeper().pk
    session.save()
    assert client.get(back).url == "/account/"
    assert not LinkedIdentity.objects.exists()


def test_wrong_passwords_at_linking_lock_out(provider, wen, settings):
    client = browser_of(wen)
    limit = settings.AXES_FAILURE_LIMIT
    answers = [client.post("/account/identity/", {"password": "x"}).status_code for _try in range(limit)]
    assert answers == [302] * (limit - 1) + [429]
    assert client.post("/account/identity/", {"password": PASSWORD}).status_code == 429


def test_a_security_administrator_unlinks_a_lost_identity(provider, wen):
    client = browser_of(keeper())
    page = client.get(f"/accounts/{wen.pk}/")
    assert "wen@centre" in page.content.decode()
    client.post(f"/accounts/{wen.pk}/identity/removal/")
    assert not LinkedIdentity.objects.exists()
    assert AuditEntry.objects.get(verb="unlink_identity").actor_name == "fang"
    assert passage(Client()) == "/sign-in/"


def test_setting_out_is_a_post_and_coming_back_a_get(provider, wen):
    client = browser_of(wen)
    assert [Client().get(START).status_code, Client().post(RETURN).status_code] == [405, 405]
    assert [client.get(f"/account/{path}").status_code for path in ("identity/", "identity/removal/")] == [405, 405]
    assert client.post(START).url == "/"  # signed in already
    assert provider.asked == []
