"""The demonstration's installation: a folder that is thrown away, two fakes on real sockets, connected and coupled.

It calls what a person's clicks would call, and knows no plugin: whatever lends a fake can be shown.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from koppel.connections import login, manage
from koppel.connectors import Connector, OAuth2, Source, Target
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.plugins import Plugins
from koppel.sync import integrations
from koppel.testing import Fake, FakeService, serve
from koppel.testing.coupling import answer, connect
from koppel.text import Text

_OWNERS: Final = ("DATABASE_URL", "REDIS_URL", "KOPPEL_DATA_DIR", "KOPPEL_PUBLIC_URL")

_NO_PAIR = Text(
    en="There is no pair {pair} to show. Choose one of: {known}.",
    nl="Er is geen paar {pair} om te tonen. Kies uit: {known}.",
)
_NO_FAKES = Text(
    en="No installed plugin has a shop or a package to show. Install one of each.",
    nl="Geen geïnstalleerde plugin heeft een winkel of een pakket om te tonen. Installeer er van elk één.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """A connector and the fake that plays its service."""

    connector: type[Connector]
    lent: FakeService[Any]

    @property
    def title(self) -> str:
        """The service that is played."""
        return self.connector.title


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that runs."""

    home: Home
    source: Player
    target: Player
    source_fake: Fake
    target_fake: Fake
    shop: str = "shop"
    books: str = "books"
    integration: str = "webshop"

    def names(self) -> dict[str, str]:
        """What the two services call themselves."""
        views = {name: manage.show(self.home, name) for name in (self.shop, self.books)}
        accounts = {name: view.account.name if view.account else view.title for name, view in views.items()}
        return {"source": self.source.title, "target": self.target.title, **accounts}


@contextmanager
def nothing_of_the_owners() -> Iterator[Path]:
    """A folder of its own, and no way to the owner's database and queue: those stand in the environment."""
    kept = {name: os.environ.pop(name) for name in _OWNERS if name in os.environ}
    try:
        with tempfile.TemporaryDirectory(prefix="koppel-demo-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    finally:
        os.environ.update(kept)


def choose_pair(plugins: Plugins, wanted: str | None) -> tuple[Player, Player]:
    """The named pair, else the one that plugins rank first. Raises WrongUse with the pairs there are."""
    players = [
        Player(connector=plugins.connector(key), lent=lent)
        for key, lent in plugins.fakes().items()
        if key in plugins.installed
    ]
    pairs = {
        f"{source.lent.connector}-{target.lent.connector}": (source, target)
        for source in sorted(players, key=_rank)
        for target in sorted(players, key=_rank)
        if issubclass(source.connector, Source) and issubclass(target.connector, Target)
    }
    if not pairs:
        raise WrongUse(_NO_FAKES)
    chosen = pairs.get(wanted) if wanted else next(iter(pairs.values()))
    if chosen is None:
        raise WrongUse(_NO_PAIR, pair=wanted, known=", ".join(pairs))
    return chosen


@contextmanager
def build(home: Home, source: Player, target: Player, address: str) -> Iterator[World]:
    """Start both fakes, connect and couple them, answer the steps, activate. `address` is that of the pages."""
    with ExitStack() as stack:
        fakes = [_started(stack, player, address) for player in (source, target)]
        world = World(home=home, source=source, target=target, source_fake=fakes[0], target_fake=fakes[1])
        connect(home, world.shop, source.connector, source.lent, fakes[0], address=address)
        connect(home, world.books, target.connector, target.lent, fakes[1], address=address)
        integrations.add(home, world.integration, world.shop, world.books)
        answer(home, world.integration, [source.lent, target.lent])
        integrations.activate(home, world.integration)
        yield world


def _rank(player: Player) -> tuple[int, str]:
    return player.lent.rank, player.lent.connector


def _started(stack: ExitStack, player: Player, address: str) -> Fake:
    methods = [method for method in player.connector.auth if isinstance(method, OAuth2)]
    redirect_uri = login.redirect_uri(methods[0], address) if methods else ""
    fake: Fake = player.lent.start(redirect_uri)
    stack.enter_context(serve(fake))
    return fake
