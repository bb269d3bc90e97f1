"""The package in memory with limits on its calls: each `find` and each `create` takes one from the connection's budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from koppel.api import Booking, Limit, Posted, Sought
from koppel.home import Home
from koppel.plugins import Installed
from support.memory import MemoryBooks, World, build


class MeteredBooks(MemoryBooks):
    """Counts like a service behind the client does, without a line in between."""

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        self._take()
        return super().find(sought)

    def create(self, booking: Booking) -> Posted:
        self._take()
        return super().create(booking)

    def _take(self) -> None:
        self.client.budget.take()
        self.client.calls += 1


def metered(home: Home, *limits: Limit, **settings: Any) -> World:
    """`memory.build` with a package of these limits."""
    world = build(home, **settings)
    kind: type[MeteredBooks] = type("Metered", (MeteredBooks,), {"books": world.books, "limits": limits})
    installed = {**home.plugins.installed, kind.key: Installed(connector=kind, plugin="memory", version="1")}
    home.__dict__["plugins"] = replace(home.plugins, installed=installed)
    return world
