"""Customers: what a party must have, how a document's customer is matched or made, changing one."""

from __future__ import annotations

import re
from typing import Any, Final

from .company import Company
from .refusal import bad
from .values import Reader, Row

_SHAPES: Final = {
    "NL": re.compile(r"NL[0-9A-Z+*]{10}\d\d"),
    "DE": re.compile(r"DE\d{9}"),
    "FR": re.compile(r"FR[0-9A-Z]{2}\d{9}"),
}
_SHAPE: Final = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")
_FLAT: Final = ("Street", "StreetNumber", "Box", "Zipcode", "City", "CountryCode")
CUSTOMER: Final = "Customer"


def check(values: Row) -> None:
    """What is true of every party that is sent."""
    addresses = [one.get("AddressType") for one in values.get("Addresses", ())]
    if len(set(addresses)) != len(addresses):
        raise bad("Only1OfEachAddressTypeAllowed", "Only one address of each type is allowed.")
    if any("IdentifierType" not in one for one in values.get("Identifiers", ())):
        raise bad("IdentifierTypeIsRequired", "The type of an identifier is required.")
    if values.get("VATNumber"):
        _check_vat(str(values["VATNumber"]))


def create(company: Company, reader: Reader, raw: Row) -> int:
    """POST of a party: makes one, or changes the one whose PartyID it names."""
    values = reader.read("Party", raw)
    check(values)
    if "PartyID" in values:
        known = company.party(values["PartyID"])
        change(company, known, values)
        return int(known["PartyID"])
    return int(make(company, values)["PartyID"])


def make(company: Company, values: Row) -> Row:
    """A new party."""
    if not (values.get("Name") or values.get("ContactFirstName") or values.get("ContactLastName")):
        raise bad("CompanyNameOrContactNameIsRequired", "Corporate name or contact is a required field.")
    party: Row = {"PartyType": CUSTOMER, "VATLiable": True, "Created": company.now(), **values}
    party["PartyID"] = next(company.numbers.parties)
    party["DisplayName"] = values.get("Name") or " ".join(
        str(values.get(name, "")) for name in ("ContactFirstName", "ContactLastName")
    )
    company.parties[party["PartyID"]] = party
    company.touch(party)
    return party


def patch(company: Company, reader: Reader, number: int, raw: Row) -> None:
    """PATCH: only what the documentation lists can be changed."""
    values = reader.read("PartyPatch", raw)
    check(values)
    change(company, company.party(number), values)


def change(company: Company, party: Row, values: Row) -> None:
    """Overwrite what was sent."""
    party.update({key: value for key, value in values.items() if key != "PartyID"})
    party["DisplayName"] = party.get("Name", party["DisplayName"])
    company.touch(party)


def of_order(company: Company, values: Row) -> Row:
    """The customer of a document: named by PartyID, else matched by VAT number, e-mail or number, else made.

    A match overwrites what is stored, which is how a company without VAT number takes the place of another one.
    """
    named = values.get("CustomerID")
    customer: Row = values.get("Customer") or {}
    if not customer and named is None:
        raise bad("CustomerIsRequired", "Customer is a required field")
    check(customer)
    number = customer.get("PartyID", named)
    if number is not None:
        party = company.party(number)
        if len(customer) > 1 and company.switches.inline_customer == "stored":
            change(company, party, customer)
        return {**party, **customer, "PartyID": party["PartyID"]}
    found = _match(company, customer)
    if found is None:
        return make(company, {**customer, "PartyType": CUSTOMER})
    change(company, found, customer)
    return found


def flat_address(party: Row) -> dict[str, Any]:
    """The invoice address as the flat members of a party."""
    own = {name: party[name] for name in _FLAT if party.get(name)}
    addresses: list[Row] = party.get("Addresses", [])
    invoice = next((one for one in addresses if one.get("AddressType") == "InvoiceAddress"), Row())
    return {**{name: invoice[name] for name in _FLAT if invoice.get(name)}, **own}


def _match(company: Company, customer: Row) -> Row | None:
    for name in ("VATNumber", "Email", "Nr"):
        wanted = customer.get(name)
        found = (one for one in company.parties.values() if wanted and one.get(name) == wanted)
        party = next(found, None)
        if party is not None:
            return party
    return None


def _check_vat(number: str) -> None:
    if number.startswith("BE"):
        digits = number[2:]
        if not (digits.isdigit() and len(digits) == 10 and int(digits[8:]) == 97 - int(digits[:8]) % 97):
            raise bad("_0_IsNoValidBEVAT", f"{number} is no valid BE VAT")
    elif not _SHAPES.get(number[:2], _SHAPE).fullmatch(number):
        raise bad("YourVATIsNotValid", "We think the VAT number you have provided is incorrect")
