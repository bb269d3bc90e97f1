"""The JSON objects of the command line and the JSON API, one function per kind of thing: both print exactly the same.

Amounts are texts with two decimals (more only when the shop itself has more), days YYYY-MM-DD, moments ISO 8601 ending
in Z. `language` chooses the language of labels and sentences; codes and keys never change with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from koppel.booking.booking import Booking, BookingLine, Ref
from koppel.booking.draft import BoxAmount
from koppel.connections.login import Begun
from koppel.connections.manage import ConnectionView
from koppel.connectors import AuthMethod
from koppel.errors import KoppelError, RateLimited, Rejected, SettingsProblem
from koppel.model import rate_text
from koppel.model.money import plain
from koppel.plugins import Installed, Plugins, Problem
from koppel.steps.errors import Errors
from koppel.sync.backfill import Backfill
from koppel.sync.changes import proposed
from koppel.sync.deliveries import DeliveryView
from koppel.sync.history import DocumentView, HistoryRow
from koppel.sync.integrations import IntegrationView, StepsRefused
from koppel.sync.issues import IssueView
from koppel.sync.preview import PreviewDocument
from koppel.sync.runs import RunView
from koppel.sync.vat_return import VatReturn
from koppel.text import Text

Shape = dict[str, Any]

COUNTS = ("read", "booked", "held", "skipped", "failed", "unchanged")


def amount_text(value: Decimal | None) -> str | None:
    """Two decimals, more only where rounding would change the amount."""
    return None if value is None else plain(value.normalize())


def day_text(value: date | None) -> str | None:
    """YYYY-MM-DD."""
    return value.isoformat() if value else None


def moment_text(value: datetime | None) -> str | None:
    """ISO 8601 in UTC, whole seconds, ending in Z."""
    if value is None:
        return None
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def connectors(plugins: Plugins, language: str) -> list[Shape]:
    """All connectors by key, then the plugins that brought none because something is wrong with them (key null)."""
    shown = [connector(found, plugins.problems, language) for _, found in sorted(plugins.installed.items())]
    brought = {found.plugin for found in plugins.installed.values()}
    broken = dict.fromkeys(problem.plugin for problem in plugins.problems if problem.plugin not in brought)
    return [*shown, *(_broken(name, plugins.problems, language) for name in broken)]


def connector(found: Installed, problems: Iterable[Problem], language: str) -> Shape:
    """One installed connector. `version` is its plugin's."""
    return {
        "key": found.connector.key,
        "role": found.connector.role,
        "title": found.connector.title,
        "plugin": found.plugin,
        "version": found.version,
        "auth": [_auth(method, language) for method in found.connector.auth],
        "problems": _problems(found.plugin, problems, language),
    }


def connection(view: ConnectionView, language: str) -> Shape:
    """`account` is the name of whoever it turned out to be; `authorize_url` and `error` only when there are any."""
    shown: Shape = {
        "name": view.name,
        "connector": view.connector,
        "state": view.state,
        "account": view.account.name if view.account else None,
    }
    if view.authorize_url:
        shown["authorize_url"] = view.authorize_url
    if view.error:
        shown["error"] = view.error.to(language)
    return shown


def login(begun: Begun | ConnectionView) -> Shape:
    """Where the person logs in, and the redirect address as it must be registered."""
    return {"authorize_url": begun.authorize_url, "redirect_uri": begun.redirect_uri}


def integration(view: IntegrationView, language: str) -> Shape:
    """`counts` are documents by ledger state, `notes` what this pair cannot do."""
    return {
        "name": view.name,
        "source": view.source,
        "target": view.target,
        "source_title": view.source_title,
        "target_title": view.target_title,
        "state": view.state,
        "service_level": view.service_level,
        "start_at": moment_text(view.start_at),
        "activated_at": moment_text(view.activated_at),
        "next_run_at": moment_text(view.next_run_at),
        "counts": dict(view.counts),
        "notes": [note.to(language) for note in view.notes],
        "history": history_progress(view.history),
    }


def history_progress(view: Backfill | None) -> Shape | None:
    """How far the initial export is; null when nothing of it is left, `done_at` null while nobody can say."""
    if view is None:
        return None
    return {
        "total": view.total,
        "booked": view.booked,
        "left": view.left,
        "goes_on_at": moment_text(view.goes_on_at),
        "done_at": moment_text(view.done_at),
    }


