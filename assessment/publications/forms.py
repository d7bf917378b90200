"""What people fill in to prepare, approve and withdraw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.core.forms import OwnPasswordForm
from assessment.publications.services.preparing import LONGEST_REASON


class PasswordForm(OwnPasswordForm):
    """Asked again: what follows can't be undone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("Asked again because this becomes public.")


class ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class WithdrawalForm(PasswordForm):
    reason = ReasonField(label=_("Reason"), help_text=_("Everybody reads it in place of the results."))
    field_order = ["reason", "password"]


class ReissueForm(forms.Form):
    reason = ReasonField(label=_("Reason"), help_text=_("Everybody reads it beside the results."))
