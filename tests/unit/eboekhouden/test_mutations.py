"""Ledger mutations: what is posted, what stands there afterwards, and what is found again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from koppel.api import Answers, Rejected, UnknownOutcome, VatTreatment
from support.drafts import GERMAN, GOODS, LOW, NOTHING, company, consumer, draft, line


def test_an_order_is_booked_gross_to_the_cent(kit):
    """41.98 and 10.00 net become a sale of 61.70 with 9.72 VAT, on the chosen accounts."""
    posted = kit.create(draft(line("41.98", "8.82"), line("10.00", "0.90", LOW)))

    booked = kit.booked()
    assert posted.target_id == str(booked["id"])
    assert (str(booked["amount"]), booked["ledgerId"]) == ("61.70", kit.ledger("1300"))
    assert {one["vatCode"]: str(one["amount"]) for one in booked["vat"]} == {
        "HOOG_VERK_21": "8.82",
        "LAAG_VERK_9": "0.90",
    }
    assert {row["ledgerId"] for row in booked["rows"]} == {kit.ledger("8000")}


def test_the_body_names_everything_that_the_service_would_choose_otherwise(kit):
    """Number, order number, IN, a guarded payment reference, and a description that a bookkeeper searches for."""
    kit.create(draft(invoice_number="2026-7"))

    body = kit.sent("mutation")[0]
    assert (body["type"], body["date"], body["inExVat"]) == (2, "2026-03-01", "IN")
    assert (body["invoiceNumber"], body["entryNumber"]) == ("10001", "10001")
    assert (body["paymentReference"], body["checkPaymentReference"]) == ("10001", True)
    assert body["description"] == "Bestelling 10001, factuur 2026-7, Customer 1"


def test_no_field_is_empty(kit):
    """What is not known stays out of every body."""
    kit.create(draft(debtor=consumer("1", email=None, address=None)))

    for body in (*kit.sent("mutation"), *kit.sent("relation"), *kit.sent("mutation")[0]["rows"]):
        assert all(value not in (None, "") for value in body.values())


def test_a_credit_note_is_a_sale_with_negative_amounts(kit):
    """Same account and code as the sale, its own number and day."""
    kit.create(draft(line("-10.00", "-2.10"), reference="10001-R1", issued_on=date(2026, 3, 9)))

    booked = kit.booked("10001-R1")
    assert (booked["type"], str(booked["amount"]), booked["date"]) == (2, "-12.10", date(2026, 3, 9))
    assert booked["description"].startswith("Credit bestelling")


def test_vat_of_another_country_stands_on_its_own_account(kit):
    """Nothing of German VAT enters the Dutch return: the sale has GEEN and the VAT is on account 1641."""
    kit.create(draft(line("100.00", "19.00", GERMAN), line("5.00", "0.95", GERMAN)))

    booked = kit.booked()
    rows = [(row["ledgerId"], row["vatCode"], row["amount"]) for row in booked["rows"]]
    revenue, german = kit.ledger("8000"), kit.ledger("1641")
    assert rows == [(revenue, "GEEN", 100), (revenue, "GEEN", 5), (german, "GEEN", Decimal("19.95"))]
    assert (booked["vat"], str(booked["amount"])) == ([], "124.95")


def test_a_sale_to_an_eu_business_goes_on_the_list_with_its_vat_number(kit):
    """BI_EU_VERK, on a relation that has the number."""
    kit.create(draft(line("250.00", "0.00", GOODS), debtor=company("Muster AG", "DE129273398")))

    booked = kit.booked()
    assert [row["vatCode"] for row in booked["rows"]] == ["BI_EU_VERK"]
    assert kit.fake.books.relations[booked["relationId"]]["vatNumber"] == "DE129273398"


def test_lines_of_nothing_are_left_out(kit):
    """A free gift makes no row."""
    kit.create(draft(line("0.00", "0.00"), line("10.00", "2.10")))

    assert len(kit.booked()["rows"]) == 1


def test_rounding_and_vouchers_have_no_vat_code(kit):
    """The row `no VAT` needs no answer: there is only one."""
    kit.create(draft(line("10.00", "2.10"), line("-5.00", "0.00", NOTHING, role="voucher.liability", kind=None)))

    assert [row["vatCode"] for row in kit.booked()["rows"]] == ["HOOG_VERK_21", "GEEN"]


def test_shipping_has_its_own_account_where_one_is_chosen(kit):
    """And else goes with the revenue."""
    lines = line("10.00", "2.10"), line("5.00", "1.05", role="shipping")
    kit.create(draft(*lines), shipping_ledger="8100")
    kit.create(draft(*lines, reference="2"))

    assert [row["ledgerId"] for row in kit.booked()["rows"]] == [kit.ledger("8000"), kit.ledger("8100")]
    assert {row["ledgerId"] for row in kit.booked("2")["rows"]} == {kit.ledger("8000")}


def test_a_products_own_account_goes_first_where_both_have_it(kit):
    """8020 exists here; the list of accounts is read once for all orders."""
    for reference in ("1", "2"):
        kit.create(draft(line("10.00", "2.10", product_ledger="8020"), reference=reference))

    assert kit.booked("2")["rows"][0]["ledgerId"] == kit.ledger("8020")
    assert len(kit.asked("ledger")) == 1


@pytest.mark.parametrize("code", ["4711", "1300"])
def test_a_products_account_that_cannot_be_used_gives_way(kit, code):
    """One that e-Boekhouden.nl lacks, or that takes no sales, gives way to the counter account."""
    kit.create(draft(line("10.00", "2.10", product_ledger=code)))

    assert kit.booked()["rows"][0]["ledgerId"] == kit.ledger("8000")


def test_long_texts_are_cut_at_a_word(kit):
    """50 characters for a mutation and its rows; the number of the order comes first and stays."""
    words = "A mug with a very long description that goes on and on until nobody reads it"
    kit.create(draft(line("10.00", "2.10", description=words), debtor=consumer("1", name="Johannes " * 12)))

    body = kit.sent("mutation")[0]
    for text in (body["description"], body["rows"][0]["description"]):
        assert len(text) <= 50
        assert text.endswith("…")
    assert body["description"].startswith("Bestelling 10001")


def test_a_number_that_the_service_would_refuse_gets_a_checksum(kit):
    """Numbers end with a digit and have 50 characters; two that begin alike stay apart."""
    long = "WEB-" + "1234567890" * 5
    numbers = {kit.booking(draft(reference=one)).reference for one in ("1001-A", "1001-B", f"{long}1", f"{long}2")}

    assert len(numbers) == 4
    assert all(len(number) <= 50 and number[-1].isdigit() for number in numbers)


def test_an_ordinary_number_stays_as_it_is(kit):
    """Refunds too: they end with the shop's own key."""
    assert [kit.booking(draft(reference=one)).reference for one in ("10001", "WEB-7", "10001-R5")] == [
        "10001",
        "WEB-7",
        "10001-R5",
    ]


