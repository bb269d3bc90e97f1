"""A client that talks to a fake in the same process: no socket, no thread, and no pause between two tries."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from koppel.connectors.base import Connector
from koppel.http import Client
from koppel.http.inprocess import InProcess
from koppel.testing.fake import Fake


def client_for(fake: Fake, vendor: type[Connector] = Connector, **settings: Any) -> Client:
    """A client bound to the fake. `settings` are `Client`'s own fields: `signer`, `budget`, `hosts`, `headers`, `now`."""
    settings.setdefault("service", type(fake).__name__)
    settings.setdefault("base_url", fake.base_url)
    settings.setdefault("sleep", _no_pause)
    host = urlsplit(settings["base_url"]).hostname or ""
    return Client(vendor=vendor, transport=InProcess({host: fake}), **settings)


def _no_pause(seconds: float) -> None:
    del seconds
