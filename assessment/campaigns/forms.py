"""Master data as an administrator types it; the checks are those of a bundle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.attributes import read_attribute, write_attribute
from assessment.campaigns.classes import channel_kinds, complete_classes, documents_of, find_class_faults
from assessment.campaigns.keys import ATTRIBUTE, CAMPAIGN_KEY, KEY, KNOWN_CHANNELS
from assessment.campaigns.models import Campaign, Channel, Entity, League, Reviewer, Round
from assessment.campaigns.policy import read_policy
from assessment.campaigns.situation import Unit
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
        help_texts = {
            "policy": gettext_lazy('Only what differs from the defaults, as {"decimals": 2, "hearing_days": 5}.'),
            "baseline_key": gettext_lazy("The key of the campaign to compare with; empty: none."),
        }

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
        labels = {"campaign": gettext_lazy("Campaign"), "user": gettext_lazy("Account")}


class EntityForm(KeyForm):
    class Meta:
        model = Entity
        fields = ["campaign", "key", "name", "organisation", "classes", "attributes", "leagues"]
        labels = {"campaign": gettext_lazy("Campaign")}
        help_texts = {
            "classes": gettext_lazy('For each indicator version the entity\'s class, as {"version": "class"}.'),
            "attributes": gettext_lazy('Facts that choose between indicators, as {"name": value}; mostly none.'),
        }

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


MOST_REVIEWERS = 9
LARGEST_FILE = 2 * 1024 * 1024


class PlanForm(forms.Form):
    """How a plan is made: k evaluators for each unit; another seed shares out differently."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Share out"),
        choices=[(Unit.ENTITY, gettext_lazy("entities as a whole")), (Unit.SECTION, gettext_lazy("by section"))],
    )
    k = forms.IntegerField(label=gettext_lazy("Evaluators for each"), min_value=1, max_value=MOST_REVIEWERS, initial=2)
    seed = forms.CharField(label=gettext_lazy("Seed"), required=False, max_length=40)


class FileForm(forms.Form):
    """A CSV file of a size that a page can take."""

    file = forms.FileField(label=gettext_lazy("CSV file"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": LARGEST_FILE // 2**20})
        return file


class PlaceForm(forms.Form):
    """What of an entity, and by whom."""

    place = forms.ChoiceField(label=gettext_lazy("What"))
    reviewer = forms.ChoiceField(label=gettext_lazy("Evaluator"))

    def __init__(self, *args: Any, choices: tuple[list[tuple[str, str]], list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices, self.fields["reviewer"].choices = choices  # type: ignore[attr-defined]


class ConflictForm(forms.Form):
    """A conflict of a reviewer with an entity or an organisation."""

    reviewer = forms.ChoiceField(label=gettext_lazy("Evaluator"), required=False)
    entity = forms.CharField(label=gettext_lazy("Entity (name or key)"), required=False, max_length=200)
    organisation = forms.CharField(label=gettext_lazy("or organisation"), required=False, max_length=200)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=1000)

    def __init__(self, *args: Any, campaign: Campaign, reviewers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["reviewer"].choices = reviewers  # type: ignore[attr-defined]
        self.fields["reviewer"].widget.attrs["translate"] = "no"
        self.fields["reviewer"].required = len(reviewers) > 1
        if len(reviewers) <= 1:
            self.fields["reviewer"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        text, organisation = cleaned.get("entity", "").strip(), cleaned.get("organisation", "").strip()
        cleaned["entity"] = None
        if bool(text) == bool(organisation):
            raise ValidationError(_("Either an entity or an organisation is expected."))
        if text:
            found = list(Entity.objects.filter(campaign=self.campaign).filter(Q(key=text) | Q(name=text))[:2])
            if len(found) != 1:
                raise ValidationError(_("There is no entity “%(key)s” in this campaign.") % {"key": text})
            cleaned["entity"] = found[0]
        return cleaned
