"""From a draft to a booking in Billit's own terms. Pure: everything it knows stands in the answers.

What goes over the wire is left to `bodies`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Final
from zoneinfo import ZoneInfo

from koppel.api import Accounts, Answers, Booking, BookingLine, Draft, Held, Ref, assign
from koppel_billit import vat
from koppel_billit.cents import balanced
from koppel_billit.steps import BY_PEPPOL, NOT

INVOICE: Final = "invoice"
CREDIT_NOTE: Final = "credit_note"
_ROUNDING: Final = "rounding"
_NEEDS_PLACE: Final = frozenset({"IC-GOODS", "EXPORT"})


def plan(draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
    """The booking of a draft, or what it waits for. Nothing of the first export is ever sent."""
    refused = vat.misfit(draft)
    if refused:
        return refused
    send_by = NOT if initial else answers.text("send_by") or NOT
    accounts = Accounts(vat_codes=vat.codes_of(draft), with_vat_codes=False, with_ledgers=False)
    group = answers.yes("group_lines")
    assigned = assign(draft, accounts, group=group)
    if isinstance(assigned, Held):
        return assigned
    rounding = _rounding_code(send_by)
    lines = balanced(_named(draft, assigned, rounding, group=group), untaxed=rounding)
    if isinstance(lines, Held):
        return lines
    return Booking.of(
        draft,
        lines,
        form=CREDIT_NOTE if draft.is_credit else INVOICE,
        description=_description(draft),
        extras=_extras(draft, answers, send_by),
    )


def _rounding_code(send_by: str) -> Ref:
    """What cents of rounding stand under. They are outside VAT, but the Peppol network refuses an invoice that has such a
    line beside others; there they are a line at 0 %.
    """
    if send_by in BY_PEPPOL:
        return Ref(value=vat.ZERO_RATED, label=f"{vat.ZERO_RATED} - 0 %")
    return Ref(value=vat.OUTSIDE_VAT, label=f"{vat.OUTSIDE_VAT} - buiten btw")


def _named(draft: Draft, lines: Sequence[BookingLine], rounding: Ref, *, group: bool) -> list[BookingLine]:
    """The lines with the shop's item codes, where they are still the shop's lines."""
    codes = [None] * len(lines) if group else [line.item_code for line in draft.lines]
    found = [
        replace(line, item=Ref(value=code, label=code)) if code else line
        for line, code in zip(lines, codes, strict=True)
    ]
    return [replace(line, vat_code=rounding) if line.role == _ROUNDING else line for line in found]


def _extras(draft: Draft, answers: Answers, send_by: str) -> dict[str, str]:
    """What only Billit knows of: numbers, payment, what a credit note is about, where goods without VAT went."""
    extras = {
        "number": _number(draft, answers),
        "send_by": send_by,
        "email_check": "no" if answers.yes("skip_email_check") else "yes",
    }
    paid_on = _paid_on(draft)
    if paid_on:
        extras["paid_on"] = paid_on
    if draft.is_credit and draft.document.original is not None:
        extras["about"] = draft.reference.rpartition("-R")[0]
    address = draft.document.delivery
    if address is not None and any(line.vat.code in _NEEDS_PLACE for line in draft.lines):
        extras["ship_to"] = json.dumps(asdict(address))
    return extras


def _number(draft: Draft, answers: Answers) -> str:
    """The number of the document in Billit: the shop's. A credit note has its own where the shop gave it one."""
    document = draft.document
    own = document.invoice_number
    of_sale = document.original.invoice_number if document.original else None
    if draft.is_credit and answers.text("number_source") == "invoice" and own and own != of_sale:
        return own
    return draft.reference


def _paid_on(draft: Draft) -> str:
    """The day on which it was paid at the shop, "" while it is open. What a paid sale gives back was paid back."""
    document = draft.document
    if document.is_credit:
        sale = document.original
        return draft.issued_on.isoformat() if sale is None or sale.paid_at else ""
    if document.paid_at is None:
        return ""
    return document.paid_at.astimezone(ZoneInfo(document.time_zone)).date().isoformat()


def _description(draft: Draft) -> str:
    """What the bookkeeper reads, beside the number: the order that it comes from."""
    document = draft.document
    parts = [f"Bestelling {document.number}"]
    if document.invoice_number and document.invoice_number != document.number:
        parts.append(f"factuur {document.invoice_number}")
    return ", ".join(parts)
