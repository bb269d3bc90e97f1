"""Every bookkeeping choice from the owner's answer to the booking: set it, and what is booked differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from koppel.api import (
    Account,
    Address,
    Amounts,
    CheckResult,
    ExchangeRate,
    Feature,
    LineKind,
    LineTax,
    Party,
    Payment,
    VatNumberCheck,
)
from koppel.booking.booking import Booking
from koppel.booking.draft import DebtorKind
from koppel.home import Home
from koppel.model import Document
from koppel.sync import integrations
from koppel.sync.bookkeeping import KEYS
from koppel.sync.bookkeeping_answers import bookkeeping, set_bookkeeping
from koppel.sync.history import history
from koppel.sync.integrations import StepsRefused
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from support.memory import MemoryBooks, MemoryShop, World, build, order

ROWS = ("NL-21", "NL-9", "NL-0", "DE-19", "small-enterprise", "no-vat", "reverse-charge-eu", "BE-21")
BERLIN = Address(country="DE", postcode="10115", city="Berlin")


def coupled(home: Home) -> World:
    """The two coupled, with a VAT code for every row that these documents need."""
    world = build(home)
    integrations.set_answers(home, "webshop", {"vat_mapping": dict.fromkeys(ROWS, "H")})
    return world


def run(world: World) -> None:
    """One run to its end."""
    assert Runner(world.home, new_run(world.home, "webshop", trigger="test")).run().state == "done"


def booked(world: World, *documents: Document, **choices: object) -> Booking:
    """What the last of the documents is booked as, with these choices."""
    if choices:
        set_bookkeeping(world.home, "webshop", choices)
    world.shop.put(*documents)
    run(world)
    return list(world.books.entries.values())[-1]


def why_held(world: World, *documents: Document, **choices: object) -> tuple[str | None, str | None]:
    """Reason and step of the newest document, which must be held."""
    if choices:
        set_bookkeeping(world.home, "webshop", choices)
    world.shop.put(*documents)
    run(world)
    row = next(row for row in history(world.home, "webshop") if row.document == documents[-1].key)
    assert row.state == "held", row
    return row.reason, row.step


def untaxed(document: Document) -> Document:
    """The same goods, without VAT."""
    line = document.lines[0]
    gross = line.amounts.gross
    bare = replace(line, amounts=Amounts(net=gross, tax=Decimal(0), gross=gross), taxes=())
    return replace(document, lines=(bare,), total_tax=Decimal(0))


def to_berlin(document: Document) -> Document:
    """The same, sold to somebody in Germany."""
    return replace(document, delivery=BERLIN, billing=BERLIN)


def of_kind(document: Document, **changes: object) -> Document:
    """The document with its one line changed."""
    return replace(document, lines=(replace(document.lines[0], **changes),))  # type: ignore[arg-type]


def taxed_in(country: str, rate: int, document: Document) -> Document:
    """The same total with another country's VAT in it."""
    gross = document.total_incl
    vat = (gross * rate / (100 + rate)).quantize(Decimal("0.01"))
    amounts = Amounts(net=gross - vat, tax=vat, gross=gross)
    taxes = (LineTax(country=country, rate=Decimal(rate), amount=vat),)
    return replace(of_kind(document, amounts=amounts, taxes=taxes), total_tax=vat)


def test_every_choice_has_an_answer_that_changes_nothing(home: Home) -> None:
    """Nobody has to look at them: what is required is answered, and an order is booked as before there were any."""
    world = coupled(home)
    views = bookkeeping(home, "webshop")

    assert [view.key for view in views if view.error or (view.required and view.value is None)] == []
    assert booked(world, order("1001")).reference == "1001"


def test_a_choice_that_does_not_apply_is_not_offered(home: Home) -> None:
    """The package of this pair tells its country and the shop has no till; every other choice is there."""
    build(home)

    assert {view.key for view in bookkeeping(home, "webshop")} == KEYS - {"seller_country", "pos_debtor"}


def test_the_date_can_be_that_of_the_order(home: Home) -> None:
    """Without an invoice date the payment's counts, until the owner chooses the order's."""
    world = coupled(home)
    made, paid = datetime(2026, 6, 3, 10, tzinfo=UTC), datetime(2026, 6, 9, 10, tzinfo=UTC)

    assert booked(world, order("1001", paid_at=paid, created_at=made)).issued_on == date(2026, 6, 9)
    second = order("1002", paid_at=paid, created_at=made)
    assert booked(world, second, date_source="order").issued_on == date(2026, 6, 3)


def test_the_date_can_be_that_of_the_payment(home: Home) -> None:
    """For a seller on a cash basis the invoice date does not count."""
    world = coupled(home)
    invoiced, paid = date(2026, 6, 2), datetime(2026, 6, 9, 10, tzinfo=UTC)

    assert booked(world, order("1001", invoice_date=invoiced, paid_at=paid)).issued_on == invoiced
    second = order("1002", invoice_date=invoiced, paid_at=paid)
    assert booked(world, second, date_source="payment").issued_on == date(2026, 6, 9)


