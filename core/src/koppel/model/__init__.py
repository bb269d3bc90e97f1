"""Documents, parties, taxes and amounts: pure data and arithmetic, no I/O, known to every other room."""

from __future__ import annotations

from koppel.model.clipping import clip, clip_code, whole_or_none, with_checksum
from koppel.model.document import (
    Amounts,
    Attachment,
    Discount,
    Document,
    DocumentKind,
    ExchangeRate,
    Line,
    LineKind,
    Payment,
    Period,
    Supply,
    VatRelief,
)
from koppel.model.money import CENT, ZERO, amount, plain
from koppel.model.party import Address, CheckResult, Party, VatNumberCheck
from koppel.model.rounding import cents, split, spread
from koppel.model.tax import LineTax, TaxTotal, rate_text

__all__ = [
    "CENT",
    "ZERO",
    "Address",
    "Amounts",
    "Attachment",
    "CheckResult",
    "Discount",
    "Document",
    "DocumentKind",
    "ExchangeRate",
    "Line",
    "LineKind",
    "LineTax",
    "Party",
    "Payment",
    "Period",
    "Supply",
    "TaxTotal",
    "VatNumberCheck",
    "VatRelief",
    "amount",
    "cents",
    "clip",
    "clip_code",
    "plain",
    "rate_text",
    "split",
    "spread",
    "whole_or_none",
    "with_checksum",
]
