"""Reading: nothing missed and nothing twice, though the service cannot say what changed and rows move between pages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

import pytest

from koppel.api import Batch, Bug, RateLimited, Since, Unavailable
from koppel.testing.clock import Clock
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_plugandpay.fake import PlugAndPayFake, Shapes, generate_orders
from koppel_plugandpay.fake.answers import json_answer
from koppel_plugandpay.fake.store import unpaid
from koppel_plugandpay.reading import RESTLESS
from unit.plugandpay.world import NUMBERS, START, Read

MakeSource = Callable[..., PlugAndPaySource]
ReadAll = Callable[..., Read]


def final(fake: PlugAndPayFake) -> set[str]:
    """The keys of all invoices and credit invoices."""
    wanted = ("live", "final", None)
    return {f"order:{n}" for n, o in fake.orders.items() if (o["mode"], o["invoice_status"], o["deleted_at"]) == wanted}


@pytest.fixture
def busy(empty: PlugAndPayFake) -> PlugAndPayFake:
    """A shop with 730 invoices of the last weeks, and 24 of them credited."""
    start = datetime(2026, 2, 1, 8, tzinfo=UTC)
    made = [order["id"] for order in generate_orders(empty.store, 730, start=start)]
    for number in made[::30][:24]:
        empty.store.credit(number)
    empty.store.clock = empty.clock
    return empty


def test_the_first_reading_gives_every_invoice_once(fake: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """Test orders and concepts are left out; what is unpaid or reversed is not."""
    result = read(source(fake))
    assert sorted(result.keys) == sorted(final(fake))
    assert not {f"order:{NUMBERS[name]}" for name in ("test", "concept")} & set(result.keys)


def test_the_last_batch_comes_even_when_it_is_empty(empty: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """So that the cursor moves on a quiet day."""
    result = read(source(empty))
    assert (result.documents, len(result.cursors)) == ([], 2)
    assert json.loads(result.cursor)["quick_at"] == "2026-03-09T11:00:00Z"


def test_a_long_history_costs_a_call_per_hundred(busy: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """Includes come with the orders; the originals of credit invoices cost at most five calls per hundred orders."""
    result = read(source(busy))
    orders = len(busy.orders)
    assert Counter(result.keys) == Counter(final(busy))
    assert len(busy.calls) <= ceil(orders / 100) + ceil(0.05 * orders / 100)
    assert sum(document.is_credit for document in result.documents) == 24
    assert all(document.original for document in result.documents if document.is_credit)


def test_credits_among_the_invoices_cost_no_calls(empty: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """Their originals were read before them; they are kept when a reading is broken off in between."""
    for count in range(500):
        order = next(generate_orders(empty.store, 1, seed=count, start=datetime(2026, 3, 1, tzinfo=UTC)))
        if count > 300 and count % 40 == 0:
            empty.store.credit(order["id"] - 250)
    cursor: str | None = None
    documents = []
    while cursor is None or "underway" in json.loads(cursor):
        result = read(source(empty), cursor=cursor, at_most=2)
        documents += result.documents
        cursor = result.cursor
    assert [document.original is not None for document in documents if document.is_credit] == [True] * 5
    assert len(empty.calls) <= 7


def test_left_is_told(busy: PlugAndPayFake, source: MakeSource) -> None:
    """How much of the list is still to come."""
    lefts = [batch.left for batch in source(busy).documents(Since(start_at=START))]
    assert lefts == [654, 554, 454, 354, 254, 154, 54, 0, 0]


@pytest.mark.parametrize("most", [25, 100, 500])
def test_any_size_of_page(busy: PlugAndPayFake, source: MakeSource, read: ReadAll, most: int) -> None:
    """What the service gives counts, not what was asked for."""
    busy.max_limit = most
    assert Counter(read(source(busy)).keys) == Counter(final(busy))


def test_pages_larger_than_asked_for(busy: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """A reading that goes on at place 100 does not skip what a page of another size holds."""
    first = read(source(busy), at_most=2)
    busy.before.append(_always_of(busy, 250))
    calls = len(busy.calls)
    rest = read(source(busy), cursor=first.cursor)
    assert set(first.keys) | set(rest.keys) == final(busy)
    assert len(busy.calls) - calls <= 6


def _always_of(fake: PlugAndPayFake, size: int) -> Any:
    """The service gives pages of its own size whatever is asked."""
    fake.max_limit = 1000

    def change(request: Any) -> None:
        if "limit" in request.args:
            request.args = type(request.args)({**request.args, "limit": str(size)})

    return change


def test_a_broken_off_reading_goes_on_where_it_was(busy: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """However often it is broken off: every invoice once, and hardly a call more."""
    keys: list[str] = []
    cursor: str | None = None
    for _ in range(20):
        result = read(source(busy), cursor=cursor, at_most=2)
        keys += result.keys
        cursor = result.cursor
        if "underway" not in json.loads(cursor):
            break
    assert Counter(keys) == Counter(final(busy))
    assert len(busy.calls) <= 10


def test_rows_that_move_up_are_not_missed(busy: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """An invoice that is deleted while the list is read moves the others up, one of them into a page that was read."""
    numbers = sorted(busy.orders)

    def delete(count: int) -> None:
        if count < 3:
            busy.store.delete(numbers[count * 7])

    result = read(source(busy), between=delete)
    assert final(busy) <= set(result.keys)
    assert max(Counter(result.keys).values()) == 1


def test_rows_that_move_up_between_two_readings(busy: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """A reading that was broken off knows how long its list was."""
    first = read(source(busy), at_most=3)
    for number in sorted(busy.orders)[:40]:
        busy.store.delete(number)
    rest = read(source(busy), cursor=first.cursor)
    assert final(busy) <= set(first.keys) | set(rest.keys)


def test_rows_that_move_down_do_not_come_twice(busy: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """A concept that becomes final with a low number pushes the others down."""

    def finalize(count: int) -> None:
        if count < 3:
            order = next(generate_orders(busy.store, 1, seed=count))
            busy.store.change(order["id"], invoice_number=f"AAA-{count}")

    result = read(source(busy), between=finalize)
    assert max(Counter(result.keys).values()) == 1


def test_a_list_in_no_order_is_walked_again(busy: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """Rows that are alike may change places between two pages; fewer different rows than the list is long tells."""
    busy.shuffle_ties = True
    for number in list(busy.orders):
        busy.store.change(number, invoice_number="SAME")
    result = read(source(busy))
    assert len(set(result.keys)) > 700
    assert RESTLESS in result.notices or set(result.keys) == final(busy)


def test_the_next_reading_is_short(fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock) -> None:
    """Two calls: what was invoiced, and what was paid."""
    cursor = read(source(fake)).cursor
    calls = len(fake.calls)
    clock.advance(minutes=15)
    read(source(fake), cursor=cursor)
    assert len(fake.calls) - calls == 2


def test_what_is_new_comes(fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock) -> None:
    """A sale, a concept that became final, and a payment of an old invoice."""
    cursor = read(source(fake)).cursor
    clock.advance(hours=1)
    sold = next(generate_orders(fake.store, 1, start=clock()))
    fake.store.finalize(NUMBERS["concept"])
    fake.store.pay(NUMBERS["unpaid"], method="ideal")
    result = read(source(fake), cursor=cursor)
    assert {f"order:{n}" for n in (sold["id"], NUMBERS["concept"], NUMBERS["unpaid"])} <= set(result.keys)
    paid = next(document for document in result.documents if document.number == str(NUMBERS["unpaid"]))
    assert paid.payments


def test_an_invoice_dated_a_little_back_comes_at_once(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock
) -> None:
    """Each reading begins three days before the last one."""
    cursor = read(source(fake)).cursor
    clock.advance(minutes=5)
    fake.store.finalize(NUMBERS["concept"], invoiced_on=date(2026, 3, 7))
    assert f"order:{NUMBERS['concept']}" in read(source(fake), cursor=cursor).keys


def test_an_invoice_dated_days_back_comes(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock
) -> None:
    """Within three days at the next reading, within sixty days at the first one of the next day."""
    cursor = read(source(fake)).cursor
    clock.advance(hours=1)
    fake.store.finalize(NUMBERS["concept"], invoiced_on=date(2026, 2, 5))
    quick = read(source(fake), cursor=cursor)
    assert f"order:{NUMBERS['concept']}" not in quick.keys
    clock.advance(days=1)
    assert f"order:{NUMBERS['concept']}" in read(source(fake), cursor=quick.cursor).keys


def test_a_debit_that_is_pulled_back_comes_within_a_day(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock
) -> None:
    """It moves no date that can be asked for, so everything that is not settled is read, however old."""
    fake.store.change(NUMBERS["monthly"], invoice_date=date(2026, 2, 1))
    cursor = read(source(fake)).cursor
    clock.advance(days=100)
    cursor = _caught_up(source, fake, read, cursor)
    fake.store.reverse(NUMBERS["monthly"])
    clock.advance(days=1)
    result = read(source(fake), cursor=cursor)
    assert {document.status for document in result.documents if document.number == str(NUMBERS["monthly"])} == {
        "reversed"
    }


def _caught_up(source: MakeSource, fake: PlugAndPayFake, read: ReadAll, cursor: str) -> str:
    """A shop that was read a moment ago."""
    return read(source(fake), cursor=cursor).cursor


def test_a_change_of_an_old_invoice_comes_within_a_month(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock
) -> None:
    """Even one that nothing points at, such as a VAT number that was corrected."""
    cursor = read(source(fake)).cursor
    clock.advance(days=90)
    cursor = _caught_up(source, fake, read, cursor)
    fake.store.change(NUMBERS["mixed"], billing={"contact": {"vat_id_number": "NL001234567B01"}})
    clock.advance(days=2)
    deep = read(source(fake), cursor=cursor)
    assert f"order:{NUMBERS['mixed']}" not in deep.keys
    clock.advance(days=28)
    assert f"order:{NUMBERS['mixed']}" in read(source(fake), cursor=deep.cursor).keys


def test_a_deleted_invoice_is_held(fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock) -> None:
    """Once a day deleted ones are looked for; what was gone before the first reading never comes."""
    fake.store.delete(NUMBERS["mixed"])
    clock.advance(days=10)
    cursor = read(source(fake)).cursor
    fake.store.delete(NUMBERS["shipped"])
    clock.advance(days=1)
    result = read(source(fake), cursor=cursor)
    gone = [document for document in result.documents if document.unreadable]
    assert [document.number for document in gone] == [str(NUMBERS["shipped"])]


def test_nothing_comes_twice_in_a_reading(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock
) -> None:
    """Lists overlap: an order that is in several of them comes once."""
    cursor = read(source(fake)).cursor
    clock.advance(days=1)
    result = read(source(fake), cursor=cursor)
    assert max(Counter(result.keys).values()) == 1
    assert len(result.cursors) > 4


def test_an_order_that_changes_during_the_reading_comes_again(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock
) -> None:
    """The later list shows it as it is by then."""
    cursor = read(source(fake)).cursor
    clock.advance(hours=1)
    order = next(generate_orders(fake.store, 1, start=clock()))
    fake.store.change(order["id"], payment=unpaid())
    result = read(
        source(fake), cursor=cursor, between=lambda count: fake.store.pay(order["id"]) if count == 0 else None
    )
    seen = [document.status for document in result.documents if document.number == str(order["id"])]
    assert seen == ["open", "paid"]


@pytest.mark.parametrize("local", [True, False])
def test_the_zone_of_filters_does_not_matter(source: MakeSource, read: ReadAll, clock: Clock, local: bool) -> None:
    """Readings overlap by days."""
    fake = PlugAndPayFake(clock=clock, filters_in_local_time=local)
    cursor = read(source(fake)).cursor
    fake.store.pay(NUMBERS["unpaid"])
    clock.advance(minutes=1)
    assert f"order:{NUMBERS['unpaid']}" in read(source(fake), cursor=cursor).keys


@pytest.mark.parametrize("mode", ["live", "test", None])
def test_the_mode_is_always_asked_for(source: MakeSource, read: ReadAll, clock: Clock, mode: Any) -> None:
    """Whatever the service shows without it."""
    fake = PlugAndPayFake(clock=clock, default_mode=mode)
    assert set(read(source(fake)).keys) == final(fake)


def test_test_orders_are_left_out_of_a_list_that_holds_them(
    fake: PlugAndPayFake, source: MakeSource, read: ReadAll
) -> None:
    """The record counts, not only the filter."""
    fake.store.change(NUMBERS["mixed"], mode="live")
    fake.after.append(lambda _, response: _with_mode(response, "test"))
    assert read(source(fake)).documents == []


def _with_mode(response: Any, mode: str) -> Any:
    body = json.loads(response.get_data())
    body["data"] = [{**row, "mode": mode} for row in body["data"]]
    response.set_data(json.dumps(body))
    return response


def test_long_away(fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock) -> None:
    """After half a year of standing still everything since then comes."""
    cursor = read(source(fake)).cursor
    clock.advance(days=1)
    sold = list(generate_orders(fake.store, 5, start=clock()))
    clock.advance(days=180)
    assert {f"order:{order['id']}" for order in sold} <= set(read(source(fake), cursor=cursor).keys)


def test_older_invoices_are_left_to_the_past(fake: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """What was invoiced before the start is not read; the day before is, since the zone of the filter is not known."""
    result = read(source(fake), start_at=datetime(2026, 2, 19, 23, tzinfo=UTC))
    assert min(result.keys) == f"order:{NUMBERS['odd_names']}"


@pytest.mark.parametrize("part", ["items", "taxes", "billing", "payment"])
def test_a_service_that_answers_by_halves(fake: PlugAndPayFake, source: MakeSource, read: ReadAll, part: str) -> None:
    """A part that is missing everywhere is the service's fault: the reading is tried again later, nothing is held."""
    fake.leave_out(part)
    with pytest.raises(Unavailable):
        read(source(fake))


