"""An OpenID Connect provider of our own, spoken to over real HTTP: Authlib's server with discovery, PKCE and tokens.

Whoever comes is taken for the person of ``claims``: the page on which one signs in at a provider is left out. What a
test changes on the Provider shows how a wrong or forged answer is met.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AccessDeniedError, AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify, request
from joserfc import jwk
from werkzeug.serving import make_server

CLIENT, SECRET = "workbench", "a-secret-that-both-sides-know-of-each-other"


@dataclass
class Provider:
    """``claims`` are those of whoever comes; ``forged`` overrules the token's own; ``denies`` and ``broken``: it fails.

    ``asked``: the parameters of each authorization request; ``codes``: what was given out for them.
    """

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "u-1", "preferred_username": "wen@centre"})
    forged: dict[str, Any] = field(default_factory=dict)
    method: str = "client_secret_basic"
    algorithm: str = "RS256"
    denies: bool = False
    broken: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    shown: Any = None  # the key that is published, where it is not the one that signs


class Client(ClientMixin):
    """The workbench, as the provider knows it."""

    def __init__(self, kept: Provider) -> None:
        self.kept = kept
        self.id_token_signed_response_alg = kept.algorithm

    def get_client_id(self) -> str:
        return CLIENT

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/sign-in/provider/return/")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == self.kept.method

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """What was agreed on at the authorization, until the token is fetched; it is good for one token."""

    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    auth_time: float = field(default_factory=time.time)

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(self.auth_time)

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def _grant(kept: Provider) -> type[grants.AuthorizationCodeGrant]:
    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, request: Any) -> None:
            said = request.payload.data
            names = ("redirect_uri", "scope", "nonce", "code_challenge", "code_challenge_method")
            kept.codes[code] = Code(**{name: said[name] for name in names})

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return kept.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            kept.codes = {code: each for code, each in kept.codes.items() if each is not authorization_code}

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return kept.claims

    return Grant


def _tokens(kept: Provider) -> OpenIDCode:
    class Tokens(OpenIDCode):
        def resolve_client_private_key(self, client: Client) -> Any:
            return kept.key if kept.algorithm.startswith("RS") else jwk.OctKey.import_key(SECRET)

        def get_encode_header(self, client: Client) -> dict[str, str]:
            return {"alg": kept.algorithm, "kid": kept.key.kid}

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": kept.issuer, "aud": [CLIENT]}

        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return nonce in {code.nonce for code in kept.codes.values()}

        def generate_user_info(self, user: dict[str, Any], scope: str) -> dict[str, Any]:
            return {**user, **kept.forged}

    return Tokens(require_nonce=True)


def _application(kept: Provider) -> Flask:
    app = Flask("provider")
    server = AuthorizationServer(app, query_client=lambda _id: Client(kept), save_token=lambda _token, _request: None)
    server.register_grant(_grant(kept), [CodeChallenge(required=True), _tokens(kept)])

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Any:
        if kept.broken:
            return kept.broken
        ends = {f"{name}_endpoint": f"{kept.issuer}/{name}" for name in ("authorization", "token")}
        methods = {"token_endpoint_auth_methods_supported": [kept.method]}
        return jsonify({"issuer": kept.issuer, "jwks_uri": f"{kept.issuer}/keys", **ends, **methods})

    @app.get("/keys")
    def keys() -> Any:
        return jsonify({"keys": [(kept.shown or kept.key).as_dict(private=False)]})

    @app.get("/authorization")
    def authorization() -> Any:
        kept.asked.append(request.args.to_dict())
        grant = server.get_consent_grant(end_user=kept.claims)
        if kept.denies:
            refusal = AccessDeniedError(redirect_uri=grant.request.payload.redirect_uri)
            refusal.state = grant.request.payload.state
            return server.handle_response(*refusal())
        return server.create_authorization_response(grant_user=kept.claims, grant=grant)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


@contextmanager
def openid_provider() -> Iterator[Provider]:
    """On a free port of this machine, for the time of a test."""
    kept = Provider()
    server = make_server("127.0.0.1", 0, _application(kept), threaded=True)
    kept.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def settings_of(provider: Provider) -> dict[str, str]:
    """The environment of a workbench that lets people in by it."""
    values = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "NAME": "省统一身份认证"}
    return {f"OIDC_{name}": value for name, value in values.items()}
