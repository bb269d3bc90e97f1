"""Sales entries: what is posted, what is read back, and what is found again."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from werkzeug.wrappers import Response

from koppel.api import Answers, ExchangeRate, Period, Rejected, Sought, UnknownOutcome
from koppel_exact.fake import Switches
from support.drafts import GERMAN, LOW, by_code, consumer, draft, line


def test_an_order_is_booked_to_the_cent_with_the_shops_own_vat(kit):
    """41.98 and 10.00 net become an entry of 61.70 with 9.72 VAT, read back from Exact."""
    posted = kit.target().create(kit.booking(draft(line("41.98", "8.82"), line("10.00", "0.90", LOW))))

    entry = kit.fake.entry_by_ref("10001")
    assert (posted.total_incl, posted.total_vat) == (Decimal("61.70"), Decimal("9.72"))
    assert (posted.target_id, posted.number) == (entry["EntryID"], str(entry["EntryNumber"]))
    assert (posted.reference, posted.issued_on, posted.currency) == ("10001", date(2026, 3, 1), "EUR")


def test_vat_that_the_shop_rounded_its_own_way_is_kept(kit):
    """Three lines of 8.26 carry 5.20 VAT together where Exact would make it 5.19."""
    lines = [line("8.26", "1.73"), line("8.26", "1.73"), line("8.25", "1.74")]
    posted = kit.target().create(kit.booking(draft(*lines)))

    assert (posted.total_incl, posted.total_vat) == (Decimal("29.97"), Decimal("5.20"))


def test_dates_are_plain_local_days(kit):
    """EntryDate goes out as YYYY-MM-DD and stands in Exact on that same day."""
    kit.target().create(kit.booking(draft(issued_on=date(2026, 1, 1))))

    assert kit.sent("SalesEntries")[0]["EntryDate"] == "2026-01-01"
    assert kit.fake.entry_by_ref("10001")["EntryDate"].date() == date(2026, 1, 1)


def test_lines_go_as_an_array_and_empty_fields_stay_out(kit):
    """One line is still an array, and no field is empty or null."""
    kit.target().create(kit.booking(draft()))

    body = kit.sent("SalesEntries")[0]
    assert isinstance(body["SalesEntryLines"], list)
    assert all(value not in (None, "") for value in [*body.values(), *body["SalesEntryLines"][0].values()])


def test_a_line_names_its_ledger_by_key_and_its_vat_by_code(kit):
    """GLAccount is the Guid of 8000, VATCode the code 2, the journal its code."""
    kit.target().create(kit.booking(draft()))

    body = kit.sent("SalesEntries")[0]
    sent = body["SalesEntryLines"][0]
    assert (sent["GLAccount"], sent["VATCode"], body["Journal"]) == (kit.ledger("8000"), "2", "70")


def test_a_products_own_ledger_code_is_turned_into_its_key(kit):
    """A product that names account 9000 is booked there; the key is asked for once."""
    for reference in ("1", "2"):
        order = draft(line("10.00", "2.10", product_ledger="9000"), reference=reference)
        kit.target().create(kit.booking(order))

    asked = [call for call in kit.api_calls() if "financial/GLAccounts" in call.path]
    assert kit.fake.entry_by_ref("2")["SalesEntryLines"][0]["GLAccount"] == kit.ledger("9000")
    assert len(asked) == 1


def test_a_products_ledger_that_does_not_exist_is_named_in_the_refusal(kit):
    """The sentence says which account is missing, and nothing is booked."""
    booking = kit.booking(draft(line("10.00", "2.10", product_ledger="4711")))

    with pytest.raises(Rejected, match="4711") as refused:
        kit.target().create(booking)
    assert refused.value.data["reason"] == "ledger_unknown"
    assert kit.fake.entry_by_ref("10001") is None


def test_a_credit_note_is_an_entry_with_negative_amounts(kit):
    """Exact makes it type 21; the totals come back negative."""
    posted = kit.target().create(kit.booking(draft(line("-10.00", "-2.10"), reference="10001-R1")))

    assert kit.fake.entry_by_ref("10001-R1")["Type"] == 21
    assert (posted.total_incl, posted.total_vat) == (Decimal("-12.10"), Decimal("-2.10"))


def test_credit_notes_have_a_journal_of_their_own_where_one_is_chosen(kit):
    """credit_journal goes before journal for credit notes only."""
    credit = kit.booking(draft(line("-10.00", "-2.10")), credit_journal="71")
    sale = kit.booking(draft(), credit_journal="71")

    assert (credit.journal.value, sale.journal.value) == ("71", "70")


def test_a_sale_under_the_union_scheme_stands_on_the_code_of_its_country(kit):
    """German VAT is booked on the code with OSS country DE."""
    posted = kit.target().create(kit.booking(draft(line("100.00", "19.00", GERMAN))))

    assert kit.fake.entry_by_ref("10001")["SalesEntryLines"][0]["VATCode"] == "DEH"
    assert posted.total_vat == Decimal("19.00")


def test_the_period_of_a_line_is_sent_when_asked_for(kit):
    """From and To are the first and last day that the line pays for."""
    period = Period(first_day=date(2026, 3, 1), last_day=date(2026, 5, 31))
    order = draft(line("30.00", "6.30", period=period))
    kit.target().create(kit.booking(order, periods=True))
    kit.target().create(kit.booking(draft(line("30.00", "6.30", period=period), reference="2")))

    with_period, without = (body["SalesEntryLines"][0] for body in kit.sent("SalesEntries"))
    assert (with_period["From"], with_period["To"]) == ("2026-03-01", "2026-05-31")
    assert "From" not in without


def test_the_invoice_number_becomes_the_entry_number_when_asked_for(kit):
    """Entry numbers taken from the shop are sent as numbers."""
    order = draft(invoice_number="2600017")
    posted = kit.target().create(kit.booking(order, entry_numbers="invoice"))

    assert posted.number == "2600017"


def test_a_taken_entry_number_is_refused_in_plain_words(kit):
    """The sentence points at the setting for entry numbers and quotes Exact."""
    for reference in ("1", "2"):
        booking = kit.booking(draft(reference=reference, invoice_number="2600017"), entry_numbers="invoice")
        if reference == "1":
            kit.target().create(booking)

    with pytest.raises(Rejected) as refused:
        kit.target().create(booking)
    assert (refused.value.data["reason"], refused.value.data["step"]) == ("number_in_use", "entry_numbers")
    assert "In gebruik: Boekstuknummer." in refused.value.sentence.nl


def test_a_foreign_currency_is_sent_with_the_rate_turned_round(kit):
    """1.25 dollar for one euro is a dollar of 0.8 euro."""
    kit.fake.division().one("Journals", Code="70")["AllowVariableCurrency"] = True
    rate = ExchangeRate(base_currency="EUR", rate=Decimal("1.25"))
    posted = kit.target().create(kit.booking(draft(currency="USD", exchange_rate=rate)))

    assert kit.fake.entry_by_ref("10001")["Rate"] == Decimal("0.8")
    assert (posted.total_incl, posted.currency) == (Decimal("121.00"), "USD")


def test_long_texts_are_cut_at_a_word_and_kept_whole_in_the_notes(kit):
    """Nothing longer than 60 characters is sent as a description."""
    words = "A mug with a very long description that goes on and on until nobody reads it any more"
    kit.target().create(kit.booking(draft(line("10.00", "2.10", description=words))))

    sent = kit.sent("SalesEntries")[0]["SalesEntryLines"][0]
    assert len(sent["Description"]) <= 60
    assert sent["Description"].endswith("…")
    assert sent["Notes"] == words


def test_a_closed_period_is_refused_as_such(kit):
    """The reason is period_closed, and the sentence says to open it."""
    with pytest.raises(Rejected) as refused:
        kit.target().create(kit.booking(draft(issued_on=date(2024, 5, 1))))

    assert refused.value.data["reason"] == "period_closed"
    assert "afgesloten" in refused.value.sentence.nl
    assert "2024 – 5" in refused.value.sentence.nl


def ignore_wish(request):
    """A service that takes no notice of `Prefer: return=representation`."""
    request.environ.pop("HTTP_PREFER", None)


@pytest.mark.parametrize("answer", ["key", "null"])
def test_totals_are_read_back_even_when_the_answer_holds_none(make_kit, answer):
    """A service that ignores the wish for a whole answer costs one more call, never the totals."""
    kit = make_kit(Switches(post_answer=answer))
    kit.fake.before.append(ignore_wish)
    posted = kit.target().create(kit.booking(draft(debtor=by_code("1000"))))

    assert posted.target_id == kit.fake.entry_by_ref("10001")["EntryID"]
    assert (posted.total_incl, posted.total_vat) == (Decimal("121.00"), Decimal("21.00"))


def test_a_lost_answer_is_an_unknown_outcome_and_the_entry_is_found_back(make_kit):
    """The answer to the entry is lost; `find` then gives what was booked, totals included."""
    kit = make_kit(Switches(lose_every_nth_post=1))
    booking = kit.booking(draft(debtor=by_code("1000")))
    with pytest.raises(UnknownOutcome):
        kit.target().create(booking)

    found = kit.target().find([Sought(reference="10001", form="sales_entry", journal="70")])
    assert found["10001"].total_incl == Decimal("121.00")
    assert found["10001"].target_id == kit.fake.entry_by_ref("10001")["EntryID"]


def test_many_references_are_looked_for_in_one_call(kit):
    """Fifty references are one question."""
    kit.target().create(kit.booking(draft(reference="WEB-7")))
    kit.fake.calls.clear()
    sought = [Sought(reference=f"WEB-{number}", form="sales_entry", journal="70") for number in range(50)]
    found = kit.target().find(sought)

    assert list(found) == ["WEB-7"]
    assert len(kit.fake.calls) == 1


def test_very_many_references_keep_every_address_short_enough(kit):
    """A thousand references are several questions, none longer than 6000 characters."""
    sought = [Sought(reference=f"WEB-{number:06}", form="sales_entry", journal="70") for number in range(1000)]
    kit.target().find(sought)

    assert all(len(call.query) + len(call.path) < 5900 for call in kit.fake.calls)
    assert all(call.status == 200 for call in kit.fake.calls)


def test_find_follows_all_pages(kit):
    """More hits than a page holds are all found."""
    for number in range(65):
        kit.target().create(kit.booking(draft(reference=f"P-{number}", debtor=by_code("1000"))))
    sought = [Sought(reference=f"P-{number}", form="sales_entry", journal="70") for number in range(65)]

    assert len(kit.target().find(sought)) == 65


def test_an_entry_in_another_journal_is_not_ours(kit):
    """The same reference in another journal belongs to another program."""
    kit.target().create(kit.booking(draft(), journal="71"))

    assert kit.target().find([Sought(reference="10001", form="sales_entry", journal="70")]) == {}


def test_a_reference_with_a_quote_is_looked_for_safely(kit):
    """An apostrophe in an order number breaks no filter."""
    kit.target().create(kit.booking(draft(reference="O'Brien-1")))

    assert list(kit.target().find([Sought(reference="O'Brien-1", form="sales_entry", journal="70")])) == ["O'Brien-1"]


def test_references_that_differ_in_capitals_are_different(kit):
    """A database that does not tell capitals apart answers with the entry of another order."""
    row = {"EntryID": "71b9c0aa-1111-2222-3333-444455556666", "YourRef": "ab-1", "AmountFC": 121}
    answer = json.dumps({"d": {"results": [row]}})
    target = kit.target()
    kit.fake.before.append(lambda _: Response(answer, mimetype="application/json"))

    assert target.find([Sought(reference="AB-1", form="sales_entry", journal="70")]) == {}
    assert list(target.find([Sought(reference="ab-1", form="sales_entry", journal="70")])) == ["ab-1"]


def test_of_several_entries_with_one_reference_the_newest_counts(kit):
    """YourRef is not unique; after a lost answer ours is the last one."""
    first = kit.target().create(kit.booking(draft()))
    kit.clock.advance(minutes=1)
    second = kit.target().create(kit.booking(draft(line("50.00", "10.50"))))

    found = kit.target().find([Sought(reference="10001", form="sales_entry", journal="70")])
    assert found["10001"].target_id == second.target_id != first.target_id


def test_reading_gives_what_stands_there_now_and_none_for_what_is_gone(kit):
    """A removed entry is None, and asking for it is no error that Exact counts."""
    posted = kit.target().create(kit.booking(draft()))
    assert kit.target().read(posted.target_id, "sales_entry").total_incl == Decimal("121.00")

    division = kit.fake.division()
    division.remove("SalesEntries", division.table("SalesEntries")[posted.target_id])
    assert kit.target().read(posted.target_id, "sales_entry") is None
    assert all(call.status < 400 for call in kit.fake.calls)


def test_everything_is_booked_in_the_chosen_administration(kit):
    """The administration open on the screen is another one; no call goes there."""
    assert kit.fake.user.current_division != 1234567
    kit.target().create(kit.booking(draft(debtor=consumer("7"))))

    assert {call.path.split("/")[3] for call in kit.api_calls()} == {"1234567"}


def test_a_change_of_administration_after_a_lost_answer_makes_no_second_entry(make_kit):
    """The entry stands in the first administration, the settings name another: it is looked for where it was planned."""
    kit = make_kit(Switches(lose_every_nth_post=1))
    booking = kit.booking(draft(debtor=by_code("1000")))
    with pytest.raises(UnknownOutcome):
        kit.target().create(booking)
    kit.fake.after.clear()
    posted = kit.target(Answers(values={"administration": "1234568"})).create(booking)

    assert posted.target_id == kit.fake.entry_by_ref("10001")["EntryID"]