def test_a_small_enterprise_books_without_vat(home: Home) -> None:
    """Its orders get the code of the scheme; one with VAT is held, with the way to the choice."""
    world = coupled(home)

    assert booked(world, untaxed(order("1001"))).lines[0].treatment == "DOM-0"
    assert booked(world, untaxed(order("1002")), vat_scheme="small_enterprise").lines[0].treatment == "SME"
    assert why_held(world, order("1003")) == ("vat_charged_by_exempt_seller", "vat_scheme")


def test_a_held_document_comes_loose_when_the_choice_changes(home: Home) -> None:
    """Changing a choice makes what is held due at once."""
    world = coupled(home)
    why_held(world, order("1001"), vat_scheme="small_enterprise")
    set_bookkeeping(home, "webshop", {"vat_scheme": "normal"})
    run(world)

    assert world.books.creates() == ["1001"]


def test_vat_of_the_customers_country_is_the_owners_choice(home: Home) -> None:
    """With OSS an order with home VAT to another member state is held at the choice; without, it is booked at home."""
    world = coupled(home)
    assert booked(world, to_berlin(order("1001"))).lines[0].treatment == "DOM-21"
    held = why_held(world, to_berlin(order("1002")), eu_consumer_vat="oss")
    assert held == ("rate_unknown_for_country", "eu_consumer_vat")
    assert booked(world, taxed_in("DE", 19, to_berlin(order("1003")))).lines[0].treatment == "OSS-DE-19"


def test_a_voucher_is_taxed_when_it_is_used_or_when_it_is_sold(home: Home) -> None:
    """A voucher sold without VAT is a debt; sold with VAT it waits until the owner says that vouchers are taxed then."""
    world = coupled(home)
    voucher = untaxed(of_kind(order("1001"), kind=LineKind.VOUCHER_SOLD))

    assert booked(world, voucher).lines[0].treatment == "NONE"
    taxed = of_kind(order("1002"), kind=LineKind.VOUCHER_SOLD)
    assert why_held(world, taxed) == ("voucher_vat_differs", "voucher_kind")
    set_bookkeeping(home, "webshop", {"voucher_kind": "single_purpose"})
    run(world)
    assert world.books.entries["1002"].lines[0].treatment == "DOM-21"


def test_the_rate_of_a_voucher_is_the_owners_choice(home: Home) -> None:
    """A voucher used gives back the VAT at which vouchers are sold: the standard rate, or the one that was chosen."""
    world = coupled(home)
    used = (Payment(method="voucher", amount=Decimal("10.90"), is_voucher=True),)
    set_bookkeeping(home, "webshop", {"voucher_kind": "single_purpose"})
    first = booked(world, order("1001", payments=used))
    second = booked(world, order("1002", payments=used), voucher_rate="9")

    assert [line.vat_amount for line in (first.lines[-1], second.lines[-1])] == [Decimal("-1.89"), Decimal("-0.90")]


def test_goods_from_stock_abroad_get_the_code_that_was_chosen_for_them(home: Home) -> None:
    """Held at the row of the table until there is a code; the page then shows that row."""
    world = coupled(home)
    abroad = taxed_in("DE", 19, order("1001", ships_from="DE", delivery=BERLIN, billing=BERLIN))
    assert why_held(world, abroad) == ("ship_from_not_home", "foreign_stock_codes")

    table = next(view for view in bookkeeping(home, "webshop") if view.key == "foreign_stock_codes")
    assert [(row.value, row.named("en")) for row in table.rows] == [("DE-19@DE", "DE 19%, shipped from DE")]
    set_bookkeeping(home, "webshop", {"foreign_stock_codes": {"DE-19@DE": "L"}})
    run(world)
    assert world.books.entries["1001"].lines[0].treatment == "L"


def test_another_currency_is_converted_where_that_was_chosen(home: Home) -> None:
    """At the shop's own rate; else it is booked in its own currency."""
    world = coupled(home)
    rate = ExchangeRate(base_currency="EUR", rate=Decimal("1.1"))

    assert booked(world, order("1001", gross="133.10", currency="USD", exchange_rate=rate)).currency == "USD"
    converted = booked(
        world, order("1002", gross="133.10", currency="USD", exchange_rate=rate), convert_to_base_currency=True
    )
    assert (converted.currency, converted.total_incl) == ("EUR", Decimal("121.00"))


