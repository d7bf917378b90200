"""What people are told: nobody twice, nobody else's, by mail at most once."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from assessment.core import frame
from assessment.core.models import User
from assessment.notices import kinds
from assessment.notices.mailing import MOST_ATTEMPTS, YOUNGEST, send_mails
from assessment.notices.models import Notice
from assessment.notices.services import notify
from tests.results.people import signed_in
from tests.results.said import said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sentence(monkeypatch):
    monkeypatch.setitem(kinds._kinds, "test", lambda params: f"第 {params.get('no', 0)} 条")


@pytest.fixture
def people() -> list[User]:
    return [User.objects.create_user(name, email=f"{name}@example.org") for name in ("ann", "ben")]


def tell(people, **changed):
    return notify(**{"users": people, "kind": "test", "params": {"no": 1}, "address": "/campaigns/"} | changed)


# --- telling ----------------------------------------------------------------------------------------------------------
def test_of_one_key_a_person_is_told_once(people):
    assert tell(people[:1], key="due:1") == 1
    assert tell(people, key="due:1") == 1
    assert tell(people, key="due:2") == 2
    assert sorted(Notice.objects.values_list("user__username", "key")) == [
        ("ann", "due:1"),
        ("ann", "due:2"),
        ("ben", "due:1"),
        ("ben", "due:2"),
    ]


def test_without_a_key_each_telling_is_one(people):
    assert (tell(people), tell(people), Notice.objects.count()) == (2, 2, 4)


def test_disabled_accounts_are_not_told(people):
    User.objects.filter(pk=people[0].pk).update(is_active=False)
    assert tell(User.objects.all()) == 1
    assert Notice.objects.get().user == people[1]


def test_a_kind_without_a_sentence_is_refused(people):
    with pytest.raises(ValueError, match="nobody registered the sentence of 'unknown'"):
        tell(people, kind="unknown")
    assert Notice.objects.count() == 0


# --- the page ---------------------------------------------------------------------------------------------------------
def test_a_person_reads_the_own_notices_and_goes_where_they_lead(people):
    ann, ben = people
    tell([ann])
    tell([ben], params={"no": 2})
    browser = signed_in(ann)
    page = browser.get("/notices/")
    assert "未读：1" in said(page)
    assert ("第 1 条" in said(page), "第 2 条" in said(page)) == (True, False)
    assert 'class="ph-bell-count" aria-hidden="true">1<' in page.content.decode()
    assert Notice.objects.filter(read_at=None).count() == 2  # looking is not reading
    own, foreign = Notice.objects.get(user=ann), Notice.objects.get(user=ben)
    assert browser.post(f"/notices/{own.pk}/reading/").url == "/campaigns/"
    assert browser.post(f"/notices/{foreign.pk}/reading/").status_code == 404
    assert list(Notice.objects.filter(read_at=None)) == [foreign]
    assert "ph-bell-count" not in browser.get("/notices/").content.decode()


def test_all_own_notices_are_read_at_once(people):
    ann, ben = people
    for number in range(3):
        tell(people, params={"no": number})
    assert signed_in(ann).post("/notices/reading/").url == "/notices/"
    assert list(Notice.objects.filter(read_at=None).values_list("user", flat=True)) == [ben.pk] * 3


def test_the_list_needs_the_same_queries_for_one_and_three(people, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(frame, "registry", frame.Registry())
    browser = signed_in(people[0])
    tell(people[:1])
    with django_assert_num_queries(5):  # session, account, count, page, unread
        browser.get("/notices/")
    tell(people[:1])
    tell(people[:1])
    with django_assert_num_queries(5):
        browser.get("/notices/")


# --- mail -------------------------------------------------------------------------------------------------------------
def test_mail_goes_out_once_in_the_language_of_the_installation(people, settings):
    settings.SITE_URL = "https://pingheng.example/"
    tell(people[:1])
    assert (send_mails(), send_mails()) == (1, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ann@example.org"], "评衡: 第 1 条")
    assert sent.body == "第 1 条\n\nhttps://pingheng.example/campaigns/\n\n此邮件由评衡发送。"


def test_nothing_goes_out_to_whom_it_has_no_address_is_read_or_is_old(people):
    ann, ben = people
    nobody = User.objects.create_user("cai")
    tell([ann, ben, nobody])
    Notice.objects.filter(user=ann).update(read_at=timezone.now())
    Notice.objects.filter(user=ben).update(created_at=timezone.now() - YOUNGEST)
    assert (send_mails(), mail.outbox) == (0, [])


def test_a_refused_mail_is_tried_again_and_given_up_in_the_end(people, monkeypatch):
    tell(people[:1])

    def refuse(self, messages):
        raise ConnectionRefusedError("nobody listens")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        assert send_mails() == 0
    notice = Notice.objects.get()
    assert (notice.mailed_at, notice.mail_attempts) == (None, 1)
    assert notice.mail_error == "ConnectionRefusedError: nobody listens"
    assert (send_mails(), len(mail.outbox)) == (1, 1)
    Notice.objects.update(mailed_at=None, mail_attempts=MOST_ATTEMPTS)
    assert (send_mails(), len(mail.outbox)) == (0, 1)


def test_two_senders_send_one_mail(people, monkeypatch):
    """The second looked at the same moment and finds it claimed."""
    tell(people[:1])
    real = EmailBackend.send_messages

    def slow(self, messages):
        assert send_mails() == 0
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    assert (send_mails(), len(mail.outbox)) == (1, 1)
