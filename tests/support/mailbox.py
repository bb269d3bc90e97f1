"""A real SMTP server on loopback that keeps what it is sent: as much of the protocol as a client needs, and its refusals."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What arrived, and what to refuse: `refuse` maps the first word of a command (DATA's end is ".") to an answer."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ("AUTH PLAIN LOGIN",)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a channel that sends here."""
        return {
            "host": "127.0.0.1",
            "port": str(self.port),
            "security": "none",
            "from": "koppel@shop.example",
            "to": "owner@shop.example",
        }


class _Conversation(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        self._say("220 mailbox.example")
        while line := self.rfile.readline().decode().strip():
            box.commands.append(line)
            word = line.split()[0].upper()
            if word in box.refuse:
                self._say(box.refuse[word])
            elif word == "EHLO":
                lines = ["mailbox.example", *box.offers]
                for number, offer in enumerate(lines):
                    self._say(f"250{' ' if number == len(lines) - 1 else '-'}{offer}")
            elif word == "AUTH":
                self._say("235 welcome")
            elif word == "DATA":
                self._take(box)
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, box: Mailbox) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        if "." in box.refuse:
            self._say(box.refuse["."])
            return
        box.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        self._say("250 kept")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    box: Mailbox


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mailbox that listens for as long as the block lasts."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.box = Mailbox(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.box
        finally:
            server.shutdown()
            thread.join()