def test_a_package_of_one_currency_points_to_the_conversion(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document is held with the way to the choice that solves it."""
    monkeypatch.setattr(MemoryBooks, "capabilities", frozenset())
    world = coupled(home)

    held = why_held(world, order("1001", currency="USD"))
    assert held == ("currency_not_supported", "convert_to_base_currency")


def test_references_get_the_letters_that_were_chosen(home: Home) -> None:
    """What was booked before keeps its reference."""
    world = coupled(home)
    booked(world, order("1001"))

    assert booked(world, order("1002"), reference_prefix="WS-").reference == "WS-1002"
    assert world.books.creates() == ["1001", "WS-1002"]


def test_discounts_can_stand_on_lines_of_their_own(home: Home) -> None:
    """Revenue before discount with the discount beside it, instead of what was charged."""
    world = coupled(home)
    before = Amounts(net=Decimal("110.00"), tax=Decimal("23.10"), gross=Decimal("133.10"))

    assert len(booked(world, of_kind(order("1001"), before_discount=before)).lines) == 1
    apart = booked(world, of_kind(order("1002"), before_discount=before), discounts_separately=True)
    assert [(line.role, line.gross) for line in apart.lines][1:] == [("discount", Decimal("-12.10"))]


def test_an_order_of_nothing_can_be_booked(home: Home) -> None:
    """Else it is skipped."""
    world = coupled(home)
    nothing = untaxed(order("1001", gross="0.00"))
    world.shop.put(nothing)
    run(world)
    assert world.books.creates() == []

    world.shop.put(replace(nothing, revision="2", notes=("seen again",)))
    set_bookkeeping(home, "webshop", {"book_zero_totals": True})
    run(world)
    assert world.books.creates() == ["1001"]


def test_everything_can_stand_on_one_debtor(home: Home) -> None:
    """The default debtor goes before the buyer, and solves an order that names none."""
    world = coupled(home)
    assert why_held(world, order("1001", buyer=None)) == ("debtor_missing", "default_debtor")
    set_bookkeeping(home, "webshop", {"default_debtor": "9000"})
    run(world)

    debtor = world.books.entries["1001"].debtor
    assert (debtor.kind, debtor.code) == (DebtorKind.DEFAULT, "9000")


def test_counter_sales_have_a_debtor_of_their_own(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked where the shop has a till; a sale at the till that names nobody points to it."""
    monkeypatch.setattr(MemoryShop, "features", frozenset({Feature.POINT_OF_SALE}))
    world = coupled(home)
    assert why_held(world, order("1001", is_pos=True, buyer=None)) == ("debtor_missing", "pos_debtor")
    set_bookkeeping(home, "webshop", {"pos_debtor": "9001"})
    run(world)

    debtor = world.books.entries["1001"].debtor
    assert (debtor.kind, debtor.code) == (DebtorKind.POS, "9001")


def test_an_earlier_check_counts_where_that_was_chosen(home: Home) -> None:
    """The shop's own check proved the number once; later its service is away, and the order waits unless that is enough."""
    world = coupled(home)

    def sold(number: str, result: CheckResult) -> Document:
        check = VatNumberCheck(result=result, checked_on=date(2026, 6, 1))
        buyer = Party(company="Muster GmbH", vat_number="DE136695976", vat_number_check=check)
        return to_berlin(untaxed(order(number, buyer=buyer)))

    assert booked(world, sold("1001", CheckResult.VALID)).lines[0].treatment == "IC-GOODS"
    assert why_held(world, sold("1002", CheckResult.UNAVAILABLE)) == ("vat_number_check_unavailable", None)
    set_bookkeeping(home, "webshop", {"accept_earlier_vat_check": True})
    run(world)
    assert world.books.entries["1002"].lines[0].treatment == "IC-GOODS"


def test_the_sellers_country_is_asked_where_the_package_does_not_say_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shop's own country is assumed until the owner answers."""
    silent = Account(key="books", name="Memory books", currency="EUR")
    monkeypatch.setattr(MemoryBooks, "verify", lambda _: silent)
    world = coupled(home)
    asked = next(view for view in bookkeeping(home, "webshop") if view.key == "seller_country")
    assert asked.value == "NL"

    belgian = Address(country="BE", postcode="1000", city="Brussel")
    at_home = taxed_in("BE", 21, order("1001", delivery=belgian, billing=belgian, ships_from="BE"))
    assert booked(world, at_home, seller_country="BE").lines[0].treatment == "DOM-21"
    assert world.books.entries["1001"].lines[0].boxes[0].box == "03"


@pytest.mark.parametrize(
    ("choice", "value"),
    [("date_source", "tomorrow"), ("reference_prefix", "WS 1"), ("vat_mapping", {"NL-21": "H"}), ("date_sourec", "x")],
)
def test_a_wrong_choice_changes_nothing(home: Home, choice: str, value: object) -> None:
    """All or nothing: what is good beside it is not taken over either, and the error stands at its choice."""
    build(home)
    with pytest.raises(StepsRefused) as refused:
        set_bookkeeping(home, "webshop", {"book_zero_totals": True, choice: value})

    assert list(refused.value.errors) == [choice]
    assert not next(view for view in bookkeeping(home, "webshop") if view.key == "book_zero_totals").value


def test_a_step_is_no_bookkeeping_choice_and_the_other_way_round(home: Home) -> None:
    """The steps of a pair stay those of its manual."""
    build(home)

    assert not {view.key for view in integrations.steps(home, "webshop")} & KEYS
