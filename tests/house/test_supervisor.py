"""What ``make run`` starts is kept running, and leaves nothing behind, however it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.utils.translation import override

from assessment.core.supervisor import ports, services
from assessment.core.supervisor.lock import AlreadyRunning, DirectoryLock
from assessment.core.supervisor.services import Service
from assessment.core.supervisor.supervisor import ServiceFailed, Supervisor
from tests.support.workbench import Workbench

pytestmark = [
    pytest.mark.redis,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]
PROGRAMS = {
    "-server unixsocket": "broker",
    "celery -A assessment worker": "worker",
    "celery -A assessment beat": "beat",
    "gunicorn assessment.wsgi": "web",
}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """One for all, so that the tables are made once."""
    return tmp_path_factory.mktemp("supervisor") / "data"


@pytest.fixture
def workbench(data_dir):
    bench = Workbench(data_dir)
    bench.log.unlink(missing_ok=True)
    yield bench
    bench.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One that serves all the time, for the tests it outlives."""
    bench = Workbench(tmp_path_factory.mktemp("served") / "data")
    bench.serve()
    yield bench
    bench.stop()


def status_of(pid: int) -> tuple[str, int]:
    """State letter and parent of a process; ("", 0) when there is none."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return "", 0
    return state, int(parent)


def descendants(workbench: Workbench) -> dict[int, str]:
    """Every living process below a workbench's own, and what it is."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    parents = {pid: status_of(pid)[1] for pid in numbers}
    found: dict[int, str] = {}
    wanted = {workbench.process.pid}
    while wanted:
        wanted = {pid for pid, parent in parents.items() if parent in wanted}
        found |= {pid: program_of(pid) for pid in wanted}
    return found


