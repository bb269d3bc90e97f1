"""Sections 4.3 and 6: bookings, their rules and what they come to."""

from __future__ import annotations

from datetime import date

import pytest

from koppel.testing import LostAnswer


def booked(books, number="WS-1"):
    return books.fake.booked(number)


def test_the_example_of_the_api_file_books_to_the_cent(books):
    """Goods at two rates, shipping and a discount, amounts including VAT."""
    rows = [
        books.row(60.50),
        books.row(21.80, "LAAG_VERK_9", "8010"),
        books.row(6.05, ledger="8100"),
        books.row(-5.00),
    ]
    made = books.made("mutation", books.sale(*rows, entryNumber="100045", termOfPayment=14))
    detail = books.get(f"mutation/{made['id']}").json
    assert str(booked(books)["amount"]) == "83.35"
    assert detail["vat"] == [{"vatCode": "HOOG_VERK_21", "amount": 10.68}, {"vatCode": "LAAG_VERK_9", "amount": 1.8}]
    assert "totalAmount" not in detail


@pytest.mark.parametrize("kind", [2, "2"])
def test_the_type_may_be_text(books, kind):
    """It comes back as a number."""
    made = books.made("mutation", books.sale(type=kind))
    assert books.get(f"mutation/{made['id']}").json["type"] == 2


def test_a_list_has_a_total_but_no_relation(books):
    """The other way round from the detail."""
    books.made("mutation", books.sale())
    row = books.items("mutation", type=2)[0]
    assert row["amount"] == 121
    assert "relationId" not in row


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": None}, "MUTA_002"),
        ({"type": 9}, "MUTA_009"),
        ({"date": None}, "MUT_003"),
        ({"date": "02-03-2026"}, "MUT_004"),
        ({"ledgerId": None}, "MUTA_001"),
        ({"ledgerId": 1}, "MUT_007"),
        ({"invoiceNumber": None}, "MUT_002"),
        ({"invoiceNumber": "x" * 51}, "MUT_018"),
        ({"relationId": None}, "MUT_012"),
        ({"relationId": 1}, "MUT_013"),
        ({"inExVat": None}, "MUTA_005"),
        ({"inExVat": "XX"}, "MUT_017"),
        ({"rows": []}, "MUT_100"),
        ({"date": "2024-12-31"}, "MUT_022"),
        ({"email": "a@b.nl"}, "ERR_002"),
    ],
)
def test_each_field_of_a_sale_has_its_rule(books, change, code):
    """And its own code."""
    assert books.refused("mutation", books.sale(**change)) == code
    assert booked(books) is None


def test_the_top_account_of_a_sale_is_a_debtor(books):
    """A bank account there is MUT_011."""
    assert books.refused("mutation", books.sale(ledgerId=books.ledger("1010"))) == "MUT_011"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"ledger": "1300"}, "MUT_106"),
        ({"ledger": "1010"}, "MUT_106"),
        ({"code": "HOOG_INK_21"}, "MUT_111"),
        ({"code": "BE_21_VERK"}, "MUT_109"),
        ({"code": "LAAG_VERK"}, "MUT_109"),
        ({"code": "ONZIN"}, "MUT_109"),
        ({"vatAmount": 1}, "MUTA_003"),
        ({"costCenterId": 1}, "MUT_117"),
        ({"invoiceNumber": "1"}, "MUT_116"),
        ({"relationId": 1}, "MUT_114"),
        ({"description": "x" * 51}, "ERR_002"),
    ],
)
def test_each_field_of_a_row_has_its_rule(books, row, code):
    """Accounts of money and of people take no revenue, and codes must be for sales."""
    assert books.refused("mutation", books.sale(books.row(**row))) == code


def test_a_balance_account_may_stand_on_a_row(books):
    """How VAT of other countries is booked."""
    rows = [books.row(100, "GEEN"), books.row(19, "GEEN", "1641")]
    books.made("mutation", books.sale(*rows, inExVat="EX"))
    assert str(booked(books)["amount"]) == "119.00"
    assert booked(books)["vat"] == []


def test_several_findings_come_together(books):
    """The code is the first of them."""
    answer = books.post("mutation", books.sale(relationId=1, ledgerId=1)).json
    assert (answer["type"], answer["code"], answer["errors"]) == ("validation", "MUT_007", ["MUT_007", "MUT_013"])


