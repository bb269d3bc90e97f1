"""A shop and a package with every kind of question, in memory, for the pages to show; and an app to show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from flask import Flask
from werkzeug.wrappers import Request, Response

from koppel.api import (
    Account,
    Address,
    Answers,
    AuthFailed,
    Booking,
    Client,
    Document,
    DocumentKind,
    Draft,
    Facet,
    Feature,
    Held,
    KeySecretUrl,
    OAuth2,
    Option,
    Party,
    Text,
    Unavailable,
    steps,
)
from koppel.booking.booking import Ref
from koppel.connections import manage
from koppel.connectors import AuthMethod
from koppel.home import Home
from koppel.http.inprocess import InProcess
from koppel.plugins import Installed, Plugins
from koppel.sync import integrations
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.testing import Fake
from koppel.web.app import create_app
from koppel.web.first_run import one_time_code
from koppel.web.protection import limiter
from support.memory import Books, Shop, order, plugins_for

NAME, PASSWORD = "An Administrator", "a long enough sentence"
ANSWERS: dict[str, object] = {
    "export_from": "2026-06-01",
    "administration": "1",
    "journal": "70",
    "vat_mapping": {"NL-21": "H", "NL-9": "L"},
    "ledger_mapping": {"NL-21": "8001", "NL-9": "8002"},
}
LEDGERS = tuple(
    Option(value=str(8000 + n), label=f"{8000 + n} Revenue {n}", fits={1: ("NL-21",), 2: ("NL-9",)}.get(n, ()))
    for n in range(60)
)


class LoginService(Fake):
    """The service that gives tokens for a code."""

    def respond(self, request: Request) -> Response:
        if request.form.get("code") != "good-code":
            return Response('{"error": "invalid_grant"}', 400, content_type="application/json")
        return Response(
            '{"access_token": "at-123456", "refresh_token": "rt-123456", "expires_in": 600}',
            content_type="application/json",
        )


KEYS = KeySecretUrl(
    url_label=Text(en="Address of the shop", nl="Adres van de winkel"),
    key_label=Text(en="Key", nl="Sleutel"),
    secret_label=Text(en="Secret", nl="Geheim"),
    key_help=Text(en="Made in the shop under Keys.", nl="Te maken in de winkel bij Sleutels."),
)


class ShopHere:
    """On top of the shop in memory: keys at an address, where some addresses refuse and some are away."""

    key = "test-shop"
    title = "Test Shop"
    auth = (KEYS,)
    hosts = ("shop.test",)
    features: ClassVar[frozenset[Feature]] = frozenset({Feature.INVOICE_FILES, Feature.CREDIT_INVOICES})
    client: Client

    def verify(self) -> Account:
        if "wrong" in self.client.base_url:
            raise AuthFailed(service=self.title)
        if "away" in self.client.base_url:
            raise Unavailable(service=self.title)
        return Account(key="shop", name="Mugs & More", country="NL", currency="EUR")

    def facet(self, name: Facet) -> Sequence[Option]:
        if name is Facet.VAT_CATEGORIES:
            return [Option(value="NL-21", label="NL 21"), Option(value="NL-9", label="NL 9")]
        return [
            Option(value="processing", label=Text(en="Processing", nl="In behandeling")),
            Option(value="completed", label=Text(en="Completed", nl="Afgerond")),
            Option(value="refunded", label=Text(en="Refunded", nl="Terugbetaald")),
        ]


class BooksHere:
    """On top of the books in memory: every kind of question."""

    key = "test-books"
    title = "Test Books"
    auth: ClassVar[tuple[AuthMethod, ...]] = (KEYS,)
    steps: ClassVar[tuple[steps.Step, ...]] = ()

    def verify(self) -> Account:
        return Account(key="books", name="Mugs & More B.V.", country="NL", currency="EUR")

    def options_administrations(self, answers: Answers) -> Sequence[Option]:
        return [Option(value="1", label="Mugs & More B.V."), Option(value="2", label="Holding")]

    def options_journals(self, answers: Answers) -> Sequence[Option]:
        if answers.text("administration") == "2":
            return [Option(value="90", label="90 Sales of the holding")]
        return [Option(value="70", label="70 Sales"), Option(value="71", label="71 Credit notes")]

    def options_codes(self, answers: Answers) -> Sequence[Option]:
        return [
            Option(value="H", label="High 21%", fits=("NL-21",)),
            Option(value="L", label="Low 9%", fits=("NL-9",)),
            Option(value="X", label="Export", fits=("export",)),
        ]

    def options_ledgers(self, answers: Answers) -> Sequence[Option]:
        return LEDGERS

    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        made = super().plan(draft, answers, initial=initial)  # type: ignore[misc]  # of the books it stands on
        return made if isinstance(made, Held) else _with_codes(made, draft, answers)


class LoginBooksHere(BooksHere):
    """The same, where the person logs in at the service."""

    key = "login-books"
    title = "Login Books"
    auth = (OAuth2(base="https://login.test", authorize_path="/auth", token_path="/token", https_redirect=True),)
    hosts = ("login.test",)


def web_plugins(shop: Shop, books: Books) -> Plugins:
    """`test-shop` (key and secret at an address), `test-books` (the same) and `login-books` (OAuth 2)."""
    plain = plugins_for(shop, books)
    BooksHere.steps = _questions()
    parts = ((ShopHere, "memory-shop"), (BooksHere, "memory-books"), (LoginBooksHere, "memory-books"))
    brought: list[Any] = [type(top.__name__, (top, plain.connector(base)), {}) for top, base in parts]
    installed = {kind.key: Installed(connector=kind, plugin="koppel-test", version="1.2.3") for kind in brought}
    return Plugins(manager=plain.manager, installed=installed)


def _questions() -> tuple[steps.Step, ...]:
    """Every kind of question, a condition, lists that depend on an answer, a long list."""
    standard = steps.standard
    codes, ledgers = steps.Live(name="codes"), steps.Live(name="ledgers", after=("administration",))
    as_invoice = steps.Equals("insertion_type", "invoice")
    return (
        steps.Note(
            key="welcome",
            label=Text(en="Everything lands in one administration.", nl="Alles komt in één administratie."),
            group=standard.BOOKS,
        ),
        steps.Choice(
            key="administration",
            label=Text(en="Administration", nl="Administratie"),
            required=True,
            group=standard.BOOKS,
            options=steps.Live(name="administrations"),
        ),
        steps.Choice(
            key="journal",
            label=Text(en="Journal", nl="Dagboek"),
            help=Text(en="The sales journal that orders are booked in.", nl="Het verkoopdagboek."),
            required=True,
            group=standard.BOOKS,
            options=steps.Live(name="journals", after=("administration",)),
        ),
        steps.Choice(
            key="insertion_type",
            label=Text(en="Book orders as", nl="Bestellingen boeken als"),
            required=True,
            default="entry",
            group=standard.BOOKS,
            options=(
                Option(value="entry", label=Text(en="sales entry", nl="verkoopboeking")),
                Option(value="invoice", label=Text(en="sales invoice", nl="verkoopfactuur")),
            ),
        ),
        steps.Number(
            key="days_to_pay",
            label=Text(en="Days to pay", nl="Betaaltermijn"),
            minimum=0,
            maximum=120,
            unit=Text(en="days", nl="dagen"),
            group=standard.BOOKS,
            when=as_invoice,
        ),
        steps.Text(
            key="invoice_text",
            label=Text(en="Text on the invoice", nl="Tekst op de factuur"),
            group=standard.BOOKS,
            when=as_invoice,
        ),
        standard.vat_mapping(codes),
        standard.ledger_mapping(ledgers),
        standard.shipping_ledger(ledgers),
        standard.eu_consumer_vat(),
        standard.oss_ledger(ledgers),
        standard.group_lines(),
        steps.Schedule(
            key="check_every",
            label=Text(en="Compare with the books every", nl="Vergelijk met de boekhouding elke"),
            group=standard.RUNNING,
        ),
    )


def _with_codes(made: Booking, draft: Draft, answers: Answers) -> Booking:
    ledgers, codes = answers.mapping("ledger_mapping"), answers.mapping("vat_mapping")
    lines = []
    for line, drafted in zip(made.lines, draft.lines, strict=True):
        ledger, code = ledgers.get(drafted.vat.row), codes[drafted.vat.row]
        lines.append(
            replace(
                line,
                ledger=Ref(value=ledger.value, label=ledger.named("nl")) if ledger else None,
                vat_code=Ref(value=code.value, label=code.named("nl")),
                why=(drafted.why,) if drafted.why else (),
            )
        )
    return replace(made, lines=tuple(lines), journal=Ref(value="70", label="70 Sales"))


@dataclass
class Pages:
    """An app on a fresh installation, with a shop and books that live in memory."""

    home: Home
    app: Flask
    shop: Shop = field(default_factory=Shop)
    books: Books = field(default_factory=Books)

    def connect(self) -> None:
        """Both connections."""
        manage.add(self.home, "test-shop", "shop", keys("https://shop.test"))
        manage.add(self.home, "test-books", "books", keys("https://books.test"))

    def couple(self, answers: Mapping[str, object] = ANSWERS, *, activate: bool = False) -> int:
        """The integration `webshop`; gives its number."""
        self.connect()
        integrations.add(self.home, "webshop", "shop", "books")
        if answers:
            integrations.set_answers(self.home, "webshop", answers)
        if activate:
            integrations.activate(self.home, "webshop")
        return integrations.show(self.home, "webshop").id

    def run(self, name: str = "webshop") -> int:
        """One run to its end, the one that is queued if there is one; gives its number."""
        run_id = new_run(self.home, name, trigger="manual")
        while Runner(self.home, run_id).run().state == "again":
            pass
        return run_id


def keys(url: str) -> dict[str, str]:
    """The fields of a connection."""
    return {"url": url, "consumer_key": "ck_a_key_12345", "consumer_secret": "cs_a_secret_12345"}


def make_pages(home: Home, *, public_url: str | None = None) -> Pages:
    """An app whose home has the connectors of this module and a login service."""
    pages = Pages(home=home, app=create_app(home, public_url=public_url, testing=True))
    limiter.reset()
    home.__dict__["plugins"] = web_plugins(pages.shop, pages.books)
    home.transport = InProcess({"login.test": LoginService()})
    return pages


def fresh_code(pages: Pages) -> str:
    """The code that the start would print."""
    return one_time_code(pages.home)


def orders() -> list[Document]:
    """A sale, one with shipping abroad that lacks a row, a credit note, one that is not paid yet."""
    sale = order("1001")
    german = order(
        "1002",
        gross="59.50",
        billing=Address(country="DE", postcode="10115", city="Berlin"),
        buyer=Party(name="Käthe Müller", email="kaethe@customers.example"),
    )
    refund = replace(
        sale,
        key="refund:1003",
        kind=DocumentKind.CREDIT_NOTE,
        created_at=datetime(2026, 6, 12, 9, tzinfo=UTC),
        paid_at=None,
        total_incl=Decimal("-121.00"),
        total_tax=None,
        lines=(),
        original=sale,
        reason="Broken on arrival",
    )
    return [sale, german, refund, order("1004", status="pending"), order("1005", gross="1089.00")]
