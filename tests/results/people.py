"""Accounts in every role, and campaigns with a run, for the tests of pages."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from assessment.bundles.importer import import_bundle
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.core.models import SiteRole, User
from assessment.core.services import jobs
from assessment.results.models import Run
from assessment.results.services.runs import start_run

Role = Membership.Role
BACKEND = "django.contrib.auth.backends.ModelBackend"


def imported(path: Path) -> Campaign:
    return Campaign.objects.get(key=import_bundle(path=path, actor=None).campaign.key)


def computed(campaign: Campaign) -> Run:
    """The run that the campaign's job makes in this process."""
    jobs.run(start_run(campaign=campaign, actor=None).pk)
    return campaign.runs.select_related("campaign").order_by("-number")[0]


def account(name: str, *, campaign: Campaign | None = None, role: str = "", entity: Entity | None = None) -> User:
    """A new account. ``role`` "security" holds for the installation, all others in ``campaign``."""
    user = User.objects.create_user(name, password="correct-horse-battery")
    if role == "security":
        SiteRole.objects.create(user=user, role=SiteRole.Role.SECURITY)
    elif role:
        Membership.objects.create(campaign=campaign, user=user, role=role, entity=entity)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def client_of(role: str, campaign: Campaign, entity: Entity | None = None) -> Client:
    """A browser of somebody who holds the role in the campaign."""
    return signed_in(account(f"{role}-{campaign.key}-{entity or ''}", campaign=campaign, role=role, entity=entity))
