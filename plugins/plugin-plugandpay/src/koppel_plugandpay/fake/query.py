"""Reading a query strictly: a value that cannot be is a 422 that names its parameter, an unknown parameter is passed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

from koppel_plugandpay.fake.answers import invalid
from koppel_plugandpay.fake.dates import filter_day, filter_moment

MODES: Final = ("test", "live")
INVOICE_STATUSES: Final = ("concept", "final")
PAYMENT_STATUSES: Final = ("open", "processing", "paid", "reversed", "credited", "credit_invoice")
PAYMENT_TYPES: Final = ("mail", "mandate", "manual")
CONTRACT_TYPES: Final = ("one_off", "subscription", "installments")
SOURCES: Final = ("admin", "api", "checkout", "import", "recurring", "upgrade", "upsell")
SORTS: Final = ("paid_at", "invoice_number", "invoice_date")

PROVEN_INCLUDES: Final = ("billing", "comments", "discounts", "items", "payment", "tags", "taxes")
MORE_INCLUDES: Final = (
    "checkout", "collection_costs", "commissions", "custom_fields", "is_collectible", "note", "products",
    "related_orders", "shipping", "subscriptions", "utm",
)  # fmt: skip


class Query:
    """The parameters of one request. Each reader raises the 422 of a wrong value."""

    def __init__(self, values: Mapping[str, str], *, local_time: bool = False) -> None:
        self._values = values
        self._local_time = local_time

    def text(self, name: str) -> str | None:
        """A text; an empty one is none."""
        return self._values.get(name) or None

    def number(self, name: str, *, default: int, least: int = 1) -> int:
        """A whole number."""
        text = self.text(name)
        if text is None:
            return default
        if not text.isdigit() or int(text) < least:
            raise invalid({name: f"The {name} must be at least {least}."})
        return int(text)

    def flag(self, name: str) -> bool | None:
        """1 or 0; the words true and false are refused."""
        text = self.text(name)
        if text not in {None, "0", "1"}:
            raise invalid({name: f"The {name} field must be true or false."})
        return None if text is None else text == "1"

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """One of some words."""
        text = self.text(name)
        if text is not None and text not in allowed:
            raise invalid({name: f"The selected {name} is invalid."})
        return text

    def choices(self, name: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Several words with commas between them."""
        text = self.text(name)
        found = tuple(text.split(",")) if text else ()
        if allowed is not None and any(word not in allowed for word in found):
            raise invalid({name: f"The selected {name} is invalid."})
        return found

    def numbers(self, name: str) -> tuple[int, ...]:
        """Several whole numbers with commas between them."""
        found = self.choices(name)
        if not all(word.isdigit() for word in found):
            raise invalid({name: f"The {name} must be an integer."})
        return tuple(int(word) for word in found)

    def day(self, name: str) -> date | None:
        """A day as `Y-m-d`."""
        text = self.text(name)
        day = filter_day(text) if text else None
        if text and day is None:
            raise invalid({name: f"The {name} does not match the format Y-m-d."})
        return day

    def moment(self, name: str) -> datetime | None:
        """A moment as `Y-m-d H:i:s`."""
        text = self.text(name)
        moment = filter_moment(text, local=self._local_time) if text else None
        if text and moment is None:
            raise invalid({name: f"The {name} does not match the format Y-m-d H:i:s."})
        return moment

    def includes(self, known: Collection[str], *, refuse_unknown: bool) -> frozenset[str]:
        """What is to be in the answer besides the head."""
        asked = frozenset(self.choices("include"))
        unknown = asked - frozenset(known)
        if unknown and refuse_unknown:
            raise invalid({"include": f"The selected include is invalid: {', '.join(sorted(unknown))}."})
        return asked & frozenset(known)
