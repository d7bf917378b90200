"""Forms of accounts."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.models import Campaign, Membership
from assessment.core.models import SiteRole, User

USERNAME = re.compile(r"[a-zA-Z0-9][\w.@+-]{1,59}", re.ASCII)
LARGEST_FILE = 2 * 2**20


def clean_username(text: str) -> str:
    """Raises ValidationError. Names that differ in capitals only would be taken for each other."""
    if not USERNAME.fullmatch(text):
        raise ValidationError(_("2 to 60 letters, digits and . _ - @ + are expected, a letter or digit first."))
    if User.objects.filter(username__iexact=text).exists():
        raise ValidationError(_("There is an account “%(name)s” already.") % {"name": text})
    return text


class PersonForm(forms.Form):
    """Who an account belongs to."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations"}),
    )
    email = forms.EmailField(label=gettext_lazy("Mail address"), required=False)


class InvitationForm(PersonForm):
    username = forms.CharField(label=gettext_lazy("User name"), max_length=60)
    field_order = ["username", "name", "organisation", "email"]

    def clean_username(self) -> str:
        return clean_username(self.cleaned_data["username"].strip())


class PasswordOfInvitation(SetPasswordForm):
    """Django's form without its autofocus, for a phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].widget.attrs.pop("autofocus", None)


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class RoleForm(forms.Form):
    """A role for an account: "site:auditor" or "campaign:lead"; the latter in a campaign, an agency's for an entity."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    campaign = forms.ModelChoiceField(
        label=gettext_lazy("Campaign"),
        queryset=Campaign.objects.order_by("-year", "key"),
        required=False,
        to_field_name="key",
    )
    entity = forms.CharField(label=gettext_lazy("Entity (name or key)"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (_("in a campaign"), [(f"campaign:{key}", label) for key, label in Membership.Role.choices]),
            (_("everywhere"), [(f"site:{key}", label) for key, label in SiteRole.Role.choices]),
        ]
        self.fields["campaign"].empty_label = "—"  # type: ignore[attr-defined]
        self.fields["campaign"].widget.attrs["translate"] = "no"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        place, _colon, role = cleaned.get("role", "").partition(":")
        campaign, text = cleaned.get("campaign"), cleaned.get("entity", "").strip()
        if place == "campaign" and campaign is None:
            self.add_error("campaign", _("This role holds in a campaign: choose one."))
        if place == "site" and (campaign or text):
            self.add_error("campaign", _("This role holds everywhere: leave campaign and entity empty."))
        found = None
        if campaign and text:
            found = campaign.entities.filter(key=text).first() or campaign.entities.filter(name=text).first()
            if found is None:
                self.add_error("entity", _("There is no entity “%(key)s” in this campaign.") % {"key": text})
        return {**cleaned, "role": role, "entity": found}


class AccountFileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV or xlsx file"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": LARGEST_FILE // 2**20})
        return file


class OrganisationForm(forms.Form):
    before = forms.CharField(max_length=200, widget=forms.HiddenInput())
    after = forms.CharField(label=gettext_lazy("New name"), max_length=200)
