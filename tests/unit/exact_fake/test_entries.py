"""Sections 5.3, 5.4, 6.3, 6.5 and 9.1: sales entries, their checks, defaults and totals."""

from __future__ import annotations

import pytest

from koppel.testing import LostAnswer
from koppel_exact.fake import Switches

ENTRIES = "salesentry/SalesEntries"
LINES = "salesentry/SalesEntryLines"


def path(entry):
    return f"{ENTRIES}(guid'{entry['EntryID']}')"


def line_path(line):
    return f"{LINES}(guid'{line['ID']}')"


def test_the_example_of_the_api_file_books_to_the_cent(shop):
    """Goods at 21 and 9 per cent: 61.70 including 9.72 of VAT."""
    high = shop.line(41.98, VATAmountFC=8.82, Description="Goods 21%")
    low = shop.line(10.00, "1", "8010", VATAmountFC=0.90, Description="Goods 9%")
    entry = shop.book(high, low, YourRef="WEB-100234", Currency="EUR", PaymentCondition="30")
    assert (entry["Type"], entry["Status"]) == (20, 20)
    assert (str(entry["AmountFC"]), str(entry["VATAmountFC"])) == ("61.70", "9.72")
    assert entry["EntryNumber"] == entry["InvoiceNumber"] == 26700001
    assert shop.fake.entry_by_ref("WEB-100234")["EntryID"] == entry["EntryID"]


def test_the_journal_is_a_code_not_a_guid(shop):
    """A guid refers to no journal."""
    journal = shop.fake.division().one("Journals", Code="70")["ID"]
    assert shop.refused(Journal=journal) == "Ongeldige referentie: Journals"


@pytest.mark.parametrize("code", ["90", "20", "79"])
def test_the_journal_must_be_an_open_sales_journal(shop, code):
    """Memorial, bank and the blocked sales journal are refused."""
    assert shop.refused(Journal=code) == "Ongeldig: Dagboek"


@pytest.mark.parametrize(
    ("code", "text"),
    [("1006", "Ongeldig: Klant (Type)"), ("1007", "Ongeldig: Klant"), ("1008", "Ongeldig: Klant")],
)
def test_the_customer_must_be_one(shop, code, text):
    """A prospect, a blocked and an ended customer are refused."""
    assert shop.refused(Customer=shop.account(code)) == text


def test_a_customer_of_another_division_is_unknown(shop):
    """Guids are local to a division."""
    shop.division = 1234568
    other = shop.account("1")
    shop.division = 1234567
    assert shop.refused(Customer=other) == "Ongeldige referentie: Klant"


@pytest.mark.parametrize(
    ("ledger", "text"),
    [
        ("1300", "Ongeldig: Grootboekrekeningtype"),
        ("1500", "Ongeldig: Grootboekrekeningtype"),
        ("1000", "Ongeldig: Grootboekrekeningtype"),
        ("1100", "Ongeldig: Grootboekrekeningtype"),
        ("1600", "Ongeldig: Grootboekrekeningtype"),
        ("8090", "Ongeldig: Grootboekrekening"),
        ("8060", "Verplicht: Kostenplaats"),
    ],
)
def test_the_ledger_account_must_suit_a_sales_line(shop, ledger, text):
    """Debtors, VAT, cash, bank and creditors are refused, as are blocked ones and a missing cost centre."""
    assert shop.refused(shop.line(ledger=ledger)) == text


def test_a_cost_centre_must_exist(shop):
    """An unknown cost centre or unit is an invalid reference."""
    assert shop.book(shop.line(ledger="8060", CostCenter="WEB"))
    assert shop.refused(shop.line(CostCenter="X")) == "Ongeldige referentie: Kostenplaats"
    assert shop.refused(shop.line(CostUnit="X")) == "Ongeldige referentie: Kostendrager"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("X", "Ongeldige referentie: Btw-code"),
        ("8", "Ongeldig: Btw-code"),
        ("19", "Ongeldig: Btw-code\r\nOngeldig: Btw-percentage []"),
    ],
)
def test_the_vat_code_must_be_for_sales_and_in_use(shop, code, text):
    """Unknown, purchase-only and blocked codes are refused."""
    assert shop.refused(shop.line(vat_code=code)) == text


