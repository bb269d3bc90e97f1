"""What the sample shop sells and at which VAT rates: the rows behind products and tax rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

Kind = Literal["standard", "reduced"]

_TABLE: Final = {
    "NL": ("21.0", "9.0"), "BE": ("21.0", "6.0"), "DE": ("19.0", "7.0"), "FR": ("20.0", "5.5"), "LU": ("17.0", "3.0"),
    "ES": ("21.0", "4.0"), "IT": ("22.0", "4.0"), "AT": ("20.0", "10.0"), "IE": ("23.0", "9.0"), "FI": ("25.5", "13.5"),
}  # fmt: skip
_FIRST_ID: Final = 11
_FIRST_ZERO_ID: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A VAT rate of the shop; `country` is None for one that the shop gave no country."""

    id: int
    country: str | None
    percentage: Decimal

    def body(self) -> dict[str, Any]:
        """As every answer shows it: the percentage with one decimal."""
        return {"id": self.id, "country": self.country, "percentage": f"{self.percentage:.1f}"}

    def inside(self, gross: Decimal) -> Decimal:
        """The VAT in an amount that includes it, not rounded."""
        return gross * self.percentage / (100 + self.percentage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product. `price` is of one piece, as it was entered: with or without VAT as the order says."""

    id: int
    title: str
    price: Decimal
    is_physical: bool = False
    kind: Kind = "standard"
    type: Literal["one_off", "subscription", "installments"] = "one_off"
    interval: str | None = None
    ledger: int | None = None
    sku: str | None = None
    group: str | None = None

    def body(self) -> dict[str, Any]:
        """As the list of products shows it: the ledger account as a number there."""
        return {
            "id": self.id, "title": self.title, "public_title": self.title, "description": None, "sku": self.sku,
            "slug": self.title.lower().replace(" ", "-"), "type": self.type, "ledger": self.ledger, "group": self.group,
            "is_physical": self.is_physical, "stock": {"is_enabled": False},
            "created_at": "2025-06-01T08:00:00.000000Z", "updated_at": "2025-06-01T08:00:00.000000Z", "deleted_at": None,
        }  # fmt: skip


PRODUCTS: Final = (
    Product(id=5101, title="Online cursus Boekhouden in een dag", price=Decimal("242.00"), ledger=8010, sku="CUR-01"),
    Product(id=5102, title="Werkboek (gedrukt)", price=Decimal("21.80"), is_physical=True, kind="reduced", ledger=8020, sku="BOEK-1"),
    Product(id=5103, title="Mok", price=Decimal("12.10"), is_physical=True, sku="MOK-1", group="Winkel"),
    Product(id=5104, title="E-book Btw voor makers", price=Decimal("10.90"), kind="reduced", sku="EB-7"),
    Product(id=5105, title="Ledengroep", price=Decimal("30.25"), type="subscription", interval="monthly", ledger=8030, sku="LID-M"),
    Product(id=5106, title="Ledengroep, jaar", price=Decimal("302.50"), type="subscription", interval="yearly", ledger=8030, sku="LID-J"),
    Product(id=5110, title="Jaartraining", price=Decimal("150.00"), type="installments", interval="monthly", ledger=8010, sku="JT-3"),
    Product(id=5111, title="Adviesgesprek", price=Decimal("121.00"), sku="ADV"),
)  # fmt: skip


def _rates() -> list[Rate]:
    pairs = [(country, Decimal(percent)) for country, both in _TABLE.items() for percent in both]
    rated = [
        Rate(id=_FIRST_ID + at, country=country, percentage=percent) for at, (country, percent) in enumerate(pairs)
    ]
    return [*rated, Rate(id=_FIRST_ZERO_ID - 1, country="NL", percentage=Decimal("0.0"))]


@dataclass(slots=True)
class Catalog:
    """Products and rates; a test may add to either."""

    products: dict[int, Product] = field(default_factory=lambda: {product.id: product for product in PRODUCTS})
    rates: list[Rate] = field(default_factory=_rates)

    def rate(self, country: str, kind: Kind) -> Rate:
        """The country's standard or reduced rate."""
        percent = Decimal(_TABLE[country][0 if kind == "standard" else 1])
        return next(rate for rate in self.rates if (rate.country, rate.percentage) == (country, percent))

    def zero(self, country: str | None) -> Rate:
        """A rate of 0 %, made when there is none yet."""
        known = next((rate for rate in self.rates if rate.country == country and rate.percentage == 0), None)
        if known is None:
            known = Rate(id=_FIRST_ZERO_ID + len(self.rates), country=country, percentage=Decimal("0.0"))
            self.rates.append(known)
        return known

    def rates_of(self, country: str | None) -> Sequence[Rate]:
        """The rates of a country, all without one."""
        return [rate for rate in self.rates if country is None or rate.country == country]
