"""Debtors: found where they exist, made where they do not, once, and at no cost for known customers."""

from __future__ import annotations

import pytest

from koppel.api import Address, DebtorKind, Rejected, SettingsProblem, UnknownOutcome
from koppel_exact.fake import Switches
from support.drafts import by_code, company, consumer, draft, line


def book(kit, debtor, reference="10001", **answers):
    """Book an order of that debtor and give its account as it stands in Exact."""
    kit.target().create(kit.booking(draft(reference=reference, debtor=debtor), **answers))
    entry = kit.fake.entry_by_ref(reference)
    return kit.fake.division().table("Accounts")[entry["Customer"]]


def count(kit):
    return len(kit.fake.division().accounts)


def test_a_new_customer_becomes_a_debtor_with_all_that_is_known(kit):
    """Name, address, country, language, e-mail, search code, and status C."""
    account = book(kit, consumer("7"))

    assert (account["Name"], account["Status"], account["SearchCode"]) == ("Customer 7", "C", "customer:shop:7")
    assert (account["Country"], account["Language"], account["City"]) == ("NL", "NL", "Amsterdam")
    assert account["Email"] == "customer-7@customers.example"


def test_a_customer_is_made_once(kit):
    """The second order of a customer stands on the same debtor."""
    first, second = book(kit, consumer("7")), book(kit, consumer("7"), "10002")

    assert first["ID"] == second["ID"]


def test_a_known_customer_costs_one_call_a_new_one_two(kit):
    """Sixty orders of thirty customers: a POST for each entry and each debtor, and a handful of calls to begin with."""
    for number in range(60):
        booking = kit.booking(draft(reference=str(number), debtor=consumer(str(number % 30))))
        kit.target().create(booking)

    assert len(kit.api_calls()) <= 60 + 30 + 3


def test_customers_that_exact_knows_cost_nothing_to_find(kit):
    """Seventy customers of the administration order by their e-mail address: one call each."""
    for number in range(1, 71):
        debtor = consumer(f"x{number}", email=f"KLANT{number:03}@klanten.example")
        kit.target().create(kit.booking(draft(reference=str(number), debtor=debtor)))

    assert len(kit.api_calls()) <= 70 * 1.05
    assert len(kit.sent("crm/Accounts")) == 0


def test_a_business_is_found_by_its_vat_number_however_it_is_written(kit):
    """BE 0123.456.749 in Exact is the buyer BE0123456749."""
    kit.fake.division().one("Accounts", Code="1003")["VATNumber"] = "BE 0123.456.749"

    assert book(kit, company("Other name", "BE0123456749"))["Code"] == "1003"


def test_a_person_is_found_by_email_address(kit):
    """The debtor with that address is used, whatever its name is."""
    assert book(kit, consumer("9", email="klant001@klanten.example"))["Code"] == "2001"


def test_the_email_check_can_be_switched_off(kit):
    """Then a customer with a known address gets a debtor of their own."""
    account = book(kit, consumer("9", email="klant001@klanten.example"), skip_email_check=True)

    assert account["Name"] == "Customer 9"


def test_an_email_address_of_a_business_does_not_make_a_person_that_business(kit):
    """inkoop@amersfoort.example belongs to a company with a VAT number: a private buyer gets a debtor of their own."""
    account = book(kit, consumer("9", email="inkoop@amersfoort.example"))

    assert account["Code"] != "1002"


def test_an_email_address_does_not_make_one_company_another(kit):
    """Two companies behind one mailbox stay two debtors."""
    debtor = company("Second BV", "NL111111111B01", email="inkoop@amersfoort.example")

    assert book(kit, debtor)["Name"] == "Second BV"


def test_a_company_without_a_number_in_exact_is_found_by_email_and_gets_its_number(kit):
    """The VAT number that the list of EU sales needs is filled in on the debtor that lacked it."""
    debtor = company("Prospect Utrecht B.V.", "NL111111111B01", email="info@prospect.example")
    account = book(kit, debtor)

    assert (account["Code"], account["VATNumber"], account["Status"]) == ("1006", "NL111111111B01", "C")


def test_a_prospect_becomes_a_customer_before_it_is_booked_on(kit):
    """A debtor whose status is not C is put to C first."""
    account = book(kit, company("Prospect Utrecht B.V.", "NL111111111B01", email="info@prospect.example"))

    assert account["Status"] == "C"
    assert kit.sent("crm/Accounts", "PUT")[0]["Status"] == "C"


