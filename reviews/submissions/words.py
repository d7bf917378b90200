"""The texts of the self-assessment's scripts beside those of the score sheet."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.evidence.words import evidence_words

WORDS: dict[str, str | Promise] = {
    "comment": _("Statement"),
    "comment_hint": _("What you have done, where it is to be seen"),
    "missing_comment": _("statement or evidence"),
    "submit_waits": _("Some answers are not saved yet or in conflict. Please settle them before you submit."),
    "taken_over": _("from last year"),
    "optional": _("voluntary"),
    "files_count": _("Evidence: {count}"),
}


def page_words() -> dict[str, str]:
    return {**evidence_words(), **{key: str(word) for key, word in WORDS.items()}}
