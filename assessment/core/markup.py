"""The vocabulary of the components: kinds, states, icons. Markup itself is in templatetags/ui.py and templates/ui."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

Value = TypeVar("Value")

# kind → its icon. The kind is a CSS class (ph-<kind>) and a colour token of design.md.
KINDS: dict[str, str] = {
    "done": "circle-check",
    "attention": "alert-triangle",
    "veto": "octagon",
    "na": "ban",
    "info": "info-circle",
    "neutral": "circle",
}

# state value → kind, icon, word. Values are those of the models' choices; one word per state on every page.
STATES: dict[str, tuple[str, str, str | Promise]] = {
    # indicator versions
    "published": ("done", "lock", _("published")),
    # jobs and runs
    "queued": ("neutral", "clock", _("waiting")),
    "running": ("info", "player-play", _("running")),
    "done": ("done", "circle-check", _("done")),
    "failed": ("veto", "circle-x", _("failed")),
    "cancelled": ("na", "player-stop", _("cancelled")),
    # vetoes and appeals
    "proposed": ("attention", "flag", _("proposed")),
    "confirmed": ("veto", "octagon", _("confirmed")),
    "rejected": ("na", "circle-x", _("rejected")),
    "upheld": ("done", "gavel", _("upheld")),
    "withdrawn": ("na", "arrow-back-up", _("withdrawn")),
    # results
    "ranked": ("done", "trophy", _("ranked")),
    "unqualified": ("veto", "octagon", _("unqualified")),
    # lint
    "error": ("veto", "circle-x", _("error")),
    "warning": ("attention", "alert-triangle", _("warning")),
    # cells and sheets: four states that stay apart (quality.md §1)
    "empty": ("neutral", "circle-dashed", _("empty")),
    "partial": ("info", "circle-half-2", _("partly done")),
    "open": ("info", "lock-open", _("open")),
    "submitted": ("done", "send", _("submitted")),
    "disagreement": ("attention", "git-compare", _("disagreement")),
    "not-applicable": ("na", "ban", _("not applicable")),
    # phases of a campaign (screens.md §2)
    "draft": ("neutral", "edit", _("draft")),
    "self-assessment": ("info", "clipboard-check", _("self-assessment")),
    "scoring": ("info", "checklist", _("scoring")),
    "reconciliation": ("attention", "git-compare", _("reconciliation")),
    "preliminary": ("info", "report-analytics", _("preliminary results")),
    "appeals": ("attention", "gavel", _("appeals")),
    "final": ("done", "circle-check", _("final results")),
    "archived": ("na", "files", _("archived")),
}


def known(table: Mapping[str, Value], key: str, what: str) -> Value:
    """The entry of ``key``; a name nobody defined is a fault of the template, not of the data."""
    if key not in table:
        raise TemplateSyntaxError(f"unknown {what}: {key!r}; known are {', '.join(sorted(table))}")
    return table[key]


@cache
def icon_names() -> frozenset[str]:
    lines = (settings.BASE_DIR / "static" / "vendor" / "icons.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def icon_svg(name: str) -> SafeString:
    """A symbol of the sprite. Decoration: the word beside it carries the meaning."""
    if name not in icon_names():
        raise TemplateSyntaxError(f"unknown icon {name!r}: add it to static/vendor/icons.txt, run scripts/vendor.sh")
    return format_html(
        '<svg class="ph-icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', static("icons.svg"), name
    )


def scaled(value: Any, maximum: Any) -> float:
    """``value`` as a part of 100 units of ``maximum``, kept inside 0…100."""
    if value is None or not maximum or float(maximum) <= 0:
        return 0.0
    return round(min(max(float(value) / float(maximum), 0.0), 1.0) * 100, 3)
