"""Customers: found where there is one, made where there is none, once."""

from __future__ import annotations

import pytest

from koppel.api import Address, DebtorKind, Rejected, SettingsProblem, UnknownOutcome
from support.drafts import by_code, company, consumer, draft


def relation_of(kit, number="10001"):
    return kit.fake.books.relations[kit.booked(number)["relationId"]]


def test_a_new_customer_is_made_with_what_is_known(kit):
    """A person, with address, country by name, and a note by which to find them back."""
    kit.create(draft(debtor=consumer("7", phone="020-1234567")))

    made = relation_of(kit)
    assert (made["type"], made["name"], made["emailAddress"]) == ("P", "Customer 7", "customer-7@customers.example")
    assert (made["address"], made["postalCode"], made["city"]) == ("Dam 1", "1011 AA", "Amsterdam")
    assert (made["country"], made["phoneNumber"]) == ("Nederland", "020-1234567")
    assert made["note"] == "Koppel customer:shop:7"


def test_a_business_has_its_vat_number_and_contact(kit):
    """Type B, with the person who ordered."""
    kit.create(draft(debtor=company("Muster AG", "DE129273398", person="A. Muster")))

    made = relation_of(kit)
    assert (made["type"], made["vatNumber"], made["contact"], made["country"]) == (
        "B",
        "DE129273398",
        "A. Muster",
        "Duitsland",
    )


def test_a_customer_who_stands_there_already_is_used(kit):
    """By e-mail address, whatever the capitals."""
    kit.create(draft(debtor=consumer("7", email="JANSEN@customers.example")))

    assert relation_of(kit)["code"] == "JANSE"
    assert kit.sent("relation") == []


def test_a_business_is_found_by_its_vat_number(kit):
    """However it is written, and whatever the address."""
    kit.fake.books.relation("00002")["vatNumber"] = "DE 136.695.976"
    kit.create(draft(debtor=company("Beispiel", "DE136695976")))

    assert relation_of(kit)["code"] == "00002"


def test_a_person_and_a_business_with_one_address_stay_apart(kit):
    """The business has a VAT number, the person does not get its relation; a firm of another name neither."""
    kit.create(draft(debtor=consumer("7", email="office@beispiel.example"), reference="1"))
    kit.create(draft(debtor=company("Anders GmbH", "DE129273398", email="office@beispiel.example"), reference="2"))

    codes = {relation_of(kit, number)["code"] for number in ("1", "2")}
    assert len(codes) == 2
    assert "00002" not in codes


def test_a_business_found_by_name_gets_its_vat_number(kit):
    """The list of sales to EU businesses needs it. Everything else on the relation stays, whatever a PATCH empties."""
    kit.fake.switches.patch_omitted = "emptied"
    row = kit.fake.books.relation("00002")
    row |= {"vatNumber": None, "city": "Berlin", "doNotReceiveNewsletters": 1}
    kit.create(draft(debtor=company("Beispiel GmbH", "DE136695976", email="office@beispiel.example")))

    assert relation_of(kit)["code"] == "00002"
    assert (row["vatNumber"], row["city"], row["doNotReceiveNewsletters"]) == ("DE136695976", "Berlin", True)


def test_an_inactive_customer_is_not_made_again(kit):
    """Somebody put them aside on purpose: the sentence says to make them active."""
    with pytest.raises(Rejected, match="00003") as refused:
        kit.create(draft(debtor=consumer("7", email="gestopt@business.example")))

    assert refused.value.data["reason"] == "customer_inactive"
    assert kit.sent("relation") == []


def test_two_that_fit_are_for_a_person_to_decide(kit):
    """Same address and no name to tell them apart."""
    for code in ("T1", "T2"):
        kit.add_relation(code, emailAddress="twee@customers.example")
    with pytest.raises(Rejected) as refused:
        kit.create(draft(debtor=consumer("7", email="twee@customers.example")))

    assert refused.value.data["reason"] == "debtor_ambiguous"


def test_guests_without_anything_have_a_relation_per_order(kit):
    """The key of the booking tells them apart."""
    for number in ("1", "2"):
        guest = consumer(number, key=f"document:shop:{number}", match_by=(), email=None, shop_customer_id=None)
        kit.create(draft(debtor=guest, reference=number))

    assert relation_of(kit, "1")["id"] != relation_of(kit, "2")["id"]


def test_nothing_remembered_makes_it_slower_not_wrong(kit):
    """An emptied memory finds the same customer by the note."""
    kit.create(draft(debtor=consumer("7", email=None), reference="1"))
    kit.memory.tables.clear()
    kit.create(draft(debtor=consumer("7", email=None), reference="2"))

    assert relation_of(kit, "1")["id"] == relation_of(kit, "2")["id"]


@pytest.mark.parametrize("codes", ["generate", "name"])
def test_a_lost_answer_makes_no_second_customer(kit, codes):
    """The relation was announced before it was sent, so the next try looks, however fresh our idea is."""
    kit.create(draft(reference="1", debtor=consumer("1")))
    kit.fake.switches.lose_every_nth_post = 1
    with pytest.raises(UnknownOutcome):
        kit.create(draft(debtor=consumer("7", email=None)), customer_codes=codes)
    kit.fake.switches.lose_every_nth_post = 0
    kit.create(draft(debtor=consumer("7", email=None)), customer_codes=codes)

    assert [row["name"] for row in kit.fake.books.relations.values()].count("Customer 7") == 1


