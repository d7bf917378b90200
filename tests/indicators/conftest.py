from collections.abc import Callable

import pytest

from assessment.core.models import SiteRole, User

Account = Callable[..., User]


@pytest.fixture
def account(db: None) -> Account:
    """``account("name", role, …)``: an account with site roles."""

    def make(name: str, *roles: str) -> User:
        user = User.objects.create_user(username=name)
        for role in roles:
            SiteRole.objects.create(user=user, role=role)
        return user

    return make


@pytest.fixture
def administrator(account: Account) -> User:
    return account("administrator", SiteRole.Role.ADMINISTRATOR)
