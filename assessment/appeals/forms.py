"""What is filled in by the agency and by the lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from assessment.appeals.services import LONGEST_TEXT, Place
from assessment.appeals.trace import AppealedCell
from reviews.evidence.models import EvidenceVersion


def text_field(label: Any, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=widget)


class MessageForm(forms.Form):
    """A text, and files out of the entity's evidence (none for leads)."""

    text = text_field(gettext_lazy("Statement"), 6)
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("Evidence"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, versions: Sequence[EvidenceVersion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if versions:
            choices = [(str(version.pk), str(version.evidence)) for version in versions]
            self.fields["evidence"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["evidence"]

    @property
    def chosen(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data.get("evidence", ())]


class DecisionForm(forms.Form):
    """The reason, and for each cell the value that is to hold ('' leaves it)."""

    reason = text_field(gettext_lazy("Reason, which the agency reads"), 4)

    def __init__(self, *args: Any, cells: Sequence[AppealedCell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        for cell in cells:
            label = " ".join(filter(None, (cell.channel_word, cell.round)))
            widget = forms.TextInput(attrs={"size": 8, "autocomplete": "off", "aria-label": label})
            self.fields[cell.field] = forms.CharField(label=label, required=False, max_length=2000, widget=widget)

    @property
    def values(self) -> dict[Place, str]:
        return {(cell.round, cell.channel): self.cleaned_data.get(cell.field, "") for cell in self.cells}

    @property
    def rows(self) -> list[tuple[AppealedCell, forms.BoundField]]:
        return [(cell, self[cell.field]) for cell in self.cells]
