"""The plugin "PDF Invoices & Packing Slips": whether an order has an invoice, its day, and how its file is fetched.

Opening the plugin's link for an order without an invoice makes one and uses up a number, so nothing here asks for a file
before it has seen the number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from koppel.api import Attachment, Rejected, Text
from koppel_woocommerce.shop import Shop

INVOICE = "invoice"

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")

NO_FILE = Text(
    en="The shop does not hand out the PDF of invoice {number}. In WordPress set WooCommerce > PDF Invoices > Advanced > "
    "Settings > Document link access type to Full.",
    nl="De winkel geeft de pdf van factuur {number} niet af. Zet in WordPress bij WooCommerce > PDF Invoices > Advanced > "
    "Settings de Document link access type op Full.",
)
NO_INVOICE = Text(
    en="Order {order} has no invoice in the shop any more, so there is no PDF to add.",
    nl="Bestelling {order} heeft in de winkel geen factuur meer, dus er is geen pdf om toe te voegen.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The number of an invoice or credit note, and its day on the shop's clock."""

    number: str | None = None
    day: date | None = None


def invoice_of(top_level: str, meta: Mapping[str, Any], shop: Shop) -> Numbered:
    """The invoice of an order, as its own member or only in its meta data."""
    number = top_level or _text(meta.get("_wcpdf_invoice_number"))
    return _numbered(number, meta, "_wcpdf_invoice", shop)


def credit_note_of(meta: Mapping[str, Any], shop: Shop) -> Numbered:
    """The number of a credit note, which only the paid edition of the plugin gives."""
    return _numbered(_text(meta.get("_wcpdf_credit_note_number")), meta, "_wcpdf_credit_note", shop)


def attachments_of(invoice: Numbered) -> tuple[Attachment, ...]:
    """The PDF of an order that has an invoice."""
    if invoice.number is None:
        return ()
    name = _NOT_IN_NAMES.sub("-", invoice.number)
    return (Attachment(key=INVOICE, name=f"{name}.pdf"),)


def link_parameters(order_id: str, order_key: str) -> dict[str, str]:
    """What the plugin's link asks for; the order's key opens it, so it is a secret."""
    return {
        "action": "generate_wpo_wcpdf",
        "document_type": INVOICE,
        "order_ids": order_id,
        "access_key": order_key,
    }


def pdf_or_refusal(content: bytes, number: str) -> bytes:
    """The file. The plugin refuses with status 200 and a sentence, so only the content tells."""
    if not content.startswith(b"%PDF"):
        raise Rejected(NO_FILE, number=number, code="pdf_refused")
    return content


def _numbered(number: str, meta: Mapping[str, Any], prefix: str, shop: Shop) -> Numbered:
    if not number:
        return Numbered()
    seconds, written = _text(meta.get(f"{prefix}_date")), _text(meta.get(f"{prefix}_date_formatted"))
    if seconds.isdigit():
        return Numbered(number=number, day=datetime.fromtimestamp(int(seconds), UTC).astimezone(shop.zone).date())
    try:
        return Numbered(number=number, day=date.fromisoformat(written[:10]))
    except ValueError:
        return Numbered(number=number)


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, (str, int)) else ""
