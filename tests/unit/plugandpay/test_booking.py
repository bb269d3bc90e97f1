"""What becomes of the sample orders in the books: every one booked to the cent, or left out for a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from koppel.api import Document, Draft, Held, Skipped
from koppel.booking.engine import decide
from koppel.booking.rules import Rules, Seller
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_plugandpay.fake import PlugAndPayFake, Shapes, generate_orders
from unit.plugandpay.world import NUMBERS, START, Read

RULES = Rules(seller=Seller(country="NL", oss_registered=True), eu_consumer_vat="oss", number_source="invoice")
SHAPES = tuple(
    product(("line", "unit", "line_before_discount"), ("vat", "base", "base_and_gross"), ("zero_rate", "empty"))
)


def codes(draft: Draft) -> dict[str, Decimal]:
    """Net per VAT treatment."""
    sums: dict[str, Decimal] = {}
    for line in draft.lines:
        sums[line.vat.code] = sums.get(line.vat.code, Decimal(0)) + line.net
    return sums


@pytest.fixture
def booked(fake: PlugAndPayFake, source: Callable[..., PlugAndPaySource], read: Callable[..., Read]) -> dict[str, Any]:
    """What is decided of each sample, by name."""
    names = {f"order:{number}": name for name, number in NUMBERS.items()}
    return {names[document.key]: decide(document, RULES) for document in read(source(fake)).documents}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mixed", {"DOM-21": "180.00", "DOM-9": "20.00"}),
        ("shipped", {"DOM-21": "35.74", "DOM-9": "20.00"}),
        ("without_vat_inside", {"DOM-21": "285.00"}),
        ("no_address", {"DOM-9": "10.00"}),
        ("sixty_lines", {"DOM-21": "165.00"}),
        ("german", {"OSS-DE-19": "28.70"}),
        ("belgian", {"OSS-BE-21": "200.00", "OSS-BE-6": "10.28"}),
        ("french", {"OSS-FR-5.5": "20.66"}),
        ("reverse_charge", {"IC-SERV": "200.00"}),
        ("export", {"EXPORT": "10.00"}),
        ("instalment", {"DOM-21": "123.97"}),
        ("trial", {"DOM-21": "0.02"}),
        ("credit", {"DOM-21": "-200.00", "DOM-9": "-20.00"}),
        ("part_credit", {"DOM-9": "-20.00"}),
    ],
)
def test_vat_treatments(booked: dict[str, Any], name: str, expected: dict[str, str]) -> None:
    """Home rates, the Union scheme per country, reverse charge, export, credit notes at the rates of their sales."""
    draft = booked[name]
    assert isinstance(draft, Draft)
    assert codes(draft) == {code: Decimal(net) for code, net in expected.items()}


def test_everything_is_booked_but_nothing_of_nothing(booked: dict[str, Any]) -> None:
    """Only the order of 0.00 is left out."""
    assert {name for name, plan in booked.items() if not isinstance(plan, Draft)} == {"zero"}
    assert isinstance(booked["zero"], Skipped)
    assert all(draft.total_incl == draft.document.total_incl for name, draft in booked.items() if name != "zero")


def test_day_and_reference(booked: dict[str, Any]) -> None:
    """The day of the invoice; a credit invoice has its own, and the number of what it takes back."""
    assert (booked["mixed"].issued_on, booked["mixed"].reference) == (date(2026, 2, 1), "WEB-2026-000301")
    assert (booked["credit"].issued_on, booked["credit"].reference) == (date(2026, 3, 9), "WEB-2026-000322-R900326")


def test_a_sale_and_its_credit_cancel_out(booked: dict[str, Any]) -> None:
    """Net and VAT, to the cent."""
    sale, credit = booked["credited"], booked["credit"]
    assert codes(sale) == {code: -net for code, net in codes(credit).items()}
    assert sale.total_vat == -credit.total_vat


@pytest.mark.parametrize(("item_amounts", "tax_amount", "zero_vat"), SHAPES)
def test_orders_in_every_shape_are_booked_alike(
    empty: PlugAndPayFake,
    source: Callable[..., PlugAndPaySource],
    read: Callable[..., Read],
    item_amounts: Any,
    tax_amount: Any,
    zero_vat: Any,
) -> None:
    """Whatever the service means by its amounts, sixty orders get the same net and VAT per treatment."""
    orders = {f"order:{order['id']}": order for order in generate_orders(empty.store, 60, start=START)}
    empty.shapes = Shapes(item_amounts=item_amounts, tax_amount=tax_amount, zero_vat=zero_vat)
    documents = read(source(empty)).documents
    plans = {document.key: decide(document, RULES) for document in documents}
    assert plans.keys() == orders.keys()
    assert [plan for plan in plans.values() if isinstance(plan, Held)] == []
    for key, plan in plans.items():
        assert isinstance(plan, Draft)
        assert (plan.total_incl, plan.total_excl) == (orders[key]["amount_with_tax"], orders[key]["amount"])


def test_a_number_that_is_wrong_holds_the_reverse_charge(sale: Callable[..., Document], body: Any) -> None:
    """0 % to another member state needs a number that can be right."""
    billing = body("reverse_charge")["billing"]
    billing["contact"]["vat_id_number"] = "BE123"
    plan = decide(sale("reverse_charge", billing=billing), RULES)
    assert isinstance(plan, Held)
    assert plan.reason.startswith("zero_rate_without_valid_vat_number")


def test_reverse_charge_at_home_is_held(sale: Callable[..., Document], body: Any) -> None:
    """The shop says that VAT was shifted, but the buyer is at home."""
    billing = body("reverse_charge")["billing"]
    billing["address"]["country"] = "NL"
    billing["contact"]["vat_id_number"] = "NL000099998B57"
    plan = decide(sale("reverse_charge", billing=billing), RULES)
    assert isinstance(plan, Held)
