"""Reaching WSGI applications without a socket: fakes in tests answer under the host names of the real services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from koppel.errors import Bug


class InProcess(httpx.BaseTransport):
    """Sends each request to the application of its host. A host that nobody plays is a mistake of the test."""

    def __init__(self, apps: Mapping[str, Callable[..., Any]]) -> None:
        self._transports = {host: httpx.WSGITransport(app=app) for host, app in apps.items()}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        transport = self._transports.get(request.url.host)
        if transport is None:
            raise Bug(what=f"no fake answers for {request.url.host}")
        try:
            return transport.handle_request(request)
        except Exception as error:
            if type(error).__name__ == "LostAnswer":
                raise httpx.ReadError("the answer was lost", request=request) from error
            raise
