"""``/health/``: whether this installation can do its work, for supervisors and load balancers."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from kombu.exceptions import OperationalError

from assessment.celery import app


def health(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer, else 503. Says no more than which: anybody may ask."""
    parts = {"database": database_answers(), "broker": broker_answers()}
    words = {part: "ok" if well else "unreachable" for part, well in parts.items()}
    response = JsonResponse(words, status=200 if all(parts.values()) else 503)
    response["Cache-Control"] = "no-store"
    return response


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def broker_answers() -> bool:
    """Connecting pings the server (Celery's Redis transport)."""
    with app.connection_for_write() as broker:
        try:
            broker.ensure_connection(max_retries=1, interval_start=0)
        except OperationalError:
            return False
    return True
