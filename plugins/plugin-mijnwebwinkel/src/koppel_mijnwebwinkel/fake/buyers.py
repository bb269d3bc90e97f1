"""Who buys, and how the service writes that down: one debtor with an invoice and a delivery address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address. The service has one full name and the house number apart."""

    name: str = ""
    company: str = ""
    street: str = "Lindelaan"
    number: str = "12b"
    zipcode: str = "3512AB"
    city: str = "Utrecht"
    country: str = "NL"
    phone: str = "0611223344"
    gender: str = "V"

    def body(self) -> dict[str, Any]:
        """Missing texts are empty ones; the country's name is filled in when the order is shown."""
        return {
            "gender": self.gender, "name": self.name, "company": self.company, "phone": self.phone,
            "street": self.street, "number": self.number, "zipcode": self.zipcode, "city": self.city,
            "country_code": self.country,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A buyer: `account` is the number of a customer account, None for a guest. Without `delivery` it is the same place."""

    place: Place
    email: str = "klant@example.org"
    vat_number: str = ""
    account: str | None = None
    delivery: Place | None = None

    @property
    def destination(self) -> str:
        """The country that the goods go to."""
        return (self.delivery or self.place).country

    def body(self) -> dict[str, Any]:
        """The `debtor` of an order, with the duplicates that the vendor calls deprecated."""
        return {
            "id": self.account, "gender": self.place.gender, "name": self.place.name, "company": self.place.company,
            "email": self.email, "phone": self.place.phone, "bankaccount": "",
            "address": {
                "invoice": {**self.place.body(), "taxnumber": self.vat_number, "bankaccount": ""},
                "delivery": (self.delivery or self.place).body(),
            },
        }  # fmt: skip
