from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Django's form with messages that say what to do. Unknown name, wrong password and a disabled account are told
    apart by nobody: all three read alike."""

    error_messages = {
        "invalid_login": _("User name and password do not fit together. Check both; capitals count."),
        "inactive": _("User name and password do not fit together. Check both; capitals count."),
    }
