"""A bench for one connector: a fresh installation that has only it and a counterpart, and its fake in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pluggy
from sqlalchemy import select

from koppel.connections import login
from koppel.connections.clients import open_connector
from koppel.connectors import Connector, OAuth2
from koppel.home import Home, open_home
from koppel.hookspecs import PROJECT
from koppel.http.inprocess import InProcess
from koppel.plugins import Installed, Plugins
from koppel.store import Connection
from koppel.testing.coupling import connect
from koppel.testing.fake import Fake
from koppel.testing.service import Lent

ADDRESS = "http://127.0.0.1:8750"
NAME = "subject"


@dataclass
class Bench:
    """The installation, the connector under test and its fake."""

    home: Home
    kind: type[Connector]
    lent: Lent
    fake: Fake
    connected: bool = False

    def open(self) -> Connector:
        """The connector, signed in at its fake."""
        with self.home.reading() as session:
            row = session.scalars(select(Connection).where(Connection.name == NAME)).one()
        return open_connector(self.home, row)

    def connect(self) -> None:
        """Log in, once."""
        if self.connected:
            return
        self.connected = True
        connect(self.home, NAME, self.kind, self.lent, self.fake, address=ADDRESS)


@contextmanager
def bench(folder: Path, kind: type[Connector], lent: Lent, others: Sequence[type[Connector]] = ()) -> Iterator[Bench]:
    """A fresh bench. Nothing of it touches another installation, and no socket is opened."""
    home = open_home(folder)
    found = {one.key: Installed(connector=one, plugin="kit", version="1") for one in (kind, *others)}
    home.__dict__["plugins"] = Plugins(manager=pluggy.PluginManager(PROJECT), installed=found)
    methods = [method for method in kind.auth if isinstance(method, OAuth2)]
    fake: Fake = lent.start(login.redirect_uri(methods[0], ADDRESS) if methods else "")
    home.transport = InProcess({urlsplit(fake.base_url).hostname or "": fake})
    home.sure_after_s = 0
    try:
        yield Bench(home, kind, lent, fake)
    finally:
        home.close()
