"""A shop and a package that live in memory: enough of both to try the rooms between them without any service.

The package can be told to lose answers, to refuse, to be limited or away; what it holds is its own truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar

import pluggy

from koppel.api import (
    Account,
    Address,
    Amounts,
    Answers,
    ApiKey,
    AuthFailed,
    Batch,
    BookedDocument,
    Booking,
    BookingLine,
    Capability,
    Connector,
    Document,
    DocumentKind,
    Draft,
    Facet,
    Held,
    Line,
    LineKind,
    LineTax,
    Option,
    Party,
    Posted,
    Since,
    Sought,
    Source,
    Target,
    Text,
    UnknownOutcome,
    same,
    steps,
)
from koppel.connections import manage
from koppel.home import Home
from koppel.hookspecs import PROJECT
from koppel.plugins import Installed, Plugins
from koppel.sync import integrations

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
KEY = ApiKey(base="https://memory.invalid", label=same("Key"))


@dataclass
class Shop:
    """What the shop holds, and how it gives it."""

    documents: dict[str, Document] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    batch: int = 3
    reads: int = 0
    trouble: Callable[[], None] = lambda: None

    def put(self, *documents: Document) -> None:
        """New or changed documents, in the order of their change."""
        for document in documents:
            self.documents[document.key] = document
            self.changed.append(document.key)


@dataclass
class Books:
    """What the package holds, and its troubles: callables tried at each create, before and after it is done."""

    entries: dict[str, Booking] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    before: list[Callable[[Booking], None]] = field(default_factory=list)
    after: list[Callable[[Booking], None]] = field(default_factory=list)
    shown_from: int = 0
    totals: dict[str, Decimal] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    by_hand: list[BookedDocument] = field(default_factory=list)
    listing: Callable[[], None] = lambda: None

    def creates(self) -> list[str]:
        """The references for which a create was asked."""
        return [call.removeprefix("create ") for call in self.calls if call.startswith("create ")]

    def posted(self, reference: str) -> Posted:
        """The entry as `find` and `create` give it."""
        booking = self.entries[reference]
        return Posted(
            target_id=f"id-{reference}",
            number=f"26{len(self.entries):04}",
            total_incl=self.totals.get(reference, booking.total_incl),
            total_vat=booking.total_vat,
            reference=reference,
            issued_on=booking.issued_on,
        )

    def listed(self, reference: str) -> BookedDocument:
        """The entry as the list of a period gives it."""
        booking, posted = self.entries[reference], self.posted(reference)
        return BookedDocument(
            target_id=posted.target_id,
            form=booking.form,
            issued_on=booking.issued_on,
            total_incl=posted.total_incl or Decimal(0),
            currency=booking.currency,
            number=posted.number,
            reference=reference,
            is_credit=booking.is_credit,
        )


def order(
    number: str = "1001",
    *,
    gross: str = "121.00",
    status: str = "completed",
    paid_at: datetime = datetime(2026, 6, 10, 10, 0, tzinfo=UTC),
    created_at: datetime | None = None,
    **changes: object,
) -> Document:
    """A Dutch consumer's order of one thing at 21 %."""
    total = Decimal(gross)
    vat = (total * 21 / 121).quantize(Decimal("0.01"))
    line = Line(
        key="1",
        kind=LineKind.PRODUCT,
        description="Mug",
        quantity=Decimal(1),
        amounts=Amounts(net=total - vat, tax=vat, gross=total),
        taxes=(LineTax(country="NL", rate=Decimal(21), amount=vat),),
    )
    fields: dict[str, object] = {
        "key": f"order:{number}",
        "kind": DocumentKind.INVOICE,
        "number": number,
        "status": status,
        "created_at": created_at or paid_at,
        "paid_at": paid_at,
        "currency": "EUR",
        "total_incl": total,
        "total_tax": vat,
        "lines": (line,),
        "time_zone": "Europe/Amsterdam",
        "buyer": Party(name=f"Customer {number}", email=f"customer-{number}@customers.example"),
        "billing": Address(country="NL", postcode="1011 AA", city="Amsterdam"),
        "delivery": Address(country="NL", postcode="1011 AA", city="Amsterdam"),
        "ships_from": "NL",
        "revision": "1",
    }
    return Document(**{**fields, **changes})  # type: ignore[arg-type]


class MemoryShop(Source):
    """The shop as a source."""

    shop: ClassVar[Shop]
    key = "memory-shop"
    title = "Memory shop"
    auth = (KEY,)
    facets = frozenset({Facet.VAT_CATEGORIES, Facet.ORDER_STATUSES})
    steps = (steps.standard.order_statuses(("completed", "processing")), steps.standard.export_from())

    def verify(self) -> Account:
        return Account(key="shop", name="Memory shop", country="NL")

    def facet(self, name: Facet) -> Sequence[Option]:
        values = {Facet.VAT_CATEGORIES: ("NL-21", "NL-9"), Facet.ORDER_STATUSES: ("completed", "processing")}
        return [Option(value=value, label=value.replace("-", " ")) for value in values[name]]

    def documents(self, since: Since) -> Iterator[Batch]:
        self.shop.reads += 1
        self.shop.trouble()
        start = max(0, int(since.cursor or 0) - 1)
        end = start
        while True:
            end = min(start + self.shop.batch, len(self.shop.changed))
            found = tuple(self.shop.documents[key] for key in dict.fromkeys(self.shop.changed[start:end]))
            yield Batch(documents=found, cursor=str(end), left=len(self.shop.changed) - end)
            if end >= len(self.shop.changed):
                return
            start = end

    def document(self, key: str) -> Document | None:
        return self.shop.documents.get(key)

    def latest(self, count: int) -> Sequence[Document]:
        return list(reversed(self.shop.documents.values()))[:count]


