"""Interfaces for programs and for pages that are tools: who is asked to sign in, and what a refusal looks like."""

from __future__ import annotations

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class SignedIn(SessionAuthentication):
    """The pages' session. Without one the answer is 401, not 403, so that a page whose sign-in has expired can tell
    that it has to sign in again from being refused, and keeps what it has not sent."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class SignedInScheme(SessionScheme):
    target_class = SignedIn  # type: ignore[assignment]  # the stub knows the dotted name only
