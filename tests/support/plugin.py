"""The pytest plugin that prepares the environment before Django's settings are read (``-p`` in pyproject.toml).

``--db=sqlite`` (the default) runs everything but the tests marked ``postgres``; ``--db=postgresql`` runs the tests that
use the database, on a real server. The process that pytest was started in owns the services all xdist workers share.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from tests.support.sharing import FileScheduling, slow_first

ROOT = Path(__file__).resolve().parent.parent.parent
# Settings of whoever starts the tests must not leak into them.
FOREIGN = (
    "CELERY_BROKER_URL",
    "DATABASE_URL",
    "DJANGO_ALLOWED_HOSTS",
    "DJANGO_CSRF_TRUSTED_ORIGINS",
    "DJANGO_DEBUG",
    "DJANGO_SECRET_KEY",
    "HOST",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "MAKELEVEL",
    "OIDC_ISSUER",
    "PORT",
    "PROFILE",
    "REDIS_URL",
)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
BROWSER_FIXTURES = {"page", "context", "new_context", "browser"}
used_key = pytest.StashKey[list[str]]()
missing_key = pytest.StashKey[dict[str, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=["sqlite", "postgresql"], default="sqlite", help="database the tests run on")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Before everybody else's: pytest-django reads the settings in the same hook."""
    early_config.stash[used_key] = []
    early_config.stash[missing_key] = {}
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        _prepare_environment(early_config)
        _look_around(early_config)
    else:
        early_config.stash[missing_key] = dict(
            line.split("=", 1) for line in os.environ["PINGHENG_TESTS_MISSING"].splitlines()
        )
    data = Path(os.environ["PINGHENG_TESTS_HOME"]) / (worker or "data")
    (data / "static").mkdir(parents=True)  # WhiteNoise warns of a missing one
    from tests.support import broker

    os.environ["DATA_DIR"] = str(data)
    os.environ["CELERY_BROKER_URL"] = broker.url_of(worker=worker, data=data)
    os.environ["JOB_LEASE_SECONDS"] = "3"  # a test that kills a worker waits for it to run out
    return (yield)


def _prepare_environment(config: pytest.Config) -> None:
    from assessment.core.messages import compile_catalogues
    from tests.support import postgres
    from tests.support.found import Missing, data_directory

    compile_catalogues(ROOT / "locale")
    if config.known_args_namespace.db == "postgresql":
        try:
            service = postgres.obtain()
        except Missing as missing:
            config.stash[missing_key]["postgres"] = str(missing)
        else:
            config.stash[used_key].append(service.words)
    for name in FOREIGN:
        os.environ.pop(name, None)
    if config.stash[used_key]:
        os.environ["DATABASE_URL"] = service.url
    else:
        import sqlite3

        config.stash[used_key].append(f"SQLite {sqlite3.sqlite_version}")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the thread of the tests
    home = tempfile.mkdtemp(prefix="pht-", dir=data_directory())
    os.environ["PINGHENG_TESTS_HOME"] = home
    os.environ["PYTEST_DEBUG_TEMPROOT"] = home  # what tmp_path gives lies there too
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))


def _look_around(config: pytest.Config) -> None:
    """Find Redis and Chromium without starting them; workers learn from the environment what is missing."""
    from tests.support import broker, chromium
    from tests.support.found import Missing

    describers: dict[str, Callable[[], str]] = {"redis": broker.describe, "browser": chromium.describe}
    for mark, describe in describers.items():
        try:
            config.stash[used_key].append(describe())
        except Missing as missing:
            config.stash[missing_key][mark] = str(missing)
    os.environ["PINGHENG_TESTS_MISSING"] = "\n".join(f"{k}={v}" for k, v in config.stash[missing_key].items())


def clean_environment() -> dict[str, str]:
    """For a program of its own: neither the settings of whoever started the tests, nor those of the tests."""
    ours = {"DATA_DIR", "DJANGO_ALLOW_ASYNC_UNSAFE", "JOB_LEASE_SECONDS"}
    return {name: value for name, value in os.environ.items() if name not in {*FOREIGN, *ours}}


def pytest_report_header(config: pytest.Config) -> list[str]:
    """One line that says what the tests really use, and one for each thing that is missing."""
    lines = [f"using: {', '.join(config.stash[used_key])}"]
    for mark, sentence in config.stash[missing_key].items():
        lines.append(f"MISSING, tests marked {mark} {'fail' if in_ci() else 'are skipped'}: {sentence}")
    return lines


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a service by the fixtures it uses, then keep what belongs to this database."""
    on_postgres = config.getoption("--db") == "postgresql"
    kept, left = [], []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & BROWSER_FIXTURES:
            item.add_marker("browser")
        if fixtures & {"redis_url", "celery_worker_process", "live_workbench"}:
            item.add_marker("redis")
        (kept if _belongs(item, fixtures, on_postgres=on_postgres) else left).append(item)
    slow_first(kept)
    items[:] = kept
    if left:
        config.hook.pytest_deselected(items=left)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FileScheduling:
    config.option.loadscopereorder = False  # keep the order of slow_first
    return FileScheduling(config, log)


def _belongs(item: pytest.Item, fixtures: set[str], *, on_postgres: bool) -> bool:
    """Once on each database: tests that use one. Only with PostgreSQL: tests marked so. Once: all others."""
    if item.get_closest_marker("postgres"):
        return on_postgres
    uses_database = item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)
    return uses_database or not on_postgres


def pytest_runtest_setup(item: pytest.Item) -> None:
    missing = item.config.stash[missing_key]
    for mark, sentence in missing.items():
        needed = mark == "postgres" or item.get_closest_marker(mark)  # without PostgreSQL that whole run is void
        if needed:
            (pytest.fail if in_ci() else pytest.skip)(sentence)
