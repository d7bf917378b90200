"""Roles: proposed by one, approved by another; three duties in three accounts."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessment.accounts.models import RoleProposal
from assessment.accounts.rules import can_hold
from assessment.accounts.services import roles
from assessment.campaigns.models import Campaign, Membership
from assessment.core.models import AuditEntry, SiteRole, User
from tests.accounts.people import browser_of, is_in, keeper
from tests.results.people import account, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def campaign() -> Campaign:
    made = Campaign.objects.create(key="c", name_zh="批次", year=2026)
    made.entities.create(key="e1", name="甲市")
    return made


@pytest.fixture
def wen() -> User:
    return account("wen")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LEAD, Role.EVALUATOR, Role.AUDITOR])
def test_a_role_that_sees_scores_takes_two_people(campaign, wen, role):
    first, second = keeper("first"), keeper("second")
    proposal = roles.propose_role(user=wen, campaign=campaign, role=role, actor=first)
    assert not wen.memberships.exists()
    with pytest.raises(PermissionDenied):
        roles.approve_role(proposal=proposal, actor=first)
    with pytest.raises(PermissionDenied):
        roles.approve_role(proposal=proposal, actor=wen)
    roles.approve_role(proposal=proposal, actor=second)
    assert wen.memberships.get().role == role
    entry = AuditEntry.objects.get(verb="approve_role")
    assert (entry.actor_name, entry.after["proposed_by"], entry.campaign_key) == ("second", "first", "c")


def test_an_evaluation_administrator_approves_where_they_administer(campaign, wen):
    elsewhere = Campaign.objects.create(key="d", name_zh="另", year=2026)
    proposal = roles.propose_role(user=wen, campaign=campaign, role=Role.LEAD, actor=keeper())
    there = account("there", campaign=elsewhere, role="administrator")
    with pytest.raises(PermissionDenied):
        roles.approve_role(proposal=proposal, actor=there)
    assert signed_in(there).get("/accounts/proposals/").context["waiting"] == []
    roles.approve_role(proposal=proposal, actor=account("here", campaign=campaign, role="administrator"))
    assert wen.memberships.get().role == Role.LEAD


def test_an_agency_role_is_given_at_once(campaign, wen):
    entity = campaign.entities.get()
    given = roles.propose_role(user=wen, campaign=campaign, role=Role.AGENCY, entity=entity, actor=keeper())
    assert (given, wen.memberships.get().entity) == (None, entity)


@pytest.mark.parametrize("role", SiteRole.Role.values)
def test_site_roles_take_two_people_and_end_the_sessions_that_had_none(wen, role):
    client = browser_of(wen)
    proposal = roles.propose_role(user=wen, campaign=None, role=role, actor=keeper("first"))
    assert is_in(client)
    roles.approve_role(proposal=proposal, actor=keeper("second"))
    assert wen.site_roles.get().role == role
    assert not is_in(client)


def test_the_database_knows_two_people_and_one_site_role(campaign, wen):
    first = keeper("first")
    proposed = {"user": wen, "campaign": campaign, "role": Role.LEAD, "proposed_by": first}
    for bad in ({"decided_by": first}, {"decided_by": None}, {"decided_by": wen}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleProposal.objects.create(**proposed, state="approved", **bad)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteRole.objects.create(user=first, role=SiteRole.Role.AUDITOR)


@pytest.mark.parametrize(
    ("site", "held", "wanted", "allowed"),
    [
        ("security", None, ("c", "lead"), False),
        ("security", None, ("c", "agency"), False),
        ("auditor", None, ("c", "evaluator"), False),
        ("auditor", None, ("c", "auditor"), True),
        ("administrator", None, ("c", "auditor"), False),
        ("administrator", None, ("c", "lead"), True),
        ("administrator", None, ("", "auditor"), False),
        (None, "lead", ("", "security"), False),
        (None, "agency", ("", "administrator"), False),
        (None, "evaluator", ("", "administrator"), True),
        (None, "auditor", ("c", "lead"), False),
        (None, "lead", ("c", "auditor"), False),
        (None, "agency", ("c", "administrator"), False),
        (None, "agency", ("c", "evaluator"), True),
    ],
)
def test_the_three_duties_stay_apart(campaign, wen, site, held, wanted, allowed):
    if site:
        SiteRole.objects.create(user=wen, role=site)
    if held:
        entity = campaign.entities.get() if held == "agency" else None
        Membership.objects.create(user=wen, campaign=campaign, role=held, entity=entity)
    place, role = wanted
    assert bool(can_hold(wen, campaign if place else None, role)) == allowed


def test_of_two_proposals_that_exclude_each_other_the_second_is_refused(campaign, wen):
    first, second = keeper("first"), keeper("second")
    proposals = [
        roles.propose_role(user=wen, campaign=place, role=role, actor=first)
        for place, role in ((None, "security"), (campaign, "lead"))
    ]
    roles.approve_role(proposal=proposals[0], actor=second)
    with pytest.raises(roles.RoleRefused):
        roles.approve_role(proposal=proposals[1], actor=second)
    proposals[1].refresh_from_db()
    assert (proposals[1].state, wen.memberships.count()) == ("proposed", 0)


def test_a_proposal_is_decided_once(campaign, wen):
    proposal = roles.propose_role(user=wen, campaign=campaign, role=Role.LEAD, actor=keeper("first"))
    second = keeper("second")
    with pytest.raises(roles.RoleRefused):
        roles.reject_role(proposal=proposal, reason=" ", actor=second)
    roles.reject_role(proposal=proposal, reason="not needed", actor=second)
    with pytest.raises(roles.RoleRefused):
        roles.approve_role(proposal=proposal, actor=second)
    assert not wen.memberships.exists()


def test_nobody_gives_oneself_anything(campaign):
    keeper("first")
    me = User.objects.get(username="first")
    browser = signed_in(me)
    base = f"/accounts/{me.pk}"
    wanted = {"role": "site:administrator"}
    deeds = ("roles", "invitation", "disablement", "site-role/removal", "second-factor/removal")
    assert {browser.post(f"{base}/{deed}/", wanted).status_code for deed in deeds} == {403}
    assert me.site_roles.get().role == "security"


def test_several_are_decided_together_or_none(campaign):
    first, second = keeper("first"), keeper("second")
    people = [account(name) for name in ("a", "b")]
    chosen = [roles.propose_role(user=user, campaign=campaign, role=Role.EVALUATOR, actor=first).pk for user in people]
    mine = roles.propose_role(user=account("x"), campaign=campaign, role=Role.LEAD, actor=second).pk
    browser = signed_in(second)
    assert browser.post("/accounts/proposals/", {"proposal": [*chosen, mine]}).status_code == 403
    assert Membership.objects.count() == 0
    assert browser.post("/accounts/proposals/", {"proposal": chosen}).status_code == 302
    assert sorted(Membership.objects.values_list("user__username", flat=True)) == ["a", "b"]


def test_the_page_gives_a_role_or_says_why_not(campaign, wen):
    browser = signed_in(keeper())
    page = f"/accounts/{wen.pk}/roles/"
    wrong = [
        {},
        {"role": "campaign:lead"},
        {"role": "site:auditor", "campaign": "c"},
        {"role": "campaign:agency", "campaign": "c"},
        {"role": "campaign:agency", "campaign": "c", "entity": "nowhere"},
        {"role": "campaign:lead", "campaign": "c", "entity": "e1"},
        {"role": "campaign:king", "campaign": "c"},
    ]
    assert [browser.post(page, data).status_code for data in wrong] == [422] * len(wrong)
    assert browser.post(page, {"role": "campaign:agency", "campaign": "c", "entity": "甲市"}).status_code == 302
    assert browser.post(page, {"role": "campaign:evaluator", "campaign": "c"}).status_code == 302
    held = wen.memberships.get()
    assert held.role == "agency"
    browser.post(f"/accounts/{wen.pk}/roles/{held.pk}/removal/")
    assert not wen.memberships.exists()
    assert RoleProposal.objects.get().state == "proposed"
