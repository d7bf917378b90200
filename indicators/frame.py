"""The library's part of the frame: its rail link and its hits in the search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.core import frame
from indicators import selectors
from indicators.models import Criterion, Indicator
from indicators.outline import anchor


@frame.rail(position=60)
def links(request: HttpRequest) -> list[frame.RailLink]:
    """For everyone who sees a version, and for those who may fill an empty library."""
    if not selectors.sees_versions(request.user):
        return []
    return [frame.RailLink(_("Indicator library"), reverse("indicators:library"), "list-tree")]


@frame.search(position=60)
def hits(user: Any, text: str) -> Iterator[frame.Hit]:
    """Indicators by code or name, then criteria by text; three statements."""
    visible = selectors.visible_versions(user).values("pk")
    named = Q(name_zh__icontains=text) | Q(name_en__icontains=text) | Q(code=text)
    indicators = Indicator.objects.filter(named, version__in=visible).select_related("version")
    for indicator in indicators.defer("version__document")[: frame.MOST_HITS]:
        yield hit(_("indicator"), str(indicator), indicator.version, indicator.code)
    told = Q(text_zh__icontains=text) | Q(text_en__icontains=text)
    criteria = Criterion.objects.filter(told, version__in=visible).select_related("version")
    for criterion in criteria.defer("version__document")[: frame.MOST_HITS]:
        yield hit(_("criterion"), str(criterion), criterion.version, criterion.address)


def hit(kind: str, title: str, version: Any, code: str) -> frame.Hit:
    url = f"{reverse('indicators:version', args=[version.pk])}#{anchor(code)}"
    return frame.Hit(kind, title, url, str(version))