def step_errors(errors: Errors, language: str) -> Shape:
    """What is wrong, by step key: {error, row_errors?}."""
    return {key: found.to_json(language) for key, found in errors.items()}


def error(raised: KoppelError, language: str) -> Shape:
    """What went wrong: {kind, error}, with step and row for a setting and errors for refused answers."""
    shown: Shape = {"kind": type(raised).__name__, "error": raised.sentence.to(language)}
    if isinstance(raised, SettingsProblem):
        shown |= {"step": raised.step or None, "row": raised.row}
    if isinstance(raised, StepsRefused):
        shown["errors"] = step_errors(raised.errors, language)
    if isinstance(raised, RateLimited):
        shown["until"] = moment_text(raised.until)
    if isinstance(raised, Rejected) and raised.fields:
        shown["fields"] = dict(raised.fields)
    return shown


def preview_document(view: PreviewDocument, language: str) -> Shape:
    """What would be booked. `reason` is the code, `sentence` says it in words; without a booking there are no lines."""
    return {
        "document": view.document,
        "number": view.number,
        "kind": str(view.kind),
        "date": day_text(view.issued_on),
        "currency": view.currency,
        "total_excl": amount_text(view.total_excl),
        "total_vat": amount_text(view.total_vat),
        "total_incl": amount_text(view.total_incl),
        "state": view.state,
        "reason": view.reason,
        "sentence": _said(view.sentence, language),
        "step": view.step,
        "row": view.row,
        "lines": [line(part, language) for part in view.booking.lines] if view.booking else [],
        "warnings": [warning.to(language) for warning in view.warnings],
    }


def booking(made: Booking, language: str) -> Shape:
    """A whole booking, in the package's codes."""
    return {
        "form": made.form,
        "reference": made.reference,
        "number": made.number,
        "date": day_text(made.issued_on),
        "currency": made.currency,
        "journal": _ref(made.journal),
        "debtor": {"name": made.debtor.name, "code": made.debtor.code, "vat_number": made.debtor.vat_number},
        "payment_condition": _ref(made.payment_condition),
        "total_excl": amount_text(made.total_excl),
        "total_vat": amount_text(made.total_vat),
        "total_incl": amount_text(made.total_incl),
        "lines": [line(part, language) for part in made.lines],
        "warnings": [warning.sentence.to(language) for warning in made.warnings],
    }


def line(part: BookingLine, language: str) -> Shape:
    """One line of a booking. `ledger` and `vat_code` are {value, label}; `why` the reasons, in words."""
    return {
        "description": part.description,
        "role": part.role,
        "quantity": f"{part.quantity.normalize():f}",
        "ledger": _ref(part.ledger),
        "vat_code": _ref(part.vat_code),
        "item": _ref(part.item),
        "net": amount_text(part.net),
        "vat": amount_text(part.vat_amount),
        "gross": amount_text(part.gross),
        "treatment": part.treatment,
        "category": part.category,
        "country": part.country,
        "rate": rate_text(part.rate),
        "exemption": part.exemption,
        "boxes": [_box(box) for box in part.boxes],
        "why": [reason.to(language) for reason in part.why],
    }


def history_row(view: HistoryRow, language: str) -> Shape:
    """One document of the ledger. `reason` is the code, `sentence` says it in words."""
    return {
        "document": view.document,
        "number": view.number,
        "kind": str(view.kind),
        "state": view.state,
        "reason": view.reason,
        "sentence": _said(view.sentence, language),
        "reference": view.reference,
        "target_id": view.target_id,
        "target_number": view.target_number,
        "target_url": view.target_url,
        "date": day_text(view.issued_on),
        "currency": view.currency,
        "total_incl": amount_text(view.total_incl),
        "attempts": view.attempts,
        "booked_at": moment_text(view.booked_at),
        "delivery": _delivery(view.delivery),
        "step": view.step,
        "row": view.row,
    }


