"""VAT numbers looked up in VIES before planning: what it says decides, what it does not say blocks nothing proven."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from werkzeug.wrappers import Response

from koppel.api import Address, Amounts, CheckResult, Document, DocumentKind, Party, VatNumberCheck
from koppel.home import Home
from koppel.http.inprocess import InProcess
from koppel.store import VatNumberCheck as CheckRow
from koppel.sync import integrations, vat_checks
from koppel.sync.bookkeeping_answers import set_bookkeeping
from koppel.sync.history import history
from koppel.sync.issues import open_issues
from koppel.sync.preview import preview
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.sync.vies import HOST
from koppel.testing.clock import Clock
from support.memory import World, build, order
from support.vies import ViesFake

BERLIN = Address(country="DE", postcode="10115", city="Berlin")
GOOD, WRONG = "DE136695976", "DE129273398"
ROWS = ("NL-21", "reverse-charge-eu", "reverse-charge-eu-services")


@pytest.fixture
def vies() -> ViesFake:
    """VIES, which knows one number."""
    return ViesFake(valid={GOOD})


@pytest.fixture
def world(home: Home, clock: Clock, vies: ViesFake) -> World:
    """Coupled, with the look-up switched on."""
    clock.at = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
    home.transport = InProcess({HOST: vies})
    made = build(home)
    integrations.set_answers(home, "webshop", {"vat_mapping": dict.fromkeys(ROWS, "H")})
    set_bookkeeping(home, "webshop", {"vat_number_check": "vies"})
    return made


def run(world: World, *documents: Document) -> dict[str, tuple[str, str | None]]:
    """One run to its end; gives state and reason by number."""
    world.shop.put(*documents)
    run_id = new_run(world.home, "webshop", trigger="test")
    finish = Runner(world.home, run_id).run()
    while finish.state == "again":
        finish = Runner(world.home, run_id).run()
    assert finish.state == "done"
    return {row.number: (row.state, row.reason) for row in history(world.home, "webshop") if row.kind == "380"}


def sold(number: str, vat_number: str = GOOD, check: CheckResult | None = None) -> Document:
    """Goods without VAT to a business in Germany."""
    document = order(number)
    gross = document.total_incl
    line = replace(document.lines[0], amounts=Amounts(net=gross, tax=Decimal(0), gross=gross), taxes=())
    own = VatNumberCheck(result=check, checked_on=date(2026, 6, 10)) if check else None
    return replace(
        document,
        lines=(line,),
        total_tax=Decimal(0),
        buyer=Party(company="Muster GmbH", vat_number=vat_number, vat_number_check=own),
        billing=BERLIN,
        delivery=BERLIN,
    )


def refund(sale: Document) -> Document:
    """All of it taken back, a day later."""
    return replace(
        sale,
        key=f"refund:{sale.number}:1",
        kind=DocumentKind.CREDIT_NOTE,
        created_at=datetime(2026, 6, 16, tzinfo=UTC),
        paid_at=None,
        total_incl=-sale.total_incl,
        total_tax=None,
        lines=(),
        original=sale,
    )


@pytest.mark.parametrize("shape", ["valid", "isValid"])
def test_a_valid_number_is_booked_without_vat(world: World, vies: ViesFake, shape: str) -> None:
    """In whichever of its two shapes VIES answers."""
    vies.shape = shape

    assert run(world, sold("1001")) == {"1001": ("booked", None)}
    assert world.books.entries["1001"].lines[0].treatment == "IC-GOODS"
    assert vies.asked == [GOOD]


@pytest.mark.parametrize("shape", ["valid", "isValid"])
def test_a_number_that_is_not_valid_holds_the_order(world: World, vies: ViesFake, shape: str) -> None:
    """Though its form is right; the sentence names the number in both languages, and the others go on."""
    vies.shape = shape

    states = run(world, sold("1001", WRONG), order("1002"))
    assert states == {"1001": ("held", "zero_rate_without_valid_vat_number"), "1002": ("booked", None)}
    issue = open_issues(world.home)[0]
    assert WRONG in issue.sentence.en
    assert WRONG in issue.sentence.nl


def test_a_number_that_became_valid_comes_loose_by_itself(world: World, vies: ViesFake, clock: Clock) -> None:
    """What was not valid is asked again a day later."""
    run(world, sold("1001", WRONG))
    vies.valid.add(WRONG)
    assert run(world)["1001"][0] == "held"
    clock.advance(days=1)

    assert run(world)["1001"] == ("booked", None)


def test_an_answer_is_kept_for_a_month(world: World, vies: ViesFake, clock: Clock) -> None:
    """The same number is asked once, however many orders and runs; after a month again."""
    run(world, sold("1001"), sold("1002"))
    clock.advance(days=29)
    run(world, sold("1003"))
    assert vies.asked == [GOOD]
    clock.advance(days=2)
    run(world, sold("1004"))

    assert vies.asked == [GOOD, GOOD]


def test_what_vies_says_is_kept_as_proof(world: World) -> None:
    """The number, the moment and the identifier of the question."""
    run(world, sold("1001"))
    with world.home.reading() as session:
        row = session.get_one(CheckRow, GOOD)

    assert (row.is_valid, row.valid_at) == (True, world.home.now())
    assert (row.data["requestIdentifier"], row.data["name"]) == ("WAPIAAAAXyZ", "MUSTER GMBH")
    assert "address" not in row.data


@pytest.mark.parametrize("fault", ["MS_UNAVAILABLE", "GLOBAL_MAX_CONCURRENT_REQ", "SERVICE_UNAVAILABLE", "NEW_FAULT"])
@pytest.mark.parametrize("status", [200, 400, 500])
def test_without_an_answer_the_order_waits(world: World, vies: ViesFake, clock: Clock, fault: str, status: int) -> None:
    """It is held with its own reason and comes loose when the service answers, without anybody doing anything."""
    vies.fault, vies.status = fault, status
    assert run(world, sold("1001"))["1001"] == ("held", "vat_number_check_unavailable")
    vies.fault = ""
    clock.advance(minutes=11)

    assert run(world)["1001"] == ("booked", None)


def test_a_number_that_vies_cannot_read_is_not_valid(world: World, vies: ViesFake) -> None:
    """INVALID_INPUT is an answer about the number."""
    vies.fault = "INVALID_INPUT"

    assert run(world, sold("1001"))["1001"] == ("held", "zero_rate_without_valid_vat_number")


@pytest.mark.parametrize("page", ["<html>Maintenance</html>", "[]", '{"valid": "yes"}', "{}"])
def test_an_answer_that_is_none_says_nothing_of_the_number(world: World, vies: ViesFake, page: str) -> None:
    """A page, or a shape that nobody knows, makes a number neither valid nor invalid."""
    vies.before.append(lambda _: Response(page))

    assert run(world, sold("1001"))["1001"] == ("held", "vat_number_check_unavailable")


def test_a_service_that_is_down_blocks_nothing_that_the_shop_proved(world: World, vies: ViesFake) -> None:
    """A number that the shop's own check found valid is not asked at all."""
    vies.fault = "SERVICE_UNAVAILABLE"

    assert run(world, sold("1001", check=CheckResult.VALID))["1001"] == ("booked", None)
    assert vies.calls == []


