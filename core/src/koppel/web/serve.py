"""Serving the app with waitress: threads enough for a household, no process of its own, and an end that is clean.

Waitress itself can only be ended by an exception in the thread that runs it; here any thread may end it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import Any, Final

import waitress
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel

_THREADS: Final = 8
_LARGEST_BODY: Final = 2_000_000
_LOOK_UP_S: Final = 1.0


class Server:
    """Bound to its address from the beginning, serving while `run` runs."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        self._ending = threading.Event()
        self._waitress: Any = waitress.create_server(
            app,
            map=self._sockets,
            host=host,
            port=port,
            threads=_THREADS,
            ident=None,
            # The client's address comes from the socket. Whoever trusts a proxy says so with KOPPEL_TRUST_PROXY, and
            # then the app reads its headers: they have to get there.
            clear_untrusted_proxy_headers=False,
            max_request_body_size=_LARGEST_BODY,
        )

    @property
    def effective_port(self) -> int:
        """The port, also when a free one was asked for with 0."""
        listening: Any = getattr(self._waitress, "effective_listen", None)
        return int(listening[0][1] if listening else self._waitress.effective_port)

    def run(self) -> None:
        """Serve until `close`, or until SystemExit or KeyboardInterrupt reaches this thread; then let go of everything."""
        try:
            while not self._ending.is_set():
                wasyncore.loop(timeout=_LOOK_UP_S, use_poll=True, map=self._sockets, count=1)
        except (SystemExit, KeyboardInterrupt):
            self._ending.set()
        finally:
            self._let_go()

    def close(self) -> None:
        """End `run`, from any thread. The trigger wakes it, so that nobody waits for its next look."""
        self._ending.set()
        with contextlib.suppress(OSError):  # it has just ended by itself
            self._waitress.pull_trigger()

    def _let_go(self) -> None:
        """`close_all` alone would shut the sockets and leave the files open that were still on their way to a browser."""
        self._waitress.task_dispatcher.shutdown()
        for channel in list(self._sockets.values()):
            if isinstance(channel, HTTPChannel):
                channel.handle_close()
        wasyncore.close_all(self._sockets)


def make_server(app: Flask, host: str, port: int) -> Server:
    """A server that is bound but not yet serving. Port 0 takes a free one."""
    return Server(app, host, port)