def test_grouped_lines_become_one_row_per_account_and_code(kit):
    """With the order's number as description."""
    kit.create(draft(line("10.00", "2.10"), line("20.00", "4.20"), line("10.00", "0.90", LOW)), group_lines=True)

    rows = kit.booked()["rows"]
    assert [(row["vatCode"], str(row["amount"])) for row in rows] == [("HOOG_VERK_21", "36.3"), ("LAAG_VERK_9", "10.9")]
    assert {row["description"] for row in rows} == {"10001"}


def test_sixty_lines_are_booked(kit):
    """Each its own row."""
    kit.create(draft(*(line("1.00", "0.21", description=f"item {n}") for n in range(60))))

    assert (len(kit.booked()["rows"]), str(kit.booked()["amount"])) == (60, "72.60")


def test_a_known_customer_costs_one_call(kit):
    """The second order of a customer is one POST and nothing else."""
    kit.create(draft())
    kit.fake.calls.clear()
    kit.create(draft(reference="10002"))

    assert [(call.method, call.path) for call in kit.fake.calls] == [("POST", "/v1/mutation")]


@pytest.mark.parametrize("customers", [1, 60], ids=["known", "new"])
def test_a_backfill_keeps_to_its_calls(kit, customers):
    """At most 1.1 calls per order of a known customer and 2.1 of a new one, looking before and reading after included."""
    if customers == 1:
        kit.create(draft(reference="1"))
    kit.fake.calls.clear()
    references = [str(number) for number in range(20001, 20061)]
    for start in (0, 30):
        portion = references[start : start + 30]
        assert kit.find(*portion) == {}
        for reference in portion:
            number = "1" if customers == 1 else reference
            kit.create(draft(reference=reference, debtor=consumer(number)))
        assert len(kit.find(*portion)) == 30

    most = 1.1 if customers == 1 else 2.1
    once = len(kit.asked("relation/"))  # what stood there before is read once, whatever comes
    assert len(kit.fake.calls) - once <= most * len(references)