def test_a_service_that_is_down_blocks_nothing_that_was_valid_before(
    world: World, vies: ViesFake, clock: Clock
) -> None:
    """Where the owner chose so, an earlier valid answer counts, however long ago."""
    run(world, sold("1001"))
    clock.advance(days=90)
    vies.fault = "SERVICE_UNAVAILABLE"
    assert run(world, sold("1002"))["1002"] == ("held", "vat_number_check_unavailable")
    set_bookkeeping(world.home, "webshop", {"accept_earlier_vat_check": True})

    assert run(world)["1002"] == ("booked", None)


def test_a_number_that_was_last_found_invalid_is_no_earlier_proof(world: World, vies: ViesFake, clock: Clock) -> None:
    """Valid once, deregistered since: while the service is down it does not count."""
    set_bookkeeping(world.home, "webshop", {"accept_earlier_vat_check": True})
    run(world, sold("1001"))
    vies.valid.clear()
    clock.advance(days=31)
    run(world, sold("1002"))
    vies.fault = "SERVICE_UNAVAILABLE"
    clock.advance(days=2)

    assert run(world)["1002"] == ("held", "vat_number_check_unavailable")


def test_a_refund_of_a_sale_to_a_business_that_stopped_is_booked(world: World, vies: ViesFake, clock: Clock) -> None:
    """It follows its sale, which was right on its day."""
    sale = sold("1001")
    run(world, sale)
    vies.valid.clear()
    clock.advance(days=31)
    run(world, refund(sale))

    assert world.books.entries["1001-R1"].lines[0].treatment == "IC-GOODS"


