"""Orders that cannot be turned into a document safely: held with a sentence, never a crash, never left out."""

from __future__ import annotations

from typing import Any

import pytest

from koppel.api import DocumentKind
from koppel_mijnwebwinkel.mapping import document_of
from unit.mijnwebwinkel.world import plain_line, plain_order


def made(body: Any) -> Any:
    """A body as a document."""
    return document_of(body)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": {"total": ""}}, "price.total"),
        ({"price": {"total": 18.15}}, "price.total"),
        ({"price": None}, "price"),
        ({"orderlines": None}, "orderlines"),
        ({"orderlines": "none"}, "orderlines"),
        ({"orderlines": [plain_line(price=None)]}, "orderlines.0.price"),
        ({"orderlines": [plain_line(price={"rate": "21"})]}, "orderlines.0.price.0.amount"),
        ({"orderlines": [plain_line(quantity="two")]}, "orderlines.0.quantity"),
        ({"debtor": None}, "debtor"),
        ({"debtor": {"address": {"invoice": {"name": {"first": "A"}}}}}, "debtor.address.invoice.name"),
        ({"date": "yesterday"}, "date"),
        ({"time": None}, "time"),
        ({"status": {}}, "status"),
        ({"currency": None}, "currency"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_sentence_names_the_field(changes, field):
    """In both languages, with the number of the order; key, number and kind are kept as far as they can be read."""
    held = made(plain_order(**changes))

    assert (held.key, held.number, held.kind, held.lines) == ("order:1042", "1042", DocumentKind.INVOICE, ())
    assert f"field {field} " in held.unreadable.en
    assert f"veld {field} " in held.unreadable.nl


@pytest.mark.parametrize("body", [None, "order", [], {}, {"number": None}], ids=str)
def test_what_is_no_order_at_all_is_held_too(body):
    """Left out it would never be booked and nobody would know."""
    held = made(body)
    assert held.key.startswith("order:unknown-")
    assert held.unreadable is not None


def test_vat_at_no_rate_is_held():
    """On a line or in the totals: booking it without VAT would lose it."""
    untaxed = {"rate": "0.00", "amount": "10.000000", "amount_including_tax": "12.10"}
    on_line = plain_order(orderlines=[plain_line(price=untaxed)])
    in_totals = plain_order(price={"tax": {"rate": "0.00", "amount": "3.15"}, "total": "18.15"})
    for body in (on_line, in_totals):
        assert "VAT at a rate of 0%" in made(body).unreadable.en


def test_an_unknown_deduction_without_vat_is_held():
    """It may be a gift card, which is a payment and no discount; in an order without any VAT it makes no difference."""
    gift = plain_line("gift_card", "-5.00", rate="0.00", id="l3")
    taxed = plain_order(orderlines=[*plain_order()["orderlines"], gift])
    assert '"gift_card"' in made(taxed).unreadable.en

    sold = plain_line(gross="20.00", rate="0.00")
    untaxed = plain_order(orderlines=[sold, gift], price={"tax": None, "total": "15.00"})
    assert made(untaxed).unreadable is None


def test_a_part_of_nothing_does_not_count():
    """Prices of several rates of which one is 0.00."""
    price = [
        {"rate": "21.00", "amount": "10.000000", "amount_including_tax": "12.10"},
        {"rate": "9.00", "amount": "0", "amount_including_tax": "0.00"},
    ]
    (line,) = made(plain_order(orderlines=[plain_line(price=price)])).lines
    assert (line.key, len(line.taxes)) == ("l1", 1)


def test_a_part_without_vat_is_a_line_of_its_own():
    """Among taxed parts it would disappear."""
    price = [
        {"rate": "21.00", "amount": "-1.000000", "amount_including_tax": "-1.21"},
        {"rate": "0.00", "amount": "-2.000000", "amount_including_tax": "-2.00"},
    ]
    lines = made(plain_order(orderlines=[plain_line("discount", price=price)])).lines
    assert [(line.key, f"{line.amounts.gross:f}", len(line.taxes)) for line in lines] == [
        ("l1:21", "-1.21", 1),
        ("l1:0", "-2.00", 0),
    ]


def test_one_broken_order_does_not_stop_the_others(world):
    """The reading goes on and gives the broken one too."""
    world.fake.alter(lambda row: row.pop("debtor") if row["number"] == "1002" else None)
    found = {document.key: document for document in world.read().documents}

    assert found["order:1002"].unreadable is not None
    assert len([document for document in found.values() if document.unreadable]) == 1
    assert len(found) == 27
