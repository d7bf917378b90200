"""What an auditor looks for in the trail."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessment.audit.selectors import audited_campaigns
from assessment.audit.words import object_word, verb_choices
from assessment.campaigns.rules import Actor
from assessment.core.models import AuditEntry
from assessment.core.moment_fields import DayField


class TrailFilter(forms.Form):
    """All fields may stay empty. Days are whole days in the installation's zone, both included."""

    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    actor = forms.CharField(label=_("Account"), required=False, max_length=150)
    verb = forms.ChoiceField(label=_("Action"), required=False)
    object = forms.CharField(label=_("Object"), required=False, max_length=200)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaigns = [(campaign.key, campaign.name) for campaign in audited_campaigns(user).order_by("-year", "key")]
        self.fields["campaign"].choices = [("", _("all")), *campaigns]  # type: ignore[attr-defined]
        self.fields["campaign"].widget.attrs["translate"] = "no"
        self.fields["verb"].choices = [("", _("all")), *verb_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first one."))
        return cleaned

    def apply(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The entries that fit; of a filter with a fault none."""
        if not self.is_valid():
            return entries.none()
        wanted = self.cleaned_data
        exact = {"campaign_key": wanted["campaign"], "verb": wanted["verb"]}
        entries = entries.filter(**{name: value for name, value in exact.items() if value})
        if wanted["actor"]:
            text = wanted["actor"].strip()
            entries = entries.filter(Q(actor_name__icontains=text) | Q(actor__name__icontains=text))
        if wanted["object"]:
            entries = entries.filter(_object(wanted["object"].strip()))
        if wanted["since"]:
            entries = entries.filter(at__gte=_midnight(wanted["since"]))
        if wanted["until"]:
            entries = entries.filter(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
        return entries


def _object(text: str) -> Q:
    """By its key or by its kind, as the code calls it or as the page does."""
    kinds = [kind for kind, word in object_word.items() if text in (kind, str(word))]
    return Q(object_key__icontains=text) | Q(object_type__in=kinds)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
