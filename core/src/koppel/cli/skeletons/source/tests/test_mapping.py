"""What becomes of an order of My Shop."""

from __future__ import annotations

from decimal import Decimal

from koppel_myshop import wire
from koppel_myshop.fake.samples import sample_orders
from koppel_myshop.mapping import to_document


def test_a_line_keeps_the_shops_own_amounts() -> None:
    """Net, VAT and gross are as charged; nothing is computed anew."""
    line = to_document(wire.ORDER.of(sample_orders()[0])).lines[1]
    assert (line.amounts.net, line.amounts.tax, line.amounts.gross) == (
        Decimal("20.00"),
        Decimal("1.80"),
        Decimal("21.80"),
    )


def test_an_unknown_kind_of_line_is_not_guessed_at() -> None:
    """The document is held with a sentence that names the line."""
    order = sample_orders()[0]
    order["lines"][0] = {**order["lines"][0], "kind": "gift card"}
    document = to_document(wire.ORDER.of(order))
    assert document.unreadable is not None
    assert "gift card" in document.unreadable.en