def test_codes_come_from_the_service_or_from_the_name(kit):
    """Five letters in capitals, without accents; JANSE is taken, so the next is JANSE2."""
    names = {"1": "Bérénice O'Hara", "2": "Jansen", "3": "Janse van Rensburg", "4": "漢字", "5": "Li"}
    for number, name in names.items():
        kit.create(draft(debtor=consumer(number, name=name), reference=number), customer_codes="name")
    kit.create(draft(debtor=consumer("6"), reference="6"), customer_codes="generate")

    assert [relation_of(kit, number)["code"] for number in names] == ["BEREN", "JANSE2", "JANSE3", "KLANT", "LI"]
    assert relation_of(kit, "6")["code"].isdigit()
    assert "code" not in kit.sent("relation")[-1]


def test_a_code_that_somebody_took_in_between_is_followed_by_the_next(kit):
    """The service refuses it (REL_049); the customer is made all the same, once."""
    kit.create(draft(reference="1"))
    kit.add_relation("PIETE")
    kit.create(draft(debtor=consumer("7", name="Pietersen"), reference="2"), customer_codes="name")

    assert relation_of(kit, "2")["code"] == "PIETE2"


def test_codes_fit_where_only_letters_and_digits_are_taken(make_kit):
    """Which characters a code may have is not known."""
    kit = make_kit(relation_codes="letters_and_digits")
    kit.create(draft(debtor=consumer("7", name="O'Neill & Zn.")), customer_codes="name")

    assert relation_of(kit)["code"] == "ONEIL"


@pytest.mark.parametrize("email", ["nonsense", "a@b", f"{'x' * 150}@customers.example"])
def test_an_address_that_would_be_refused_is_left_out(kit, email):
    """It would cost the whole customer."""
    kit.create(draft(debtor=consumer("7", email=email)))

    assert relation_of(kit)["emailAddress"] is None


def test_an_address_that_is_refused_all_the_same_is_left_out(kit):
    """The service's own check is the last word."""
    kit.create(draft(debtor=consumer("7", email="a@b.c..d")))

    assert relation_of(kit)["emailAddress"] is None
    assert [body.get("emailAddress") for body in kit.sent("relation")] == ["a@b.c..d", None]


def test_long_names_are_cut_and_kept_whole_in_the_note(kit):
    """100 characters of a name, 150 of an address; a number that is cut means nothing and is left out."""
    name = "Stichting " + "Voorbeeld " * 15
    address = Address(country="DE", line1="Straße " * 30, line2="links", postcode="1" * 60, city="Y" * 60)
    kit.create(draft(debtor=company(name.strip(), "DE129273398", address=address, phone="0" * 60)))

    made = relation_of(kit)
    assert len(made["name"]) <= 100
    assert made["note"].startswith(name.strip())
    assert len(made["address"]) <= 150
    assert (len(made["postalCode"]), len(made["city"]), made["phoneNumber"]) == (50, 50, None)


def test_a_customer_who_was_removed_is_made_again(kit):
    """The refusal says so; the order is booked on the new one, once."""
    kit.create(draft(reference="1"))
    gone = relation_of(kit, "1")
    del kit.fake.books.relations[gone["id"]]
    kit.create(draft(reference="2"))

    assert relation_of(kit, "2")["id"] != gone["id"]
    assert len(kit.fake.books.mutations) == 2


@pytest.mark.parametrize("searches", ["main", "any"])
def test_in_a_large_administration_customers_are_looked_for_one_by_one(make_kit, searches):
    """Reading hundreds of relations would cost more than asking for the few that order."""
    kit = make_kit(email_filter=searches)
    like = kit.fake.books.relation("00001")
    for number in range(300):
        row = {
            **like,
            "code": f"R{number}",
            "name": f"Relatie {number}",
            "emailAddress": f"r{number}@customers.example",
        }
        del row["id"]
        kit.fake.books.add("relation", kit.fake.books.relations, row)
    kit.create(draft(debtor=consumer("7", email="r42@customers.example"), reference="1"))
    kit.create(draft(debtor=consumer("8"), reference="2"))

    assert relation_of(kit, "1")["code"] == "R42"
    assert relation_of(kit, "2")["name"] == "Customer 8"
    assert len(kit.asked("relation")) < 8


def test_a_business_in_a_large_administration_is_found_by_name(kit):
    """VAT numbers cannot be filtered on."""
    for number in range(300):
        kit.add_relation(f"R{number}")
    kit.create(draft(debtor=company("Beispiel GmbH", "DE136695976", email="other@business.example")))

    assert relation_of(kit)["code"] == "00002"


@pytest.mark.parametrize("kind", [DebtorKind.DEFAULT, DebtorKind.POS], ids=str)
def test_a_debtor_that_the_owner_chose_is_found_by_its_code(kit, kind):
    """Whatever the capitals; nobody is made and the relation stays as it is."""
    kit.create(draft(debtor=by_code("janse", kind)))

    assert relation_of(kit)["code"] == "JANSE"
    assert kit.sent("relation") == []


@pytest.mark.parametrize(
    ("kind", "step"), [(DebtorKind.DEFAULT, "default_debtor"), (DebtorKind.POS, "pos_debtor")], ids=str
)
def test_a_code_that_does_not_exist_points_at_its_setting(kit, kind, step):
    """Nothing is made up."""
    with pytest.raises(SettingsProblem) as found:
        kit.create(draft(debtor=by_code("9999", kind)))

    assert (found.value.step, kit.sent("relation")) == (step, [])
    assert "9999" in found.value.sentence.nl
