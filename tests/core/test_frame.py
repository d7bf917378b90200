"""Sign-in, the frame and the pages of errors, as a person meets them."""

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import escape

from assessment.core import frame
from assessment.core.models import AuditEntry, SiteRole, User
from assessment.core.views import home

PASSWORD = "a-long-enough-word-9"
pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return User.objects.create_user("lin", password=PASSWORD, name="林知远")


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


def sign_in(client, password):
    return client.post(reverse("sign_in"), {"username": "lin", "password": password})


def test_a_wrong_password_says_what_to_do(client, person):
    assert "用户名与密码不匹配。" in sign_in(client, "wrong").content.decode()
    assert "do not fit together" in sign_in(in_english(client), "wrong").content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}, {"username": "other"}])
def test_a_disabled_and_an_unknown_account_read_like_a_wrong_password(client, person, change):
    def message(answer):
        return answer.context["form"].non_field_errors()

    wrong = message(sign_in(client, "wrong"))
    User.objects.update(**change)
    assert message(sign_in(client, PASSWORD)) == wrong


def test_sign_in_pauses_after_too_many_failures(client, person, settings):
    answers = [sign_in(client, "wrong").status_code for _attempt in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    locked = sign_in(client, PASSWORD)
    assert locked.status_code == 429
    assert "请等待 15 分钟后重试" in locked.content.decode()
    assert AccessAttempt.objects.get().username == "lin"


def test_sign_in_goes_where_the_person_wanted_to_go_but_never_to_another_host(client, person):
    for wanted, reached in [("/account/", "/account/"), ("https://evil.example/", "/")]:
        answer = client.post(reverse("sign_in"), {"username": "lin", "password": PASSWORD, "next": wanted})
        assert answer.url == reached
        client.logout()


def test_signing_out_is_a_post(signed_in):
    assert signed_in.get(reverse("sign_out")).status_code == 405
    assert signed_in.post(reverse("sign_out")).url == reverse("sign_in")
    assert signed_in.get(reverse("account")).status_code == 302


def test_a_stranger_is_asked_to_sign_in(client):
    for name in ("home", "account", "search"):
        assert client.get(reverse(name)).url == f"{reverse('sign_in')}?next={reverse(name)}"


def test_the_language_switch_changes_the_page_and_stays(client):
    page = client.get(reverse("sign_in")).content.decode()
    assert ['lang="zh-Hans"' in page, "登录" in page] == [True, True]
    answer = client.post(reverse("set_language"), {"language": "en", "next": reverse("sign_in")})
    assert answer.url == reverse("sign_in")
    page = client.get(reverse("sign_in")).content.decode()
    assert ['<html lang="en">' in page, "Sign in" in page] == [True, True]


def test_the_first_page_is_the_first_link_of_the_rail(rf, person, monkeypatch):
    request = rf.get("/")
    request.user = person
    monkeypatch.setattr(frame, "registry", frame.Registry())
    assert home(request).url == reverse("account")
    frame.rail(position=20)(lambda request: [frame.RailLink("Later", "/later/", "home")])
    frame.rail(position=10)(lambda request: [frame.RailLink("First", "/first/", "home")])
    assert home(request).url == "/first/"


def test_the_longest_matching_link_is_the_current_one():
    links = [frame.RailLink(url, url, "home") for url in ("/a/", "/a/b/", "/c/")]
    current = [frame.current_link(links, path) for path in ("/a/", "/a/b/1/", "/ab/", "/x/")]
    assert current == [links[0], links[1], None, None]


def test_changing_the_password_is_recorded_and_ends_other_sessions(signed_in, person):
    other = Client()
    other.force_login(person)
    new = {"old_password": PASSWORD, "new_password1": "another-long-word-7", "new_password2": "another-long-word-7"}
    assert signed_in.post(reverse("account"), new).status_code == 302
    person.refresh_from_db()
    assert person.check_password("another-long-word-7")
    assert [signed_in.get("/account/").status_code, other.get("/account/").status_code] == [200, 302]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.object_key, entry.before, entry.after) == ("account.password", "lin", None, None)


def test_a_refused_password_changes_nothing(signed_in, person):
    wrong = {"old_password": "not-it", "new_password1": "1234", "new_password2": "1234"}
    answer = signed_in.post(reverse("account"), wrong)
    assert sorted(answer.context["form"].errors) == ["new_password2", "old_password"]
    assert not AuditEntry.objects.exists()


def test_the_account_page_lists_the_roles(signed_in, person):
    assert "您尚未担任任何角色" in signed_in.get(reverse("account")).content.decode()
    SiteRole.objects.create(user=person, role=SiteRole.Role.AUDITOR)
    assert signed_in.get(reverse("account")).context["roles"] == [("全部批次", "", "审计员")]


@pytest.mark.parametrize(
    ("language", "title"), [("zh-hans", "该地址没有内容"), ("en", "There is nothing at this address")]
)
def test_an_absent_page_says_so_in_the_readers_language(signed_in, language, title):
    signed_in.cookies["django_language"] = language
    answer = signed_in.get("/no/such/page/")
    assert answer.status_code == 404
    assert title in answer.content.decode()


def test_a_refusal_shows_its_reason():
    from django.views.defaults import permission_denied

    request = RequestFactory().get("/")
    answer = permission_denied(request, PermissionDenied("组长不能裁定自己评过的单元 <b>"))
    assert answer.status_code == 403
    assert escape("组长不能裁定自己评过的单元 <b>") in answer.content.decode()


@pytest.mark.parametrize(("view", "status"), [("bad_request", 400), ("server_error", 500)])
def test_the_plain_error_pages_need_no_database(view, status, django_db_blocker):
    from django.views import defaults

    request = RequestFactory().get("/")
    with django_db_blocker.block():
        answer = getattr(defaults, view)(request, *([ValueError()] if status == 400 else []))
    assert answer.status_code == status
    assert f'<p class="ph-code">{status}</p>' in answer.content.decode()


def test_a_form_without_its_token_is_explained(person):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("sign_in"), {"username": "lin", "password": PASSWORD})
    assert answer.status_code == 403
    assert "表单已失效" in answer.content.decode()


def test_search_finds_only_what_rooms_hand_out(signed_in, monkeypatch):
    monkeypatch.setattr(frame, "registry", frame.Registry())
    asked = []

    @frame.search(position=1)
    def hits(user, text):
        asked.append((user.username, text))
        return [frame.Hit("指标", "办事服务", "/x/", "2019")]

    page = signed_in.get(reverse("search"), {"q": " 办事 "}).content.decode()
    assert asked == [("lin", "办事")]
    assert ["共 1 条结果" in page, 'href="/x/"' in page] == [True, True]
    signed_in.get(reverse("search"))
    assert len(asked) == 1


def test_search_says_when_it_shows_only_the_first_findings(signed_in, monkeypatch):
    monkeypatch.setattr(frame, "registry", frame.Registry())
    found = {"指标": frame.MOST_HITS, "单位": 1}
    frame.search(position=1)(
        lambda user, text: [frame.Hit(kind, str(n), "/x/") for kind, count in found.items() for n in range(count)]
    )
    page = signed_in.get(reverse("search"), {"q": "a"})
    assert page.context["full"] == ["指标"]
    assert "各只显示前 50 条：指标" in page.content.decode()