@pytest.mark.parametrize(
    ("shape", "errors"),
    [
        ("objects", [{"field": "ledgerId", "message": "MUT_007"}, {"field": "relationId", "message": "MUT_013"}]),
        ("map", {"ledgerId": ["MUT_007"], "relationId": ["MUT_013"]}),
    ],
)
def test_errors_may_come_in_other_shapes(make, shape, errors):
    """No capture of the real one was found."""
    books = make(errors_shape=shape)
    assert books.post("mutation", books.sale(relationId=1, ledgerId=1)).json["errors"] == errors


def test_a_wrong_type_is_the_frameworks_own_error(books):
    """An object of paths, and no code."""
    answer = books.post("mutation", books.sale(relationId="x")).json
    assert set(answer["errors"]) == {"$.relationId"}
    assert "code" not in answer


def test_a_body_that_is_no_json(books, refusal):
    """Empty is DATA_01, broken is the framework's error."""
    empty = books.client.post("/v1/mutation", headers={"Authorization": books.session})
    broken = books.client.post("/v1/mutation", data="{", headers={"Authorization": books.session},
                               content_type="application/json")  # fmt: skip
    assert refusal(empty) == "DATA_01"
    assert broken.status_code == 400


@pytest.mark.parametrize(("mode", "vat", "on_rows"), [("total", 5.2, False), ("line", 5.19, True)])
def test_vat_is_computed_over_the_whole_or_per_line(make, mode, vat, on_rows):
    """A setting that shows on the rows only: three times 9.98 holds 5.20 as a whole and 3 x 1.73 in lines."""
    books = make(vat_calculation=mode)
    made = books.made("mutation", books.sale(*(books.row(9.98) for _ in range(3))))
    detail = books.get(f"mutation/{made['id']}").json
    assert (detail["vat"][0]["amount"], "vatAmount" in detail["rows"][0]) == (vat, on_rows)


def test_including_keeps_the_gross_and_excluding_the_net(books):
    """With IN the total is what was paid, whatever the VAT."""
    books.made("mutation", books.sale(books.row(14.95), invoiceNumber="IN"))
    books.made("mutation", books.sale(books.row(12.36), invoiceNumber="EX", inExVat="EX"))
    assert (str(booked(books, "IN")["amount"]), str(booked(books, "EX")["amount"])) == ("14.95", "14.96")


@pytest.mark.parametrize("rounding", ["half_up", "half_even"])
def test_half_cents(make, rounding):
    """How they are rounded is not known: 0.50 at 9% is 4.5 cents."""
    books = make(rounding=rounding)
    books.made("mutation", books.sale(books.row(0.50, "LAAG_VERK_9"), inExVat="EX"))
    assert str(booked(books)["amount"]) == ("0.55" if rounding == "half_up" else "0.54")


def test_only_odd_dutch_rates_take_an_amount_of_vat(books):
    """AFW_VERK books what it is told."""
    books.made("mutation", books.sale(books.row(113, "AFW_VERK", vatAmount=13)))
    assert [str(one["amount"]) for one in booked(books)["vat"]] == ["13.00"]


def test_shifted_vat_adds_nothing(books):
    """IN and EX give the same total."""
    for number, in_ex in (("A", "IN"), ("B", "EX")):
        books.made("mutation", books.sale(books.row(100, "BI_EU_VERK"), invoiceNumber=number, inExVat=in_ex))
    assert booked(books, "A")["amount"] == booked(books, "B")["amount"] == 100


def test_a_credit_note_is_a_sale_with_negative_rows(books):
    """There is no other kind."""
    books.made("mutation", books.sale(books.row(-12.10), invoiceNumber="CR-1"))
    assert str(booked(books, "CR-1")["amount"]) == "-12.10"


@pytest.mark.parametrize(
    ("scope", "relation", "code"),
    [
        ("administration", "00001", "MUT_019"),
        ("administration", "00002", "MUT_019"),
        ("relation", "00001", "MUT_020"),
        ("relation", "00002", None),
    ],
)
def test_numbers_are_unique(make, scope, relation, code):
    """In the administration, or per relation: not known which."""
    books = make(number_scope=scope)
    books.made("mutation", books.sale())
    answer = books.post("mutation", books.sale(relationId=books.relation(relation)))
    assert answer.json.get("code") == code


def test_a_payment_reference_can_be_guarded(books):
    """Only when asked for."""
    books.made("mutation", books.sale(paymentReference="tr_1"))
    again = {"paymentReference": "tr_1", "invoiceNumber": "WS-2"}
    assert books.refused("mutation", books.sale(**again, checkPaymentReference=True)) == "MUTA_008"
    assert books.post("mutation", books.sale(**again)).status_code == 200


