"""The command as a script calls it, on a shop and a package that are played in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from click.testing import CliRunner

from koppel.cli import main
from koppel.cli.terminal import Terminal
from koppel.connections import manage
from koppel.connections.limits import set_limits
from koppel.home import Home
from koppel.http.inprocess import InProcess
from koppel.testing import consent
from koppel_exact.fake import ExactFake
from koppel_woocommerce.fake import WooCommerceFake

SHOP, BOOKS = "https://winkel.example", "https://start.exactonline.nl"
REDIRECT = "https://localhost:8750/connections/callback"
SECRETS = {"client_id": "app-123", "client_secret": "secret-of-the-app"}
ANSWERS = {
    "export_from": "2026-09-01",
    "administration": "1234567",
    "journal": "71",
    "eu_consumer_vat": "oss",
    "vat_mapping": {"NL 0%": "0"},
    "ledger_mapping": {"NL 0%": "8020", "NL 21%": "8000", "NL 9%": "8010"},
}


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on stdout; an error when there is anything else."""
        return json.loads(self.out)


@dataclass
class Bench:
    """A home, a shop and a package, and the command."""

    home: Home
    shop: WooCommerceFake
    books: ExactFake
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *args: str, lang: str = "en") -> Outcome:
        """Run the command; `lang` as the option."""
        terminal = Terminal(home_of=lambda _: self.home)
        terminal.language = "nl" if lang == "nl" else "en"
        found = CliRunner().invoke(main, list(args), obj=terminal, env=self.environment)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        return Outcome(code=found.exit_code, out=found.stdout, err=found.stderr)

    def json(self, *args: str) -> Any:
        """The JSON of a command that must succeed."""
        found = self(*args, "--json")
        assert (found.code, found.err) == (0, ""), found
        return found.value

    def connect_shop(self, name: str = "shop") -> None:
        """A verified connection with the shop."""
        keys = {"consumer_key": self.shop.consumer_key, "consumer_secret": self.shop.consumer_secret}
        assert manage.add(self.home, "woocommerce", name, {"url": SHOP, **keys}).state == "verified"

    def connect_books(self, name: str = "books") -> None:
        """A verified connection with the package, without its limits."""
        view = manage.add(self.home, "exact", name, {**SECRETS, "country": "nl"})
        assert view.authorize_url is not None
        assert manage.finish_login(self.home, consent(self.books, view.authorize_url)).state == "verified"
        set_limits(self.home, name, {60: 100_000, 86_400: 100_000})

    def couple(self, **answers: object) -> None:
        """Both, coupled as `webshop`, answered and activated."""
        self.connect_shop()
        self.connect_books()
        self.json("integration", "add", "webshop", "--source", "shop", "--target", "books")
        given = [f"{key}={value if isinstance(value, str) else json.dumps(value)}" for key, value in answers.items()]
        self.json("integration", "set", "webshop", *given, "--accept-suggestions")
        self.json("integration", "activate", "webshop")

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that a command could have changed."""
        from sqlalchemy import select

        from koppel.store import Base

        with self.home.reading() as session:
            return {
                table.name: [dict(row._mapping) for row in session.execute(select(table))]
                for table in Base.metadata.sorted_tables
                if table.name not in {"memory", "call_count"}
            }


@pytest.fixture
def make_shop() -> Callable[..., WooCommerceFake]:
    """`make_shop(orders)`: a shop with only the named recorded orders."""

    def make(*orders: int, **settings: Any) -> WooCommerceFake:
        shop = WooCommerceFake(https=True, **settings)
        for number in [number for number in shop.orders if number not in orders]:
            shop.store.delete_order(number)
        return shop

    return make


@pytest.fixture
def koppel(sqlite_home: Home, make_shop: Callable[..., WooCommerceFake]) -> Bench:
    """The command, with a shop of three orders (one refunded in part) and an empty package."""
    books = ExactFake(
        client_id=SECRETS["client_id"],
        client_secret=SECRETS["client_secret"],
        redirect_uris=[REDIRECT],
        minutely_limit=100_000,
        daily_limit=100_000,
    )
    bench = Bench(home=sqlite_home, shop=make_shop(50, 51, 121), books=books)
    sqlite_home.transport = InProcess({"winkel.example": bench.shop, "start.exactonline.nl": books})
    return bench


@pytest.fixture
def coupled(koppel: Bench) -> Bench:
    """With an active integration `webshop`."""
    koppel.couple(**ANSWERS)
    return koppel
