from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST_FILE = 20 * 2**20


class WorkbookForm(forms.Form):
    """One workbook; what it is is seen by its content, not by its name."""

    file = forms.FileField(label=gettext_lazy("Workbook (.xlsx)"))
    file.widget.attrs["accept"] = ".xlsx"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": LARGEST_FILE // 2**20})
        return file