def program_of(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    except OSError:
        return "gone"
    return next((name for words, name in PROGRAMS.items() if words in command), command)


def is_running(pid: int) -> bool:
    return status_of(pid)[0] not in {"", "Z"}


def wait_until(condition, *, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_well(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}health/", timeout=10) as answer:
            return answer.status == 200
    except OSError:  # an answer of 503 among them
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_serves_and_leaves_no_process_behind(workbench, number):
    workbench.serve()
    assert is_well(workbench.url)
    started = descendants(workbench)
    assert set(started.values()) == {"broker", "worker", "beat", "web"}
    workbench.process.send_signal(number)
    assert workbench.process.wait(30) == (-number if number == signal.SIGKILL else 0)
    assert wait_until(lambda: not any(map(is_running, started))), started


@pytest.mark.parametrize("program", ["worker", "web", "broker"])
def test_it_starts_again_what_was_killed(served, program):
    def started_by_it() -> set[int]:
        children = {pid for pid, name in descendants(served).items() if name == program and is_running(pid)}
        return {pid for pid in children if status_of(pid)[1] == served.process.pid}

    assert wait_until(lambda: is_well(served.url))
    before = started_by_it()
    assert len(before) == 1
    os.kill(*before, signal.SIGKILL)
    assert wait_until(lambda: f"{program}.log" in served.said())
    assert wait_until(lambda: len(started_by_it() - before) == 1)
    assert wait_until(lambda: is_well(served.url))


def test_a_taken_port_is_named_and_the_next_one_used(workbench):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        workbench.env["PORT"] = str(taken)
        workbench.serve()
    port = int(workbench.url.rsplit(":", 1)[1].strip("/"))
    assert taken < port <= taken + ports.TRIED
    first = workbench.said().splitlines()[0]
    assert str(taken) in first
    assert str(port) in first


def test_a_second_one_on_the_same_data_is_refused(served):
    second = Workbench(served.data_dir)
    second.log = served.data_dir.with_name("second.log")
    second.start()
    assert second.process.wait(30) == 1
    said = second.said().strip()
    assert len(said.splitlines()) == 1
    assert f"{served.data_dir}" in said
    assert f"{served.process.pid} {served.url}" in said
    assert is_well(served.url)


def test_an_address_of_another_machine_is_refused_with_one_sentence(workbench):
    workbench.env["HOST"] = "192.0.2.1"
    workbench.start()
    assert workbench.process.wait(30) == 1
    assert len(workbench.said().strip().splitlines()) == 1
    assert "192.0.2.1" in workbench.said()


def test_without_serving_it_ends_by_itself(workbench):
    workbench.start("--exit")
    started: set[int] = set()
    assert wait_until(lambda: started.update(descendants(workbench)) or workbench.process.poll() is not None)
    assert workbench.process.returncode == 0
    assert started != set()
    assert not any(map(is_running, started))


def test_the_demonstration_can_be_interrupted_and_is_finished_the_next_time(tmp_path):
    bench = Workbench(tmp_path / "data")
    bench.start("--demo", "--exit")
    assert wait_until(lambda: "fujian-2018" in bench.said(), seconds=90), bench.said()
    started = descendants(bench)
    bench.process.send_signal(signal.SIGTERM)
    assert bench.process.wait(30) == 128 + signal.SIGTERM
    assert not any(map(is_running, started))

    bench.start("--demo", "--exit")
    assert bench.process.wait(180) == 0, bench.said()
    workbooks = re.findall(r"工作簿: (\S+\.xlsx)$", bench.said(), re.M)
    assert len(workbooks) == 6
    assert [path for path in workbooks if not Path(path).is_file()] == []
    assert "demo-admin  pingheng-demo-admin" in bench.said()


@pytest.fixture
def supervisor(tmp_path):
    said: list[str] = []
    supervised = Supervisor(cwd=tmp_path, logs=tmp_path / "logs", say=said.append)
    supervised.said = said
    with override("en"):
        yield supervised
    supervised.stop()


def test_what_keeps_dying_is_started_ever_later_and_said(supervisor):
    supervisor.start(Service("web", "web server", ["sh", "-c", "exit 3"]))
    assert wait_until(lambda: supervisor.pause() or len(supervisor.said) == 3)
    log = supervisor.logs / "web.log"
    assert supervisor.said == [
        f"The web server stopped (3); it is started again in {seconds} s. Log: {log}" for seconds in ("0.5", "1", "2")
    ]


def test_what_does_not_start_is_told_with_the_end_of_its_log(supervisor):
    child = supervisor.start(Service("web", "web server", ["sh", "-c", "echo because; exit 3"], ready=lambda: False))
    with pytest.raises(ServiceFailed) as failed:
        supervisor.wait_until_ready(child, seconds=30)
    assert str(failed.value).splitlines()[1:] == ["because", "because", "because"]


def test_what_ignores_its_signals_is_killed_with_its_children(supervisor, tmp_path):
    stubborn = "trap '' TERM; sleep 600 & echo $! > child; wait; sleep 600"
    supervisor.start(Service("web", "web server", ["sh", "-c", stubborn], steps=((signal.SIGTERM, 0.2),)))
    child = tmp_path / "child"
    assert wait_until(lambda: child.exists() and child.read_text().strip())
    pid = int(child.read_text())
    supervisor.stop()
    assert wait_until(lambda: not is_running(pid))


def test_a_directory_is_taken_once_and_free_again_afterwards(tmp_path):
    first = DirectoryLock(tmp_path)
    first.take()
    first.write(url="http://127.0.0.1:8000/")
    for _time in range(2):
        second = DirectoryLock(tmp_path)
        with pytest.raises(AlreadyRunning) as refused:
            second.take()
        assert (refused.value.pid, refused.value.url) == (str(os.getpid()), "http://127.0.0.1:8000/")
        second.release()
    first.release()
    DirectoryLock(tmp_path).take()


def test_a_socket_directory_that_others_may_enter_is_refused(settings, tmp_path):
    settings.EMBEDDED_BROKER_DIR = tmp_path / "open"
    settings.EMBEDDED_BROKER_DIR.mkdir()
    settings.EMBEDDED_BROKER_DIR.chmod(0o755)
    with pytest.raises(services.BrokerDirectoryUnsafe):
        services.broker_service()


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8000/"), ("0.0.0.0", "http://127.0.0.1:8000/"), ("::1", "http://[::1]:8000/")],
)
def test_the_address_is_one_a_browser_on_this_machine_can_open(host, url):
    assert ports.url_of(host, 8000) == url
