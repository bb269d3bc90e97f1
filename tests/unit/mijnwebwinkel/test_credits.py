"""Credit orders: their sign, the order they take back, what came before them, and what is held."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from koppel.api import DocumentKind, LineKind
from koppel_mijnwebwinkel.fake import Shapes
from koppel_mijnwebwinkel.mapping import credit_note_of
from unit.mijnwebwinkel.world import plain_line, plain_order


def noted(*bodies: Any) -> Any:
    """A credit order, the order it is for and those before it, as a document."""
    return credit_note_of(*bodies)


def credit_of(**changes):
    """A credit order on the plain order: the cup goes back."""
    given = {
        "number": "1050", "status": 10, "credited_order_number": 1042, "payment": None, "payment_status": "unknown",
        "price": {"tax": {"rate": "21.00", "amount": "-2.10"}, "total": "-12.10"},
        "orderlines": [plain_line(gross="-12.10", id="c1", quantity=-1)],
    }  # fmt: skip
    return plain_order(**{**given, **changes})


def test_a_whole_return(world):
    """A credit note with its own key, day and status, and the number of its order."""
    credit = world.document("1017")

    assert (credit.kind, credit.key, credit.number) == (DocumentKind.CREDIT_NOTE, "order:1017", "1016")
    assert (credit.status, credit.total_incl, credit.total_tax) == ("10", Decimal("-41.10"), Decimal("-6.13"))
    assert credit.created_at > credit.original.created_at
    assert (credit.original.key, credit.earlier, credit.payments) == ("order:1016", (), ())


def test_lines_name_the_lines_they_take_back(world):
    """By what they are, since a credit order's lines have ids of their own; shipping and costs too."""
    credit = world.document("1017")
    sold = {line.key: line for line in credit.original.lines}

    assert all(line.refunds_line in sold for line in credit.lines)
    assert [sold[line.refunds_line].description for line in credit.lines] == [line.description for line in credit.lines]
    assert all(line.quantity == -1 for line in credit.lines)


@pytest.mark.parametrize("sign", ["negative", "positive"])
def test_either_sign_is_read(make_world, sign):
    """The vendor does not say whether amounts are below zero; a discount in it has the other sign either way."""
    credit = make_world(shapes=Shapes(credit_amounts=sign)).document("1019")

    assert [(line.kind, f"{line.amounts.gross:f}") for line in credit.lines] == [
        (LineKind.PRODUCT, "-25.00"), (LineKind.COUPON, "2.50"),
    ]  # fmt: skip
    assert (credit.total_incl, credit.tax_totals[0].tax) == (Decimal("-22.50"), Decimal("-3.90"))


def test_mixed_signs_are_read():
    """A negative total over positive lines and positive VAT is the same return."""
    mixed = credit_of(
        price={"tax": [{"rate": "21.00", "amount": "2.10"}], "total": "-12.10"}, orderlines=[plain_line()]
    )
    credit = noted(mixed, plain_order())

    assert (credit.total_incl, credit.total_tax, credit.lines[0].amounts.gross) == (
        Decimal("-12.10"), Decimal("-2.10"), Decimal("-12.10"),
    )  # fmt: skip


def test_a_second_return_knows_the_first(world):
    """The oldest first, and never itself or a later one."""
    first, second = world.document("1019"), world.document("1020")

    assert first.earlier == ()
    assert [one.key for one in second.earlier] == ["order:1019"]
    assert second.earlier[0].original.key == "order:1018"


def test_an_order_met_before_its_return_is_asked_for_again(empty):
    """The order was read with one return; then another was made. Its list of returns is fetched anew, not guessed."""
    empty.sell(150)
    store = empty.fake.store
    store.credit("1001", {0: 1}, shipping=Decimal(0), payment=Decimal(0))

    def give_back(batch):
        if batch == 0:
            store.credit("1001", {}, payment=Decimal(0))

    found = {document.key: document for document in empty.read(between=give_back).documents}
    assert [one.key for one in found["order:1152"].earlier] == ["order:1151"]
    assert len(empty.questions("orders/1001")) == 1


def test_an_order_that_does_not_list_its_returns(world):
    """Then the returns of the same reading that name it count."""
    world.fake.store.change("1018", credit_order_numbers=[])
    found = {document.key: document for document in world.read().documents}

    assert [one.key for one in found["order:1020"].earlier] == ["order:1019"]


def test_an_order_that_is_gone(world):
    """The return stands by itself, with the number of the order it was for."""
    world.fake.store.vanish("1021")
    credit = world.document("1022")

    assert (credit.original, credit.number, credit.total_incl) == (None, "1021", Decimal("-18.49"))


@pytest.mark.parametrize(
    "changes",
    [
        {"credited_order_number": "1042"},
        {"credited_order_number": None},
        {"credited_order_number": None, "price": {"tax": {"rate": "21.00", "amount": "2.10"}, "total": "12.10"},
         "orderlines": [plain_line()]},
        {"credited_order_number": 0, "status": 3},
    ],
    ids=["named as text", "by status", "by status, above zero", "by its total"],
)  # fmt: skip
def test_a_return_is_recognised(empty, changes):
    """By the order it names, by a status that only returns have, or by a total below zero."""
    empty.sell(1)
    empty.fake.alter(lambda row: row.update(credit_of(**changes)))
    found = empty.source().document("order:1001")

    assert (found.kind, found.total_incl) == (DocumentKind.CREDIT_NOTE, Decimal("-12.10"))


def test_a_return_without_lines_is_held():
    """It has an amount, but nobody knows its VAT."""
    credit = noted(credit_of(orderlines=[]), plain_order())
    assert "has an amount but no lines" in credit.unreadable.en


def test_a_return_that_does_not_add_up_is_held():
    """Lines of 12.10 under a total of 20.00."""
    credit = noted(credit_of(price={"tax": None, "total": "-20.00"}), plain_order())
    assert "-12.10" in credit.unreadable.en
    assert "-20.00" in credit.unreadable.nl


def test_a_return_of_an_unreadable_order_is_held():
    """What was sold is not known, so neither is what goes back."""
    credit = noted(credit_of(), plain_order(orderlines=None))
    assert credit.unreadable.en.startswith("Order 1042 itself cannot be read")


def test_a_return_after_an_unreadable_one_is_held():
    """What is left of the order is not known."""
    credit = noted(credit_of(), plain_order(), [credit_of(number="1049", orderlines=[])])
    assert credit.unreadable.en.startswith("An earlier return of order 1042")


def test_a_return_without_reverse_charged_vat():
    """At 0% nothing is charged and nothing goes back."""
    prices = {"tax": {"rate": "0.00", "amount": "0.00"}, "total": "-10.00"}
    lines = [plain_line(gross="-10.00", rate="0.00")]
    credit = noted(credit_of(price=prices, orderlines=lines, tax_strategy="reverse_charged_vat"), None)
    assert (credit.total_tax, credit.lines[0].taxes, credit.lines[0].amounts.tax) == (Decimal(0), (), Decimal(0))
