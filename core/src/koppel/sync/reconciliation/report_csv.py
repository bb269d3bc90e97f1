"""A reconciliation as CSV: a line per day and currency, then a line per document that needs a word."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from koppel.model import plain
from koppel.sync.reconciliation.report import Finding, Line, Report

_HEAD = (
    "part", "date", "currency", "shop_count", "shop", "ledger_count", "ledger", "package_count", "package",
    "difference_count", "difference", "kind", "number", "document", "target_id", "reason", "sentence",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def to_csv(report: Report, language: str) -> str:
    """Decimal points and ISO dates, whatever the language: a spreadsheet is told the format when it opens the file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for day in report.days:
        writer.writerows(("day", day.on.isoformat(), *_columns(line), "", "", "", "", "", "") for line in day.lines)
    writer.writerows(("total", "", *_columns(line), "", "", "", "", "", "") for line in report.lines)
    writer.writerows(_document(one, language) for one in report.findings)
    return out.getvalue()


def _columns(line: Line) -> tuple[str | int, ...]:
    sums = (line.shop, line.ledger, line.package, line.difference)
    return (line.currency, *(part for one in sums for part in (one.count, plain(one.total))))


def _document(one: Finding, language: str) -> tuple[str, ...]:
    amounts = ("", _amount(one.shop), "", _amount(one.ledger), "", _amount(one.package), "", "")
    words = (one.number, one.document or "", one.target_id or "", one.reason or "", one.sentence.to(language))
    part = "difference" if one.kind.is_difference else "note"
    return (part, one.day.isoformat(), one.currency, *amounts, str(one.kind), *map(_harmless, words))


def _amount(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _harmless(text: str) -> str:
    """Numbers and names come from services; a spreadsheet must not take one for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text
