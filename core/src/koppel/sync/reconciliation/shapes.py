"""The JSON object of a reconciliation, the same on the command line and in the JSON API. See `koppel.sync.shapes`."""

from __future__ import annotations

from koppel.sync.reconciliation.kinds import ACTIONS
from koppel.sync.reconciliation.records import ReconciliationView
from koppel.sync.reconciliation.report import Day, Finding, Line, Report, Sum
from koppel.sync.shapes import Shape, amount_text, day_text, moment_text


def reconciliation(view: ReconciliationView, language: str) -> Shape:
    """A reconciliation; `report` is null until it is done."""
    return {
        "id": view.id,
        "integration": view.integration,
        "state": view.state,
        "from": day_text(view.begin),
        "to": day_text(view.until),
        "read": view.read,
        "listed": view.listed,
        "calls": {side: int(view.calls.get(side, 0)) for side in ("source", "target")},
        "waiting_until": moment_text(view.waiting_until),
        "error": view.error.to(language) if view.error else None,
        "created_at": moment_text(view.created_at),
        "finished_at": moment_text(view.finished_at),
        "report": report(view.report, language) if view.report else None,
    }


def report(found: Report, language: str) -> Shape:
    """The comparison: whether all agree, totals of the period, and each day with its documents."""
    return {
        "agrees": found.agrees,
        "counts": {str(kind): count for kind, count in found.counts.items()},
        "not_listed": found.left_out,
        "totals": [_line(line) for line in found.lines],
        "days": [_day(day, language) for day in found.days],
    }


def _day(day: Day, language: str) -> Shape:
    return {
        "date": day_text(day.on),
        "totals": [_line(line) for line in day.lines],
        "documents": [_finding(one, language) for one in day.findings],
    }


def _line(line: Line) -> Shape:
    sides = {"shop": line.shop, "ledger": line.ledger, "package": line.package, "difference": line.difference}
    return {"currency": line.currency, **{name: _sum(one) for name, one in sides.items()}}


def _sum(one: Sum) -> Shape:
    return {"count": one.count, "total": amount_text(one.total)}


def _finding(one: Finding, language: str) -> Shape:
    action = ACTIONS.get(one.kind)
    return {
        "kind": str(one.kind),
        "difference": one.kind.is_difference,
        "document": one.document,
        "number": one.number,
        "date": day_text(one.day),
        "currency": one.currency,
        "shop": amount_text(one.shop),
        "ledger": amount_text(one.ledger),
        "package": amount_text(one.package),
        "reason": one.reason,
        "sentence": one.sentence.to(language),
        "action": str(action) if action else None,
        "target_id": one.target_id,
        "target_url": one.url,
    }
