"""Mail over a real connection to a server of our own: what arrives, and what becomes of it when the server refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.test import Client
from django.utils import timezone

from assessment import env
from assessment.campaigns.models import Campaign
from assessment.campaigns.services.phases import plan_phases
from assessment.campaigns.tasks import send_reminders
from assessment.core.models import User
from assessment.notices.models import Notice
from assessment.notices.tasks import send_mails
from tests.accounts.people import browser_of, is_in, keeper
from tests.results.people import account, signed_in
from tests.support.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db
HEADERS = {
    "Auto-Submitted",
    "Content-Transfer-Encoding",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
}
NEW = {"new_password1": "another-horse-battery", "new_password2": "another-horse-battery"}


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """Set up as an operator does, by EMAIL_URL."""
    settings.DEFAULT_FROM_EMAIL, settings.SITE_URL = "评衡 <pingheng@example.org>", "https://pingheng.example"
    with mail_server() as server:
        use(settings, server.port)
        yield server


def use(settings, port: int) -> None:
    for name, value in env.mail("EMAIL_URL", "", env={"EMAIL_URL": f"smtp://127.0.0.1:{port}"}).items():
        setattr(settings, name, value)


def remind(*names: str) -> None:
    """Notices of a deadline tomorrow, for administrators with an address."""
    campaign = Campaign.objects.create(key="demo", name_zh="示例批次", year=2026, phase="final")
    for name in names:
        user = account(name, campaign=campaign, role="administrator")
        User.objects.filter(pk=user.pk).update(email=f"{name}@example.org")
    boss = account("boss", campaign=campaign, role="administrator")
    plan_phases(campaign=campaign, plan={"final": (None, timezone.now() + timedelta(days=1))}, actor=boss)
    send_reminders()


def test_a_reminder_arrives_in_chinese_with_a_link(server):
    remind("ann")
    send_mails()
    (message,) = server.messages
    assert server.envelopes == [("pingheng@example.org", ["ann@example.org"])]
    assert set(message.keys()) == HEADERS
    subject = message["Subject"].strip()  # a long one begins on the next line
    assert re.fullmatch(r"评衡: 示例批次.*截止.*", subject)
    assert (str(message["From"]), message["To"]) == ("评衡 <pingheng@example.org>", "ann@example.org")
    assert abs(parsedate_to_datetime(message["Date"]).replace(tzinfo=UTC) - timezone.now()) < timedelta(minutes=1)
    assert message.get_content_type() == "text/plain"
    first, _blank, link, *_rest = message.get_content().splitlines()
    assert subject == f"评衡: {first}"
    assert link.startswith("https://pingheng.example/campaigns/demo/")


def test_what_the_server_refuses_goes_out_later_and_nothing_twice(server, settings):
    remind("ann", "ben", "cai")
    use(settings, 1)  # nobody listens there
    send_mails()
    waiting = Notice.objects.filter(mailed_at=None).exclude(user__email="")
    assert list(waiting.values_list("mail_attempts", flat=True)) == [1, 1, 1]
    use(settings, server.port)
    server.refusing = 1
    send_mails()
    assert (len(server.messages), waiting.get().mail_attempts) == (2, 2)
    assert "450" in waiting.get().mail_error
    send_mails()
    send_mails()
    assert sorted(to for _sender, (to,) in server.envelopes) == [
        f"{name}@example.org" for name in ("ann", "ben", "cai")
    ]


def invite(capture) -> tuple[str, str]:
    """The path of the link on the page of who invited, and what the page's bell leads to."""
    fang = keeper()
    browser = signed_in(fang)
    with capture(execute=True):
        stated = {"username": "wen", "name": "文静", "email": "wen@example.org"}
        answer = browser.post("/accounts/new/", stated)
    ((_user, link),) = answer.context["links"]
    return link, "".join(fang.notices.values_list("address", flat=True))


def test_the_link_of_an_invitation_works_as_it_arrives_once(server, django_capture_on_commit_callbacks):
    shown, told = invite(django_capture_on_commit_callbacks)
    (message,) = server.messages
    assert (set(message.keys()), message["Subject"], told) == (HEADERS, "您的评衡账号", "")
    (link,) = re.findall(r"https://pingheng\.example/invitations/\S+", message.get_content())
    assert (link, message.get_content().startswith("文静")) == (shown, True)
    path = link.removeprefix("https://pingheng.example")
    assert [Client().post(path, NEW).status_code for _time in range(2)] == [302, 404]
    assert is_in(browser_of(User.objects.get(username="wen"), NEW["new_password1"]))


def test_an_invitation_that_is_not_mailed_is_told_and_its_link_still_works(server, django_capture_on_commit_callbacks):
    server.refusing = 1
    shown, told = invite(django_capture_on_commit_callbacks)
    assert (server.messages, told) == ([], f"/accounts/{User.objects.get(username='wen').pk}/")
    assert Notice.objects.get().words.startswith("发给文静的")
    assert Client().post(shown.removeprefix("https://pingheng.example"), NEW).status_code == 302
