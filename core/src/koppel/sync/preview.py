"""What would be booked, without booking it: reads the shop, writes nothing, moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from koppel.booking.booking import Booking
from koppel.booking.outcome import Held, Skipped
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.model import Document
from koppel.store import LedgerRow
from koppel.sync import ledger
from koppel.sync.bookkeeping import asked_of
from koppel.sync.codec import booking_from_json
from koppel.sync.pairs import Pair, open_pair
from koppel.sync.planner import Planned, Planner
from koppel.sync.rules import checks_for, rules_of
from koppel.text import Text

_NOT_THERE = Text(
    en="The shop has no document {document}. Use a key such as order:117, or a number that is in the history.",
    nl="De winkel heeft geen document {document}. Gebruik een sleutel zoals order:117, of een nummer uit de historie.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDocument:
    """One document as it would be booked now. `state` is planned, held, skipped, or booked when it was before.

    `booking` is the whole booking with its lines, None unless planned (or booked). Amounts are the shop's own when there
    is no booking.
    """

    document: str
    number: str
    kind: str
    issued_on: date | None
    currency: str
    total_excl: Decimal | None
    total_vat: Decimal | None
    total_incl: Decimal
    state: str
    reason: str | None
    sentence: Text | None
    step: str | None
    row: str | None
    booking: Booking | None
    said: Document
    warnings: Sequence[Text]


def preview(home: Home, name: str, *, limit: int = 10, document: str | None = None) -> list[PreviewDocument]:
    """The newest documents, or the one of that key or number. Raises WrongUse when the shop does not have it."""
    with open_pair(home, name) as pair:
        rules = rules_of(pair)
        checks = checks_for(pair, rules, may_ask=False)
        planner = Planner(rules, pair.target, pair.answers, pair.row.activated_at, checks=checks, asked=asked_of(pair))
        documents = _one(pair, document) if document else list(pair.source.latest(limit))[:limit]
        checks.look_up(documents)
        with home.reading() as session:
            rows = ledger.rows_of(session, pair.row.id, [item.key for item in documents])
        return [_shown(item, planner.plan(item), rows.get(item.key)) for item in documents]


def _one(pair: Pair, wanted: str) -> list[Document]:
    """By key, or by the number of a document that is in the ledger or among the newest."""
    found = pair.source.document(wanted) if ":" in wanted else None
    if found is not None:
        return [found]
    listed = [item for item in pair.source.latest(50) if wanted in (item.number, item.key)]
    if not listed:
        raise WrongUse(_NOT_THERE, document=wanted)
    return listed


def _shown(document: Document, plan: Planned | Held | Skipped, row: LedgerRow | None) -> PreviewDocument:
    if row is not None and row.state == ledger.BOOKED and row.booking is not None:
        return _planned(document, booking_from_json(row.booking), ledger.BOOKED)
    if isinstance(plan, Planned):
        return _planned(document, plan.booking, ledger.PLANNED)
    held = isinstance(plan, Held)
    return PreviewDocument(
        document=document.key,
        number=document.number,
        kind=str(document.kind),
        issued_on=None,
        currency=document.currency,
        total_excl=None,
        total_vat=document.total_tax,
        total_incl=document.total_incl,
        state=ledger.HELD if held else ledger.SKIPPED,
        reason=plan.reason,
        sentence=plan.sentence,
        step=plan.step if isinstance(plan, Held) else None,
        row=plan.row if isinstance(plan, Held) else None,
        booking=None,
        said=document,
        warnings=(),
    )


def _planned(document: Document, booking: Booking, state: str) -> PreviewDocument:
    return PreviewDocument(
        document=document.key,
        number=document.number,
        kind=str(document.kind),
        issued_on=booking.issued_on,
        currency=booking.currency,
        total_excl=booking.total_excl,
        total_vat=booking.total_vat,
        total_incl=booking.total_incl,
        state=state,
        reason=None,
        sentence=None,
        step=None,
        row=None,
        booking=booking,
        said=document,
        warnings=tuple(warning.sentence for warning in booking.warnings),
    )
