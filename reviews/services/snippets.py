"""Reasons to use again, found by pinyin."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from indicators.models import Criterion
from reviews import rules
from reviews.checking import check_text
from reviews.errors import RefusedError
from reviews.models import Snippet

LONGEST_TEXT = 500


def search_text(text: str) -> str:
    """Syllables run together, and initials: 缺两条 → ``queliangtiao qlt``, both lower case."""
    syllables = [part.strip().lower() for part in lazy_pinyin(text, style=Style.NORMAL)]
    return f"{''.join(syllables)} {''.join(part[:1] for part in syllables)}"


def save_snippet(
    *,
    campaign: Campaign,
    actor: User,
    text: str,
    shared: bool = False,
    criterion: int | None = None,
    snippet: Snippet | None = None,
) -> Snippet:
    """A new snippet, or ``snippet`` with a new text. Shared ones are the leads'. Raises RefusedError."""
    if snippet is None:
        require(rules.can_add_snippet(actor, campaign, shared=shared))
    else:
        require(rules.can_change_snippet(actor, snippet))
    if not text.strip():
        raise RefusedError("text_required", _("Please write a text."))
    check_text(text, longest=LONGEST_TEXT)
    known = Criterion.objects.filter(version__components__campaign=campaign)
    if criterion is not None and not known.filter(pk=criterion).exists():
        raise RefusedError("unknown_criterion", _("The campaign has no such criterion."))
    with transaction.atomic():
        row = snippet or Snippet(campaign=campaign, owner=None if shared else actor)
        before = row.text if snippet else None
        row.text, row.pinyin, row.criterion_id = text.strip(), search_text(text.strip()), criterion
        row.save()
        _record("change_snippet" if snippet else "add_snippet", row, actor, before=before, after=row.text)
    return row


def remove_snippet(*, snippet: Snippet, actor: User) -> None:
    require(rules.can_change_snippet(actor, snippet))
    with transaction.atomic():
        _record("remove_snippet", snippet, actor, before=snippet.text, after=None)
        snippet.delete()


def _record(verb: str, snippet: Snippet, actor: User, *, before: str | None, after: str | None) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="snippet",
        object_key=str(snippet.pk),
        campaign_key=snippet.campaign.key,
        before=before,
        after=after,
    )
