"""A small client of clamd: INSTREAM over TCP or a unix socket. Off unless CLAMAV_ADDRESS is set (quality.md §3)."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from django.conf import settings

BLOCK = 64 * 1024
SECONDS = 60


class ScannerError(Exception):
    """The scanner is configured and did not answer: nothing is taken meanwhile."""


def is_configured() -> bool:
    return bool(settings.CLAMAV_ADDRESS)


def found_in(path: Path) -> str:
    """The name of what the scanner found, '' for nothing. Raises ScannerError."""
    try:
        with _connected() as connection:
            answer = _asked(connection, path)
    except OSError as fault:
        raise ScannerError(str(fault)) from fault
    said = answer.rstrip(b"\0").decode("utf-8", "replace").removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ScannerError(said or "no answer")


def _connected() -> socket.socket:
    address: str = settings.CLAMAV_ADDRESS
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(address)
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _asked(connection: socket.socket, path: Path) -> bytes:
    connection.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            connection.sendall(struct.pack("!I", len(block)) + block)
    connection.sendall(struct.pack("!I", 0))
    answer = b""
    while part := connection.recv(4096):
        answer += part
    return answer
