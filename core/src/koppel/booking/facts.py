"""The facts about a document that decide its VAT, gathered once: places, days, the buyer's number, where it leaves from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from koppel.booking.heading import issued_on, tax_days
from koppel.booking.reasons import hold
from koppel.booking.rules import Rules
from koppel.booking.territories import Place, iso_code, place_of
from koppel.booking.vat_numbers import BuyerNumber, buyer_number
from koppel.model import ZERO, Address, Document, Line, LineKind, Supply, VatRelief
from koppel.text import Text

_DELIVERY = Text(en="delivery", nl="afleveradres")
_BILLING = Text(en="billing", nl="factuuradres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What the shop charged on one line or part of it: `rate` 0 for none, `country` as the shop writes it or ""."""

    supply: Supply
    rate: Decimal = ZERO
    tax: Decimal = ZERO
    country: str = ""
    tax_class: str | None = None
    is_reverse_charged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`reverse_charged` is the net value of the goods marked for the reverse charge at home, in this one delivery."""

    rules: Rules
    issued_on: date
    tax_days: frozenset[date]
    buyer: BuyerNumber
    delivery: Address | None
    billing: Address | None
    ships_from: str
    is_pos: bool
    relief: VatRelief | None
    reverse_charged: Decimal
    main_supply: Supply

    @property
    def home(self) -> str:
        """The seller's country."""
        return self.rules.seller.country

    def place(self, supply: Supply) -> Place:
        """Where it is taxed: goods where they end up, services and digital products where the customer lives.

        At the till everything is handed over at home. Raises Hold for a missing or unknown country.
        """
        place = self.known_place(supply)
        if place is not None:
            return place
        address = self._address(supply)
        if address is None:
            raise hold("country_missing", what=_DELIVERY if supply is Supply.GOODS else _BILLING)
        raise hold("country_unknown", country=address.country)

    def known_place(self, supply: Supply) -> Place | None:
        """The same, None where it cannot be told."""
        if self.is_pos:
            return Place(country=self.home, written=self.home, goods_inside=True, services_inside=True)
        address = self._address(supply)
        return None if address is None else place_of(address.country, address.postcode)

    def _address(self, supply: Supply) -> Address | None:
        ways = (self.delivery, self.billing) if supply is Supply.GOODS else (self.billing, self.delivery)
        return next((address for address in ways if address is not None and address.country.strip()), None)

    def buyer_countries(self) -> frozenset[str]:
        """The countries that the buyer has an address in, as VAT places."""
        found = set()
        for address in (self.billing, self.delivery):
            place = place_of(address.country, address.postcode) if address is not None else None
            if place is not None and address is not None:
                found |= {place.country, iso_code(address.country)}
        return frozenset(found)


def gather(document: Document, rules: Rules) -> Facts:
    """The facts of a sale, or of a credit note whose sale is not known."""
    return Facts(
        rules=rules,
        issued_on=issued_on(document, rules),
        tax_days=tax_days(document, rules),
        buyer=buyer_number(document),
        delivery=document.delivery,
        billing=document.billing,
        ships_from=iso_code(document.ships_from or ""),
        is_pos=document.is_pos,
        relief=document.relief,
        reverse_charged=_reverse_charged(document.lines),
        main_supply=_main_supply(document.lines),
    )


def _main_supply(lines: tuple[Line, ...]) -> Supply:
    """What shipping and fees follow: goods where there are any, else what the products are."""
    supplies = [line.supply or Supply.GOODS for line in lines if line.kind is LineKind.PRODUCT]
    return supplies[0] if supplies and Supply.GOODS not in supplies else Supply.GOODS


def _reverse_charged(lines: tuple[Line, ...]) -> Decimal:
    return sum((abs(line.amounts.gross) for line in lines if line.domestic_reverse_charge), ZERO)
