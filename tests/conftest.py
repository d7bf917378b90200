"""Fixtures for all tests.

The databases and what else is really used stand in the header of each run; see tests/support/plugin.py for the choice.

=========================  ===========================================================================================
fixture                    gives
=========================  ===========================================================================================
``db``                     the test database of this run (SQLite file or PostgreSQL), rolled back afterwards
``transactional_db``       the same with real commits, for threads and worker processes; emptied afterwards
``redis_url``              a real Redis (Valkey) of this xdist worker, for the session; ``redis+socket://…``
``celery_worker_process``  a real Celery worker on the test database: jobs that a test enqueues are done by it
``live_workbench``         broker, worker, beat and web as ``make run`` starts them, for the session, with data of its
                           own: ``.url``, ``.manage("load_systems")``, ``.data_dir``
``page``                   a Chromium page that fails the test on console errors, CSP violations, page errors, answers
                           of 500 and above and requests to another host; ``page.goto("/path/")`` starts at the live
                           workbench; ``page_faults.expect("409")`` allows what a test provokes
=========================  ===========================================================================================

Files go below a DATA_DIR of the xdist worker. Passwords are hashed cheaply. A test that uses one of these fixtures is
marked ``redis`` or ``browser`` by itself; without the service it is skipped, under ``CI=true`` it fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def cheap_settings() -> Iterator[None]:
    """What would only cost time: strong password hashes, and a collected, hashed copy of the static files."""
    from django.conf import settings
    from django.test import override_settings

    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], STORAGES=plain):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file: in memory, threads and other processes would not see it, and locks would differ."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(settings.DATA_DIR) / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Emptying the tables after a transactional test deletes frozen rows too: lift the triggers meanwhile."""
    from django.db import connection

    from tests.support import flush

    with django_db_blocker.unblock():
        flush.allow_frozen_rows(connection)


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    from tests.support import broker

    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    with broker.running(worker=worker) as service:
        yield service.url
