"""A mail server of our own: takes what is sent to it over a real connection, or refuses it.

As much of SMTP as Django's backend speaks without encryption: EHLO, MAIL, RCPT, DATA, RSET, QUIT (RFC 5321).
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """``refusing``: how many of the next recipients are refused for the moment (450, as for a full mailbox)."""

    port: int = 0
    refusing: int = 0
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)


class Session(socketserver.StreamRequestHandler):
    """One client, until it says QUIT."""

    def handle(self) -> None:
        self.sender, self.recipients = "", list[str]()
        self._say("220 here")
        for line in iter(lambda: self.rfile.readline().decode("ascii").strip(), ""):
            verb, _space, rest = line.partition(" ")
            if not self._answer(verb.upper(), rest):
                return

    def _answer(self, verb: str, rest: str) -> bool:
        kept: MailServer = self.server.kept  # type: ignore[attr-defined]
        if verb == "QUIT":
            self._say("221 bye")
            return False
        if verb == "MAIL":
            self.sender, self.recipients = _address(rest), []
        elif verb == "RCPT" and kept.refusing:
            kept.refusing -= 1
            self._say("450 mailbox busy")
            return True
        elif verb == "RCPT":
            self.recipients.append(_address(rest))
        elif verb == "DATA":
            self._say("354 go on")
            kept.messages.append(message_from_bytes(self._data(), policy=policy.default))
            kept.envelopes.append((self.sender, self.recipients))
        self._say("250 fine")
        return True

    def _data(self) -> bytes:
        """The lines up to the one with a dot alone; a dot that was doubled is one again."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """On a free port of this machine, for the time of a test."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        kept = MailServer(port=server.server_address[1])
        server.kept = kept  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()
