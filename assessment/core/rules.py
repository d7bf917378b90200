"""What follows from a role that holds for the whole installation; rooms above build on it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from assessment.core.models import SiteRole, User

Actor = User | AnonymousUser


def holds_site_role(actor: Actor, *roles: str) -> bool:
    """Whether an active account holds one of the roles for the whole installation. One query."""
    return isinstance(actor, User) and actor.is_active and SiteRole.objects.filter(user=actor, role__in=roles).exists()
