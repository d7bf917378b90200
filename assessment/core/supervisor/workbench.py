"""The whole of ``manage.py runworkbench``: prepare, start, show, serve, stop."""

from __future__ import annotations

import os
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _

from assessment import env
from assessment.core.supervisor import ports, prepare, processes, services
from assessment.core.supervisor.broker import BrokerMissing
from assessment.core.supervisor.follow import Demonstration, JobsFailed, follow
from assessment.core.supervisor.lock import AlreadyRunning, DirectoryLock
from assessment.core.supervisor.supervisor import ServiceFailed, Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GIVE_UP_AFTER = 5  # deaths in a row of one service, where somebody waits for a result


class Refusal(Exception):  # noqa: N818 - what the operator reads
    """Why the workbench can't run, as one sentence (and perhaps the end of a log)."""


class Stop(BaseException):
    """Somebody asked us to end: raised by the signal handler wherever we are."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


class Workbench:
    """``demonstration`` None serves what the data directory holds. ``serve`` False ends when the work is done."""

    def __init__(self, *, say: Callable[[str], None], demonstration: Demonstration | None, serve: bool) -> None:
        self.tell, self.demonstration, self.serve = say, demonstration, serve
        self.supervisor = Supervisor(cwd=settings.BASE_DIR, logs=settings.DATA_DIR / "logs", say=self.say)
        self.lock = DirectoryLock(settings.DATA_DIR)
        self.serving = False
        self.stopping = 0

    def say(self, sentence: str) -> None:
        """Where the reader has gone ("| head") we end as if asked to, in order."""
        try:
            self.tell(sentence)
        except BrokenPipeError:
            if not self.stopping:
                self._ask_to_stop(signal.SIGPIPE, None)

    def run(self) -> int:
        """The exit status. Raises Refusal."""
        self._listen_to_signals()
        try:
            self._run()
        except Stop as stop:
            return 0 if self.serving else 128 + stop.number
        finally:
            self._end()
        return 0

    def _run(self) -> None:
        try:
            self.lock.take()
            listener, url = self._listen() if self.serve else (None, "")
            self._prepare()
            self._start_jobs()
            if self.demonstration:
                self._demonstrate(self.demonstration)
            if listener is not None:
                self._serve(listener, url)
        except AlreadyRunning as other:
            raise Refusal(
                _("A workbench already uses %(directory)s (process %(pid)s %(url)s). Stop it or set another DATA_DIR.")
                % {"directory": settings.DATA_DIR, "pid": other.pid, "url": other.url}
            ) from None
        except ports.AddressUnusable as fault:
            raise Refusal(_("Cannot listen on this address: %(fault)s") % {"fault": fault}) from None
        except services.BrokerDirectoryUnsafe as fault:
            raise Refusal(_("The directory %(path)s is not private to this user.") % {"path": fault}) from None
        except BrokerMissing:
            raise Refusal(
                _("No Valkey or Redis here: install valkey-server or redis-server, or set CELERY_BROKER_URL.")
            ) from None
        except OperationalError as fault:
            raise Refusal(_("The database cannot be used: %(fault)s") % {"fault": str(fault).strip()}) from None
        except (ServiceFailed, JobsFailed) as fault:
            raise Refusal(str(fault)) from None

    def _listen(self) -> tuple[socket.socket, str]:
        host, wished = env.text("HOST", "127.0.0.1"), env.integer("PORT", 8000)
        listener, port = ports.listen(host, wished)
        if wished and port != wished:
            self.say(
                _("Port %(wished)s is taken; using %(port)s instead (PORT=… chooses another).")
                % {"wished": wished, "port": port}
            )
        return listener, ports.url_of(host, port)

    def _prepare(self) -> None:
        count = prepare.migrate()
        if count:
            self.say(_("Database: %(count)s migrations applied") % {"count": count})
        if self.serve and prepare.static_files():
            self.say(_("Static files collected"))

    def _start_jobs(self) -> None:
        """Broker, worker and clock. With a broker of the operator's own, none is started here."""
        if not settings.BROKER_URL_GIVEN:
            broker = self.supervisor.start(services.broker_service())
            self.supervisor.wait_until_ready(broker, seconds=30)
        self.supervisor.start(services.worker_service())
        self.supervisor.start(services.beat_service())

    def _demonstrate(self, demonstration: Demonstration) -> None:
        demonstration.load(say=self.say)
        for tasks in demonstration.work():
            follow(tasks, say=self.say, pause=self._wait, names=demonstration.step_names)
        demonstration.report(say=self.say)

    def _wait(self) -> None:
        self.supervisor.pause(give_up_after=GIVE_UP_AFTER)
        self._stop_if_asked()

    def _serve(self, listener: socket.socket, url: str) -> None:
        web = services.web_service(fileno=listener.fileno(), ready=lambda: answers(f"{url}health/"))
        self.supervisor.wait_until_ready(self.supervisor.start(web), seconds=60)
        self.lock.write(url=url)
        self.serving = True
        self.say(_("Ready: %(url)s   (stop with Ctrl-C)") % {"url": url})
        while True:
            self.supervisor.pause()
            self._stop_if_asked()

    def _listen_to_signals(self) -> None:
        """Under make we end with it, however it ends."""
        for number in SIGNALS:
            signal.signal(number, self._ask_to_stop)
        if os.environ.get("MAKELEVEL"):
            processes.dies_with(os.getppid(), signal.SIGTERM)()

    def _ask_to_stop(self, number: int, _frame: FrameType | None) -> None:
        """Remembered too: an exception can be lost where Python calls us back from C."""
        self.stopping = number
        raise Stop(number)

    def _stop_if_asked(self) -> None:
        if self.stopping:
            raise Stop(self.stopping)

    def _end(self) -> None:
        """A second request to stop kills."""
        for number in SIGNALS:
            signal.signal(number, lambda *_: self.supervisor.kill())
        if self.stopping:
            self.say(_("Stopping…"))
        self.supervisor.stop()
        if self.lock.is_held:
            with suppress(OSError):  # absent, or not ours
                settings.EMBEDDED_BROKER_DIR.rmdir()
        self.lock.release()


def answers(url: str) -> bool:
    """Whether the health page says that all is well."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
