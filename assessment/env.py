"""Typed reading of the environment. A missing or wrong value stops the program with one sentence.

Secrets may come from a file: where ``NAME_FILE`` is set, its content is the value of ``NAME``.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class SettingError(SystemExit):
    """A setting that cannot be used; its text is what the operator reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"pingheng: {sentence}")


def text(name: str, default: str | None = None, *, env: Mapping[str, str] | None = None) -> str:
    """The value of ``name``, or of the file that ``name_FILE`` points to, or ``default``."""
    env = os.environ if env is None else env
    path = env.get(f"{name}_FILE")
    if path:
        if name in env:
            raise SettingError(f"{name} and {name}_FILE are both set; keep one of them")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE names a file that cannot be read: {error}") from None
    value = env.get(name, default)
    if value is None:
        raise SettingError(f"{name} must be set")
    return value


def flag(name: str, default: bool, *, env: Mapping[str, str] | None = None) -> bool:
    """A yes/no setting: 1, true, yes, on or 0, false, no, off."""
    value = text(name, "1" if default else "0", env=env).strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise SettingError(f"{name} must be 1 or 0, not {value!r}")


def integer(name: str, default: int, *, env: Mapping[str, str] | None = None) -> int:
    value = text(name, str(default), env=env)
    try:
        return int(value)
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not {value!r}") from None


def words(name: str, default: str = "", *, env: Mapping[str, str] | None = None) -> list[str]:
    """A comma-separated list; blanks around the words and empty words are dropped."""
    return [word.strip() for word in text(name, default, env=env).split(",") if word.strip()]


def choice(name: str, default: str, allowed: set[str], *, env: Mapping[str, str] | None = None) -> str:
    value = text(name, default, env=env)
    if value not in allowed:
        raise SettingError(f"{name} must be one of {', '.join(sorted(allowed))}, not {value!r}")
    return value


def address(name: str, default: str, *, env: Mapping[str, str] | None = None) -> str:
    """An address of a site: http or https with a host."""
    value = text(name, default, env=env)
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError(f"{name} must be an address like https://pingheng.example, not {value!r}")
    return value


#: Scheme of EMAIL_URL → Django's backend.
MAIL = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "none": "django.core.mail.backends.dummy.EmailBackend",
}


def mail(name: str, default: str, *, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Django's settings of mail from one address.

    ``smtp://user:password@host:587`` (STARTTLS where a user is given), ``smtps://…`` (TLS from the start),
    ``file:///folder``, ``console:``, ``none:``.
    """
    value = text(name, default, env=env)
    parts = urlsplit(value)
    if parts.scheme not in MAIL:
        raise SettingError(f"{name} must begin with one of {', '.join(sorted(MAIL))}, followed by a colon")
    settings: dict[str, Any] = {"EMAIL_BACKEND": MAIL[parts.scheme], "EMAIL_TIMEOUT": 10}
    if parts.scheme == "file":
        if not parts.path.startswith("/"):
            raise SettingError(f"{name} must name a folder like file:///var/mail")
        return settings | {"EMAIL_FILE_PATH": parts.path}
    return settings | (_server(name, parts) if parts.scheme in {"smtp", "smtps"} else {})


def _server(name: str, parts: SplitResult) -> dict[str, Any]:
    """Host, port, account and encryption of a mail server; the sentence of a fault never holds the password."""
    try:
        port = parts.port
    except ValueError:
        raise SettingError(f"{name} has a port that is no number") from None
    if not parts.hostname:
        raise SettingError(f"{name} must name a server like smtp://mail.example:587")
    encrypted = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if encrypted else 587 if parts.username else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": encrypted,
        "EMAIL_USE_TLS": bool(parts.username) and not encrypted,
    }


@dataclass(frozen=True)
class Provider:
    """Who signs people in beside the password (OpenID Connect). ``name`` stands on the button.

    ``second_factor``: what of ``amr``, or which ``acr``, of the provider counts as the second factor here.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    second_factor: frozenset[str]


def provider(prefix: str, *, encrypted: bool, env: Mapping[str, str] | None = None) -> Provider | None:
    """The provider of ``<prefix>_ISSUER`` and its fellows, None without an issuer. ``encrypted``: only by https."""
    name = f"{prefix}_ISSUER"
    if not text(name, "", env=env):
        return None
    issuer = address(name, "", env=env)
    if encrypted and urlsplit(issuer).scheme != "https":
        raise SettingError(f"{name} must begin with https:// in the production profile")
    if not find_spec("authlib"):
        raise SettingError(f"{name} needs the packages of requirements/oidc.txt")
    return Provider(
        issuer=issuer,
        client_id=text(f"{prefix}_CLIENT_ID", env=env),
        client_secret=text(f"{prefix}_CLIENT_SECRET", env=env),
        name=text(f"{prefix}_NAME", "", env=env) or str(urlsplit(issuer).hostname),
        second_factor=frozenset(words(f"{prefix}_SECOND_FACTOR", env=env)),
    )