def test_a_silent_service_costs_one_call_per_run(world: World, vies: ViesFake) -> None:
    """After one question without an answer the others are not asked: nobody waits five seconds for each order."""
    vies.fault = "TIMEOUT"
    run(world, *(sold(str(number), f"DE{number}") for number in range(100000001, 100000009)))

    assert len(vies.calls) == 1


def test_one_member_state_that_is_away_keeps_no_other_waiting(world: World, vies: ViesFake) -> None:
    """The service asks each state itself; one that is silent says nothing of the others."""
    vies.states_away, vies.valid = {"DE"}, {"BE0999999922"}
    belgian = replace(
        sold("1002", "BE0999999922"),
        billing=Address(country="BE", postcode="1000"),
        delivery=Address(country="BE", postcode="1000"),
    )

    states = run(world, sold("1001"), belgian, sold("1003", WRONG))
    assert [states[number][0] for number in ("1001", "1002", "1003")] == ["held", "booked", "held"]
    assert vies.asked == [GOOD, "BE0999999922"]


def test_many_numbers_are_asked_a_few_at_a_time(world: World, vies: ViesFake) -> None:
    """A slice asks its share; the run goes on in slices until all are known, each number once."""
    numbers = [f"DE{number}" for number in range(100000001, 100000026)]
    vies.valid = set(numbers)
    world.shop.batch = 100
    world.shop.put(*(sold(f"10{place}", number) for place, number in enumerate(numbers)))
    run_id = new_run(world.home, "webshop", trigger="test")
    finish = Runner(world.home, run_id).run()
    assert (finish.state, len(vies.calls)) == ("again", vat_checks.MOST_CALLS)

    while finish.state == "again":
        finish = Runner(world.home, run_id).run()
    assert sorted(vies.asked) == numbers
    assert len(world.books.entries) == 25


@pytest.mark.parametrize(
    "document",
    [
        order("1001"),
        order("1001", buyer=Party(company="Muster GmbH", vat_number=GOOD), billing=BERLIN, delivery=BERLIN),
        sold("1001", "NL000099998B57"),
        replace(sold("1001"), status="pending"),
    ],
    ids=["a consumer", "charged VAT", "a number of the seller's country", "not for booking"],
)
def test_a_number_that_decides_nothing_is_not_asked(world: World, vies: ViesFake, document: Document) -> None:
    """Calls are for orders that stand or fall by the number."""
    run(world, document)

    assert vies.calls == []


def test_switched_off_nobody_is_asked(world: World, vies: ViesFake) -> None:
    """As it is from the start: form and check digits decide."""
    set_bookkeeping(world.home, "webshop", {"vat_number_check": "off"})

    assert run(world, sold("1001", WRONG))["1001"] == ("booked", None)
    assert vies.calls == []


def test_a_preview_asks_nobody_and_uses_what_is_known(world: World, vies: ViesFake) -> None:
    """It writes nothing, not even what VIES would say."""
    run(world, sold("1001", WRONG))
    vies.calls.clear()
    world.shop.put(sold("1002", WRONG), sold("1003"))

    shown = {item.number: item.state for item in preview(world.home, "webshop")}
    assert (shown["1002"], shown["1003"], vies.calls) == ("held", "planned", [])


def test_a_check_is_no_change_of_the_document(world: World, vies: ViesFake, clock: Clock) -> None:
    """A booked order of a business that stopped since stays as it is, without an issue."""
    run(world, sold("1001"))
    vies.valid.clear()
    clock.advance(days=40)
    run(world, sold("1001"))

    assert open_issues(world.home) == []
