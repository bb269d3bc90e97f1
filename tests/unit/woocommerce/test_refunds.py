"""Refunds as credit notes: with lines, without, with more than their lines, and with VAT left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from koppel.api import Document, DocumentKind, LineKind
from koppel_woocommerce.mapping import document_of
from koppel_woocommerce.refunds import credit_notes
from koppel_woocommerce.shop import Shop

REFUNDS = Path(__file__).parents[2] / "recordings" / "woocommerce" / "refunds"
NAMES = [path.stem for path in sorted(REFUNDS.glob("*.json")) if "--" not in path.stem]
WITHOUT_LINES = {"refund-by-status", "rest-refund-amount"}
MORE_THAN_LINES = {"refund-amount-over-lines"}
WITH_LINES = sorted(set(NAMES) - WITHOUT_LINES - MORE_THAN_LINES)

Credits = Callable[..., list[Document]]


@pytest.mark.parametrize("name", NAMES)
def test_refund_is_a_credit_note(name: str, credits_of: Credits) -> None:
    """Every recorded refund is a readable, negative credit note that knows its sale."""
    for credit in credits_of(name):
        assert credit.unreadable is None
        assert credit.kind is DocumentKind.CREDIT_NOTE
        assert credit.total_incl < 0
        assert credit.original is not None
        assert credit.number == credit.original.number


@pytest.mark.parametrize("name", WITH_LINES)
def test_lines_add_up(name: str, credits_of: Credits) -> None:
    """Where the lines tell it all, lines and VAT add up to the amount paid back."""
    for credit in credits_of(name):
        assert sum(line.amounts.gross for line in credit.lines) == credit.total_incl
        assert sum(total.tax for total in credit.tax_totals or ()) == credit.total_tax


@pytest.mark.parametrize("name", sorted({*WITH_LINES, *MORE_THAN_LINES}))
def test_lines_name_what_they_take_back(name: str, credits_of: Credits) -> None:
    """Each line points to a line of the sale, and nothing in it is positive."""
    for credit in credits_of(name):
        assert credit.original is not None
        sold = {line.key for line in credit.original.lines}
        assert all(line.refunds_line in sold for line in credit.lines)
        assert all(line.amounts.gross < 0 and line.quantity < 0 for line in credit.lines)


@pytest.mark.parametrize("name", sorted(WITHOUT_LINES))
def test_amount_without_lines(name: str, credits_of: Credits) -> None:
    """An amount alone has no lines and says nothing of VAT: the core spreads it."""
    (credit,) = credits_of(name)
    assert (credit.lines, credit.total_tax, credit.tax_totals) == ((), None, None)


def test_more_than_its_lines(credits_of: Credits) -> None:
    """12.50 with one line of 9.99: the line as it is, the total as paid, and no word about the VAT of the rest."""
    (credit,) = credits_of("refund-amount-over-lines")
    assert credit.total_incl == Decimal("-12.50")
    assert [line.amounts.gross for line in credit.lines] == [Decimal("-9.99")]
    assert (credit.total_tax, credit.tax_totals) == (None, None)


def test_vat_left_out(credits_of: Credits) -> None:
    """A line whose VAT the administrator left empty has an amount of which the VAT is not known."""

    def leave_out(refunds: list[Any]) -> None:
        (item,) = refunds[0]["line_items"]
        item |= {"total_tax": "0.00", "subtotal_tax": "0.00", "taxes": []}
        refunds[0] |= {"amount": "8.26", "tax_lines": []}

    (credit,) = credits_of("refund-partial-lines", leave_out)
    (line,) = credit.lines
    assert (line.tax_known, line.taxes, line.amounts.net, line.amounts.gross) == (False, (), None, Decimal("-8.26"))
    assert credit.total_tax is None


def test_price_correction(credits_of: Credits) -> None:
    """A line with quantity 0 takes money back and no piece; it counts as one."""

    def correct(refunds: list[Any]) -> None:
        refunds[0]["line_items"][0]["quantity"] = 0

    (credit,) = credits_of("refund-partial-lines", correct)
    assert (credit.lines[0].quantity, credit.lines[0].amounts.gross) == (Decimal(-1), Decimal("-9.99"))


def test_shipping_and_fee_go_back(credits_of: Credits) -> None:
    """Shipping and fees that were given back are lines of their kind."""
    assert LineKind.SHIPPING in {line.kind for line in credits_of("refund-full-lines")[0].lines}
    assert LineKind.FEE in {line.kind for line in credits_of("refund-fee")[0].lines}


def test_negative_fee_taken_back(credits_of: Credits) -> None:
    """A discount that is taken back is a positive line in a negative credit note."""

    def take_back(refunds: list[Any]) -> None:
        (fee,) = refunds[0]["fee_lines"]
        fee |= {"total": "1.24", "total_tax": "0.26", "taxes": [{"id": 1, "total": "0.26", "subtotal": ""}]}
        refunds[0]["amount"] = "8.49"

    (credit,) = credits_of("refund-fee", take_back)
    assert [line.amounts.gross for line in credit.lines] == [Decimal("-9.99"), Decimal("1.50")]
    assert credit.total_tax == Decimal("-1.47")


def test_refunds_know_those_before(credits_of: Credits) -> None:
    """The shop lists the newest refund first; the credit notes come oldest first and know their predecessors."""
    first, second = credits_of("refund-two")
    assert (first.key, second.key) == ("refund:127:128", "refund:127:129")
    assert [before.key for before in second.earlier] == [first.key]
    assert (first.sequence, second.sequence) == (1, 2)


def test_refund_has_its_own_day(credits_of: Credits) -> None:
    """A refund of 31 October 23:30 in Amsterdam is dated then, not when the order was."""
    (credit,) = credits_of("refund-boundary")
    assert credit.created_at == datetime(2026, 10, 31, 22, 30, tzinfo=UTC)
    assert (credit.paid_at, credit.invoice_date) == (None, None)


def test_refund_at_the_rate_of_the_sale(credits_of: Credits) -> None:
    """What was sold at Germany's 7% goes back at it."""
    (credit,) = credits_of("refund-de-7-shipping")
    assert {(tax.country, tax.rate) for line in credit.lines for tax in line.taxes} == {("DE", Decimal(7))}


