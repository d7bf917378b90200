"""The services of docker-compose.yml are real: every command runs, every variable is read, every check passes."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from assessment.core.supervisor import processes
from tests.support import broker
from tests.support.plugin import ROOT, clean_environment

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = [name for name, service in COMPOSE["services"].items() if "build" in service]
HOST = "pingheng.example"


def command_of(name: str) -> list[str]:
    """What the container runs; the image's own command where the service names none."""
    own = COMPOSE["services"][name].get("command")
    return own or yaml.safe_load(re.search(r"^CMD (.*)$", DOCKERFILE, re.M).group(1))


def test_the_services_are_these():
    assert OURS == ["prepare", "web", "worker", "beat"]
    assert set(COMPOSE["services"]) - set(OURS) == {"postgres", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_one_the_settings_read(name):
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "assessment" / "settings.py").read_text(encoding="utf-8")))
    given = {variable.removesuffix("_FILE") for variable in COMPOSE["services"][name]["environment"]}
    assert given - read == set()


@pytest.mark.parametrize("name", OURS)
def test_secrets_come_as_files_that_are_mounted(name):
    service = COMPOSE["services"][name]
    files = {Path(value).name for key, value in service["environment"].items() if key.endswith("_FILE")}
    assert files == set(service["secrets"])
    assert files <= set(COMPOSE["secrets"])
    assert "DJANGO_SECRET_KEY" not in service["environment"]


def test_what_the_image_copies_is_there_and_not_ignored():
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.M)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert [path for path in copied if f"!{path}" not in ignored] == []


class Deployment:
    """The services' own commands and environment, with the test's paths and broker in place of the containers'."""

    def __init__(self, home: Path, redis_url: str) -> None:
        self.home, self.redis_url = home, redis_url
        self.started: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        (home / "secrets").mkdir()
        (home / "secrets" / "django_secret_key").write_text("k" * 64 + "\n", encoding="ascii")
        (home / "secrets" / "database_url").write_text(f"sqlite:///{home / 'data.sqlite3'}\n", encoding="utf-8")

    def here(self, word: str) -> str:
        word = word.replace("/run/secrets", str(self.home / "secrets")).replace("/data/", f"{self.home}/data/")
        return word.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}").replace(":8000/", f":{self.port}/")

    def environment(self, name: str) -> dict[str, str]:
        given = {key: str(value) for key, value in COMPOSE["services"][name]["environment"].items()}
        hosts = re.compile(r"\$\{PINGHENG_HOST[^}]*\}")
        replaced = {key: self.here(hosts.sub(HOST, value)) for key, value in given.items()}
        socket_url = self.redis_url.replace("redis+socket://", "unix://")
        ours = {"DATA_DIR": str(self.home / "data"), "CELERY_BROKER_URL": self.redis_url, "REDIS_URL": socket_url}
        programs = f"{Path(sys.executable).parent}:{clean_environment()['PATH']}"
        return {**clean_environment(), **replaced, **ours, "PATH": programs, "HOSTNAME": socket.gethostname()}

    def run(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        words = ["sh", "-c", command[1].replace("$$", "$")] if command[0] == "CMD-SHELL" else command
        words = [self.here(word) for word in words if word != "CMD"]
        environment = self.environment(name)
        program = shutil.which(words[0], path=environment["PATH"])
        assert program, f"{words[0]} is not installed"
        return subprocess.run(
            [program, *words[1:]], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )

    def start(self, name: str) -> None:
        environment = self.environment(name)
        words = [self.here(word) for word in command_of(name)]
        with (self.home / f"{name}.log").open("wb") as log:
            program = shutil.which(words[0], path=environment["PATH"])
            self.started.append(processes.start([program, *words[1:]], env=environment, cwd=ROOT, output=log.fileno()))

    def stop(self) -> None:
        for process in self.started:
            processes.end_session(process)

    def becomes_healthy(self, name: str) -> bool:
        """By the service's own check."""
        deadline = time.monotonic() + 60
        while (check := self.run(name, COMPOSE["services"][name]["healthcheck"]["test"])).returncode:
            if time.monotonic() > deadline:
                log = (self.home / f"{name}.log").read_text(errors="replace")
                raise AssertionError(f"{name}: {check.stdout}{check.stderr}\n{log}")
            time.sleep(0.3)
        return True


@pytest.fixture(scope="module")
def deployment():
    """With a broker of its own: a worker of another test would answer the health check."""
    home = Path(tempfile.mkdtemp(dir=settings.DATA_DIR.parent))
    url = broker.url_of(worker="9", data=home)
    with broker.running(url):
        deployed = Deployment(home, url)
        prepared = deployed.run("prepare", command_of("prepare"))
        assert prepared.returncode == 0, prepared.stderr
        yield deployed
        deployed.stop()


@pytest.mark.redis
@pytest.mark.parametrize("name", [name for name in OURS if name != "prepare"])
def test_the_command_starts_and_the_health_check_first_fails_and_then_passes(deployment, name):
    assert deployment.run(name, COMPOSE["services"][name]["healthcheck"]["test"]).returncode != 0
    deployment.start(name)
    assert deployment.becomes_healthy(name)
