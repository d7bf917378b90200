from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessment.core.models import User


class SignInForm(AuthenticationForm):
    """Django's form with messages that say what to do. Unknown name, wrong password and a disabled account are told
    apart by nobody: all three read alike."""

    error_messages = {
        "invalid_login": _("User name and password do not fit together. Check both; capitals count."),
        "inactive": _("User name and password do not fit together. Check both; capitals count."),
    }


class OwnPasswordForm(forms.Form):
    """The password of whoever is signed in, asked again before what an open browser alone shall not do."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
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


class PasswordForm(PasswordChangeForm):
    """Django's form without its autofocus: the account page is read first, and a phone would open its keyboard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["old_password"].widget.attrs["autofocus"]
