"""Orders in a fake WooCommerce shop as a test wants them, and what the shop was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from koppel.api import Document
from koppel_woocommerce.fake import WooCommerceFake, generate_orders

LAST = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


def fill(fake: WooCommerceFake, count: int, *, modified: Callable[[int], datetime] | None = None) -> list[int]:
    """Orders in an empty shop, their date of change as a test wants it."""
    numbers = []
    for at, order in enumerate(generate_orders(count, start=LAST - timedelta(days=60))):
        if modified is not None:
            order["date_modified_gmt"] = modified(at).strftime("%Y-%m-%dT%H:%M:%S")
        fake.store.add_order(order)
        numbers.append(order["id"])
    return numbers


def asked(fake: WooCommerceFake, path: str = "/orders") -> list[dict[str, str]]:
    """The questions to an address of the API, in order."""
    return [
        {name: values[0] for name, values in parse_qs(call.query).items()}
        for call in fake.calls
        if call.path == f"/wp-json/wc/v3{path}"
    ]


def keys(numbers: Iterable[int]) -> list[str]:
    """The keys of sales."""
    return [f"order:{number}" for number in numbers]


def sales(documents: Iterable[Document]) -> list[str]:
    """The keys of the sales among documents."""
    return [document.key for document in documents if not document.is_credit]


def sell(fake: WooCommerceFake, at: datetime, **billing: str) -> str:
    """Somebody in the Netherlands, or whoever `billing` says, orders and pays at that moment; gives the key."""
    first_id = max(fake.orders, default=1000) + 1
    order = next(
        one
        for one in generate_orders(50, first_id=first_id)
        if one["status"] == "completed" and one["billing"]["country"] == "NL"
    )
    for name in ("date_created", "date_paid", "date_completed", "date_modified"):
        order[f"{name}_gmt"] = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        order[name] = at.astimezone(ZoneInfo("Europe/Amsterdam")).strftime("%Y-%m-%dT%H:%M:%S")
    order["billing"] |= billing
    return f"order:{fake.store.add_order(order)['id']}"