def test_a_lost_answer_is_an_unknown_outcome_and_the_booking_is_found_back(kit):
    """`find` gives what was booked, with its total."""
    kit.create(draft(reference="1"))
    kit.fake.switches.lose_every_nth_post = 1
    with pytest.raises(UnknownOutcome):
        kit.create(draft())

    found = kit.find("10001")["10001"]
    assert (found.total_incl, found.target_id) == (Decimal("121.00"), str(kit.booked()["id"]))


@pytest.mark.parametrize("scope", ["administration", "relation"])
def test_a_second_try_after_a_lost_answer_books_nothing_twice(make_kit, scope):
    """Even when nobody looked: the service refuses the number or the payment reference, and what stands there is ours."""
    kit = make_kit(number_scope=scope)
    first = kit.create(draft())
    again = kit.create(draft())

    assert again.target_id == first.target_id
    assert again.total_incl == Decimal("121.00")
    assert len(kit.fake.books.mutations) == 1


def test_a_number_that_is_taken_by_something_else_is_refused_in_plain_words(kit):
    """Another amount: not ours. The sentence names the number and what was found."""
    kit.create(draft())
    with pytest.raises(Rejected, match="10001") as refused:
        kit.create(draft(line("5.00", "1.05")))

    assert refused.value.data["reason"] == "number_in_use"
    assert "121" in refused.value.sentence.nl


def test_forty_references_are_one_question(kit):
    """Numbers that follow each other share a pattern."""
    kit.create(draft(reference="10007"))
    kit.fake.calls.clear()
    found = kit.find(*(str(number) for number in range(10001, 10041)))

    assert list(found) == ["10007"]
    assert [call.method for call in kit.fake.calls] == ["GET"]


def test_sales_and_refunds_of_one_portion_are_one_question(kit):
    """`10003-R7` begins like the others."""
    kit.create(draft(line("-10.00", "-2.10"), reference="10003-R7"))
    kit.fake.calls.clear()

    assert list(kit.find("10001", "10003-R7", "10040")) == ["10003-R7"]
    assert len(kit.fake.calls) == 1


def test_numbers_without_any_pattern_are_at_most_a_few_questions(kit):
    """Forty random numbers are not forty calls."""
    kit.create(draft(reference="QX91"))
    kit.fake.calls.clear()
    found = kit.find("QX91", *(f"{chr(65 + n)}{n * n}K{n}" for n in range(25)))

    assert list(found) == ["QX91"]
    assert len(kit.fake.calls) <= 3


