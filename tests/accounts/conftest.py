"""A provider at which people sign in, and somebody whose account is linked there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assessment.accounts.services.identities import link_identity
from assessment.core.models import User
from assessment.env import Provider as Settings
from tests.accounts.people import PASSWORD
from tests.support import openid
from tests.support.openid import Provider


@pytest.fixture
def provider(identity_provider, settings) -> Iterator[Provider]:
    """As it was for each test, and set up in a workbench that speaks English."""
    before = dict(vars(identity_provider))
    settings.OIDC = Settings(identity_provider.issuer, openid.CLIENT, openid.SECRET, "Centre ID", frozenset())
    settings.LANGUAGE_CODE = "en"
    identity_provider.asked, identity_provider.claims = [], dict(identity_provider.claims)
    yield identity_provider
    vars(identity_provider).update(before)


@pytest.fixture
def wen(provider) -> User:
    """Linked with whom the provider lets in."""
    user = User.objects.create_user("wen", password=PASSWORD, name="文静")
    link_identity(user=user, issuer=provider.issuer, subject="u-1", label="wen@centre")
    return user
