"""A person sees their own notices, nobody else's."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from assessment.core.models import User
from assessment.notices.models import Notice


def visible_notices(user: User | AnonymousUser) -> QuerySet[Notice]:
    if not isinstance(user, User) or not user.is_active:
        return Notice.objects.none()
    return Notice.objects.filter(user=user)


def unread_count(user: User | AnonymousUser) -> int:
    """One query."""
    return visible_notices(user).filter(read_at=None).count()
