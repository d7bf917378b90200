"""Signing in at a provider: OpenID Connect's authorization code flow with PKCE, state and nonce, by Authlib.

What was sent out for (``Aim``) is kept in the visitor's session beside the state that comes back. Addresses and keys of
the provider are read anew each time, so that a new key holds at once. Authlib is an extra (requirements/oidc.txt): it
is imported where it is used, which is where settings.OIDC names a provider.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from assessment.env import Provider

log = structlog.get_logger(__name__)
NAME = "provider"
#: One has so long at the provider.
WAITING_SECONDS = 600
#: A provider that is slower counts as one that does not answer.
TIMEOUT_SECONDS = 8
#: By a key of the provider only: neither unsigned nor by the shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class ProviderError(Exception):
    """Nobody was signed in; the text is for the reader."""


@dataclass(frozen=True)
class Aim:
    """``target``: an own address to go on to. ``link``: the account that is to be linked; 0 to sign in."""

    target: str = ""
    link: int = 0


@dataclass(frozen=True)
class Person:
    """Who somebody is at the provider. ``second_factor``: it asked for one that counts here."""

    subject: str
    label: str
    second_factor: bool


def begin(request: HttpRequest, aim: Aim, *, back: str) -> str:
    """The provider's address to go to, from where one comes ``back``. Raises ProviderError."""
    with _faults_told():
        app = _app()
        made = app.create_authorization_url(back)
    for key in [key for key in request.session.keys() if key.startswith(f"_state_{NAME}_")]:  # noqa: SIM118
        del request.session[key]  # one at a time
    app.save_authorize_data(request, redirect_uri=back, aim=asdict(aim), at=time.time(), **made)
    return str(made["url"])


def finish(request: HttpRequest) -> tuple[Person, Aim]:
    """Who came back, and what for. Raises ProviderError; the provider is asked only about what began here."""
    from authlib.integrations.django_client import DjangoIntegration

    state, integration = request.GET.get("state", ""), DjangoIntegration(NAME)
    begun: dict[str, Any] = integration.get_state_data(request.session, state) or {}
    if time.time() - begun.get("at", 0) > WAITING_SECONDS:
        raise ProviderError(_("This sign-in was not begun in this browser, or too long ago. Begin again."))
    if "error" in request.GET:
        integration.clear_state_data(request.session, state)
        log.warning("the provider refused", error=request.GET["error"][:100])
        raise ProviderError(
            _("%(name)s signed nobody in: it was cancelled or refused there.") % {"name": provider().name}
        )
    with _faults_told():
        token = _app().authorize_access_token(request, claims_options=_claims())
        return _person(token["userinfo"]), Aim(**begun["aim"])


def _person(claims: dict[str, Any]) -> Person:
    """Raises KeyError and ValueError."""
    subject = str(claims["sub"])
    if not 0 < len(subject) <= 255:
        raise ValueError("the subject is empty or too long")
    label = next((str(claims[name]) for name in ("preferred_username", "email", "name") if claims.get(name)), subject)
    methods = {*claims.get("amr", []), claims.get("acr", "")}
    return Person(subject, label[:200], bool(methods & provider().second_factor))


def provider() -> Provider:
    """Who signs people in here; asked for where there is one."""
    assert settings.OIDC is not None
    return settings.OIDC


def _claims() -> dict[str, Any]:
    """What the token must say beside the nonce and its times, which Authlib looks at of itself."""
    return {
        "iss": {"essential": True, "value": provider().issuer},
        "aud": {"essential": True, "value": provider().client_id},
        "sub": {"essential": True},
    }


def _app() -> Any:
    """Authlib's client with what the provider says of itself (OpenID Connect Discovery §4); it must be the issuer."""
    from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App

    who = provider()
    app = DjangoOAuth2App(
        DjangoIntegration(NAME),
        client_id=who.client_id,
        client_secret=who.client_secret,
        server_metadata_url=f"{who.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )
    said = app.load_server_metadata()
    if said["issuer"] != who.issuer:
        raise ValueError(f"the provider calls itself {said['issuer']!r}, not {who.issuer!r}")
    if "client_secret_basic" not in said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        app.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105 — a method
    said["id_token_signing_alg_values_supported"] = ALGORITHMS
    return app


@contextmanager
def _faults_told() -> Iterator[None]:
    """What a provider fails to do, or says in another form than agreed, is one sentence here and a line of the log."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    form = (AttributeError, LookupError, RuntimeError, TypeError, ValueError)
    try:
        yield
    except (AuthlibBaseError, JoseError, RequestException, *form) as fault:
        log.warning("the provider failed", fault=repr(fault)[:500])
        raise ProviderError(
            _("%(name)s does not answer as it should. Try again later, or sign in with your password.")
            % {"name": provider().name}
        ) from fault
