"""Changes of accounts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assessment.core.models import User
from assessment.core.services import audit


@transaction.atomic
def change_password(*, user: User, password: str, actor: User) -> None:
    """Set a new, already validated password. The trail says that it changed, never to what."""
    user.set_password(password)
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "password_changed_at"])
    audit.record(actor=actor, verb="account.password", object_type="account", object_key=user.get_username())
