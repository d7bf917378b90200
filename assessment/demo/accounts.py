"""What the demo shows of accounts: somebody invited, a role that waits for a second person, one that was refused."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.accounts.services.accounts import invite_account
from assessment.accounts.services.roles import propose_role, reject_role
from assessment.campaigns.models import Campaign, Membership
from assessment.core.models import SiteRole, User
from assessment.demo.names import ADMINISTRATOR, SECURITY

NEWCOMER = "demo-newcomer"
CAMPAIGN = "fujian-2019-departments"


def show_accounts() -> None:
    """Through the services, as people would; nothing where it was done before or its people are not there."""
    keeper = User.objects.filter(username=f"demo-{SECURITY.key}").first()
    held = {"username": f"demo-{ADMINISTRATOR.key}", "site_roles__role": SiteRole.Role.ADMINISTRATOR}
    chief = User.objects.filter(**held).first()  # an account that was there before holds none
    campaign = Campaign.objects.filter(key=CAMPAIGN).first()
    if not (keeper and chief and campaign) or User.objects.filter(username=NEWCOMER).exists():
        return
    with transaction.atomic():
        person = {"name": "乔安", "organisation": "演示评估中心", "email": ""}
        user, _token = invite_account(username=NEWCOMER, **person, actor=keeper)
        refused = propose_role(user=user, campaign=campaign, role=Membership.Role.LEAD, actor=keeper)
        assert refused is not None, "a lead sees scores"
        reject_role(proposal=refused, reason=_("First a round as an evaluator."), actor=chief)
        propose_role(user=user, campaign=campaign, role=Membership.Role.EVALUATOR, actor=keeper)
