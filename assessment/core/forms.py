from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Django's form with messages that say what to do. Unknown name, wrong password and a disabled account are told
    apart by nobody: all three read alike."""

    error_messages = {
        "invalid_login": _("User name and password do not fit together. Check both; capitals count."),
        "inactive": _("User name and password do not fit together. Check both; capitals count."),
    }


class PasswordForm(PasswordChangeForm):
    """Django's form without its autofocus: the account page is read first, and a phone would open its keyboard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["old_password"].widget.attrs["autofocus"]
