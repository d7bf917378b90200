"""Ending sessions: the next request of an ended one is a visitor's."""

from __future__ import annotations

from django.db import transaction

from assessment.accounts.models import Session
from assessment.core.models import User
from assessment.core.services import audit


@transaction.atomic
def end_session(*, session: Session, actor: User) -> None:
    """End one session of an account."""
    assert session.user is not None, "a visitor's session is nobody's"
    _end([session], user=session.user, actor=actor)


@transaction.atomic
def end_sessions(*, user: User, actor: User, keep: str = "") -> int:
    """End all sessions of an account but the one whose key is ``keep``; how many there were."""
    return _end(list(Session.objects.filter(user=user).exclude(session_key=keep)), user=user, actor=actor)


def _end(sessions: list[Session], *, user: User, actor: User) -> int:
    Session.objects.filter(pk__in=[session.pk for session in sessions]).delete()
    if sessions:
        audit.record(
            actor=actor,
            verb="end_sessions",
            object_type="account",
            object_key=user.get_username(),
            before={"sessions": len(sessions)},
        )
    return len(sessions)