def test_a_debtor_that_was_demoted_in_exact_is_mended_and_the_entry_sent_again(kit):
    """What we remember is out of date: the refusal is answered by status C and a second try."""
    account = book(kit, consumer("7"))
    kit.fake.division().table("Accounts")[account["ID"]]["Status"] = "P"

    assert book(kit, consumer("7"), "10002")["Status"] == "C"


def test_a_debtor_that_was_removed_in_exact_is_made_anew(kit):
    """The remembered key no longer exists; the customer gets a debtor again and the entry stands once."""
    account = book(kit, consumer("7"))
    division = kit.fake.division()
    division.remove("SalesEntries", division.one("SalesEntries", YourRef="10001"))
    division.remove("Accounts", account)

    assert book(kit, consumer("7"), "10002")["ID"] != account["ID"]
    assert len(kit.fake.entries_by_ref("10002")) == 1


def test_the_default_debtor_is_found_by_its_code(kit):
    """Code 1000 stands right-aligned in 18 places in Exact; it is found in one call, and later in none."""
    assert book(kit, by_code("1000"))["Code"] == "1000"
    kit.fake.calls.clear()

    assert book(kit, by_code("1000"), "10002")["Code"] == "1000"
    assert len(kit.api_calls()) == 1


@pytest.mark.parametrize(
    ("kind", "step"), [(DebtorKind.DEFAULT, "default_debtor"), (DebtorKind.POS, "pos_debtor")], ids=str
)
def test_a_code_that_does_not_exist_points_at_its_setting(kit, kind, step):
    """Nothing is made up: the setting is named."""
    before = count(kit)
    booking = kit.booking(draft(debtor=by_code("4711", kind)))

    with pytest.raises(SettingsProblem, match="4711") as problem:
        kit.target().create(booking)
    assert problem.value.step == step
    assert count(kit) == before


def test_a_lost_answer_to_a_new_debtor_leaves_one_debtor(make_kit):
    """The debtor was made, its answer lost. The next try finds it by its search code before making another."""
    kit = make_kit(Switches(lose_every_nth_post=1))
    booking = kit.booking(draft(debtor=consumer("7")))
    with pytest.raises(UnknownOutcome):
        kit.target().create(booking)
    kit.fake.after.clear()
    kit.target().create(booking)

    made = [row for row in kit.fake.division().accounts if row.get("SearchCode") == "customer:shop:7"]
    assert len(made) == 1
    assert kit.fake.entry_by_ref("10001")["Customer"] == made[0]["ID"]


def test_without_its_memory_the_connector_still_finds_what_it_made(make_kit):
    """The memory is a cache: emptied after a lost answer, the debtor is found all the same."""
    kit = make_kit(Switches(lose_every_nth_post=1))
    booking = kit.booking(draft(debtor=consumer("7")))
    with pytest.raises(UnknownOutcome):
        kit.target().create(booking)
    kit.fake.after.clear()
    kit.memory.tables.clear()
    kit.target().create(booking)

    assert [row.get("SearchCode") for row in kit.fake.division().accounts].count("customer:shop:7") == 1


def test_a_debtor_made_in_exact_meanwhile_is_found_after_a_while(kit):
    """A bookkeeper adds the customer; ten minutes later it is used instead of making another."""
    book(kit, consumer("1"))
    kit.clock.advance(minutes=11)
    division = kit.fake.division()
    division.add("Accounts", {"Code": "9999", "Name": "Jan", "Status": "C", "Email": "jan@customers.example"})

    assert book(kit, consumer("8", email="jan@customers.example"), "10002")["Code"] == "9999"


def test_only_what_changed_is_read_again(kit):
    """The second look at the accounts asks for what came after the first."""
    book(kit, consumer("1"))
    kit.clock.advance(minutes=11)
    book(kit, consumer("2"), "10002")

    first, second = (call.query for call in kit.api_calls() if "sync/CRM/Accounts" in call.path)
    assert "gt%201L" in first
    assert "gt%201L" not in second


def test_a_moved_administration_is_read_from_the_start(kit):
    """Exact moved the administration to another machine: its timestamps begin anew, and so do we."""
    book(kit, consumer("1"))
    kit.clock.advance(days=1)
    kit.fake.division().profile["DivisionMoveDate"] = kit.clock.at.replace(tzinfo=None)
    book(kit, consumer("2"), "10002")

    queries = [call.query for call in kit.api_calls() if "sync/CRM/Accounts" in call.path]
    assert "gt%201L" in queries[1]


