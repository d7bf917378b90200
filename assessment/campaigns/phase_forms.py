"""What is filled in to plan, extend and move phases. Times are the installation's (Asia/Shanghai), to the minute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.models import Campaign, PhaseWindow
from assessment.campaigns.services.phases import LONGEST_REASON, Plan
from assessment.core.faults import Fault
from assessment.core.moment_fields import MomentField


def reason_field(*, required: bool) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    label = gettext_lazy("Reason")
    return forms.CharField(label=label, required=required, max_length=LONGEST_REASON, widget=widget)


class MoveForm(forms.Form):
    """To which phase, with what deadline and why. ``seen`` is the phase on the page."""

    seen = forms.ChoiceField(choices=Campaign.Phase.choices, widget=forms.HiddenInput)
    to = forms.ChoiceField(label=gettext_lazy("To the phase"), choices=Campaign.Phase.choices)
    due_at = MomentField(label=gettext_lazy("Deadline"), required=False)
    override = forms.BooleanField(label=gettext_lazy("Pass over what blocks, for this reason:"), required=False)
    reason = reason_field(required=False)


class ForwardForm(MoveForm):
    """Forward there is one phase only."""

    to = forms.ChoiceField(choices=Campaign.Phase.choices, widget=forms.HiddenInput)


class BackForm(MoveForm):
    override = None  # type: ignore[assignment]
    reason = reason_field(required=True)


class ExtensionForm(forms.Form):
    seen = forms.ChoiceField(choices=Campaign.Phase.choices, widget=forms.HiddenInput)
    due_at = MomentField(label=gettext_lazy("New deadline"))
    reason = reason_field(required=True)


class PlanForm(forms.Form):
    """Start and deadline of each phase that may still be planned."""

    def __init__(self, *args: Any, phases: list[Campaign.Phase], windows: Mapping[str, PhaseWindow], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.phases = phases
        for phase in phases:
            window = windows.get(phase)
            words = {"phase": phase.label}
            self.fields[f"{phase}-starts_at"] = MomentField(label=_("%(phase)s: start") % words, required=False)
            self.fields[f"{phase}-due_at"] = MomentField(label=_("%(phase)s: deadline") % words, required=False)
            self.initial[f"{phase}-starts_at"] = window and window.starts_at
            self.initial[f"{phase}-due_at"] = window and window.due_at

    @property
    def plan(self) -> dict[str, Plan]:
        """What was filled in; only after ``is_valid``."""
        return {
            phase: (self.cleaned_data[f"{phase}-starts_at"], self.cleaned_data[f"{phase}-due_at"])
            for phase in self.phases
        }


def add_faults(form: forms.Form, faults: list[Fault]) -> None:
    """Show a service's faults at the fields they are about, the others above the form."""
    for fault in faults:
        field = form.fields.get(fault.place)
        shown = field is not None and not isinstance(field.widget, forms.HiddenInput)
        form.add_error(fault.place if shown else None, fault.message)
