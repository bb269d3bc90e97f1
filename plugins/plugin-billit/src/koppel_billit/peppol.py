"""Who can receive by the Peppol network: asked before anything is sent, remembered for some days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from koppel.api import Memory, Rejected, text_of
from koppel_billit.company import Company
from koppel_billit.parties import plain_number
from koppel_billit.wire import Row

_PATH: Final = "v1/peppol/participantInformation"
_NAMESPACE: Final = "peppol"
_TYPES: Final = {False: "BISv3Invoice", True: "BISv3CreditNote"}
_REGISTERED_FOR: Final = timedelta(days=7)
_UNREGISTERED_FOR: Final = timedelta(days=1)
_BELGIAN: Final = re.compile(r"BE[01]\d{9}")
_COMPANY_NUMBER: Final = {"CBE": "0208", "KVK": "0106", "OIN": "0190", "GLN": "0088"}


def can_receive(company: Company, memory: Memory, party: Row, *, is_credit: bool, today: date) -> bool:
    """Whether a customer takes this kind of document.

    A firm may be on the network under its company number, its VAT number or both, so each is asked for.
    """
    return any(_TYPES[is_credit] in _types(company, memory, identifier, today) for identifier in _identifiers(party))


def _identifiers(party: Row) -> Iterator[str]:
    """What to ask for, likeliest first."""
    found = party.get("Identifiers")
    for one in found if isinstance(found, list) else []:
        scheme = _COMPANY_NUMBER.get(text_of(one.get("IdentifierType")))
        if scheme:
            yield f"{scheme}:{text_of(one.get('Identifier'))}"
    number = plain_number(text_of(party.get("VATNumber")))
    if _BELGIAN.fullmatch(number):
        yield f"0208:{number[2:]}"
    if number:
        yield number


def _types(company: Company, memory: Memory, identifier: str, today: date) -> list[str]:
    kept = memory.get(_NAMESPACE, identifier)
    if isinstance(kept, dict) and today <= date.fromisoformat(str(kept["until"])):
        return [str(one) for one in kept["types"]]
    types = _ask(company, identifier)
    until = today + (_REGISTERED_FOR if types else _UNREGISTERED_FOR)
    memory.put(_NAMESPACE, {identifier: {"types": types, "until": until.isoformat()}})
    return types


def _ask(company: Company, identifier: str) -> list[str]:
    """A number that Billit cannot read is nobody's on the network."""
    try:
        body: Any = company.one(f"{_PATH}/{identifier}")
    except Rejected:
        return []
    found = body.get("DocumentTypes") if body.get("Registered") is True else None
    return [str(one) for one in found] if isinstance(found, list) else []
