"""Tell people something, and note what they have read.

Notices leave no audit entry: what they are about has one of its own, and reading is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.core.models import User
from assessment.notices.kinds import is_known
from assessment.notices.models import Notice
from assessment.notices.selectors import visible_notices


def notify(*, users: Iterable[User], kind: str, params: Mapping[str, Any], address: str, key: str = "") -> int:
    """Tell active accounts, in the transaction of what happened; the number of people. Two statements.

    With a ``key`` a person who was told of it before is left out, also under concurrent callers.
    """
    if not is_known(kind):
        raise ValueError(f"nobody registered the sentence of {kind!r}")
    people = {user.pk for user in users if user.is_active}
    if key:
        people -= set(Notice.objects.filter(key=key, user__in=people).values_list("user", flat=True))
    rows = [Notice(user_id=pk, kind=kind, params=dict(params), address=address, key=key) for pk in sorted(people)]
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(key))
    return len(rows)


@transaction.atomic
def read_notice(*, notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def read_all_notices(*, user: User) -> int:
    """Mark everything the person has as read; how many were new."""
    return visible_notices(user).filter(read_at=None).update(read_at=timezone.now())
