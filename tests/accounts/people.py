"""People who keep accounts, and browsers that sign in as a person does."""

from __future__ import annotations

import time

from django.test import Client

from assessment.accounts.models import SecondFactor
from assessment.accounts.services import factors
from assessment.core.models import SiteRole, User

PASSWORD = "correct-horse-battery"


def keeper(name: str = "fang") -> User:
    return holder(name, SiteRole.Role.SECURITY)


def holder(name: str, role: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD)
    SiteRole.objects.create(user=user, role=role)
    return user


def browser_of(user: User, password: str = PASSWORD) -> Client:
    """Signed in through the page."""
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": password})
    return client


def is_in(client: Client) -> bool:
    """Whether the next request is a signed-in person's."""
    return client.get("/account/").status_code == 200


def current_code(user: User, *, steps: int = 0) -> str:
    """What the person's authenticator shows, ``steps`` half minutes from now."""
    nonce = SecondFactor.objects.get(user=user).nonce
    return factors.authenticator(nonce).at(time.time(), counter_offset=steps)


def with_factor(user: User) -> list[str]:
    """Set up a second factor with the code of the step before; its recovery codes."""
    nonce = factors.new_nonce()
    code = factors.authenticator(nonce).at(time.time(), counter_offset=-1)
    return factors.enrol_second_factor(user=user, nonce=nonce, code=code)