@pytest.mark.parametrize("operators", ["refused", "ignored"])
def test_bookings_are_found_whatever_the_service_does_with_patterns(make_kit, operators):
    """Patterns on numbers are documented and nobody has seen them work."""
    kit = make_kit(operators=operators)
    for reference in ("10001", "10002"):
        kit.create(draft(reference=reference))

    assert set(kit.find("10001", "10002", "10003")) == {"10001", "10002"}


def test_a_reference_with_a_wildcard_is_looked_for_by_itself(kit):
    """How to escape one is not known."""
    kit.create(draft(reference="50%-1"))
    kit.create(draft(reference="50x-1"))

    assert set(kit.find("50%-1", "7", "8")) == {"50%-1"}


def test_find_follows_all_pages(kit, monkeypatch):
    """A page that is full is followed by another."""
    monkeypatch.setattr("koppel_eboekhouden.wire.PAGE", 10)
    for number in range(100, 125):
        kit.create(draft(reference=str(number)))

    assert len(kit.find(*(str(number) for number in range(100, 125)))) == 25


def test_payments_with_the_same_number_are_no_bookings_of_ours(kit):
    """Only sales are looked at."""
    kit.create(draft())
    payment = {**kit.booked(), "id": 9, "type": 3}
    kit.fake.books.mutations[9] = payment

    assert kit.find("10001")["10001"].target_id != "9"


def test_reading_gives_what_stands_there_now_and_none_for_what_is_gone(kit):
    """Totals are added up, since the service tells none; VAT of other countries is read from its accounts."""
    domestic, german = kit.create(draft()), kit.create(draft(line("100.00", "19.00", GERMAN), reference="2"))
    target = kit.target()
    home, abroad = (target.read(one.target_id, "ledger_mutation") for one in (domestic, german))

    assert (home.total_incl, home.total_vat, home.issued_on) == (Decimal("121.00"), Decimal("21.00"), date(2026, 3, 1))
    assert (abroad.total_incl, abroad.total_vat) == (Decimal("119.00"), Decimal("19.00"))
    del kit.fake.books.mutations[int(domestic.target_id)]
    assert target.read(domestic.target_id, "ledger_mutation") is None


@pytest.mark.parametrize("status", [200, 201])
def test_any_success_will_do(make_kit, status):
    """The status of a POST is not documented."""
    kit = make_kit(post_status=status)

    assert kit.create(draft()).target_id == str(kit.booked()["id"])


@pytest.mark.parametrize("form", ["ledger_mutation", "sales_invoice"])
def test_an_odd_dutch_rate_goes_with_its_own_amount_of_vat(kit, form):
    """Only AFW_VERK takes an amount: 6% of before 2019, for a refund of then."""
    old = VatTreatment(code="DOM-6", category="S", country="NL", rate=Decimal(6), row="NL-6")
    kit.create(draft(line("-10.00", "-0.60", old)), insertion_type=form, vat_mapping={"NL-6": "AFW_VERK"})

    assert [(one["vatCode"], str(one["amount"])) for one in kit.booked()["vat"]] == [("AFW_VERK", "-0.60")]


def test_accounts_whose_ids_were_not_kept_are_looked_up(kit):
    """An answer given while the service was out of reach holds a code only."""
    answers = Answers(values=kit.answers(shipping_ledger="8100").values)
    planned = kit.target(answers).plan(draft(line("5.00", "1.05", role="shipping")), answers, initial=False)
    kit.target(answers).create(planned)

    booked = kit.booked()
    assert (booked["ledgerId"], booked["rows"][0]["ledgerId"]) == (kit.ledger("1300"), kit.ledger("8100"))


def test_an_account_that_never_existed_is_said(kit):
    """With the step that names it."""
    answers = Answers(values={**kit.answers().values, "debtor_ledger": "1399"})
    planned = kit.target(answers).plan(draft(), answers, initial=False)
    with pytest.raises(Rejected, match="1399") as refused:
        kit.target(answers).create(planned)

    assert (refused.value.data["reason"], refused.value.data["step"]) == ("ledger_unknown", "debtor_ledger")
