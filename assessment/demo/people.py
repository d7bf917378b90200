"""The demo's accounts: one of each role, with passwords that everybody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Entity, Membership, Reviewer
from assessment.core.models import SiteRole, User
from assessment.core.services import audit
from assessment.demo.names import ADMINISTRATOR, AGENCY, AUDITOR, EVALUATORS, LEAD, SECURITY, Person

CENTRE = "演示评估中心"
#: The agency speaks for this entity, wherever a campaign has it.
AGENCY_ENTITY = "chengling"
AGENCY_ORGANISATION = "澄岭市人民政府办公室"

#: Accounts in the order in which they are shown: the person, a role for the whole installation, a role per campaign.
CAST: tuple[tuple[Person, SiteRole.Role | None, Membership.Role | None], ...] = (
    (ADMINISTRATOR, SiteRole.Role.ADMINISTRATOR, None),
    *((person, None, Membership.Role.EVALUATOR) for person in EVALUATORS),
    (LEAD, None, Membership.Role.LEAD),
    (AGENCY, None, Membership.Role.AGENCY),
    (AUDITOR, SiteRole.Role.AUDITOR, None),
    (SECURITY, SiteRole.Role.SECURITY, None),
)


@dataclass(frozen=True)
class SignIn:
    """How to sign in to the demo. ``password`` is empty where the account was there with a password of its own."""

    username: str
    password: str
    name: str
    role: str


def username_of(person: Person) -> str:
    return f"demo-{person.key}"


def password_of(person: Person) -> str:
    """Not a secret: it stands in the documentation. Only this module ever sets it, never in production."""
    return f"pingheng-demo-{person.key}"


def make_accounts() -> list[SignIn]:
    """Create the accounts that are missing. One that exists is left as it is, with its password and roles."""
    with transaction.atomic():
        return [_sign_in(person, site_role, role) for person, site_role, role in CAST]


def _sign_in(person: Person, site_role: SiteRole.Role | None, role: Membership.Role | None) -> SignIn:
    username, password = username_of(person), password_of(person)
    user = User.objects.filter(username=username).first()
    if user is None:
        organisation = AGENCY_ORGANISATION if person is AGENCY else CENTRE
        user = User.objects.create_user(username, password=password, name=person.name, organisation=organisation)
        if site_role:
            SiteRole.objects.create(user=user, role=site_role)
        audit.record(
            actor=None,
            verb="create_account",
            object_type="account",
            object_key=username,
            after={"name": person.name, "site_role": site_role},
        )
    shown = site_role or role
    assert shown is not None, "everybody in the demo has a role"
    known = check_password(password, user.password)  # not user.check_password: that one may write
    return SignIn(username, password if known else "", user.name, str(shown.label))


def cast_campaign(campaign: Campaign) -> None:
    """Give the accounts their roles in a new campaign and link the evaluators to the scores under their keys.

    Must run inside a transaction, after ``make_accounts``.
    """
    usernames = [username_of(person) for person, _site_role, _role in CAST]
    users = {user.username: user for user in User.objects.filter(username__in=usernames)}
    memberships = [_membership(campaign, users, person, role) for person, _site_role, role in CAST if role]
    made = Membership.objects.bulk_create([membership for membership in memberships if membership])
    for person in EVALUATORS:
        Reviewer.objects.filter(campaign=campaign, key=person.key).update(user=users[username_of(person)])
    audit.record(
        actor=None,
        verb="grant_roles",
        object_type="campaign",
        object_key=campaign.key,
        campaign_key=campaign.key,
        after={membership.user.username: membership.role for membership in made},
    )


def _membership(
    campaign: Campaign, users: Mapping[str, User], person: Person, role: Membership.Role
) -> Membership | None:
    """The person's role in the campaign; None for the agency where its entity is not assessed."""
    entity = None
    if role == Membership.Role.AGENCY:
        entity = Entity.objects.filter(campaign=campaign, key=AGENCY_ENTITY).first()
        if entity is None:
            return None
    return Membership(campaign=campaign, user=users[username_of(person)], role=role, entity=entity)


def sign_in_lines(sign_ins: Sequence[SignIn]) -> list[str]:
    """How to sign in, a line an account."""
    known = [
        f"  {entry.username}  {entry.password or _('(an account with its own password)')}  {entry.role} {entry.name}"
        for entry in sign_ins
    ]
    return [_("Sign in as:"), *known]
