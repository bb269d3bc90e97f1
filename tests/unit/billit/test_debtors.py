"""Customers: found where they exist, made where they do not, once, and at no cost for known ones."""

from __future__ import annotations

import pytest
from werkzeug.wrappers import Response

from koppel.api import Address, AuthFailed, DebtorKind, Rejected, SettingsProblem, UnknownOutcome
from koppel_billit.fake import BELGIAN, DUTCH, Switches
from support.drafts import by_code, company, consumer, draft

PARTIES = "/v1/parties"


def book(kit, debtor, reference="10001", **answers):
    """Book an order of that debtor and give its customer as it stands in Billit."""
    kit.book(draft(reference=reference, debtor=debtor), **answers)
    return kit.fake.company().parties[kit.fake.document(reference)["CounterParty"]["PartyID"]]


def count(kit):
    return len(kit.fake.company().parties)


def test_a_new_person_becomes_a_customer_with_all_that_is_known(kit):
    """No VAT number, not liable for VAT; the house number apart."""
    party = book(kit, consumer("7"))

    assert (party["Name"], party["PartyType"], party["ExternalProviderID"]) == (
        "Customer 7",
        "Customer",
        "customer:shop:7",
    )
    assert (party["Street"], party["StreetNumber"], party["Zipcode"], party["City"]) == (
        "Dam",
        "1",
        "1011 AA",
        "Amsterdam",
    )
    assert (party["CountryCode"], party["Language"], party["VATLiable"]) == ("NL", "NL", False)
    assert "VATNumber" not in party


def test_a_new_company_carries_its_number(kit):
    """And whom to ask for."""
    party = book(kit, company(person="Robin", phone="+32 9 123"))

    assert (party["VATNumber"], party["VATLiable"], party["Contact"]) == ("BE0999999922", True, "Robin")
    assert party["Phone"] == "+32 9 123"


@pytest.mark.parametrize(
    ("line1", "line2", "street", "number"),
    [
        ("Keizersgracht 12 A", None, "Keizersgracht", "12 A"),
        ("12 rue de la Paix", None, "12 rue de la Paix", None),
        ("Straat 1", "bus 3", "Straat 1, bus 3", None),
        ("Plein 1945", None, "Plein", "1945"),
        ("Dorpsstraat", None, "Dorpsstraat", None),
        (None, None, None, None),
    ],
)
def test_a_house_number_is_set_apart_where_it_is_clear(kit, line1, line2, street, number):
    """Else it stays in the street."""
    party = book(kit, consumer(address=Address(country="NL", line1=line1, line2=line2)))

    assert (party.get("Street"), party.get("StreetNumber")) == (street, number)


def test_a_customer_is_made_once(kit):
    """The second order of a buyer stands on the same customer."""
    assert book(kit, consumer("7"))["PartyID"] == book(kit, consumer("7"), "10002")["PartyID"]


def test_a_business_is_found_by_its_vat_number_however_it_is_written(kit):
    """BE 0888.888.895 in Billit is the buyer BE0888888895."""
    known = next(row for row in kit.fake.company().parties.values() if row.get("Nr") == "1003")
    known["VATNumber"] = "BE 0888.888.895"

    assert book(kit, company("Other name", "BE0888888895"))["Nr"] == "1003"


def test_a_person_is_found_by_email_address(kit):
    """On the second page of the list, and whatever the capitals."""
    assert book(kit, consumer("9", email="KLANT130@klanten.example"))["Nr"] == "2130"


def test_the_email_check_can_be_switched_off(kit):
    """Then a buyer with a known address gets a customer of their own."""
    assert book(kit, consumer("9", email="jo@klanten.example"), skip_email_check=True)["Name"] == "Customer 9"


def test_an_email_address_of_a_business_does_not_make_a_person_that_business(kit):
    """Its VAT number would stand on a private sale."""
    assert book(kit, consumer("9", email="inkoop@amersfoort.example"))["Name"] == "Customer 9"


def test_nor_does_that_of_a_company_with_another_number_of_its_own(kit):
    """A company number says as much as a VAT number."""
    kit.fake.add_party(Name="Club", Email="club@x.example", Identifiers=[{"IdentifierType": "CBE", "Identifier": "1"}])

    assert book(kit, consumer("9", email="club@x.example"))["Name"] == "Customer 9"


def test_an_email_address_does_not_make_one_company_another(kit):
    """Two companies behind one mailbox stay two customers."""
    assert book(kit, company("Second BV", email="inkoop@amersfoort.example"))["Name"] == "Second BV"


def test_two_numbers_are_two_businesses_whatever_else_is_alike(kit):
    """The same name and mailbox, another VAT number."""
    debtor = company("Groothandel Amersfoort B.V.", email="inkoop@amersfoort.example")

    assert book(kit, debtor)["VATNumber"] == "BE0999999922"


def test_a_company_without_a_number_in_billit_gets_its_number(kit):
    """It is found by e-mail and name; a sale without VAT needs the number."""
    kit.fake.add_party(Name="VOORBEELD bv", Email="office@business.example")
    party = book(kit, company())

    assert (party["Name"], party["VATNumber"]) == ("VOORBEELD bv", "BE0999999922")
    assert book(kit, company(), "10002")["PartyID"] == party["PartyID"]
    assert len(kit.sent(f"{PARTIES}/{party['PartyID']}", "PATCH")) == 1


def test_several_addresses_of_one_customer_are_each_found(kit):
    """Billit joins them by semicolons."""
    known = kit.fake.add_party(Name="Two", Email="a@two.example; b@two.example")

    assert book(kit, consumer("9", email="b@two.example"))["PartyID"] == known["PartyID"]


