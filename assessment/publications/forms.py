"""What people fill in to prepare, approve and withdraw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessment.core.models import User
from assessment.publications.services.preparing import LONGEST_REASON


class PasswordForm(forms.Form):
    """The password of whoever is signed in, asked again: what follows can't be undone."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Asked again because this becomes public."),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Through the backends of signing in, so that wrong ones are counted and throttled alike."""
        user, password = self.request.user, str(self.cleaned_data["password"])
        assert isinstance(user, User), "the view asks for a signed-in account"
        if authenticate(self.request, username=user.get_username(), password=password) != user:
            raise forms.ValidationError(_("This is not your password."))
        return ""


class ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class WithdrawalForm(PasswordForm):
    reason = ReasonField(label=_("Reason"), help_text=_("Everybody reads it in place of the results."))
    field_order = ["reason", "password"]


class ReissueForm(forms.Form):
    reason = ReasonField(label=_("Reason"), help_text=_("Everybody reads it beside the results."))
