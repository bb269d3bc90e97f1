"""Serving on a real loopback socket."""

from __future__ import annotations

import http.client
import threading

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
