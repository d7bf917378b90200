"""The page on which a sheet is filled in."""

from __future__ import annotations

from django.urls import Resolver404, resolve


def sheet_url(pk: int, *, address: str = "", channel: str = "") -> str:
    """The sheet's page, at one of its cells; '' while the workbench has no such page."""
    path = f"/sheets/{pk}/"
    try:
        resolve(path)
    except Resolver404:
        return ""
    fragment = address + (f"@{channel}" if channel else "")
    return f"{path}#{fragment}" if fragment else path