def test_two_that_fit_alike_are_not_guessed_between(kit):
    """Both are named."""
    for _ in range(2):
        kit.fake.add_party(Name="Twin", Email="twin@x.example")

    with pytest.raises(Rejected, match="Twin"):
        book(kit, consumer("9", email="twin@x.example"))


def test_of_two_the_one_with_the_same_name_is_taken(kit):
    """A mailbox that a family shares."""
    for name in ("Parent", "Customer 9"):
        kit.fake.add_party(Name=name, Email="home@x.example")

    assert book(kit, consumer("9", email="home@x.example"))["Name"] == "Customer 9"


@pytest.mark.parametrize("kind", [DebtorKind.DEFAULT, DebtorKind.POS], ids=str)
def test_the_default_debtor_is_found_by_its_number(kit, kind):
    """The owner's own number of the customer; later it costs nothing."""
    assert book(kit, by_code("1000", kind))["Name"] == "Losse verkopen"
    kit.fake.calls.clear()
    book(kit, by_code("1000", kind), "10002")

    assert kit.calls(PARTIES) == []


def test_the_default_debtor_may_be_named_by_billits_number(kit):
    """A person may take either for the number."""
    number = kit.fake.add_party(Name="Web")["PartyID"]

    assert book(kit, by_code(str(number)))["Name"] == "Web"


@pytest.mark.parametrize(
    ("kind", "step"), [(DebtorKind.DEFAULT, "default_debtor"), (DebtorKind.POS, "pos_debtor")], ids=str
)
def test_a_number_that_does_not_exist_points_at_its_setting(kit, kind, step):
    """Nothing is made up."""
    before = count(kit)
    with pytest.raises(SettingsProblem) as found:
        book(kit, by_code("9999", kind))

    assert found.value.step == step
    assert "9999" in found.value.sentence.nl
    assert count(kit) == before


def test_a_customer_made_by_hand_meanwhile_is_found(kit, clock):
    """The list is asked for what changed, once it may have."""
    book(kit, consumer("1"))
    known = kit.fake.add_party(Name="Customer 2", Email="customer-2@customers.example")
    clock.advance(minutes=31)
    kit.fake.calls.clear()

    assert book(kit, consumer("2"), "10002")["PartyID"] == known["PartyID"]
    assert all("LastModified" in call.query for call in kit.calls(PARTIES))


@pytest.mark.parametrize("zone", ["Europe/Brussels", "UTC"])
def test_the_zone_of_the_services_moments_does_not_matter(make_kit, clock, zone):
    """Each reading overlaps the last by more than a zone can be off."""
    kit = make_kit(Switches(time_zone=zone))
    book(kit, consumer("1"))
    clock.advance(minutes=31)
    known = kit.fake.add_party(Name="New", Email="customer-2@customers.example")

    assert book(kit, consumer("2"), "10002")["PartyID"] == known["PartyID"]


def test_a_lost_answer_leaves_one_customer(kit):
    """Announced before it was sent, it is asked for by its key afterwards."""
    kit.lose(PARTIES)
    with pytest.raises(UnknownOutcome):
        book(kit, consumer("7"))
    before = count(kit)

    assert book(kit, consumer("7"))["Name"] == "Customer 7"
    assert count(kit) == before


def test_a_key_that_was_used_leads_to_the_customer(kit):
    """An earlier try was heard after all, and the memory of it is lost."""
    first = book(kit, consumer("7", match_by=()))
    kit.memory.tables.pop("parties")
    kit.memory.tables["parties"] = {"mark": '{"refreshed_at": "2026-03-02T09:00:00+00:00"}'}
    second = book(kit, consumer("7", match_by=()), "10002")

    assert second["PartyID"] == first["PartyID"]


def test_a_customer_that_was_removed_is_made_again(kit):
    """The document is refused like a wrong login; the customer turns out to be gone; its key is burnt, so it takes two
    tries.
    """
    first = book(kit, consumer("7"))
    kit.fake.company().parties.pop(first["PartyID"])
    with pytest.raises(UnknownOutcome):
        book(kit, consumer("7"), "10002")

    assert book(kit, consumer("7"), "10002")["PartyID"] != first["PartyID"]


def test_a_refused_login_stays_one_while_the_customer_is_there(kit):
    """No customer is made for it."""
    book(kit, consumer("7"))
    before = count(kit)
    kit.instead("/v1/orders", Response("", 401))

    with pytest.raises(AuthFailed):
        book(kit, consumer("7"), "10002")
    assert count(kit) == before


def test_half_a_number_is_not_believed(kit):
    """70 is a number too, perhaps of another customer."""

    def half(request, response):
        if (request.method, request.path) == ("POST", PARTIES):
            return Response(response.get_data()[:2], mimetype="application/json")
        return response

    kit.fake.after.append(half)

    assert book(kit, consumer("7"))["Name"] == "Customer 7"


def test_a_wrong_vat_number_is_told_in_words(kit):
    """Billit checks Belgian numbers."""
    with pytest.raises(Rejected) as refused:
        book(kit, company("X", "BE0123456700"))

    assert refused.value.data["reason"] == "vat_number"


def test_a_customers_own_term_of_payment_counts(kit):
    """For invoices that are open."""
    kit.fake.add_party(Name="Customer 7", Email="customer-7@customers.example", DefaultExpiryOffset=60)
    book(kit, consumer("7"))

    assert kit.sent()[-1]["ExpiryDate"] == "2026-04-30"


def test_companies_have_customers_of_their_own(make_kit):
    """A buyer known in one is a stranger in the other."""
    kit = make_kit(companies=(BELGIAN, DUTCH))

    assert book(kit, consumer("9", email="klant001@klanten.example"))["Name"] == "Customer 9"
