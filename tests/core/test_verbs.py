"""A verb: POST only, accounts only; the deed is done and said, or its refusal is, and one is led back."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.test import Client
from django.urls import include, path

from assessment.core.models import User
from assessment.core.verbs import actor_of, verb
from tests.results.people import account, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.test_verbs")]


class RefusedError(Exception):
    """For the reader."""


def find(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User, pk=pk)


@verb(of=find, back=lambda user: f"/accounts/{user.pk}/", refused=RefusedError)
def naming(request: HttpRequest, user: User) -> str:
    name = request.POST["name"]
    if name == "taken":
        raise RefusedError("That name is taken.")
    if name == "forbidden":
        raise PermissionDenied("Not you.")
    User.objects.filter(pk=user.pk).update(name=name)
    return f"{actor_of(request).username} named it." if name else ""


urlpatterns = [path("users/<int:pk>/naming/", naming), path("", include("assessment.urls"))]


@pytest.fixture
def ann() -> User:
    return account("ann")


def post(client: Client, user: User, name: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, where to, and what the next page says."""
    answer = client.post(f"/users/{user.pk}/naming/", {"name": name})
    said = [(message.level_tag, str(message)) for message in get_messages(answer.wsgi_request)]
    return answer.status_code, answer.headers.get("Location", ""), said


@pytest.mark.parametrize(
    ("name", "said", "kept"),
    [
        ("文静", [("success", "ann named it.")], "文静"),
        ("", [], ""),
        ("taken", [("error", "That name is taken.")], "before"),
    ],
)
def test_what_was_done_or_refused_is_said_and_one_is_led_back(ann, name, said, kept):
    User.objects.filter(pk=ann.pk).update(name="before")
    assert post(signed_in(ann), ann, name) == (302, f"/accounts/{ann.pk}/", said)
    assert User.objects.get(pk=ann.pk).name == kept


def test_nothing_is_done_by_looking_by_visitors_for_what_is_absent_or_without_a_right(ann):
    browser = signed_in(ann)
    assert browser.get(f"/users/{ann.pk}/naming/").status_code == 405
    status, address, _said = post(Client(), ann, "x")
    assert (status, address) == (302, f"/sign-in/?next=/users/{ann.pk}/naming/")
    assert browser.post("/users/0/naming/", {"name": "x"}).status_code == 404
    assert post(browser, ann, "forbidden") == (403, "", [])
    assert User.objects.get(pk=ann.pk).name == ""
