"""When an order counts as changed: its date of change, and a hash of all that can change its booking.

The date alone is not enough, since several edits within a second share one and some edits move none; the hash alone is
not either, since the shop's own word for "changed" should count.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from koppel.api import fingerprint
from koppel_woocommerce.parties import EVIDENCE_KEY, VAT_NUMBER_KEYS
from koppel_woocommerce.wire import gmt_text

_HEAD: Final = (
    "number", "status", "currency", "prices_include_tax", "total", "total_tax", "date_created_gmt", "date_paid_gmt",
    "date_completed_gmt", "customer_id", "billing", "shipping", "payment_method", "created_via", "parent_id",
    "wpo_wcpdf_invoice_number", "amount", "reason",
)  # fmt: skip
_LISTS: Final = ("line_items", "shipping_lines", "fee_lines", "coupon_lines", "tax_lines")
_LINE: Final = (
    "id", "name", "method_title", "code", "quantity", "sku", "tax_class", "subtotal", "subtotal_tax", "total", "total_tax",
    "taxes", "discount", "discount_tax", "rate_id", "rate_code", "rate_percent", "tax_total", "shipping_tax_total",
)  # fmt: skip
_META: Final = frozenset(
    {
        *VAT_NUMBER_KEYS,
        EVIDENCE_KEY,
        "is_vat_exempt",
        "_wcpdf_invoice_number",
        "_wcpdf_invoice_date",
        "_wcpdf_credit_note_number",
    }
)


def revision_of(body: dict[str, Any], moved_at: datetime) -> str:
    """The revision of an order or a refund as it was sent; `moved_at` is the date by which the shop knows a change."""
    content = {
        **{name: body.get(name) for name in _HEAD},
        **{name: [_picked(line) for line in _list(body.get(name))] for name in _LISTS},
        "meta": _meta(_list(body.get("meta_data"))),
    }
    return f"{gmt_text(moved_at)}#{fingerprint(content)}"


def _picked(line: Any) -> Any:
    return {name: line[name] for name in _LINE if name in line} if isinstance(line, dict) else line


def _meta(entries: list[Any]) -> list[str]:
    """The meta data that counts, sorted: the shop gives one order alone and among others in a different order."""
    return sorted(
        json.dumps([entry["key"], entry.get("value")], sort_keys=True, default=str)
        for entry in entries
        if _counts(entry)
    )


def _counts(meta: Any) -> bool:
    return isinstance(meta, dict) and meta.get("key") in _META


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