@pytest.mark.parametrize(("needs", "status"), [(False, 200), (True, 400)])
def test_whether_a_number_must_end_with_a_digit(make, needs, status):
    """For invoices it must; for mutations nobody says."""
    assert make(mutation_number_needs_digit=needs).post("mutation", {}).status_code == 400
    books = make(mutation_number_needs_digit=needs)
    assert books.post("mutation", books.sale(invoiceNumber="WS-A")).status_code == status


@pytest.mark.parametrize(("long", "length"), [("cut", 50), ("kept", 60)])
def test_long_descriptions_may_be_cut_or_kept(make, long, length):
    """Documented as 50; longer ones were seen."""
    books = make(long_description=long)
    books.made("mutation", books.sale(description="x" * 60))
    assert len(booked(books)["description"]) == length


def test_long_descriptions_may_be_refused(books):
    """The strictest reading."""
    assert books.refused("mutation", books.sale(description="x" * 51)) == "ERR_002"


@pytest.mark.parametrize(("by_accountant", "code"), [(False, "MUT_005"), (True, "SECURITY_007")])
def test_closed_periods_take_nothing(make, by_accountant, code):
    """Up to and including the last closed day."""
    books = make(closed_until=date(2026, 2, 28), closed_by_accountant=by_accountant)
    assert books.refused("mutation", books.sale(date="2026-02-28")) == code
    assert books.post("mutation", books.sale(date="2026-03-01")).status_code == 200


def test_a_used_up_trial_is_said_with_a_400(make):
    """It looks like any refusal; only the code tells."""
    books = make(trial_over=True)
    assert books.refused("mutation", books.sale()) == "MODULE_001"
    assert books.refused("invoice", books.bill()) == "FACT_102"


def pay(books, amount, **more):
    row = {"vatCode": "GEEN", "amount": amount, "invoiceNumber": "WS-1", "relationId": books.relation(), **more}
    return {
        "type": 3,
        "date": "2026-03-03",
        "ledgerId": books.ledger("1020"),
        "rows": [{name: value for name, value in row.items() if value is not None}],
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"vatCode": "HOOG_VERK_21"}, "MUT_109"),
        ({"invoiceNumber": None}, "MUT_120"),
        ({"relationId": None}, "MUT_112"),
        ({"relationId": 1}, "MUT_113"),
        ({"invoiceNumber": "nothing"}, "MUT_115"),
    ],
)
def test_a_payment_names_its_invoice_on_the_row(books, change, code):
    """With the relation, and without VAT."""
    books.made("mutation", books.sale())
    assert books.refused("mutation", pay(books, 121, **change)) == code


def test_open_items_follow_sales_and_payments(books, refusal):
    """Which side must be said; what is paid falls out of the list."""
    books.made("mutation", books.sale())
    books.made("mutation", pay(books, 100))
    item = books.items("mutation/invoice/outstanding", credDeb="D")[0]
    assert (item["totalAmount"], item["paidAmount"], item["outstandingAmount"]) == (121, 100, 21)
    books.made("mutation", pay(books, 21))
    assert books.items("mutation/invoice/outstanding", credDeb="D") == []
    assert refusal(books.get("mutation/invoice/outstanding")) == "MUTA_006"
    assert refusal(books.get("mutation/invoice/outstanding", credDeb="X")) == "MUTA_007"


@pytest.mark.parametrize(("negative", "status"), [("taken", 200), ("refused", 400)])
def test_money_paid_back(make, negative, status):
    """A negative payment received is not proven to work."""
    books = make(negative_payments=negative)
    books.made("mutation", books.sale(books.row(-121)))
    assert books.post("mutation", pay(books, -121)).status_code == status


def test_a_lost_answer_leaves_the_booking(make):
    """It was made, and nobody heard."""
    books = make(lose_every_nth_post=1)
    with pytest.raises(LostAnswer):
        books.post("mutation", books.sale())
    assert booked(books)["amount"] == 121


def test_nothing_can_be_changed_or_removed(books):
    """Bookings stand for ever."""
    made = books.made("mutation", books.sale())
    assert books.call("PATCH", f"mutation/{made['id']}", {}).status_code == 405
    assert books.call("DELETE", f"mutation/{made['id']}").status_code == 405


@pytest.mark.parametrize("status", [200, 201])
def test_a_post_answers_200_or_201(make, status):
    """Any 2xx must do."""
    books = make(post_status=status)
    assert books.post("mutation", books.sale()).status_code == status
