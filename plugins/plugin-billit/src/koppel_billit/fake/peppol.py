"""The directory of the network: who can receive which kind of document, under which identifier."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from .refusal import GENERIC, bad
from .values import Row

INVOICE: Final = "BISv3Invoice"
CREDIT_NOTE: Final = "BISv3CreditNote"
_VAT_SCHEMES: Final = {
    "BE": "9925", "NL": "9944", "FR": "9957", "DE": "9930", "LU": "9938", "AT": "9914", "IT": "9906", "ES": "9920",
    "PL": "9945", "IE": "9935", "PT": "9946", "GB": "9932",
}  # fmt: skip
_IDENTIFIERS: Final = {"CBE": "0208", "KVK": "0106", "OIN": "0190", "GLN": "0088", "DUNS": "0060"}
_SCHEMED: Final = re.compile(r"\d{4}:[A-Za-z0-9]+")
_VAT: Final = re.compile(r"[A-Z]{2}[A-Z0-9]+")
_COMPANY_NUMBER: Final = re.compile(r"\d{10}")


@dataclass(slots=True)
class Directory:
    """Receivers by `scheme:value`, and the document types that each takes."""

    types: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def register(self, identifier: str, *types: str) -> None:
        """Put a receiver on the network; without types it takes invoices and credit notes."""
        self.types[identifier] = types or (INVOICE, CREDIT_NOTE)

    def information(self, asked: str) -> Row:
        """What a look-up answers, also for one who is not registered."""
        identifier = as_identifier(asked)
        found = self.types.get(identifier)
        processes = [
            {"ProcessIdentifier": "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "Endpoints": []} for _ in found or ()
        ]
        return {
            "Registered": found is not None,
            "Identifier": identifier,
            "DocumentTypes": list(found or ()),
            "ServiceDetails": [{"DocumentIdentifierScheme": "busdox-docid-qns", "Processes": processes}]
            if found
            else [],
            "ServiceProviderID": "POP000001" if found else None,
        }

    def of_party(self, party: Row) -> tuple[str, tuple[str, ...]] | None:
        """The identifier that a party is reached by, and what it takes; the company number goes first."""
        for identifier in _identifiers(party):
            if identifier in self.types:
                return identifier, self.types[identifier]
        return None


def as_identifier(asked: str) -> str:
    """A VAT number, a Belgian company number or `scheme:value` as the network's identifier."""
    text = asked.strip().upper().replace(" ", "")
    if _SCHEMED.fullmatch(text):
        return text
    if _COMPANY_NUMBER.fullmatch(text):
        return f"0208:{text}"
    if _VAT.fullmatch(text) and text[:2] in _VAT_SCHEMES:
        return f"{_VAT_SCHEMES[text[:2]]}:{text}"
    raise bad(GENERIC, f"{asked} is no VAT number and no company number")


def _identifiers(party: Row) -> list[str]:
    found = [
        f"{_IDENTIFIERS[one['IdentifierType']]}:{one.get('Identifier', '')}"
        for one in party.get("Identifiers", ())
        if one.get("IdentifierType") in _IDENTIFIERS
    ]
    number = str(party.get("VATNumber") or "")
    if number.startswith("BE"):
        found.append(f"0208:{number[2:]}")
    return [*found, as_identifier(number)] if number[:2] in _VAT_SCHEMES else found
