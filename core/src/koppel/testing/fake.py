"""The base of every fake service: a WSGI app that counts its calls and can be told to fail.

A fake imitates the vendor as its API file describes it, never our connector. What a fake shares with every other is
here: the log of calls, the injected trouble, and serving on a real loopback socket. How the service behaves is the
plugin's own subject.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that reached the fake, in the order of arrival."""

    method: str
    path: str
    query: str
    body: bytes = b""
    status: int


class LostAnswer(Exception):
    """Raised inside a fake: the work is done, the answer never leaves. The client sees a cut connection."""


Trouble = Callable[[Request], Response | None]
"""Looks at a request before the service does; an answer replaces the service's, None lets the request through."""


@dataclass
class Fake:
    """A fake service. Subclasses implement `respond`; everything else is the same for all of them.

    `before` holds troubles tried on each request, first match wins. `after` gets the request and the service's answer
    and may replace it or raise `LostAnswer`: the way to say "it was booked, but nobody heard".
    """

    calls: list[Call] = field(default_factory=list, init=False)
    before: list[Trouble] = field(default_factory=list, init=False)
    after: list[Callable[[Request, Response], Response]] = field(default_factory=list, init=False)
    base_url: str = field(default="http://fake.invalid", init=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def respond(self, request: Request) -> Response:
        """Answer as the vendor would."""
        raise NotImplementedError

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request; the state of a fake is changed by one request at a time."""
        request = Request(environ)
        body = request.get_data()
        with self._lock:
            response = self._answer(request)
            self.calls.append(
                Call(
                    method=request.method,
                    path=request.path,
                    query=request.query_string.decode(),
                    body=body,
                    status=response.status_code,
                )
            )
            for change in list(self.after):
                response = change(request, response)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        for trouble in list(self.before):
            answer = trouble(request)
            if answer is not None:
                return answer
        return self.respond(request)

    def writes(self) -> list[Call]:
        """The calls that may have changed something at the service."""
        return [call for call in self.calls if call.method not in {"GET", "HEAD", "OPTIONS"}]


class _Handler(WSGIRequestHandler):
    """Answers as HTTP/1.1, logs nothing, and cuts the connection when an answer is to be lost."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        del type, message, args

    def run_wsgi(self) -> None:
        try:
            super().run_wsgi()
        except LostAnswer:
            self.close_connection = True

    def handle(self) -> None:
        try:
            super().handle()
        except LostAnswer:
            self.close_connection = True


@contextmanager
def serve(fake: Fake, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve a fake on a real loopback socket for as long as the block lasts; yields its address without final slash."""
    server = make_server(host, port, fake, threaded=True, request_handler=_Handler, passthrough_errors=True)
    thread = threading.Thread(target=server.serve_forever, name=f"fake-{type(fake).__name__}", daemon=True)
    thread.start()
    fake.base_url = f"http://{host}:{server.server_port}"
    try:
        yield fake.base_url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
