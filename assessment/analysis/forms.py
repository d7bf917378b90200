"""The form under a disagreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.scoring.model import Rule
from indicators.wording import word

#: What to type for a rule without a list, beside NA.
HINTS = {
    "rating": "0–1",
    "proportion": "n/d",
    "tiers": "0",
    "count": "0",
    "items": "x;y",
}


class SettlementForm(forms.Form):
    """A value of the criterion's rule and a reason; the service has the last word on both."""

    value = forms.CharField(label=gettext_lazy("Settled value"), max_length=2000)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=4000)
    replaces = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, rule: Rule, prefix_id: str, settled: str = "") -> None:
        super().__init__(data, auto_id=f"{prefix_id}-%s", initial={"replaces": settled})
        options = choices_of(rule)
        if options:
            self.fields["value"].widget = forms.Select(choices=[("", "—"), *options])
        else:
            hint = HINTS.get(rule.type) or ";".join(f"{key}=0" for key in rule.keys)
            # What may be typed is the notation of the rule, the same in every language.
            typed = {"placeholder": f"{hint} / NA", "autocomplete": "off", "translate": "no"}
            self.fields["value"].widget.attrs |= typed
        self.fields["reason"].widget.attrs["autocomplete"] = "off"


def choices_of(rule: Rule) -> list[tuple[str, str]]:
    """The values of a rule that has a list of them, N/A last; [] for any other rule."""
    if rule.type == "check":
        listed = [("1", _("1 met")), ("0", _("0 not met"))]
    elif rule.type == "levels":
        listed = [(key, word(key)) for key in rule.keys]
    else:
        return []
    return [*listed, ("NA", _("N/A"))]
