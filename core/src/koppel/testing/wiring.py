"""A client that talks to a fake in the same process: no socket, no thread, and no pause between two tries."""

from __future__ import annotations

from typing import Any

import httpx

from koppel.connectors.base import Connector
from koppel.http import Client
from koppel.testing.fake import Fake, LostAnswer


class FakeTransport(httpx.BaseTransport):
    """Hands requests to the fake; a lost answer arrives as what it is on a real line: a connection cut while reading."""

    def __init__(self, fake: Fake) -> None:
        self._wsgi = httpx.WSGITransport(app=fake)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._wsgi.handle_request(request)
        except LostAnswer as error:
            raise httpx.ReadError("the connection was cut", request=request) from error


def client_for(fake: Fake, vendor: type[Connector] = Connector, **settings: Any) -> Client:
    """A client bound to the fake. `settings` are `Client`'s own fields: `signer`, `budget`, `hosts`, `headers`, `now`."""
    settings.setdefault("service", type(fake).__name__)
    settings.setdefault("base_url", fake.base_url)
    settings.setdefault("sleep", _no_pause)
    return Client(vendor=vendor, transport=FakeTransport(fake), **settings)


def _no_pause(seconds: float) -> None:
    del seconds