class MemoryBooks(Target):
    """The package as a target."""

    books: ClassVar[Books]
    key = "memory-books"
    title = "Memory books"
    auth = (KEY,)
    capabilities = frozenset({Capability.CREDIT_NOTES, Capability.OTHER_CURRENCIES, Capability.LISTS_DOCUMENTS})
    steps = (steps.standard.vat_mapping(steps.Live(name="codes")),)

    def verify(self) -> Account:
        return Account(key="books", name="Memory books", country="NL", currency="EUR")

    def options_codes(self, answers: Answers) -> Sequence[Option]:
        return [Option(value="H", label="High", fits=("NL-21",)), Option(value="L", label="Low", fits=("NL-9",))]

    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        codes = answers.mapping("vat_mapping")
        lines = []
        for line in draft.lines:
            if line.vat.row not in codes and line.vat.vat_code is None:
                why = Text(en="Choose a VAT code.", nl="Kies een btw-code.")
                return Held(reason="vat_code_not_mapped", sentence=why, step="vat_mapping", row=line.vat.row)
            lines.append(
                BookingLine(
                    description=line.description,
                    ledger=None,
                    vat_code=None,
                    net=line.net,
                    vat_amount=line.vat_amount,
                    role=line.role,
                    treatment=line.vat.code,
                    category=line.vat.category,
                    country=line.vat.country,
                    rate=line.vat.rate,
                    boxes=line.boxes,
                )
            )
        return Booking(
            document_key=draft.document.key,
            form="entry",
            is_credit=draft.is_credit,
            reference=draft.reference,
            number=draft.document.number,
            issued_on=draft.issued_on,
            currency=draft.currency,
            debtor=draft.debtor,
            lines=tuple(lines),
            total_excl=draft.total_excl,
            total_vat=draft.total_vat,
            total_incl=draft.total_incl,
            description=f"Order {draft.document.number}",
            extras={"initial": str(initial)},
        )

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        self.books.calls.append("find " + " ".join(one.reference for one in sought))
        return {
            one.reference: self.books.posted(one.reference) for one in sought if one.reference in self.books.entries
        }

    def create(self, booking: Booking) -> Posted:
        self.books.calls.append(f"create {booking.reference}")
        for trouble in list(self.books.before):
            trouble(booking)
        self.books.entries[booking.reference] = booking
        for trouble in list(self.books.after):
            trouble(booking)
        return self.books.posted(booking.reference)

    def read(self, target_id: str, form: str) -> Posted | None:
        reference = target_id.removeprefix("id-")
        return self.books.posted(reference) if reference in self.books.entries else None

    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        self.books.calls.append(f"list {begin} {until}")
        self.books.listing()
        for found in [*map(self.books.listed, self.books.entries), *self.books.by_hand]:
            if begin <= found.issued_on <= until:
                yield [found]


def plugins_for(shop: Shop, books: Books) -> Plugins:
    """An installation with just these two connectors, of the names memory-shop and memory-books."""
    kinds: list[type[Connector]] = [
        type("Shop", (MemoryShop,), {"shop": shop}),
        type("Books", (MemoryBooks,), {"books": books}),
    ]
    installed = {kind.key: Installed(connector=kind, plugin="memory", version="1") for kind in kinds}
    return Plugins(manager=pluggy.PluginManager(PROJECT), installed=installed)


def lose_answer(booking: Booking) -> None:
    """The booking is made, the answer never arrives."""
    raise UnknownOutcome(service="Memory books")


def refuse_login(booking: Booking) -> None:
    """The credentials were withdrawn."""
    raise AuthFailed(service="Memory books")


@dataclass
class World:
    """An installation with both connected and coupled as `webshop`, activated; books may be asked and told."""

    home: Home
    shop: Shop
    books: Books


def build(home: Home, *, start: str = "2026-06-01", activate: bool = True) -> World:
    """Connect and couple the two."""
    shop, books = Shop(), Books()
    home.__dict__["plugins"] = plugins_for(shop, books)
    manage.add(home, "memory-shop", "shop", {"api_key": "shop-key-123"})
    manage.add(home, "memory-books", "books", {"api_key": "books-key-123"})
    integrations.add(home, "webshop", "shop", "books")
    integrations.set_answers(home, "webshop", {"export_from": start, "vat_mapping": {"NL-21": "H"}})
    if activate:
        integrations.activate(home, "webshop")
    return World(home, shop, books)