def test_refund_names_reason_and_payment(credits_of: Credits) -> None:
    """The reason that was typed and the amount that went back, negative."""
    (credit,) = credits_of("refund-partial-lines")
    assert credit.reason == "1 mok retour"
    assert [payment.amount for payment in credit.payments] == [Decimal("-9.99")]


def test_refund_is_not_the_invoice(credits_of: Credits) -> None:
    """A credit note has neither the invoice's number nor its file."""
    (credit,) = credits_of("refund-partial-lines")
    assert (credit.invoice_number, credit.attachments) == (None, ())


def test_credit_note_number_of_the_paid_edition(credits_of: Credits) -> None:
    """Where the invoice plugin numbers credit notes, the number and its day come along."""

    def number(refunds: list[Any]) -> None:
        values = {"_wcpdf_credit_note_number": "C2026-7", "_wcpdf_credit_note_date": "1791273600"}
        refunds[0]["meta_data"] = [{"key": key, "value": value} for key, value in values.items()]

    (credit,) = credits_of("refund-partial-lines", number)
    assert credit.invoice_number == "C2026-7"
    assert credit.invoice_date is not None


def test_broken_refund_holds_the_later_ones(credits_of: Credits) -> None:
    """A refund that cannot be read is held, and so are those after it: what is left of the order is unknown."""

    def break_first(refunds: list[Any]) -> None:
        refunds[1]["amount"] = "veel"

    first, second = credits_of("refund-two", break_first)
    assert first.unreadable is not None
    assert "amount" in first.unreadable.en
    assert second.unreadable is not None


def test_refund_of_a_broken_order(recorded: Callable[[str], Any], shop: Shop) -> None:
    """Without its sale a refund cannot be booked: it is held with that reason."""
    sale, order = document_of({**recorded("orders/refund-two"), "total": None}, shop)
    held = credit_notes(sale, order, recorded("refunds/refund-two"), shop)
    assert [credit.key for credit in held] == ["refund:127:128", "refund:127:129"]
    assert all(credit.unreadable is not None for credit in held)


def test_revision_follows_the_refund(credits_of: Credits) -> None:
    """An edited reason changes the revision of the refund, which has no date of change."""

    def edit(refunds: list[Any]) -> None:
        refunds[0]["reason"] = "toch anders"

    assert credits_of("refund-fee")[0].revision != credits_of("refund-fee", edit)[0].revision