def test_the_padded_vat_code_is_as_good(shop):
    """What was read may be sent back."""
    assert shop.book(shop.line(vat_code="2  "))["SalesEntryLines"][0]["VATCode"] == "2"


def test_the_payment_condition_must_exist(shop):
    """An unknown code is refused, and so is having none at all."""
    assert shop.refused(PaymentCondition="99") == "Ongeldige referentie: Betalingsconditie"
    assert shop.refused(Customer=shop.account("1005")) == "Verplicht: Betalingsconditie"


@pytest.mark.parametrize(
    ("condition", "due"),
    [("30", "2026-02-16"), ("00", "2026-01-17"), ("EM", "2026-02-15")],
)
def test_the_due_date_follows_from_the_condition(shop, condition, due):
    """Month-ends come before days."""
    entry = shop.book(EntryDate="2026-01-17", PaymentCondition=condition)
    assert entry["DueDate"].date().isoformat() == due


def test_a_closed_period_is_refused(shop):
    """The text names year and month."""
    assert shop.refused(EntryDate="2024-12-31") == "Periode is afgesloten: 2024 – 12"


def test_a_year_that_was_never_made_is_refused(shop):
    """There are periods from 2024 to 2027."""
    assert shop.refused(EntryDate="2019-01-01") == "Ongeldige referentie: Periode"


def test_the_period_may_be_given(shop):
    """The entry date stays what it is."""
    entry = shop.book(EntryDate="2026-01-31", ReportingYear=2026, ReportingPeriod=3)
    assert (entry["ReportingPeriod"], entry["EntryDate"].month) == (3, 1)
    assert shop.book(EntryDate="2026-02-28")["ReportingPeriod"] == 2


def test_the_entry_date_is_today_when_it_is_left_out(shop):
    """Today in Amsterdam."""
    assert shop.book(EntryDate=None)["EntryDate"].date().isoformat() == "2026-03-02"


def test_a_number_that_is_taken_is_refused(shop):
    """Within the journal; the next free number goes on from the highest."""
    shop.book(EntryNumber=26700100)
    assert shop.refused(EntryNumber=26700100) == "In gebruik: Boekstuknummer."
    assert shop.book(Journal="71", EntryNumber=26700100)["EntryNumber"] == 26700100
    assert shop.book()["EntryNumber"] == 26700101


def test_a_reference_may_be_booked_twice(shop):
    """YourRef is not unique: only the client keeps it from being booked twice."""
    shop.book()
    shop.book()
    assert len(shop.fake.entries_by_ref("WEB-1")) == 2
    with pytest.raises(LookupError):
        shop.fake.entry_by_ref("WEB-1")


def test_several_faults_come_together(shop):
    """All of them in one refusal."""
    text = shop.refused(shop.line(vat_code="X"), Journal="90", PaymentCondition="99")
    assert set(text.split("\r\n")) == {
        "Ongeldig: Dagboek",
        "Ongeldige referentie: Betalingsconditie",
        "Ongeldige referentie: Btw-code",
    }
    assert shop.fake.division().entries == []


def test_a_negative_total_makes_a_credit_note(shop):
    """Type 21 by the sign."""
    entry = shop.book(shop.line(-100, VATAmountFC=-21))
    assert (entry["Type"], str(entry["AmountFC"])) == (21, "-121.00")


