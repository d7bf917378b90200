"""Master data as an administrator types it; the checks are those of a bundle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessment.campaigns.attributes import read_attribute, write_attribute
from assessment.campaigns.classes import channel_kinds, complete_classes, documents_of, find_class_faults
from assessment.campaigns.keys import ATTRIBUTE, CAMPAIGN_KEY, KEY, KNOWN_CHANNELS
from assessment.campaigns.models import Campaign, Channel, Entity, League, Reviewer, Round
from assessment.campaigns.policy import read_policy
from assessment.campaigns.sorting import sort_key
from assessment.core.faults import FaultsError


def _refuse(messages: Iterable[str]) -> None:
    found = list(messages)
    if found:
        raise ValidationError(found)


def _key(text: str, pattern: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValidationError(_("A key of letters, digits and . _ - @ is expected."))
    return text


class CampaignForm(forms.ModelForm):
    class Meta:
        model = Campaign
        fields = ["key", "name_zh", "name_en", "year", "policy", "baseline_key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "policy" in self.fields:
            self.fields["policy"].required = False

    def clean_key(self) -> str:
        return _key(self.cleaned_data["key"], CAMPAIGN_KEY)

    def clean_policy(self) -> dict[str, Any]:
        try:
            return read_policy(self.cleaned_data["policy"] or {})
        except FaultsError as error:
            raise ValidationError([f"{fault.place}: {fault.message}" for fault in error.faults]) from error


class KeyForm(forms.ModelForm):
    """A row that is known by its key inside a campaign."""

    def clean_key(self) -> str:
        return _key(self.cleaned_data["key"], KEY)


class RoundForm(KeyForm):
    class Meta:
        model = Round
        fields = ["key", "position"]


class LeagueForm(KeyForm):
    class Meta:
        model = League
        fields = ["key", "name_zh", "name_en", "position"]


class ReviewerForm(KeyForm):
    class Meta:
        model = Reviewer
        fields = ["campaign", "key", "user"]


class EntityForm(KeyForm):
    class Meta:
        model = Entity
        fields = ["campaign", "key", "name", "organisation", "classes", "attributes", "leagues"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("classes", "attributes"):
            if name in self.fields:
                self.fields[name].required = False
        if self.instance.pk and "leagues" in self.fields:
            self.fields["leagues"].queryset = self.instance.campaign.leagues.all()  # type: ignore[attr-defined]

    def clean_attributes(self) -> dict[str, Any]:
        """Values as a bundle would read them, so that they come back equal from one."""
        stated = self.cleaned_data["attributes"] or {}
        if not isinstance(stated, dict):
            raise ValidationError(_("name: value is expected."))
        texts = {name: write_attribute(value).strip() for name, value in stated.items()}
        bad = [name for name, text in texts.items() if not re.fullmatch(ATTRIBUTE, name) or not text or ";" in text]
        _refuse(_("“%(name)s” is no attribute with a value.") % {"name": name} for name in bad)
        return {name: read_attribute(text) for name, text in texts.items()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        campaign = cleaned.get("campaign") or (self.instance.campaign if self.instance.pk else None)
        if campaign is None or "classes" not in cleaned:
            return cleaned
        documents = documents_of(campaign)
        classes = cleaned["classes"] or {}
        if isinstance(classes, dict):
            classes = complete_classes(classes, documents)
        for message in find_class_faults(classes, documents):
            self.add_error("classes", message)
        foreign = [league for league in cleaned.get("leagues") or () if league.campaign_id != campaign.pk]
        if foreign:
            self.add_error("leagues", _("This league belongs to another campaign."))
        return {**cleaned, "classes": classes}

    def save(self, commit: bool = True) -> Any:
        self.instance.sort_key = sort_key(self.instance.name)
        return super().save(commit)


class ChannelForm(forms.ModelForm):
    class Meta:
        model = Channel
        fields = ["kind", "name", "address", "is_open"]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        entity = self.instance.entity if self.instance.entity_id else None
        documents = documents_of(entity.campaign).values() if entity and entity.campaign_id else ()
        kinds = channel_kinds(documents, KNOWN_CHANNELS)
        if kind not in kinds:
            words = {"channel": kind, "channels": ", ".join(kinds)}
            raise ValidationError(_("There is no channel “%(channel)s”; expected is one of %(channels)s.") % words)
        return kind
