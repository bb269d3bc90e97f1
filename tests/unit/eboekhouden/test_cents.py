"""VAT to the cent at a service that only computes it: per row or over the whole, whichever the administration has."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Response

from koppel.api import Rejected
from koppel_eboekhouden.cents import Row, is_open, settled
from support.drafts import draft, line


def vat_of(booked):
    """What the service made of it."""
    return sum((one["amount"] for one in booked["vat"]), Decimal(0))


# three times 9.98 including VAT: 1.73 each, 5.20 together
PER_LINE = [line("8.25", "1.73")] * 3
ON_THE_WHOLE = [line("8.25", "1.73"), line("8.25", "1.73"), line("8.24", "1.74")]


@pytest.mark.parametrize("mode", ["total", "line"])
@pytest.mark.parametrize("lines", [PER_LINE, ON_THE_WHOLE], ids=["shop per line", "shop on the whole"])
def test_total_and_vat_are_as_charged(make_kit, mode, lines):
    """Whatever the shop's way and whatever the administration's, once the latter is known."""
    kit = make_kit(vat_calculation=mode)
    kit.create(draft(reference="1"))
    kit.create(draft(*lines))

    booked = kit.booked()
    assert (booked["amount"], vat_of(booked)) == (Decimal("29.94"), sum(one.vat_amount for one in lines))


def test_the_lines_of_the_shop_stay_as_they_are(make_kit):
    """Two rows are added that cancel out but for the cent; revenue is exact as well."""
    kit = make_kit(vat_calculation="total")
    kit.create(draft(*PER_LINE))

    rows = kit.booked()["rows"]
    assert [row["amount"] for row in rows[:3]] == [Decimal("9.98")] * 3
    taxed, free = rows[3:]
    assert (taxed["vatCode"], free["vatCode"]) == ("HOOG_VERK_21", "GEEN")
    assert taxed["amount"] == -free["amount"] != 0
    assert {row["ledgerId"] for row in rows} == {kit.ledger("8000")}


def test_nothing_is_asked_or_added_where_it_makes_no_difference(kit):
    """One line has the same VAT either way."""
    kit.create(draft())
    kit.fake.calls.clear()
    kit.create(draft(reference="10002"))

    assert len(kit.booked("10002")["rows"]) == 1
    assert kit.asked("mutation") == []


def test_the_setting_is_learned_from_what_stands_there_and_remembered(make_kit):
    """One look at an older booking; after that no more."""
    kit = make_kit(vat_calculation="line")
    kit.create(draft(reference="1"))
    kit.create(draft(*PER_LINE, reference="2"))
    kit.fake.calls.clear()
    kit.create(draft(*PER_LINE, reference="3"))

    assert len(kit.booked("2")["rows"]) == len(kit.booked("3")["rows"]) == 3
    assert kit.asked("mutation") == []


def test_the_very_first_booking_shows_the_setting(make_kit):
    """An empty administration tells nothing: the first one is read back, and what it came to is told."""
    kit = make_kit(vat_calculation="line")
    first = kit.create(draft(*ON_THE_WHOLE, reference="1"))
    kit.create(draft(*ON_THE_WHOLE, reference="2"))

    assert first.total_incl == Decimal("29.94")
    assert first.total_vat == vat_of(kit.booked("1"))
    assert vat_of(kit.booked("2")) == Decimal("5.20")


def test_a_look_that_fails_after_the_booking_is_no_failed_booking(make_kit):
    """The document stands; its totals are read with those of the others."""
    kit = make_kit(vat_calculation="line")
    kit.fake.before.append(
        lambda request: Response(status=503) if request.method == "GET" and "/mutation/" in request.path else None
    )
    posted = kit.create(draft(*ON_THE_WHOLE))

    assert (posted.target_id, posted.total_incl) == (str(kit.booked()["id"]), None)


def test_vat_that_rounding_cannot_explain_is_refused(kit):
    """A euro too much is no rounding; nothing is booked."""
    with pytest.raises(Rejected, match="HOOG_VERK_21") as refused:
        kit.create(draft(line("100.00", "22.00")))

    assert refused.value.data["reason"] == "vat_differs"
    assert kit.fake.books.mutations == {}


GROSS = st.integers(-300_00, 300_00).filter(bool).map(lambda cents: Decimal(cents) / 100)


@given(grosses=st.lists(GROSS, min_size=1, max_size=8), off=st.integers(-3, 3), per_row=st.booleans(),
       rate=st.sampled_from([("HOOG_VERK_21", 21), ("LAAG_VERK_9", 9)]))  # fmt: skip
def test_any_few_cents_can_be_made_up_for(grosses, off, per_row, rate):
    """The total stays, and the VAT comes out as charged, in both ways of computing it."""
    code, per_cent = rate
    rows = [Row(code=code, ledger=1, gross=gross, vat=Decimal(0), description="x") for gross in grosses]
    total = sum(grosses, Decimal(0))
    charged = computed(grosses, per_cent, per_row=per_row) + Decimal(off) / 100
    rows[0] = Row(code=code, ledger=1, gross=grosses[0], vat=charged, description="x")

    made = settled(rows, per_row=per_row)

    assert sum((row.gross for row in made), Decimal(0)) == total
    assert computed([row.gross for row in made if row.code == code], per_cent, per_row=per_row) == charged
    assert len(made) == len(rows) + (2 if off else 0)


def computed(grosses, per_cent, *, per_row):
    """VAT in gross amounts, reckoned apart from the code under test: in whole cents, half up."""
    amounts = [int(gross * 100) for gross in grosses]
    parts = amounts if per_row else [sum(amounts)]
    return Decimal(sum(rounded(part * per_cent, 100 + per_cent) for part in parts)) / 100


def rounded(top, bottom):
    """The nearest whole number; away from zero at a tie."""
    whole, rest = divmod(abs(top), bottom)
    return (whole + (2 * rest >= bottom)) * (1 if top >= 0 else -1)


def test_which_documents_depend_on_the_setting():
    """One row never does; three that round down do."""
    row = Row(code="HOOG_VERK_21", ledger=1, gross=Decimal("9.98"), vat=Decimal("1.73"), description="x")
    free = Row(code="GEEN", ledger=1, gross=Decimal("9.98"), vat=Decimal(0), description="x")

    assert not is_open([row, free, free])
    assert is_open([row, row, row])
