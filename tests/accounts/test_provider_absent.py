"""Without a provider nothing of it is there, and without the packages of the extra nothing else is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client

from assessment.core.models import User
from tests.accounts.people import PASSWORD, browser_of
from tests.support.plugin import ROOT, clean_environment

PATHS = ("/sign-in/provider/", "/account/identity/", "/account/identity/removal/")


@pytest.mark.django_db
def test_without_a_provider_there_is_no_button_and_no_address(settings):
    assert settings.OIDC is None
    wen = browser_of(User.objects.create_user("wen", password=PASSWORD))
    assert "provider" not in Client().get("/sign-in/").content.decode()
    assert "identity" not in wen.get("/account/").content.decode()
    assert [wen.post(path, {"password": PASSWORD}).status_code for path in PATHS] == [404] * 3
    assert Client().get("/sign-in/provider/return/?state=x&code=y").status_code == 404


#: As if they were not installed: what is None here can't be imported.
WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(["authlib", "joserfc", "requests"]))
import django
django.setup()
from django.test import Client
client = Client(HTTP_HOST="localhost")
page = client.get("/sign-in/")
assert page.status_code == 200
print("provider" in page.content.decode(), client.post("/sign-in/provider/").status_code)
"""


def ran(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {
        **clean_environment(),
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "assessment.settings",
        **environment,
    }
    command = [sys.executable, "-c", WITHOUT]
    return subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_without_the_packages_the_workbench_runs_as_ever(tmp_path):
    run = ran(tmp_path, DJANGO_DEBUG="1")  # no collected static files
    assert (run.stdout.splitlines()[-1:], run.returncode) == (["False 404"], 0), run.stderr


def test_a_provider_without_the_packages_stops_the_start_with_a_sentence(tmp_path):
    run = ran(tmp_path, OIDC_ISSUER="https://id.example")
    assert run.returncode == 1
    assert run.stderr.strip() == "pingheng: OIDC_ISSUER needs the packages of requirements/oidc.txt"
