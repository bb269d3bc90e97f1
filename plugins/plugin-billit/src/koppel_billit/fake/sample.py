"""The companies that the fake begins with, their customers, and who is on the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from . import parties
from .company import Company, Numbers
from .peppol import INVOICE, Directory
from .switches import Switches
from .values import Row

DUTCH: Final = 410010
BELGIAN: Final = 410020
NUMBERED: Final = 130
"""Customers of the Dutch company besides the named ones: more than a page of a list holds."""

_PROFILES: Final[dict[int, Row]] = {
    DUTCH: {
        "PartyID": DUTCH,
        "Name": "Webwinkel Voorbeeld B.V.",
        "VATNumber": "NL123456782B90",
        "CountryCode": "NL",
        "City": "Utrecht",
        "Email": "administratie@webwinkel.example",
        "VATLiable": True,
        "SmallEnterprise": False,
    },
    BELGIAN: {
        "PartyID": BELGIAN,
        "Name": "Webshop Voorbeeld BV",
        "VATNumber": "BE0777777771",
        "CountryCode": "BE",
        "City": "Gent",
        "Email": "boekhouding@webshop.example",
        "VATLiable": True,
        "SmallEnterprise": False,
    },
}
_CUSTOMERS: Final[tuple[dict[str, Any], ...]] = (
    {"Name": "Losse verkopen", "Nr": "1000", "CountryCode": "NL", "VATLiable": False},
    {
        "Name": "Groothandel Amersfoort B.V.",
        "Nr": "1002",
        "VATNumber": "NL111111111B01",
        "Email": "inkoop@amersfoort.example",
        "CountryCode": "NL",
    },
    {
        "Name": "Drukkerij Leuven NV",
        "Nr": "1003",
        "VATNumber": "BE0888888895",
        "Email": "facturen@leuven.example",
        "CountryCode": "BE",
    },
    {"Name": "Stichting Zonder Nummer", "Nr": "1004", "Email": "info@stichting.example", "CountryCode": "NL"},
    {
        "Name": "Jo Klant",
        "Nr": "1005",
        "Email": "jo@klanten.example",
        "CountryCode": "NL",
        "VATLiable": False,
        "VATDeductable": False,
    },
)


def companies(
    chosen: Sequence[int], clock: Callable[[], datetime], switches: Switches, directory: Directory
) -> dict[int, Company]:
    """The chosen companies, filled; and those on the network."""
    numbers = Numbers()
    found = {
        number: Company(profile=dict(_PROFILES[number]), clock=clock, switches=switches, numbers=numbers)
        for number in chosen
    }
    for company in found.values():
        _fill(company)
    directory.register("0208:0888888895")
    directory.register("9944:NL111111111B01", INVOICE)
    return found


def _fill(company: Company) -> None:
    for row in _CUSTOMERS:
        parties.make(company, {"PartyType": parties.CUSTOMER, **row})
    if company.id == DUTCH:
        for place in range(1, NUMBERED + 1):
            name, email = f"Webwinkelklant {place:03}", f"klant{place:03}@klanten.example"
            parties.make(
                company,
                {"PartyType": parties.CUSTOMER, "Name": name, "Nr": str(2000 + place), "Email": email},
            )
