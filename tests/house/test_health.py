"""``/health/`` tells what answers and what does not, to anybody, and nothing else."""

from django.db import connection
from django.db.utils import OperationalError


def test_all_is_well(client, db, redis_url):
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "broker": "ok"})
    assert answer["Cache-Control"] == "no-store"


def test_a_broker_that_is_away_is_named(client, db, settings):
    from assessment.celery import app

    given = app.conf.broker_write_url
    app.conf.broker_write_url = "redis://127.0.0.1:1/0"
    try:
        answer = client.get("/health/")
    finally:
        app.conf.broker_write_url = given
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "broker": "unreachable"})


def test_a_database_that_is_away_is_named(client, db, redis_url):
    def fail(execute, sql, params, many, context):
        raise OperationalError("gone")

    with connection.execute_wrapper(fail):
        answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable", "broker": "ok"})
