"""The address where the workbench serves."""

from __future__ import annotations

import errno
import socket

TRIED = 20  # ports after the wished one


class AddressUnusable(Exception):  # noqa: N818 - a state of the machine
    """The address can't be listened on, for a reason other than that it is taken; the text is the system's."""


def listen(host: str, port: int) -> tuple[socket.socket, int]:
    """A listening socket on ``port``, or on the next free one; and the port it became.

    The supervisor keeps the socket and hands it to each web server it starts, so that a restart loses no connection.
    """
    for candidate in range(port, port + TRIED + 1):
        try:
            return _listen(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise AddressUnusable(f"{host}:{candidate}: {error.strerror or error}") from None
    raise AddressUnusable(f"{host}:{port}–{port + TRIED}: {errno.errorcode[errno.EADDRINUSE]}")


def _listen(host: str, port: int) -> tuple[socket.socket, int]:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, OverflowError) as error:
        raise AddressUnusable(f"{host}:{port}: {error}") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
        listener.set_inheritable(True)
    except BaseException:
        listener.close()
        raise
    return listener, listener.getsockname()[1]


def url_of(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    if host in {"0.0.0.0", "", "::"}:  # noqa: S104 - listening everywhere is the operator's choice
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
