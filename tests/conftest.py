"""Fixtures for all tests.

The databases and what else is really used stand in the header of each run; see tests/support/plugin.py for the choice.

=========================  ===========================================================================================
fixture                    gives
=========================  ===========================================================================================
``db``                     the test database of this run (SQLite file or PostgreSQL), rolled back afterwards
``transactional_db``       the same with real commits, for threads and worker processes; emptied afterwards
``redis_url``              a real Redis (Valkey) of this xdist worker, for the session; ``redis+socket://…``
``celery_worker_process``  a real Celery worker on the test database: jobs that a test enqueues are done by it;
                           ``.wait_for(job)``, ``.kill()``, ``.start()``
``live_workbench``         broker, worker, beat and web as ``make run`` starts them, for the session, with data of its
                           own: ``.url``, ``.manage("load_systems")``, ``.data_dir``; people may sign in to it at the
                           ``identity_provider``, a real one of OpenID Connect
``page``                   a Chromium page that fails the test on console errors, CSP violations, page errors, answers
                           of 500 and above and requests to another host; ``page.goto("/path/")`` starts at the live
                           workbench; ``page_faults.expect("409")`` allows what a test provokes
=========================  ===========================================================================================

Files go below a DATA_DIR of the xdist worker. Passwords are hashed cheaply. A test that uses one of these fixtures is
marked ``redis`` or ``browser`` by itself; without the service it is skipped, under ``CI=true`` it fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # imported where they are used: Django is not set up yet when pytest reads this file
    from playwright.sync_api import BrowserContext

    from tests.support.browser import PageFaults
    from tests.support.openid import Provider
    from tests.support.workbench import Workbench
    from tests.support.worker import Worker


@pytest.fixture(scope="session", autouse=True)
def cheap_settings() -> Iterator[None]:
    """What would only cost time: strong password hashes, and a collected, hashed copy of the static files."""
    from django.conf import settings
    from django.test import override_settings

    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], STORAGES=plain):
        yield


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test starts in the installation's own."""
    from django.utils import translation

    yield
    translation.deactivate()


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
def redis_url() -> Iterator[str]:
    from django.conf import settings

    from tests.support import broker

    with broker.running(settings.CELERY_BROKER_URL):
        yield settings.CELERY_BROKER_URL


@pytest.fixture(scope="module")
def one_worker(redis_url: str, django_db_setup: None) -> Iterator[Worker]:
    """Started by the first test of a module that needs it, and ended with the module: to tests elsewhere a worker that
    answers, but can't see what they have not committed, would be one to wait for."""
    from django.conf import settings

    from tests.support.worker import Worker

    worker = Worker(settings.DATA_DIR / "worker.log")
    yield worker
    worker.kill()


@pytest.fixture
def celery_worker_process(one_worker: Worker, redis_url: str, transactional_db: None) -> Iterator[Worker]:
    from assessment.core.models import Job
    from tests.support import broker

    broker.client(redis_url).flushdb()  # what tests without a worker rang for
    one_worker.start()
    yield one_worker
    if Job.objects.filter(status__in=Job.ACTIVE).exists():
        one_worker.kill()  # it must not write into the next test


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[Provider]:
    from tests.support.openid import openid_provider

    with openid_provider() as provider:
        yield provider


@pytest.fixture(scope="session")
def live_workbench(tmp_path_factory: pytest.TempPathFactory, identity_provider: Provider) -> Iterator[Workbench]:
    from tests.support.openid import settings_of
    from tests.support.workbench import Workbench

    workbench = Workbench(tmp_path_factory.mktemp("live") / "data", **settings_of(identity_provider))
    try:
        workbench.serve()
        yield workbench
    finally:
        workbench.stop()


@pytest.fixture(scope="session")
def base_url(live_workbench: Workbench) -> str:
    """Where ``page.goto("/…")`` starts."""
    return live_workbench.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; its sandbox does not work for root."""
    from tests.support import chromium

    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium.find(), "args": options}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    size = {"width": 1440, "height": 900}
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": size}


@pytest.fixture
def page_faults(base_url: str) -> PageFaults:
    from tests.support.browser import PageFaults

    return PageFaults(base_url)


@pytest.fixture
def context(context: BrowserContext, page_faults: PageFaults) -> Iterator[BrowserContext]:
    page_faults.watch(context)
    yield context
    assert page_faults.unexpected() == []
