"""What the frame of every page needs."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from assessment.core import frame as parts


def of(request: HttpRequest) -> dict[str, Any]:
    """The rail in groups, the campaigns and the days left in the current one's phase."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"rail": [], "campaigns": [], "campaign": None, "bell": None, "days_left": None}
    links = parts.rail_links(request)
    choices = parts.campaign_choices(request)
    campaign = next((choice for choice in choices if choice.is_current), None)
    deadline = campaign.deadline if campaign else None
    return {
        "rail": [(group, list(entries)) for group, entries in groupby(links, key=lambda link: link.group)],
        "current": parts.current_link(links, request.path),
        "campaigns": choices,
        "campaign": campaign,
        "bell": next((provider(request) for provider in parts.registry.bells), None),
        "days_left": (timezone.localdate(deadline) - timezone.localdate()).days if deadline else None,
    }


def frame(request: HttpRequest) -> dict[str, Any]:
    """``frame`` is lazy: a fragment that htmx asked for never pays for the rail."""
    return {"frame": SimpleLazyObject(lambda: of(request))}
