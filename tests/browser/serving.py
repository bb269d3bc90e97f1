"""The pages on a real loopback socket, for a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from argon2 import PasswordHasher

from koppel.home import Home
from koppel.web.serve import make_server
from koppel.web.site import Site as Behind
from unit.web.world import Pages, make_pages


@dataclass
class Site:
    """Where the pages are, and what is behind them."""

    address: str
    pages: Pages

    @property
    def hasher(self) -> PasswordHasher:
        """The one that the pages use: cheap, as tests are."""
        behind = self.pages.app.extensions["koppel"]
        assert isinstance(behind, Behind)
        return behind.hasher


@contextmanager
def served(home: Home, pages: Pages | None = None) -> Iterator[Site]:
    """Served by waitress until the end of the block; without pages of one's own those over a shop and books in memory."""
    pages = pages or make_pages(home)
    server = make_server(pages.app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, name="pages", daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.effective_port}", pages)
    finally:
        server.close()
        thread.join(10)
