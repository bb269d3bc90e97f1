"""How the shop is set up: what it sells, its VAT per country, its order statuses and its ways to pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

ZERO: Final = Decimal(0)
HOME: Final = "NL"

EU: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
"""The vendor's own list of member states: Greece as GR; no Northern Ireland, no Monaco."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """An article; `price` includes VAT at home. `group`: standard, reduced or untaxed."""

    id: int
    sku: str
    name: str
    price: Decimal
    group: str = "standard"
    weight: Decimal = Decimal("0.30")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """VAT of one country: in per cent. A method is `fixed` (one rate) or `proportional` (over those of the goods)."""

    code: str
    standard: Decimal
    reduced: Decimal | None = None
    enabled: bool = True
    vat_number: str | None = None
    shipping: str = "fixed"
    payment: str = "fixed"

    def rate(self, group: str) -> Decimal:
        """The rate of a product."""
        if not self.enabled or group == "untaxed":
            return ZERO
        return self.standard if group == "standard" or self.reduced is None else self.reduced

    def body(self) -> dict[str, Any]:
        """As the service shows it, rates as fractions."""
        general = _fraction(self.standard)
        items = [{"type": "product", "references": ["4411377"]}]
        return {
            "regionCode": self.code, "taxEnabled": self.enabled, "taxNumber": self.vat_number, "taxRate": general,
            "shippingTaxMethod": self.shipping, "shippingTaxRate": general if self.shipping == "fixed" else None,
            "transactionTaxMethod": self.payment, "transactionTaxRate": general if self.payment == "fixed" else None,
            "overrides": [] if self.reduced is None else [{"taxRate": _fraction(self.reduced), "items": items}],
        }  # fmt: skip


def _fraction(percent: Decimal) -> str:
    return f"{percent / 100:f}"


PRODUCTS: Final = (
    Product(id=4411201, sku="ESP-WIT-80", name="Espressokopje wit", price=Decimal("12.50")),
    Product(id=4411377, sku="BOEK-KOF-1", name="Koffieboek", price=Decimal("10.90"), group="reduced", weight=Decimal("0.45")),
    Product(id=4411555, sku="FIL-58", name="Filterhouder 58 mm", price=Decimal("24.95"), weight=Decimal("0.50")),
    Product(id=4411560, sku="KOF-ETH-1", name="Koffiebonen Ethiopië 1 kg", price=Decimal("21.80"), group="reduced"),
    Product(id=4411571, sku="MOL-HAND", name="Handmolen", price=Decimal("69.99"), weight=Decimal("0.80")),
    Product(id=4411588, sku="", name="Theedoek", price=Decimal("7.95"), weight=Decimal("0.10")),
    Product(id=4411602, sku="KAN-MELK", name="Melkkan 0,6 l", price=Decimal("18.49")),
)  # fmt: skip

REGIONS: Final = (
    Region(code="NL", standard=Decimal(21), reduced=Decimal(9), vat_number="NL001234567B01", payment="proportional"),
    Region(code="BE", standard=Decimal(21), reduced=Decimal(6)),
    Region(code="DE", standard=Decimal(19), reduced=Decimal(7)),
    Region(code="FR", standard=Decimal(20), reduced=Decimal("5.5")),
)

_WORDS: Final = {
    1: ("In behandeling", "Pending", False), 2: ("Verzonden", "Shipped", False), 3: ("Betaald", "Paid", False),
    4: ("Geannuleerd", "Cancelled", False), 5: ("Nog niet betaald", "Not paid yet", False),
    6: ("Betaald & afgehaald", "Paid & collected", False), 7: ("Klaar om af te halen", "Ready for collection", False),
    8: ("Deels verzonden", "Partly shipped", False), 9: ("Retour aangemeld", "Return announced", True),
    10: ("Retour verwerkt", "Return processed", True), 11: ("Retour terugbetaald", "Return refunded", True),
}  # fmt: skip


def statuses(language: str) -> list[dict[str, Any]]:
    """The list of order statuses. It is the platform's, the same for every shop; the words follow the language."""
    at = 1 if language.startswith("en") else 0
    return [{"status": id_, "description": words[at], "credit_order": words[2]} for id_, words in _WORDS.items()]


def is_credit_status(status: int) -> bool:
    """True for a status that only credit orders may have."""
    return status in _WORDS and _WORDS[status][2]


COUNTRIES: Final[Mapping[str, tuple[str, str]]] = {
    "NL": ("Nederland", "Netherlands"), "BE": ("België", "Belgium"), "DE": ("Duitsland", "Germany"),
    "FR": ("Frankrijk", "France"), "CH": ("Zwitserland", "Switzerland"), "GB": ("Verenigd Koninkrijk", "United Kingdom"),
    "ES": ("Spanje", "Spain"), "IT": ("Italië", "Italy"),
}  # fmt: skip


def country_name(code: str, language: str) -> str:
    """A country in words, which depend on the language that was asked for."""
    names = COUNTRIES.get(code, (code, code))
    return names[1 if language.startswith("en") else 0]


GATEWAYS: Final = (
    {"name": "mollie", "displayName": "Mollie", "websiteUrl": "https://www.mollie.example", "methods": [
        {"name": "ideal", "displayName": "iDEAL", "settings": {"cost": {"amount": 30, "percentage": "0"}}},
        {"name": "bancontact", "displayName": "Bancontact", "settings": {"cost": {"amount": 0, "percentage": "0"}}},
        {"name": "creditcard", "displayName": "Creditcard", "settings": {"cost": {"amount": 0, "percentage": "1.5"}}}]},
    {"name": "basic", "displayName": "Handmatig", "websiteUrl": None, "methods": [
        {"name": "bank_transfer", "displayName": "Overboeking", "settings": {"cost": {"amount": 0, "percentage": "0"}}},
        {"name": "in_arrears", "displayName": "Achteraf betalen", "settings": {"cost": {"amount": 0, "percentage": "0"}}},
        {"name": "pickup", "displayName": "Betalen bij afhalen", "settings": {"cost": {"amount": 0, "percentage": "0"}}}]},
)  # fmt: skip

SHIPPING_METHODS: Final = (
    {
        "id": "1",
        "display_name": "PostNL",
        "countries": ["NL", "BE", "DE", "FR"],
        "default": True,
        "no_costs_above": "75.00",
    },
    {"id": "2", "display_name": "Afhalen", "countries": ["NL"], "default": False, "no_costs_above": False},
)


@dataclass(kw_only=True)
class Profile:
    """The shop's own profile: `region_code` is where it is established. A test may change any of it."""

    id: str = "1a2b3c4d-0000-4000-8000-00000000a001"
    name: str = "Koffiewinkel De Kan"
    primary_domain: str = "https://www.koffiewinkel.example/"
    region_code: str | None = HOME
    currency: str = "EUR"
    prices_include_tax: bool = True
    regions: dict[str, Region] = field(default_factory=lambda: {region.code: region for region in REGIONS})

    def body(self) -> dict[str, Any]:
        """As the service shows it. The e-mail address takes a right of its own and is left out."""
        return {
            "id": self.id, "name": self.name, "primary_domain": self.primary_domain, "description": "", "open": True,
            "version": "Pro", "administration_language": "nl_NL", "currency": self.currency,
            "prices_include_tax": self.prices_include_tax, "default_language": "nl_NL", "active_languages": ["nl_NL"],
            "currency_format_locale": "nl_NL", "available_business_models": "ALL", "region_code": self.region_code,
        }  # fmt: skip
