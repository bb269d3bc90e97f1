"""The buyer's VAT number: written one way, and how far it can be relied on. No service is asked here.

Prefix and check digits are python-stdnum's work; what a checking service said comes with the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stdnum.eu import vat as eu_vat

from koppel.booking.rates import NORTHERN_IRELAND, member_states
from koppel.booking.territories import iso_code, place_of
from koppel.model import Address, CheckResult, Document, Party

_WORD_IN_FRONT: Final = re.compile(r"^(BTWNR|BTW|VAT|TVA|MWST|UST)(?=[A-Z]{2})")
_SMALL_ENTERPRISE: Final = re.compile(r"(?<=\d)EX$")
_OTHER_PREFIXES: Final = frozenset({"EU", "GB", "EL", "XI", "GR"})


class NumberState(StrEnum):
    """How far a VAT number can be relied on."""

    NONE = "none"
    VALID = "valid"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    SMALL_ENTERPRISE = "small_enterprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerNumber:
    """A normalised number ("" when there is none), the ISO code of its country, and its state."""

    number: str = ""
    country: str = ""
    state: NumberState = NumberState.NONE

    @property
    def is_usable(self) -> bool:
        """True when the number itself is right, checked or not: good enough to write on a debtor."""
        return self.state in {NumberState.VALID, NumberState.UNAVAILABLE, NumberState.SMALL_ENTERPRISE}


def buyer_number(document: Document) -> BuyerNumber:
    """The number of the document's buyer; a missing prefix is that of the billing address, else of the delivery."""
    buyer = document.buyer
    if buyer is None or not (buyer.vat_number or "").strip():
        return BuyerNumber()
    number = normalise(buyer.vat_number or "", document.billing or document.delivery)
    bare = _SMALL_ENTERPRISE.sub("", number)
    return BuyerNumber(number=bare, country=iso_code(bare[:2]), state=_state(bare, number != bare, buyer))


def normalise(written: str, address: Address | None) -> str:
    """With prefix (EL for Greece), capitals, no blanks or signs: `be 0999.999.922` becomes `BE0999999922`."""
    text = re.sub(r"[^A-Z0-9]", "", written.upper())
    text = _WORD_IN_FRONT.sub("", text)
    if text[:2] not in member_states() | _OTHER_PREFIXES:
        text = _prefix(address) + text
    return "EL" + text[2:] if text.startswith("GR") else text


def is_well_formed(number: str) -> bool:
    """Prefix, length and check digits of a normalised EU number are right. `EU...` is a scheme's number, no buyer's."""
    return not number.startswith("EU") and bool(eu_vat.is_valid(number))


def _state(number: str, is_small_enterprise: bool, buyer: Party) -> NumberState:
    check = buyer.vat_number_check
    result = check.result if check else CheckResult.NOT_CHECKED
    if result is CheckResult.INVALID or not _could_be_right(number, result):
        return NumberState.INVALID
    if is_small_enterprise:
        return NumberState.SMALL_ENTERPRISE
    return NumberState.UNAVAILABLE if result is CheckResult.UNAVAILABLE else NumberState.VALID


def _could_be_right(number: str, result: CheckResult) -> bool:
    """A service that found the number knows better than check digits, but only for numbers that it can know."""
    if result is CheckResult.VALID:
        return iso_code(number[:2]) in member_states() | {NORTHERN_IRELAND}
    return is_well_formed(number)


def _prefix(address: Address | None) -> str:
    if address is None:
        return ""
    place = place_of(address.country, address.postcode)
    code = place.country if place and place.country else iso_code(address.country)
    return "EL" if code == "GR" else code
