"""Amounts whose meaning is not documented: each reading is found by the totals, or the order is held."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from koppel.api import Document, LineKind

Sale = Callable[..., Document]
Body = Callable[..., dict[str, Any]]
ORDERS = (
    "mixed",
    "shipped",
    "without_vat_inside",
    "sixty_lines",
    "german",
    "belgian",
    "french",
    "reverse_charge",
    "zero",
)


def money(document: Document) -> list[tuple[Decimal | None, Decimal]]:
    """Net and gross by line."""
    return [(line.amounts.net, line.amounts.gross) for line in document.lines]


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("item_amounts", ["line", "unit", "line_before_discount"])
@pytest.mark.parametrize("tax_amount", ["vat", "base", "base_and_gross"])
def test_every_reading_gives_the_same_document(sale: Sale, name: str, item_amounts: str, tax_amount: str) -> None:
    """Line or piece, before or after discount, VAT or base: lines, VAT and totals come out alike."""
    plain = sale(name)
    other = sale(name, shapes={"item_amounts": item_amounts, "tax_amount": tax_amount})
    assert other.unreadable is None
    assert (other.tax_totals, other.total_incl) == (plain.tax_totals, plain.total_incl)
    assert money(other) == money(plain)


def test_pieces_that_do_not_come_out(body: Body, sale: Sale) -> None:
    """Three for ten euro are 3.33 a piece: the cent that is missing belongs to the line."""
    [item] = body("without_vat_inside")["items"]
    item |= {"quantity": 3, "amount": "2.75", "amount_with_tax": "3.33"}
    taxes = [{**body("without_vat_inside")["taxes"][0], "amount": "1.74"}]
    document = sale(
        "without_vat_inside", items=[item], taxes=taxes, amount="8.26", amount_with_tax="10.00", is_tax_included=True
    )
    assert document.unreadable is None
    assert document.lines[0].amounts.gross == Decimal("10.00")


def test_a_reading_that_fits_goes_before_one_that_nearly_fits(body: Body, sale: Sale) -> None:
    """Two pieces of a cent are two cents, not a line of one cent that is a cent off."""
    [item] = body("without_vat_inside")["items"]
    item |= {"quantity": 2, "amount": "0.01", "amount_with_tax": "0.01"}
    taxes = [{**body("without_vat_inside")["taxes"][0], "amount": "0.00"}]
    document = sale("without_vat_inside", items=[item], taxes=taxes, amount="0.02", amount_with_tax="0.02")
    assert document.lines[0].amounts.gross == Decimal("0.02")


def test_vat_rounded_on_the_total_of_sixty_lines(body: Body, sale: Sale) -> None:
    """Lines rounded one by one may differ from the total by a cent each; the core closes that."""
    whole = body("sixty_lines")
    taxes = [{**whole["taxes"][0], "amount": "34.67"}]
    document = sale("sixty_lines", taxes=taxes, amount="165.00", amount_with_tax="199.67")
    assert document.unreadable is None


def test_a_discount_that_no_line_holds(body: Body, sale: Sale) -> None:
    """A line of its own, for the core to divide over the goods."""
    discount = {"amount": "20.00", "amount_with_tax": "23.80", "code": "TIEN", "type": "promotion"}
    taxes = body("credited")["taxes"]
    taxes[0]["amount"], taxes[1]["amount"] = "38.00", "2.00"
    document = sale("credited", total_discounts=[discount], taxes=taxes, amount="200.00", amount_with_tax="240.00")
    line = document.lines[-1]
    assert (line.kind, line.description, line.amounts.gross, line.tax_known) == (
        LineKind.COUPON,
        "TIEN",
        Decimal("-23.80"),
        False,
    )


def test_lines_that_do_not_add_up(sale: Sale) -> None:
    """Held with both amounts."""
    document = sale("mixed", amount="200.00", amount_with_tax="1239.60", taxes=[])
    assert document.unreadable is not None
    document = sale("mixed", amount="1200.00", amount_with_tax="1239.60")
    assert document.unreadable is not None
    assert "239.60" in document.unreadable.nl
    assert "1239.60" in document.unreadable.nl


def test_vat_that_does_not_add_up(body: Body, sale: Sale) -> None:
    """To the cent: VAT is never corrected in silence."""
    taxes = body("mixed")["taxes"]
    taxes[0]["amount"] = "37.79"
    document = sale("mixed", taxes=taxes)
    assert document.unreadable is not None
    assert "39.60" in document.unreadable.en
    assert "39.59" in document.unreadable.en


def test_shipping_that_is_in_no_total(body: Body, sale: Sale) -> None:
    """Whether it was charged cannot be told."""
    shipping = body("shipped")["shipping"]
    assert sale("mixed", shipping=shipping).unreadable is not None


def test_a_line_without_a_rate_beside_one_rate(body: Body, sale: Sale) -> None:
    """The only rate of the order is the line's."""
    items = body("without_vat_inside")["items"]
    items[0]["tax"] = None
    assert sale("without_vat_inside", items=items).lines[0].taxes[0].rate == 21


def test_a_line_without_a_rate_beside_two(body: Body, sale: Sale) -> None:
    """Its VAT is not known, and the core is told so."""
    items = body("mixed")["items"]
    items[0]["tax"] = None
    line = sale("mixed", items=items).lines[0]
    assert (line.tax_known, line.taxes) == (False, ())
