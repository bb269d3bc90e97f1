"""Which order a credit invoice takes back, and what finding it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from koppel.api import Document
from koppel.testing.clock import Clock
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_plugandpay.fake import PlugAndPayFake, Shapes, generate_orders
from support.handed import KeptMemory
from unit.plugandpay.world import NUMBERS, Read

MakeSource = Callable[..., PlugAndPaySource]
ReadAll = Callable[..., Read]


def credits_in(result: Read) -> dict[str, Document]:
    """The credit notes by their own order number."""
    return {document.key: document for document in result.documents if document.is_credit}


def shop(clock: Clock, related: Any) -> PlugAndPayFake:
    """A shop that links orders, or does not."""
    return PlugAndPayFake(clock=clock, shapes=Shapes(related=related))


@pytest.mark.parametrize("related", ["objects", "empty", "absent"])
def test_a_whole_credit_knows_its_original(source: MakeSource, read: ReadAll, clock: Clock, related: str) -> None:
    """By the service's link, or by buyer and opposite amount."""
    credit = credits_in(read(source(shop(clock, related))))["order:900326"]
    assert credit.original is not None
    assert (credit.original.number, credit.number) == ("900323", "900323")


@pytest.mark.parametrize(("related", "found"), [("objects", True), ("empty", False)])
def test_a_part_credit_is_only_known_by_its_link(
    source: MakeSource, read: ReadAll, clock: Clock, related: str, found: bool
) -> None:
    """No order has its amount; without a link it stands by itself, with its own number and lines."""
    credit = credits_in(read(source(shop(clock, related))))["order:900327"]
    assert (credit.original is not None) is found
    assert credit.number == ("900324" if found else "900327")
    assert credit.lines


def test_two_that_fit_are_none(source: MakeSource, read: ReadAll, clock: Clock) -> None:
    """Two credited invoices of one buyer with one amount: nothing says which."""
    fake = shop(clock, "empty")
    twin = fake.orders[NUMBERS["credited"]]
    fake.store.orders[1] = {**twin, "id": 1}
    assert credits_in(read(source(fake)))["order:900326"].original is None


def test_earlier_credit_invoices_are_told(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock
) -> None:
    """A second part credit knows the first."""
    clock.advance(minutes=1)
    second = fake.store.credit(NUMBERS["partly_credited"], items=[0])
    found = credits_in(read(source(fake)))
    assert found["order:900327"].earlier == ()
    later = found[f"order:{second['id']}"]
    assert [document.key for document in later.earlier] == ["order:900327"]
    assert later.sequence == 2


def test_an_old_original_is_asked_for_once(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock, memory: KeptMemory
) -> None:
    """It is kept: a credit invoice is read again for days."""
    cursor = read(source(fake)).cursor
    clock.advance(hours=1)
    fake.store.credit(NUMBERS["german"])
    calls = len(fake.calls)
    first = read(source(fake), cursor=cursor)
    clock.advance(hours=1)
    second = read(source(fake), cursor=first.cursor)
    asked = [call.path for call in fake.calls[calls:] if call.path != "/v2/orders"]
    assert asked.count(f"/v2/orders/{NUMBERS['german']}") == 1
    for result in (first, second):
        found = [document for document in result.documents if document.is_credit and document.number == "900308"]
        assert [document.original is not None for document in found] == [True]
    assert memory.tables


def test_a_kept_original_that_is_older_than_the_credit_is_asked_for_again(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock
) -> None:
    """The last of several credit invoices on it must know all that came before."""
    cursor = read(source(fake)).cursor
    for items in ((0,), (1, 2)):
        clock.advance(hours=1)
        made = [fake.store.credit(NUMBERS["sixty_lines"], items=[item]) for item in items]
        result = read(source(fake), cursor=cursor)
        cursor = result.cursor
    found = credits_in(result)[f"order:{made[-1]['id']}"]
    assert len(found.earlier) == 2


@pytest.mark.parametrize("related", ["objects", "absent"])
def test_many_originals_are_read_as_a_list(
    empty: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock, related: Any
) -> None:
    """A hundred per call instead of one, also in a reading that begins after their invoices."""
    empty.shapes = Shapes(related=related)
    made = [order["id"] for order in generate_orders(empty.store, 40, customers=400)]
    for number in made:
        empty.store.credit(number)
    result = read(source(empty), start_at=clock())
    assert len(result.documents) == 40
    assert len(empty.calls) == 2


def test_an_original_that_is_gone(fake: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """The credit invoice stands by itself."""
    fake.store.delete(NUMBERS["credited"])
    credit = credits_in(read(source(fake)))["order:900326"]
    assert (credit.original, credit.unreadable) == (None, None)


def test_an_original_that_cannot_be_read(source: MakeSource, read: ReadAll, fake: PlugAndPayFake) -> None:
    """The credit note carries it as it is, and the core holds both."""
    fake.store.change(NUMBERS["credited"], invoice_number="")
    credit = credits_in(read(source(fake)))["order:900326"]
    assert credit.original is not None
    assert credit.original.unreadable is not None
