"""A proposed correction on a terminal: one line per line of the booking, as a bookkeeper would type it over."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from koppel.cli.tables import amount
from koppel.cli.terminal import Terminal
from koppel.sync.changes import proposed
from koppel.text import Text

_HEAD = Text(en="Proposed: {reference}, {day}", nl="Voorstel: {reference}, {day}")
_TOTAL = Text(en="Total: {total} {currency}", nl="Totaal: {total} {currency}")


def correction_lines(terminal: Terminal, data: Mapping[str, Any]) -> list[str]:
    """Reference and day, then ledger, VAT code, net, VAT and gross per line, then the total; empty without a proposal."""
    found = proposed(data)
    if found is None:
        return []
    head = _HEAD.with_data(reference=found["reference"], day=found["date"])
    total = _TOTAL.with_data(total=_amount(terminal, found["total_incl"]), currency=found["currency"] or "")
    lines = [_line(terminal, line) for line in found["lines"]]
    return [terminal.text(head), *lines, terminal.text(total).strip()]


def _line(terminal: Terminal, line: Mapping[str, Any]) -> str:
    names = [ref["label"] for ref in (line["ledger"], line["vat_code"]) if ref]
    place = ", ".join(names) or f"{line['role']}, {line['code']}"
    net, vat, gross = (_amount(terminal, line[key]) for key in ("net", "vat", "gross"))
    return f"  {place}: {net} + {vat} = {gross}" if line["gross"] else f"  {place}: {net} + {vat}"


def _amount(terminal: Terminal, value: str | None) -> str:
    return amount(terminal, Decimal(value)) if value else ""
