"""The production profile refuses to start with an unsafe setting, and is silent under Django's own check."""

import subprocess
import sys

import pytest

from tests.support.plugin import ROOT, clean_environment

SAFE = {
    "PROFILE": "production",
    "DJANGO_SECRET_KEY": "a-key-that-nobody-uses-outside-of-this-test-0123456789-abcdefghij",
    "DJANGO_ALLOWED_HOSTS": "pingheng.example",
    "DATABASE_URL": "postgresql://pingheng@localhost/pingheng",
    "CELERY_BROKER_URL": "redis://localhost/0",
    "REDIS_URL": "redis://localhost/1",
}


def manage(tmp_path, *arguments, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**clean_environment(), "DATA_DIR": str(tmp_path), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_is_silent_in_the_production_profile(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "INFO", **SAFE)
    assert (done.returncode, done.stderr, done.stdout) == (
        0,
        "",
        "System check identified no issues (0 silenced).\n",
    )


EVERYTHING = {
    "ACCOUNT_RULES": "mlps",
    "SECOND_FACTOR_REQUIRED": "1",
    "EMAIL_URL": "smtps://pingheng:a%20password@mail.example:465",
    "AUDIT_HEAD_MAIL": "audit@example.org",
    "SITE_URL": "https://pingheng.example",
    "FILES_BUCKET": "evidence",
    "FILES_ENDPOINT": "https://s3.example",
    "FILES_ACCESS_KEY": "key",
    "FILES_SECRET_KEY": "secret",
    "CLAMAV_ADDRESS": "clamav.example:3310",
    "TRUSTED_PROXIES": "1",
    "OIDC_ISSUER": "https://id.example",
    "OIDC_CLIENT_ID": "pingheng",
    "OIDC_CLIENT_SECRET": "secret",
}


def test_it_is_silent_with_every_service_configured_and_the_strict_rules_too(tmp_path):
    """Bucket, scanner, mail over TLS, second factor, strict account rules: no warning, and each has taken effect."""
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "INFO", **SAFE, **EVERYTHING)
    assert (done.returncode, done.stderr) == (0, "")
    code = (
        "from django.conf import settings as s; from django.core.files.storage import storages; "
        "print(type(storages['files']).__name__, s.CLAMAV_ADDRESS, s.EMAIL_USE_SSL, s.EMAIL_HOST_PASSWORD, "
        "s.SECOND_FACTOR_REQUIRED, s.PASSWORD_DAYS, s.LOG_DAYS, s.SESSION_IDLE_MINUTES, s.HEAD_MAIL, s.OIDC.name)"
    )
    done = manage(tmp_path, "shell", "--no-imports", "-c", code, **SAFE, **EVERYTHING)
    expected = "S3Storage clamav.example:3310 True a password True 90 180 30 ['audit@example.org'] id.example\n"
    assert (done.stdout, done.stderr) == (expected, "")


def test_a_second_factor_is_asked_of_administrators_in_production_by_default(tmp_path):
    code = "from django.conf import settings; print(settings.SECOND_FACTOR_REQUIRED)"
    assert manage(tmp_path, "shell", "--no-imports", "-c", code, **SAFE).stdout == "True\n"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"DJANGO_SECRET_KEY": None}, "DJANGO_SECRET_KEY must be set"),
        (
            {"DJANGO_SECRET_KEY": "short"},
            "DJANGO_SECRET_KEY must have at least 50 characters in the production profile",
        ),
        ({"DJANGO_DEBUG": "1"}, "DJANGO_DEBUG must be off in the production profile"),
        ({"DJANGO_ALLOWED_HOSTS": None}, "DJANGO_ALLOWED_HOSTS must name the hosts in the production profile"),
        ({"DJANGO_ALLOWED_HOSTS": "*"}, "DJANGO_ALLOWED_HOSTS must name the hosts in the production profile"),
        ({"PROFILE": "prod"}, "PROFILE must be one of local, production, not 'prod'"),
    ],
)
def test_an_unsafe_setting_stops_it_with_one_sentence(tmp_path, changed, sentence):
    variables = {name: value for name, value in {**SAFE, **changed}.items() if value is not None}
    done = manage(tmp_path, "check", **variables)
    assert (done.returncode, done.stderr, done.stdout) == (1, f"pingheng: {sentence}\n", "")


def test_debug_is_never_on_by_default(tmp_path):
    code = "from django.conf import settings; print(settings.DEBUG, settings.ALLOWED_HOSTS)"
    done = manage(tmp_path, "shell", "--no-imports", "-c", code)
    assert done.stdout == "False ['localhost', '127.0.0.1', '[::1]']\n"


def test_the_local_secret_is_made_once_and_private(tmp_path):
    code = "from django.conf import settings; print(len(settings.SECRET_KEY), settings.SECRET_KEY)"
    first, second = (manage(tmp_path, "shell", "--no-imports", "-c", code).stdout for _ in range(2))
    assert first.startswith("86 ")
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
