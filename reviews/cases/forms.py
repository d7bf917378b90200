from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign
from reviews.cases.models import CaseCategory
from reviews.cases.selectors import bonus_criteria
from reviews.cases.services.entering import LONGEST_SUMMARY, LONGEST_TITLE

AS_IT_IS = {"translate": "no"}  # what people entered


class CaseForm(forms.Form):
    """A case as an agency enters it."""

    category = forms.ModelChoiceField(
        CaseCategory.objects.none(), label=_("Category"), widget=forms.Select(attrs=AS_IT_IS)
    )
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, widget=forms.TextInput(attrs=AS_IT_IS))
    summary = forms.CharField(
        label=_("What was done, what is new, what came of it"),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 6, **AS_IT_IS}),
    )

    def __init__(self, campaign: Campaign, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = CaseCategory.objects.filter(campaign=campaign)


class CategoryForm(forms.Form):
    """A category; without a name the usual ones are meant."""

    name_zh = forms.CharField(label=_("name (Chinese)"), max_length=100, required=False)
    name_en = forms.CharField(label=_("name (English)"), max_length=100, required=False)
    criterion = forms.ChoiceField(label=_("Marks feed"), required=False)

    def __init__(self, campaign: Campaign, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.criteria = {str(row.pk): row for row in bonus_criteria(campaign)}
        field = self.fields["criterion"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((key, f"{row.address} {row.text}"[:80]) for key, row in self.criteria.items())]
