"""Does a booking need a value that the package no longer has? Those that do wait; the others go on."""

from __future__ import annotations

from collections.abc import Sequence

from koppel.booking.booking import Booking
from koppel.booking.draft import Draft
from koppel.booking.outcome import Held
from koppel.steps.gone import Gone

REASON = "choice_vanished"


def held_for(draft: Draft, booking: Booking, vanished: Sequence[Gone]) -> Held | None:
    """The document as held, when it has a line of a vanished row, or its booking names a vanished value.

    A booking does not say from which setting a value came, so any place with the same value counts: holding one document
    too many costs a look, booking one on an account that is gone costs a correction.
    """
    if not vanished:
        return None
    rows, named = {line.vat.row for line in draft.lines}, _named(booking)
    for one in vanished:
        if one.row in rows or one.value in named:
            return Held(reason=REASON, sentence=one.sentence, step=one.step, row=one.row)
    return None


def _named(booking: Booking) -> set[str]:
    refs = [booking.journal, booking.payment_condition]
    refs += [ref for line in booking.lines for ref in (line.ledger, line.vat_code, line.item)]
    return {
        *(ref.value for ref in refs if ref is not None),
        *booking.extras.values(),
        *([booking.debtor.code] if booking.debtor.code else []),
    }
