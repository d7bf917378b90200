"""Pages of the frame: sign-in, locked out, home redirects."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """After too many failed sign-ins (django-axes)."""
    return render(request, "core/locked_out.html", status=429)
