"""The way to the provider and back, as a browser goes it."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests
from django.test import Client

from assessment.core.models import AuditEntry, User

START, RETURN = "/sign-in/provider/", "/sign-in/provider/return/"
FAILED = "Centre ID does not answer as it should. Try again later, or sign in with your password."
FORGED = "This sign-in was not begun in this browser, or too long ago. Begin again."


def verbs(user: User) -> list[str]:
    return list(AuditEntry.objects.filter(object_key=user.username).order_by("sequence").values_list("verb", flat=True))


def led_back(client: Client, path: str = START, **data: str) -> str:
    """Set out and come back from the provider as a browser does: the address one is led back to."""
    page = client.post(path, data)
    assert page.status_code == 200
    address = page.context["address"]
    assert f'content="0; url={address.replace("&", "&amp;")}"' in page.content.decode()
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def passage(client: Client, path: str = START, **data: str) -> str:
    """The whole way; where it ends."""
    return str(client.get(led_back(client, path, **data)).url)


def told(client: Client, path: str = "/sign-in/") -> list[str]:
    return [str(message) for message in client.get(path).context["messages"]]
