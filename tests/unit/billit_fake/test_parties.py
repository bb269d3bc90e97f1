"""Customers: making, changing, and the matching that the service does by itself."""

from __future__ import annotations

import pytest

from koppel_billit.fake import Switches
from unit.billit_fake.conftest import code_of

COMPANY = {"PartyType": "Customer", "Name": "Firma", "VATNumber": "BE0999999922", "ExternalProviderID": "k"}


def test_a_new_customer_is_a_bare_number(shop):
    """And can be read and found by it."""
    number = shop.post("parties", COMPANY).json

    assert shop.get(f"parties/{number}").json["Name"] == "Firma"
    assert shop.filtered("parties", "ExternalProviderID eq 'k'").json["Items"][0]["PartyID"] == number
    assert shop.filtered("parties", "VATNumber eq 'BE0999999922'").json["Items"][0]["PartyID"] == number


def test_a_customer_needs_a_name(shop):
    """Of the company or of a person."""
    assert code_of(shop.post("parties", {"PartyType": "Customer"})) == "CompanyNameOrContactNameIsRequired"
    assert shop.post("parties", {"PartyType": "Customer", "ContactLastName": "Klant"}).status_code == 200


def test_posting_with_a_number_changes_that_customer(shop):
    """No second one is made."""
    number = shop.post("parties", COMPANY).json

    assert shop.post("parties", {"PartyID": number, "Name": "Firma BV"}).json == number
    assert shop.get(f"parties/{number}").json["Name"] == "Firma BV"


def test_a_patch_takes_the_documented_members(shop, clock):
    """And moves the moment of the last change."""
    number = shop.post("parties", COMPANY).json
    before = shop.get(f"parties/{number}").json["LastModified"]
    clock.advance(minutes=1)

    assert shop.patch(f"parties/{number}", {"Email": "a@b.example"}).status_code == 200
    assert shop.get(f"parties/{number}").json["LastModified"] > before
    assert code_of(shop.patch(f"parties/{number}", {"PartyType": "Supplier"})) == "SimulatorUnknownField"
    assert code_of(shop.patch(f"parties/{number}", {"VATNumber": "BE1"})) == "_0_IsNoValidBEVAT"


def test_a_customer_of_nobody_looks_like_a_refused_login(shop):
    """It is nobody's, or another company's."""
    assert shop.get("parties/1").status_code == 401


def test_properties_outside_the_list_cannot_be_filtered_on(shop):
    """E-mail addresses are not among those documented."""
    assert code_of(shop.filtered("parties", "Email eq 'jo@klanten.example'")) == "GenericError"


@pytest.mark.parametrize("way", ["VATNumber", "Email", "Nr"])
def test_a_document_without_number_of_its_customer_overwrites_whoever_matches(shop, way):
    """By VAT number, e-mail address or number: the pitfall of naming customers by their data."""
    victim = shop.fake.add_party(Name="Victim", VATNumber="BE0999999922", Email="x@y.example", Nr="77")
    shop.book(Customer={"Name": "Other", way: victim[way]})

    assert victim["Name"] == "Other"


def test_a_document_for_a_stranger_makes_a_customer(shop):
    """With the data that came along."""
    before = len(shop.fake.company().parties)
    order = shop.book(Customer={"Name": "New", "Email": "new@klanten.example"})

    assert len(shop.fake.company().parties) == before + 1
    assert order["CounterParty"]["DisplayName"] == "New"


@pytest.mark.parametrize(("mood", "city"), [("ignored", None), ("stored", "Gent")])
def test_what_stands_beside_a_customers_number_may_be_stored(make, mood, city):
    """Which fields are taken over is not known."""
    shop = make(Switches(inline_customer=mood))
    shop.book(Customer={"PartyID": shop.customer(), "City": "Gent"})

    assert shop.fake.company().parties[shop.customer()].get("City") == city
