"""Serving on a real loopback socket."""

from __future__ import annotations

import http.client
import socket
import threading
from pathlib import Path

from flask import Flask, Response, send_file

from koppel.web.serve import make_server
from unit.web.world import Pages


def test_the_pages_are_served(pages: Pages) -> None:
    """On a free port, and the server does not tell what it is."""
    server = make_server(pages.app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    assert (answer.status, answer.read(), answer.headers["Server"]) == (200, b"ok\n", None)
    connection.close()
    server.close()
    thread.join(10)
    assert not thread.is_alive()


def test_what_was_still_being_sent_is_closed_with_the_server(tmp_path: Path) -> None:
    """A browser stops reading halfway through a large file; the server ends and leaves no file open."""
    sent = (tmp_path / "large").open("wb+")
    sent.truncate(30_000_000)
    sent.seek(0)

    app = Flask(__name__)

    @app.get("/large")
    def large() -> Response:
        return send_file(sent, mimetype="application/octet-stream")

    server = make_server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.effective_port)) as left:
        left.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        left.recv(100)
        server.close()
        thread.join(10)
    assert sent.closed
