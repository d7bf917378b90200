"""Accounts: invited by a link that works once, listed, renamed, brought in from files."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.accounts.models import Invitation, RoleProposal
from assessment.campaigns.models import Campaign, Membership
from assessment.core.models import AuditEntry, SiteRole, User
from tests.accounts.people import browser_of, is_in, keeper
from tests.results.people import account, signed_in

pytestmark = pytest.mark.django_db
NEW = "a-Password-of-9-words"
TWICE = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def browser() -> Client:
    return signed_in(keeper())


def invited(browser: Client, username: str = "wen", **more: str) -> str:
    """The path of the link that the page shows once."""
    answer = browser.post("/accounts/new/", {"username": username, "name": "文静", **more})
    assert answer.status_code == 200
    ((_user, link),) = answer.context["links"]
    return re.sub(r"^https?://[^/]+", "", link)


# --- invitations ------------------------------------------------------------------------------------------------------
def test_a_link_sets_the_password_once_and_is_kept_nowhere(browser):
    link = invited(browser)
    token = link.split("/")[2]
    stored = Invitation.objects.get()
    assert token not in f"{stored.digest} {list(AuditEntry.objects.values_list('after', flat=True))}"
    assert Client().get(link).status_code == 200
    assert Client().post(link, TWICE).status_code == 302
    assert is_in(browser_of(User.objects.get(username="wen"), NEW))
    again = Client()
    assert [again.get(link).status_code, again.post(link, TWICE).status_code] == [404, 404]
    verbs = AuditEntry.objects.filter(object_key="wen").order_by("sequence").values_list("verb", "actor_name")
    assert list(verbs) == [("invite_account", "fang"), ("accept_invitation", "wen"), ("sign_in", "wen")]


def test_a_link_ends_by_time_by_a_newer_one_by_withdrawal_and_with_the_account(browser):
    first = invited(browser)
    user = User.objects.get(username="wen")
    page = f"/accounts/{user.pk}"
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert Client().get(first).status_code == 404
    second = browser.post(f"{page}/invitation/").context["links"][0][1].split("8000")[-1]
    assert [Client().get(link).status_code for link in (first, second)] == [404, 200]
    browser.post(f"{page}/disablement/")
    assert Client().get(second).status_code == 404
    browser.post(f"{page}/enablement/")
    assert Client().get(second).status_code == 200
    browser.post(f"{page}/invitation/withdrawal/")
    assert Client().post(second, TWICE).status_code == 404
    assert not User.objects.get(username="wen").has_usable_password()


def test_weak_passwords_are_refused_and_leave_the_link_open(browser):
    link = invited(browser)
    for bad in ("short", "12345678901", "wen"):
        assert Client().post(link, {"new_password1": bad, "new_password2": bad}).status_code == 422
    assert Client().post(link, TWICE).status_code == 302


def test_the_link_goes_to_the_mail_address(browser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        link = invited(browser, email="wen@example.org")
    assert [message.to for message in mail.outbox] == [["wen@example.org"]]
    assert link in mail.outbox[0].body


@pytest.mark.parametrize("username", ["", "a", "Fang", "文", "a b", "-x", "x" * 61, "a\u0000b"])
def test_names_that_cannot_be_told_apart_or_typed_are_refused(browser, username):
    answer = browser.post("/accounts/new/", {"username": username, "name": "n"})
    assert (answer.status_code, User.objects.count()) == (422, 1)


def test_the_operator_makes_the_first_accounts_at_the_shell(capsys):
    call_command("invite_account", "first", "--role", "security")
    link = re.search(r"/invitations/\S+", capsys.readouterr().out).group()
    assert Client().post(link, TWICE).status_code == 302
    client = browser_of(User.objects.get(username="first"), NEW)
    assert client.get("/accounts/").status_code == 200
    assert set(AuditEntry.objects.values_list("actor_name", flat=True)) == {"system", "first"}


# --- the list ---------------------------------------------------------------------------------------------------------
def test_the_list_asks_as_often_for_five_as_for_two(browser):
    campaign = Campaign.objects.create(key="c", name_zh="批次", year=2026)
    counts = []
    for number in range(4):
        account(f"p{number}", campaign=campaign, role="lead")
        with CaptureQueriesContext(connection) as queries:
            assert len(browser.get("/accounts/").context["page"].object_list) == number + 2
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_accounts_are_found_by_text_and_state(browser):
    account("aa")
    User.objects.create(username="bb", organisation="青川市政府", is_active=False)
    invited(browser, "cc")

    def found(query: str) -> list[str]:
        return [user.username for user in browser.get(f"/accounts/?{query}").context["page"].object_list]

    assert found("") == ["aa", "bb", "cc", "fang"]
    assert found("q=青川") == ["bb"]
    assert [found(f"state={state}") for state in ("disabled", "invited")] == [["bb"], ["cc"]]


def test_an_organisation_is_renamed_in_all_its_accounts(browser):
    for name, organisation in (("a", "甲局"), ("b", "甲局"), ("c", "乙局")):
        User.objects.create(username=name, organisation=organisation)
    assert browser.get("/accounts/organisations/").context["rows"] == [("乙局", 1, 1), ("甲局", 2, 2)]
    browser.post("/accounts/organisations/", {"before": "甲局", "after": "乙局"})
    assert User.objects.filter(organisation="乙局").count() == 3
    assert AuditEntry.objects.get(verb="rename_organisation").after == {"name": "乙局", "accounts": 2}


# --- files ------------------------------------------------------------------------------------------------------------
HEAD = "username,name,organisation,email,campaign,role,entity\n"


@pytest.fixture
def campaign() -> Campaign:
    made = Campaign.objects.create(key="c", name_zh="批次", year=2026)
    made.entities.create(key="e1", name="甲市")
    return made


def sent(browser: Client, data: bytes, name: str = "people.csv"):
    return browser.post("/accounts/file/", {"file": SimpleUploadedFile(name, data)})


def workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


GOOD = HEAD + "li,李,甲局,,c,evaluator,\nli,,,,c,agency,e1\nwang,王,,w@example.org,,auditor,\nzhao,赵,,,,,\n"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_shown_before_anything_is_kept(browser, campaign, form):
    data = GOOD.encode() if form == "csv" else workbook(GOOD)
    page = sent(browser, data, f"people.{form}")
    assert page.status_code == 200
    said = [(row.line, row.account, row.role) for row in page.context["outcomes"]]
    assert said == [(2, "new", "proposed"), (3, "known", "given"), (4, "new", "proposed"), (5, "new", "")]
    assert (User.objects.count(), AuditEntry.objects.count()) == (1, 0)
    done = browser.post("/accounts/file/import/", {"given": page.context["given"]})
    assert [user.username for user, _link in done.context["links"]] == ["li", "wang", "zhao"]
    assert Membership.objects.get().role == "agency"
    assert sorted(RoleProposal.objects.values_list("role", flat=True)) == ["auditor", "evaluator"]
    assert AuditEntry.objects.get(verb="import_accounts").after == {"rows": 4, "new": 3}
    assert browser.post("/accounts/file/import/", {"given": page.context["given"]}).status_code == 422
    assert User.objects.count() == 4


def test_every_fault_is_named_at_its_place_and_nothing_is_kept(browser, campaign):
    User.objects.create(username="known", name="已知")
    rows = [
        "known,别名,,,,,",
        "Known,甲,,,,,",
        "x,,,no-mail,,,",
        "ok1,甲,,,nowhere,lead,",
        "ok2,甲,,,c,king,",
        "ok3,甲,,,c,agency,e9",
        "ok4,甲,,,c,agency,",
        "ok5,甲,,,c,lead,",
        "ok5,,,,c,lead,",
        "ok5,,,,,security,",
    ]
    page = sent(browser, (HEAD + "\n".join(rows)).encode())
    assert page.status_code == 422
    found = [(fault.line, fault.place) for fault in page.context["faults"]]
    assert found == [
        (2, "name"),
        (3, "username"),
        (4, "username"),
        (4, "email"),
        (4, "name"),
        (5, "campaign"),
        (6, "role"),
        (7, "entity"),
        (8, "role"),
        (10, "role"),
    ]
    assert (User.objects.count(), RoleProposal.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"a,b\n1,2\n", HEAD.encode(), b"PK\x03\x04 no workbook", workbook("a,b\n1,2"), workbook(HEAD)],
)
def test_a_file_that_is_none_is_told_so(browser, data):
    assert sent(browser, data).status_code == 422
    assert User.objects.count() == 1


def test_a_preview_is_its_readers_and_unchanged(browser, campaign):
    given = sent(browser, GOOD.encode()).context["given"]
    other = signed_in(keeper("other"))
    assert other.post("/accounts/file/import/", {"given": given}).status_code == 422
    assert browser.post("/accounts/file/import/", {"given": given[:-2] + "xx"}).status_code == 422
    assert not User.objects.filter(username="li").exists()


def test_the_administrations_pages_of_accounts_only_show(campaign):
    chief = User.objects.create_superuser("root", password="x")
    SiteRole.objects.create(user=chief, role=SiteRole.Role.ADMINISTRATOR)
    client = signed_in(chief)
    pages = [f"/admin/core/user/{chief.pk}/change/", "/admin/core/user/add/", f"/admin/core/user/{chief.pk}/delete/"]
    assert [client.post(page, {}).status_code for page in pages] == [403, 403, 403]
    assert client.post(f"/admin/core/user/{chief.pk}/password/", {}).status_code != 200
