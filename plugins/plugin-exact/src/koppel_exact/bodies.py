"""What is posted for a booking, as JSON: the sales entry, the sales invoice and the sales order.

The shop's own VAT goes along on every line. Exact would compute it anew per line, and a cent more or less per line is the
commonest difference between a shop and its books.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from koppel.api import Booking, BookingLine, clip
from koppel_exact import lengths
from koppel_exact.division import filled
from koppel_exact.forms import FORMS
from koppel_exact.items import Item

_PRICE: Final = Decimal("0.000001")
_RATE: Final = Decimal("0.000000001")
Body = dict[str, Any]


def entry(booking: Booking, *, account: str, condition: str | None, ledgers: Mapping[str, str]) -> Body:
    """A sales entry. `ledgers` gives the key of each line's ledger account.

    Exact's rate is the worth of one unit of the document's currency, the shop's the other way round.
    """
    number, shop_rate = booking.extras.get("entry_number"), booking.exchange_rate
    header = {
        "Journal": booking.journal.value if booking.journal else None,
        "Customer": account,
        "EntryDate": booking.issued_on,
        "EntryNumber": int(number) if number else None,
        "Rate": (1 / shop_rate).quantize(_RATE) if shop_rate else None,
        **_same(booking, condition),
    }
    lines = [_entry_line(line, ledgers) for line in booking.lines]
    return {**filled(header), "SalesEntryLines": lines}


def invoice(
    booking: Booking,
    *,
    account: str,
    condition: str | None,
    ledgers: Mapping[str, str],
    items: Mapping[str, Item],
    warehouse: str | None = None,
) -> Body:
    """A sales invoice or its credit note. A credit note (type 8021 or 8024) states what is credited as positive."""
    types = FORMS[booking.form].types
    sign = -1 if booking.is_credit else 1
    header = {
        "Type": types[booking.is_credit] if types else None,
        "Journal": booking.journal.value if booking.journal else None,
        "OrderedBy": account,
        "OrderDate": booking.issued_on,
        "Warehouse": warehouse,
        **_same(booking, condition),
    }
    own_ledgers = booking.extras.get("item_ledgers") == "yes"
    lines = []
    for line in booking.lines:
        item = items[line.item.value if line.item else ""]
        ledger = None if own_ledgers and item.has_ledger else _ledger(line, ledgers)
        lines.append(filled({**_item_line(line, item, sign), **_vat(line, "VATAmountFC", sign), "GLAccount": ledger}))
    return {**filled(header), "SalesInvoiceLines": lines}


def order(booking: Booking, *, account: str, condition: str | None, items: Mapping[str, Item]) -> Body:
    """A sales order. It has no journal and no ledger accounts: these come when it is invoiced."""
    header = {"OrderedBy": account, "OrderDate": booking.issued_on, **_same(booking, condition)}
    lines = [
        filled({**_item_line(line, items[line.item.value if line.item else ""], 1), **_vat(line, "VATAmount", 1)})
        for line in booking.lines
    ]
    return {**filled(header), "SalesOrderLines": lines}


def _same(booking: Booking, condition: str | None) -> Body:
    """What all headers share."""
    return {
        "YourRef": booking.reference,
        "Description": clip(booking.description, lengths.DESCRIPTION),
        "Currency": booking.currency,
        "PaymentCondition": condition,
    }


def _entry_line(line: BookingLine, ledgers: Mapping[str, str]) -> Body:
    days = {"From": line.period.first_day, "To": line.period.last_day} if line.period else {}
    amounts = {"AmountFC": line.net, **_vat(line, "VATAmountFC", 1)}
    return filled({"GLAccount": _ledger(line, ledgers), **amounts, **_text(line), **days})


def _item_line(line: BookingLine, item: Item, sign: int) -> Body:
    """Quantity and price go along for the paper; the amount leads."""
    quantity = line.quantity * sign if line.quantity else Decimal(1)
    net = line.net * sign
    return {"Item": item.id, "Quantity": quantity, "NetPrice": _price(net, quantity), "AmountFC": net, **_text(line)}


def _price(net: Decimal, quantity: Decimal) -> Decimal:
    return (net / quantity).quantize(_PRICE)


def _vat(line: BookingLine, name: str, sign: int) -> Body:
    """VAT code and amount. A code that yields no VAT gets none: some are refused with an amount, even with zero."""
    code = line.vat_code.value if line.vat_code else None
    charged = line.vat_amount * sign if code and (line.rate or line.vat_amount) else None
    return {"VATCode": code, name: charged}


def _text(line: BookingLine) -> Body:
    """The description, and all of it in the notes where it had to be cut."""
    short = clip(line.description, lengths.DESCRIPTION)
    return {"Description": short, "Notes": line.description if short.endswith("…") else None}


def _ledger(line: BookingLine, ledgers: Mapping[str, str]) -> str | None:
    return ledgers[line.ledger.value] if line.ledger else None


def ledger_values(lines: Sequence[BookingLine]) -> list[str]:
    """The ledger accounts of the lines, as they were chosen."""
    return [line.ledger.value for line in lines if line.ledger]