@pytest.mark.parametrize(
    "body",
    [{"data": []}, {"data": {}, "meta": {"current_page": 1, "per_page": 100, "total": 1}}, {"meta": {}}, [],
     {"data": [], "meta": {"current_page": 1, "per_page": 0, "total": 1}}],
)  # fmt: skip
def test_a_list_without_its_counts(fake: PlugAndPayFake, source: MakeSource, read: ReadAll, body: object) -> None:
    """Without them nobody knows whether it was all."""
    fake.before.append(lambda _: json_answer(body))
    with pytest.raises(Unavailable):
        read(source(fake))


def test_a_service_that_always_gives_the_first_page(busy: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """It would be read for ever, and the rest be missed."""
    busy.before.append(_first_page_only)
    with pytest.raises(Unavailable):
        read(source(busy))


def _first_page_only(request: Any) -> None:
    request.args = type(request.args)({**request.args, "page": "1"})


def test_one_broken_order_does_not_stop_the_others(fake: PlugAndPayFake, source: MakeSource, read: ReadAll) -> None:
    """It comes as held, with its number."""
    fake.after.append(lambda _, response: _without_items(response, NUMBERS["german"]))
    result = read(source(fake))
    held = [document for document in result.documents if document.unreadable]
    assert [document.number for document in held] == [str(NUMBERS["german"])]
    assert len(result.documents) == 25


def _without_items(response: Any, number: int) -> Any:
    body = json.loads(response.get_data())
    for row in body["data"]:
        if row["id"] == number:
            del row["items"]
    response.set_data(json.dumps(body))
    return response


def test_a_limit_stops_the_reading_and_keeps_its_place(busy: PlugAndPayFake, source: MakeSource) -> None:
    """What was given is given; the rest comes when the service allows it."""
    busy.too_many(after=3)
    batches: list[Batch] = []
    with pytest.raises(RateLimited):
        batches.extend(source(busy).documents(Since(start_at=START)))
    busy.recover()
    batches.extend(source(busy).documents(Since(start_at=START, cursor=batches[-1].cursor)))
    keys = [document.key for batch in batches for document in batch.documents]
    assert Counter(keys) == Counter(final(busy))


@pytest.mark.parametrize("invoice_date", ["date", "midnight_utc", "midnight_local"])
def test_days_are_the_same_in_every_shape(source: MakeSource, read: ReadAll, clock: Clock, invoice_date: Any) -> None:
    """However the service writes the day of an invoice."""
    fake = PlugAndPayFake(clock=clock, shapes=Shapes(invoice_date=invoice_date))
    days = {document.number: document.invoice_date for document in read(source(fake)).documents}
    assert days[str(NUMBERS["mixed"])] == date(2026, 2, 1)


@pytest.mark.parametrize("text", ["", "x", "[]", '{"quick_at": 1}', '{"underway": {"began": null}}'])
def test_a_cursor_that_is_none(fake: PlugAndPayFake, source: MakeSource, text: str) -> None:
    """Told as our own mistake, not guessed at."""
    with pytest.raises(Bug):
        list(source(fake).documents(Since(start_at=START, cursor=text)))


def test_the_cursor_survives_every_stage(fake: PlugAndPayFake, source: MakeSource, read: ReadAll, clock: Clock) -> None:
    """Each cursor of a reading, taken up again, leads to the same end."""
    first = read(source(fake)).cursor
    clock.advance(days=1)
    stages = read(source(fake), cursor=first).cursors
    clock.advance(minutes=5)
    ends = {read(source(fake), cursor=cursor).cursor for cursor in stages[:-1]}
    assert ends == {stages[-1]}
    assert datetime.fromisoformat(json.loads(stages[-1])["deep_at"]) == clock() - timedelta(minutes=5)