def document(view: DocumentView, language: str) -> Shape:
    """A row of the history with the booking and every attempt."""
    tries = [
        {"at": moment_text(one.at), "outcome": one.outcome, "sentence": _said(one.sentence, language)}
        for one in view.attempts
    ]
    made = booking(view.booking, language) if view.booking else None
    return {**history_row(view.row, language), "booking": made, "attempted": tries}


def run_counts(counts: Mapping[str, Any], waiting_until: datetime | None = None) -> Shape:
    """What one run did: documents by outcome, and the calls it made."""
    shown: Shape = {name: int(counts.get(name, 0)) for name in COUNTS}
    if waiting_until is not None:
        shown["waiting_until"] = moment_text(waiting_until)
    shown["calls"] = {side: int(counts.get(f"calls_{side}", 0)) for side in ("source", "target")}
    return shown


def run(view: RunView, language: str) -> Shape:
    """A run with its state and counts."""
    return {
        "id": view.id,
        "integration": view.integration,
        "state": view.state,
        "trigger": view.trigger,
        "left": view.left,
        "error": _said(view.error, language),
        "created_at": moment_text(view.created_at),
        "started_at": moment_text(view.started_at),
        "finished_at": moment_text(view.finished_at),
        "history": history_progress(view.history),
        **run_counts(view.counts, view.waiting_until),
    }


def issue(view: IssueView, language: str) -> Shape:
    """Something for a person; `severity` is stops, waits or look. `step`, `row` and `document` lead to where it is solved,
    and `correction` is the booking that would put right what changed after booking (null where there is none)."""
    return {
        "id": view.id,
        "kind": view.kind,
        "severity": view.severity.value,
        "sentence": view.sentence.to(language),
        "integration": view.integration,
        "connection": view.connection,
        "step": view.step,
        "row": view.row,
        "document": view.document,
        "correction": proposed(view.data),
        "raised_at": moment_text(view.raised_at),
    }


def _auth(method: AuthMethod, language: str) -> Shape:
    fields = [
        {
            "key": field.key,
            "label": field.label.to(language),
            "secret": field.secret,
            "required": field.required,
            **({"options": [option.value for option in field.options]} if field.options else {}),
        }
        for field in method.fields()
    ]
    return {"method": method.method, "fields": fields}


def _broken(name: str, problems: Iterable[Problem], language: str) -> Shape:
    return {
        "key": None,
        "role": None,
        "title": name,
        "plugin": name,
        "version": None,
        "auth": [],
        "problems": _problems(name, problems, language),
    }


def _problems(plugin: str, problems: Iterable[Problem], language: str) -> list[str]:
    return [problem.sentence.to(language) for problem in problems if problem.plugin == plugin]


def _box(box: BoxAmount) -> Shape:
    shown: Shape = {"box": box.box, "base": amount_text(box.base), "vat": amount_text(box.vat)}
    if box.rate is not None:
        shown |= {"country": box.country, "rate": rate_text(box.rate)}
    return shown


def _delivery(view: DeliveryView | None) -> Shape | None:
    """How far a document that the package sent has come: pending, delivered, failed or unknown."""
    if view is None:
        return None
    return {
        "state": view.state,
        "sent_at": moment_text(view.sent_at),
        "at": moment_text(view.at),
        "note": view.note,
    }


def _ref(ref: Ref | None) -> Shape | None:
    return {"value": ref.value, "label": ref.label} if ref else None


def _said(sentence: Text | None, language: str) -> str | None:
    return sentence.to(language) if sentence else None


def vat_return(found: VatReturn) -> Shape:
    """The totals of a period: the boxes of the home return, the Union scheme, the list of EU businesses."""
    return {
        "country": found.country,
        "from": day_text(found.begin),
        "to": day_text(found.until),
        "documents": found.documents,
        "waiting": found.waiting,
        "boxes": [{"box": box.box, "base": amount_text(box.base), "vat": amount_text(box.vat)} for box in found.boxes],
        "union_scheme": [
            {
                "country": line.country,
                "rate": rate_text(line.rate),
                "base": amount_text(line.base),
                "vat": amount_text(line.vat),
                "corrects": line.corrects,
            }
            for line in found.union_scheme
        ],
        "businesses": [
            {
                "vat_number": line.vat_number,
                "goods": amount_text(line.goods),
                "services": amount_text(line.services),
            }
            for line in found.businesses
        ],
    }
