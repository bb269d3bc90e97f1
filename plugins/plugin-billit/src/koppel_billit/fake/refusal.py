"""What the service says when it refuses: a status and a list of codes, each with a description for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GENERIC: Final = "GenericError"

_DUTCH: Final[Mapping[str, str]] = {
    "CustomerIsRequired": "Klant is een verplicht veld",
    "OrderDateIsRequired": "Datum is een verplicht veld.",
    "ExpiryDateIsRequired": "Vervaldatum is een verplicht veld",
    "TheCustomerIsNotActiveOnPeppol": "De klant is niet actief op Peppol",
    "TheCustomerDoesNotSupportPeppolForType_0": "De klant ondersteunt dit type niet via Peppol",
    "PleaseSupplyAValidPONumberInTheFieldYourReference": "Gelieve een geldig PO nummer in te vullen in het veld Uw ref.",
}


class Refusal(Exception):
    """An answer other than success: one or more codes. A refusal without a code has a text alone."""

    def __init__(self, status: int, *errors: tuple[str, str]) -> None:
        super().__init__(status, *errors)
        self.status = status
        self.errors = errors

    def told(self, language: str) -> list[dict[str, str]]:
        """The entries of the body. Codes are the same in each language."""
        return [{"Code": code, "Description": _described(code, text, language)} for code, text in self.errors]


def _described(code: str, text: str, language: str) -> str:
    return _DUTCH.get(code, text) if language == "nl" else text


def bad(code: str, description: str = "") -> Refusal:
    """A request that is refused for what is in it."""
    return Refusal(400, (code, description or code))


def unauthorised(code: str) -> Refusal:
    """Credentials that are refused."""
    return Refusal(401, (code, code))
