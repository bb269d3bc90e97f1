"""Invoices that go over Peppol: for a Belgian seller their VAT is rounded on the total, where the shop rounds per line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from koppel.booking.rules import Rules, Seller
from koppel.connectors import Context
from koppel.model import Address, Amounts, Document, LineTax
from koppel.steps.answers import Answers
from koppel.steps.options import Option
from koppel.sync.planner import Planned, Planner
from koppel.sync.rules import _goes_structured
from koppel.testing import Fake
from koppel.testing.wiring import client_for
from support.memory import MemoryBooks, order

BELGIAN = Rules(seller=Seller(country="BE", time_zone="Europe/Brussels"), structured_invoice=True)
CODE = {"BE-21": Option(value="H", label="High"), "no-vat": Option(value="N", label="None")}
ANSWERS = Answers(values={"vat_mapping": {"BE-21": "H", "no-vat": "N"}}, chosen={"vat_mapping": CODE})


def rounded_per_line() -> Document:
    """Three things of 9.99: 24.78 net at 21 % is 5.20, where the shop has three times 1.73."""
    tax, brussels = Decimal("1.73"), Address(country="BE", postcode="1000")
    line = order().lines[0]
    lines = tuple(
        replace(
            line,
            key=str(place),
            amounts=Amounts(net=Decimal("8.26"), tax=tax, gross=Decimal("9.99")),
            taxes=(LineTax(country="BE", rate=Decimal(21), amount=tax),),
        )
        for place in range(3)
    )
    sale = order(lines=lines, billing=brussels, delivery=brussels, ships_from="BE")
    return replace(sale, total_incl=Decimal("29.97"), total_tax=tax * 3)


def vat_of(document: Document, *, activated_after: timedelta) -> Decimal:
    """The VAT that is planned for a document that was made before or after the activation."""
    target = MemoryBooks(Context(client=client_for(Fake()), memory=None, answers=ANSWERS))  # type: ignore[arg-type]  # plan asks nothing
    planned = Planner(BELGIAN, target, ANSWERS, document.created_at + activated_after).plan(document)
    assert isinstance(planned, Planned), planned
    return planned.booking.total_vat


def test_what_goes_over_peppol_is_rounded_on_the_total() -> None:
    """As the law asks of a structured invoice."""
    assert vat_of(rounded_per_line(), activated_after=timedelta(days=-1)) == Decimal("5.20")


def test_what_was_sold_before_the_activation_keeps_the_shops_vat() -> None:
    """It is part of the first export: Koppel sends none of it, so none of it is a structured invoice."""
    assert vat_of(rounded_per_line(), activated_after=timedelta(days=1)) == Decimal("5.19")


@pytest.mark.parametrize(
    ("answers", "goes"),
    [
        ({"send_by": "peppol"}, True),
        ({"invoice_delivery": "peppol"}, True),
        ({"send_by": "peppol_or_email"}, False),
        ({}, False),
    ],
)
def test_sending_over_peppol_makes_it_structured(answers: dict[str, object], goes: bool) -> None:
    """Whichever package asks the question; where e-mail is as good, the shop's own invoice stays the invoice."""
    assert _goes_structured(Answers(values=answers)) is goes