def test_several_debtors_with_one_address_are_held_up_for_a_person(kit):
    """Two customers in Exact share an e-mail address and nothing tells them apart."""
    for code in ("2001", "2002"):
        kit.fake.division().one("Accounts", Code=code)["Email"] = "family@customers.example"

    with pytest.raises(Rejected, match="2001, 2002") as refused:
        book(kit, consumer("9", email="family@customers.example"))
    assert refused.value.data["reason"] == "debtor_ambiguous"


def test_the_name_tells_two_debtors_with_one_address_apart(kit):
    """Of two that share an address the one with the buyer's name is used."""
    for code in ("2001", "2002"):
        kit.fake.division().one("Accounts", Code=code)["Email"] = "family@customers.example"
    debtor = consumer("9", email="family@customers.example", name="Webwinkelklant 002")

    assert book(kit, debtor)["Code"] == "2002"


def test_a_blocked_debtor_is_not_passed_by(kit):
    """The bookkeeper blocked this customer; a second debtor would undo that."""
    before = count(kit)

    with pytest.raises(Rejected, match="1007") as refused:
        book(kit, consumer("9", email="klant1007@klanten.example"))
    assert refused.value.data["reason"] == "customer_blocked"
    assert count(kit) == before


def test_a_debtor_that_ended_is_not_used_any_more(kit):
    """An ended account is history: the customer gets a new one."""
    assert book(kit, consumer("9", email="klant1008@klanten.example"))["Code"] != "1008"


def test_a_debtor_without_a_payment_condition_gets_one_on_the_entry(kit):
    """Exact refuses an entry when neither it nor the debtor has one; the shortest term on credit is used."""
    book(kit, consumer("9", email="klant1005@klanten.example"))

    assert kit.fake.entry_by_ref("10001")["PaymentCondition"] == "08"


def test_a_new_debtor_gets_a_payment_condition(kit):
    """So that entries made by hand later on have one too."""
    assert book(kit, consumer("7"))["PaymentConditionSales"] == "08"


def test_a_long_name_is_cut_and_kept_whole_in_the_remarks(kit):
    """Fifty characters fit."""
    name = "The Association of Very Long Names in the Province of Utrecht and its Surroundings"
    account = book(kit, company(name, "NL111111111B01"))

    assert len(account["Name"]) <= 50
    assert account["Remarks"] == name


def test_a_long_key_is_found_back_by_a_short_search_code(kit):
    """Two keys that begin alike become two search codes of at most 20 characters."""
    keys = [f"email:somebody.with.a.long.name@{host}.example" for host in ("one", "two")]
    found = [book(kit, consumer(str(n), key=key, email=key[6:]), str(n))["SearchCode"] for n, key in enumerate(keys)]

    assert len(set(found)) == 2
    assert all(len(code) <= 20 for code in found)


def test_a_broken_address_keeps_nobody_from_being_booked(kit):
    """No country, no city, a telephone number that is a sentence: what cannot be sent is left out."""
    debtor = consumer(
        "7", address=Address(country="Nederland"), phone="please ring after six in the evening", language="xx"
    )
    account = book(kit, debtor)

    assert (account.get("Country"), account.get("Phone")) == (None, None)


def test_a_credit_note_stands_on_the_debtor_of_its_sale(kit):
    """The same key gives the same debtor."""
    sale = book(kit, consumer("7"))
    kit.target().create(kit.booking(draft(line("-10.00", "-2.10"), reference="10001-R1", debtor=consumer("7"))))

    assert kit.fake.entry_by_ref("10001-R1")["Customer"] == sale["ID"]


@pytest.mark.parametrize("answer", ["key", "null"])
def test_a_new_debtor_is_found_back_when_the_answer_does_not_name_it(make_kit, answer):
    """A service that ignores the wish for a whole answer costs one more call, not a second debtor."""
    kit = make_kit(Switches(post_answer=answer))
    kit.fake.before.append(lambda request: request.environ.pop("HTTP_PREFER", None) and None)
    book(kit, consumer("7"))
    book(kit, consumer("7"), "10002")

    assert [row.get("SearchCode") for row in kit.fake.division().accounts].count("customer:shop:7") == 1


def test_an_address_that_was_taken_off_a_debtor_no_longer_finds_it(kit):
    """The bookkeeper corrected the e-mail address; the next customer who uses the old one is somebody else."""
    book(kit, consumer("1", email="klant001@klanten.example"))
    kit.clock.advance(minutes=11)
    division = kit.fake.division()
    division.change("Accounts", division.one("Accounts", Code="2001"), {"Email": "other@klanten.example"})
    book(kit, consumer("2"), "10002")

    assert book(kit, consumer("3", email="klant001@klanten.example"), "10003")["Code"] != "2001"