def test_a_foreign_currency_needs_a_journal_that_takes_it(shop):
    """With a variable currency the amounts in euros follow from the rate."""
    assert shop.refused(Currency="USD") == "Ongeldig: Valuta"
    assert shop.refused(Currency="XXX") == "Ongeldige referentie: Valuta"
    shop.fake.division().one("Journals", Code="71")["AllowVariableCurrency"] = True
    entry = shop.book(Journal="71", Currency="USD", Rate=0.5)
    assert (entry["AmountFC"], entry["AmountDC"]) == (121, 60.5)


def test_an_accrual_has_both_dates(shop):
    """From without To is refused."""
    assert shop.refused(shop.line(From="2026-01-01")).startswith("Verplicht: ")


def test_the_document_of_an_entry_must_exist(shop):
    """It is made before the entry."""
    unknown = "0f5d2c9a-6d6f-4b43-8a63-6d2b8a0e9c10"
    assert shop.refused(Document=unknown) == "Ongeldige referentie: Document"


def test_lines_are_not_changed_through_the_header(shop):
    """The array in a PUT does nothing."""
    entry = shop.book()
    assert shop.put(path(entry), {"SalesEntryLines": [shop.line(1)]}).status_code == 204
    assert shop.fake.entry_by_ref("WEB-1")["AmountFC"] == 121


def test_a_put_is_checked_like_a_post(shop, refused):
    """References, periods and numbers are looked at again."""
    shop.book(EntryNumber=26700005)
    entry = shop.book()
    assert refused(shop.put(path(entry), {"Journal": "90"})) == "Ongeldig: Dagboek"
    assert refused(shop.put(path(entry), {"EntryDate": "2024-01-01"})) == "Periode is afgesloten: 2024 – 1"
    assert refused(shop.put(path(entry), {"EntryNumber": 26700005})) == "In gebruik: Boekstuknummer."


def test_processed_entries_stay_as_they_are(shop, refused):
    """Neither changed nor dropped, nor their lines."""
    entry = shop.book()
    shop.fake.division().table("SalesEntries")[entry["EntryID"]]["Status"] = 50
    line = line_path(entry["SalesEntryLines"][0])
    for response in (shop.put(path(entry), {"YourRef": "x"}), shop.delete(path(entry)), shop.delete(line)):
        assert refused(response) == "Reeds verwerkt"


def test_a_line_alone_needs_its_entry(shop, refused):
    """Posted alone, EntryID is mandatory; the header is added up again."""
    assert refused(shop.post(LINES, shop.line())) == "Verplicht: Boeking"
    entry = shop.book()
    assert shop.post(LINES, {**shop.line(10), "EntryID": entry["EntryID"]}).status_code == 201
    assert str(shop.fake.entry_by_ref("WEB-1")["AmountFC"]) == "133.10"


def test_a_changed_line_is_worked_out_again(shop):
    """VAT follows the amount unless it is sent."""
    line = line_path(shop.book()["SalesEntryLines"][0])
    shop.put(line, {"AmountFC": 200})
    assert shop.fake.entry_by_ref("WEB-1")["AmountFC"] == 242
    shop.put(line, {"VATAmountFC": 41.99})
    assert str(shop.fake.entry_by_ref("WEB-1")["AmountFC"]) == "241.99"


def test_the_last_line_takes_the_entry_with_it(shop):
    """An entry without lines does not exist."""
    entry = shop.book(shop.line(1), shop.line(2))
    first, second = entry["SalesEntryLines"]
    shop.delete(line_path(first))
    assert str(shop.fake.entry_by_ref("WEB-1")["AmountFC"]) == "2.42"
    shop.delete(line_path(second))
    assert shop.fake.division().entries == []


def test_a_lost_answer_leaves_the_entry(make):
    """The second POST is kept, but nobody hears of it."""
    shop = make(Switches(lose_every_nth_post=2))
    shop.book()
    with pytest.raises(LostAnswer):
        shop.post(ENTRIES, shop.entry(YourRef="WEB-2"))
    assert shop.fake.entry_by_ref("WEB-2") is not None
