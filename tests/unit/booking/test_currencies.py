"""Orders in another currency: sent as they are, converted, or held."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.booking.outcome import Held
from koppel.booking.payments import payment_of
from koppel.booking.rules import Rules
from koppel.model import ExchangeRate, Payment
from support.orders import line, order

RATE = ExchangeRate(base_currency="EUR", rate=Decimal("1.1000"))
DOLLARS = replace(
    order(line("121"), line("33.33", "9", key="2")),
    currency="USD",
    exchange_rate=RATE,
    payments=(Payment(method="card", amount=Decimal("154.33")),),
)


def _draft(rules: Rules) -> Draft:
    decided = decide(DOLLARS, rules)
    assert isinstance(decided, Draft), decided
    return decided


def test_a_package_with_currencies_gets_the_order_as_it_is() -> None:
    """Amounts in dollars with the shop's rate beside them; the return is in euro."""
    draft = _draft(Rules())
    assert (draft.currency, draft.exchange_rate, draft.total_incl) == ("USD", RATE, Decimal("154.33"))
    boxes = {box.box: (box.base, box.vat) for made in draft.lines for box in made.boxes}
    assert boxes["1a"] == (Decimal("90.91"), Decimal("19.09"))


def test_conversion_keeps_the_converted_total() -> None:
    """Total and VAT per code are converted and rounded once; net is the rest."""
    draft = _draft(Rules(convert_to_base_currency=True))
    assert (draft.currency, draft.exchange_rate, draft.total_incl) == ("EUR", None, Decimal("140.30"))
    assert [made.vat_amount for made in draft.lines] == [Decimal("19.09"), Decimal("2.50")]
    assert draft.converted_from is not None
    assert draft.converted_from.total_incl == Decimal("154.33")
    payment = payment_of(draft, Rules())
    assert payment is not None
    assert payment.amount == Decimal("140.30")


@pytest.mark.parametrize(
    ("rules", "rate", "reason"),
    [
        (Rules(multi_currency=False), RATE, "currency_not_supported"),
        (Rules(convert_to_base_currency=True), None, "exchange_rate_missing"),
        (Rules(convert_to_base_currency=True), replace(RATE, base_currency="GBP"), "exchange_rate_missing"),
    ],
)
def test_what_cannot_be_converted_is_held(rules: Rules, rate: ExchangeRate | None, reason: str) -> None:
    """No rate is ever looked up elsewhere."""
    decided = decide(replace(DOLLARS, exchange_rate=rate), rules)
    assert isinstance(decided, Held)
    assert decided.reason == reason


def test_without_a_rate_nothing_is_said_about_the_return() -> None:
    """A package that keeps currencies knows a rate of its own; what it makes of the return is not ours to say."""
    decided = decide(replace(DOLLARS, exchange_rate=None), Rules())
    assert isinstance(decided, Draft)
    assert [made.boxes for made in decided.lines] == [(), ()]
