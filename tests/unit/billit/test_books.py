"""Documents in Billit: made once, found back, read; lost answers, half answers and deleted documents."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from werkzeug.wrappers import Response

from koppel.api import Rejected, Sought, Unavailable, UnknownOutcome
from koppel_billit.fake import Switches
from support.drafts import consumer, draft, line, refund

ORDERS = "/v1/orders"


def sought(reference="10001", form="invoice"):
    return Sought(reference=reference, form=form)


def find(kit, *wanted):
    return kit.target().find(list(wanted) or [sought()])


def test_a_booking_becomes_one_document(kit):
    """With the shop's total, under the shop's number, for the customer by number."""
    _, made = kit.book(draft())
    row = kit.fake.document("10001")

    assert made.target_id == str(row["OrderID"])
    assert (made.number, made.reference, made.issued_on) == ("10001", "10001", date(2026, 3, 1))
    assert kit.totals("10001") == ("100.00", "21.00", "121.00")
    assert set(kit.sent()[0]["Customer"]) == {"PartyID"}


def test_every_call_names_the_company(kit):
    """And each write carries a key."""
    seen = kit.watch("PartyID", "Content-Type", "Idempotency-Key")
    booking, made = kit.book(draft())
    kit.target().send(booking, made)

    assert {company for _, company, _, _ in seen} == {str(kit.fake.company().id)}
    assert all(key for _, _, content, key in seen if content)
    assert any(content for _, _, content, _ in seen)


def test_a_document_is_found_by_its_reference(kit):
    """With totals; many in a call."""
    for number in range(30):
        kit.book(draft(reference=f"A{number}", debtor=consumer()))
    kit.fake.calls.clear()
    found = find(kit, *(sought(f"A{number}") for number in range(30)), sought("other"))

    assert len(found) == 30
    assert (found["A7"].total_incl, found["A7"].total_vat) == (Decimal("121.00"), Decimal("21.00"))
    assert len(kit.fake.calls) <= 2
    assert all(len(call.query) < 2048 for call in kit.fake.calls)


def test_a_document_of_another_program_is_found_by_its_number(kit):
    """What was booked before Koppel came is not booked again."""
    kit.book(draft())
    kit.fake.document("10001")["ExternalProviderID"] = None

    assert find(kit)["10001"].number == "10001"


def test_our_own_document_goes_before_one_with_its_number(kit):
    """Two have the number; the one that carries our key is ours, also when the other is newer."""
    _, mine = kit.book(draft())
    kit.book(draft(reference="other"))
    kit.fake.document("other")["OrderNumber"] = "10001"

    assert find(kit)["10001"].target_id == mine.target_id


def test_an_invoice_is_not_found_as_a_credit_note(kit):
    """The form decides."""
    kit.book(draft())

    assert find(kit, sought(form="credit_note")) == {}


def test_a_credit_note_reads_negative(kit):
    """Billit states it positive."""
    _, made = kit.book(refund())
    read = kit.target().read(made.target_id, "credit_note")

    assert (read.total_incl, read.total_vat) == (Decimal("-121.00"), Decimal("-21.00"))


def test_a_document_that_is_gone_reads_as_none(kit):
    """Without looking like a refused login."""
    assert kit.target().read("1", "invoice") is None
    assert kit.target().read("", "invoice") is None


def test_odd_references_are_found_back(kit):
    """Quotes and blanks are part of them."""
    kit.book(draft(reference="O'Brien 1/2 & co"))

    assert set(find(kit, sought("O'Brien 1/2 & co"))) == {"O'Brien 1/2 & co"}


def test_a_lost_answer_leaves_one_document(kit):
    """The outcome is unknown; looking finds it."""
    kit.lose(ORDERS)
    with pytest.raises(UnknownOutcome):
        kit.book(draft())

    assert find(kit)["10001"].target_id == str(kit.fake.document("10001")["OrderID"])


def test_creating_again_after_a_lost_answer_links_the_first(kit):
    """Should looking have missed it, the key does not let a second one through."""
    kit.lose(ORDERS)
    booking = kit.booking(draft())
    with pytest.raises(UnknownOutcome):
        kit.target().create(booking)
    made = kit.target().create(booking)

    assert made.target_id == str(kit.fake.document("10001")["OrderID"])


def test_a_document_that_was_deleted_can_be_booked_again(kit):
    """Its key is burnt for good, so the next one is used; that takes a second try."""
    booking, made = kit.book(draft())
    company = kit.fake.company()
    company.deleted[int(made.target_id)] = company.orders.pop(int(made.target_id))
    with pytest.raises(UnknownOutcome):
        kit.target().create(booking)

    assert kit.target().create(booking).target_id != made.target_id
    assert len(kit.fake.documents()) == 1


def test_a_document_that_was_renumbered_is_not_booked_again(kit):
    """Looking by number misses it; the key does not, and it is found by ours."""
    booking, made = kit.book(draft())
    kit.fake.document("10001")["OrderNumber"] = "V-1"
    assert find(kit) == {}

    assert kit.target().create(booking).target_id == made.target_id


def test_a_burnt_key_that_nothing_explains_stays_unclear(kit):
    """Neither there nor deleted: the list may be late, so no other key is tried."""
    booking, made = kit.book(draft())
    kit.fake.company().orders.pop(int(made.target_id))

    for _ in range(2):
        with pytest.raises(UnknownOutcome):
            kit.target().create(booking)
    assert kit.fake.documents() == []


@pytest.mark.parametrize("shape", ["number", "text", "object"])
def test_the_new_number_is_read_in_every_shape(make_kit, shape):
    """Bare, as text, inside an object."""
    kit = make_kit(Switches(created_answer=shape))

    assert kit.book(draft())[1].target_id == str(kit.fake.document("10001")["OrderID"])


@pytest.mark.parametrize("earlier", [0, 1], ids=["first", "second"])
def test_half_a_number_is_not_believed(kit, earlier):
    """2610 is a number too; being below all others it is looked up."""
    if earlier:
        kit.book(draft(reference="earlier"))

    def half(request, response):
        if (request.method, request.path) == ("POST", ORDERS):
            return Response(response.get_data()[:4], mimetype="application/json")
        return response

    kit.fake.after.append(half)

    assert kit.book(draft())[1].target_id == str(kit.fake.document("10001")["OrderID"])


@pytest.mark.parametrize("body", ["<html>Log in</html>", "", "null", "{}", '"abc"', "true"])
def test_an_answer_that_is_no_number_is_unclear(kit, body):
    """It may have been booked, so it is looked for."""
    kit.instead(ORDERS, Response(body))

    with pytest.raises(UnknownOutcome):
        kit.book(draft())


@pytest.mark.parametrize("body", ["<html>Log in</html>", '{"Items": [', "[]", '{"Items": 3}'])
def test_a_list_that_is_none_is_no_answer(kit, body):
    """Nothing is concluded from a page, half an answer or another shape."""
    kit.instead(ORDERS, Response(body), method="GET", times=3)

    with pytest.raises(Unavailable):
        find(kit)


@pytest.mark.parametrize("moods", [{"unknown_members": "refused"}, {"inline_customer": "stored"}])
def test_what_is_sent_has_documented_names_only(make_kit, moods):
    """A typing error would be ignored by Billit, and lose data."""
    kit = make_kit(Switches(**moods))
    order = draft(line("100.00", "21.00", item_code="MUG-1", description="x" * 700), paid_at=None)
    kit.book(replace(order, debtor=consumer(phone="+31 20 123", language="nl")))

    assert kit.fake.document("10001")["TotalIncl"] == Decimal("121.00")


def test_a_number_that_must_be_unique_is_refused_in_words(make_kit):
    """Whether Billit insists is not known; where it does, its own text is told."""
    kit = make_kit(Switches(duplicate_numbers="refused"))
    kit.book(draft())
    booking = kit.booking(draft(reference="10002"))
    same_number = replace(booking, extras={**booking.extras, "number": "10001"})

    with pytest.raises(Rejected, match="10001 already exists"):
        kit.target().create(same_number)


class TestCreditNotes:
    """Naming the invoice that is taken back."""

    def test_the_invoice_is_named_when_we_booked_it(self, kit):
        """Remembered, so it costs no call."""
        kit.book(draft())
        kit.fake.calls.clear()
        kit.book(refund())

        assert kit.fake.document("10001-R881")["AboutInvoiceNumber"] == "10001"
        assert kit.fake.document("10001")["OrderStatus"] == "Credited"
        assert len(kit.calls(ORDERS)) == 1

    def test_the_invoice_is_looked_up_when_the_memory_is_empty(self, kit):
        """A memory is a cache."""
        kit.book(draft())
        kit.memory.tables.clear()
        kit.book(refund())

        assert kit.fake.document("10001-R881")["AboutInvoiceNumber"] == "10001"

    def test_an_invoice_from_before_is_not_named(self, kit):
        """Naming one that Billit does not have is refused; the money was paid back."""
        kit.book(refund())
        row = kit.fake.document("10001-R881")

        assert "AboutInvoiceNumber" not in row
        assert row["Paid"] is True

    def test_an_invoice_that_was_deleted_meanwhile_is_not_named(self, kit):
        """The refusal is looked into, and the credit note is sent without."""
        _, made = kit.book(draft())
        kit.fake.company().orders.pop(int(made.target_id))
        kit.book(refund())

        assert "AboutInvoiceNumber" not in kit.fake.document("10001-R881")

    def test_another_refusal_stays_a_refusal(self, kit):
        """The invoice is still there, so it was something else."""
        kit.book(draft())
        body = json.dumps({"errors": [{"Code": "GenericError", "Description": "Closed"}]})
        kit.instead(ORDERS, Response(body, 400, mimetype="application/json"))

        with pytest.raises(Rejected, match="Closed"):
            kit.book(refund())
        assert len(kit.fake.documents()) == 1
