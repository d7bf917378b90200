"""Password rules of 等保 (GB/T 22239: 复杂度, 定期更换), switched on by ACCOUNT_RULES=mlps."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessment.core.models import User

KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
LEAST_KINDS = 3


class ComplexityValidator:
    """At least three of: small letters, capitals, digits, other characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < LEAST_KINDS:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self) -> str:
        return _("Use at least three of: small letters, capital letters, digits, other characters.")


class ChangedValidator:
    """A password that has to be changed is not kept."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk and user.has_usable_password() and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_not_changed")

    def get_help_text(self) -> str:
        return _("The new password differs from the present one.")
