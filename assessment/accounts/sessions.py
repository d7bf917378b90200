"""The session engine: rows that know whose they are, with an idle and an absolute limit (quality.md §2).

A session is over ``SESSION_IDLE_MINUTES`` after its last request and ``SESSION_COOKIE_AGE`` after its sign-in, whatever
the browser's cookie says. Both are read from the row that every request loads anyway.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

#: The time of the last request is written at most so often.
TOUCH = timedelta(minutes=1)
DEVICE = "device"


class SessionStore(DatabaseStore):
    row: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        from assessment.accounts.models import Session  # models are not there when settings name this module

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        instance: Any = super().create_model_instance(data)  # ours, though the stub says the plain one
        now = timezone.now()
        kept = self.row if self.row is not None and self.row.session_key == instance.session_key else None
        user = data.get(SESSION_KEY)
        instance.user_id = int(user) if user else None
        instance.started_at, instance.seen_at = (kept.started_at if kept else now), now
        device = data.get(DEVICE) or {}
        instance.address, instance.agent = device.get("address"), device.get("agent", "")
        return instance

    def _get_session_from_db(self) -> Any:
        """The row, or None where it is absent or over one of its limits."""
        self.row = super()._get_session_from_db()  # type: ignore[misc]  # the stub leaves it out
        now = timezone.now()
        if self.row is not None and self.row.user_id is not None and _is_over(self.row, now):
            self.row, self._session_key = None, None
        return self.row

    def touch(self) -> None:
        """Note that the person is still there."""
        now = timezone.now()
        if self.row is not None and self.row.user_id is not None and self.row.seen_at < now - TOUCH:
            self.get_model_class().objects.filter(pk=self.row.pk).update(seen_at=now)


def _is_over(row: Any, now: Any) -> bool:
    idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return bool(row.seen_at < now - idle or row.started_at < now - timedelta(seconds=settings.SESSION_COOKIE_AGE))
