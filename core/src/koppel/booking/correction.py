"""The difference between what was booked and what the shop says now: a correction that is proposed, never sent by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from koppel.booking.booking import Booking, BookingLine, Ref
from koppel.booking.draft import Debtor, Draft, DraftLine
from koppel.booking.outcome import Held
from koppel.booking.reasons import held
from koppel.model import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLine:
    """What is to be added to what was booked; negative where too much was booked.

    Between two bookings per ledger and VAT code of the package (`role` is that of the first line there), between drafts
    per role and neutral VAT code.
    """

    role: str
    treatment: str
    net: Decimal
    vat_amount: Decimal
    ledger: Ref | None = None
    vat_code: Ref | None = None

    @property
    def gross(self) -> Decimal:
        """Net and VAT together."""
        return self.net + self.vat_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A booking that would make the books agree with the shop. `reference` is that of the booking with `-C<n>`."""

    reference: str
    issued_on: date
    currency: str
    debtor: Debtor
    lines: tuple[CorrectionLine, ...]
    total_excl: Decimal
    total_vat: Decimal
    total_incl: Decimal


def compare(booked: Booking | Draft, now: Booking | Draft, *, on: date, counter: int = 1) -> Correction | None:
    """The proposed correction, dated `on`; None when the document's money is what it was.

    Against a `Booking` the VAT codes decide whether anything changed: its grouped lines may have other roles, and another
    ledger chosen since is no change of the document.
    """
    by_ledger = isinstance(booked, Booking) and isinstance(now, Booking)
    before, after = _sums(booked.lines, by_ledger=by_ledger), _sums(now.lines, by_ledger=by_ledger)
    same_currency = booked.currency == now.currency
    if isinstance(booked, Booking) and same_currency and _per_code(before) == _per_code(after):
        return None
    lines = tuple(_lines(before, _where_booked(before, after)))
    if not lines and same_currency:
        return None
    net = sum((line.net for line in lines), ZERO)
    vat = sum((line.vat_amount for line in lines), ZERO)
    return Correction(
        reference=f"{booked.reference}-C{counter}",
        issued_on=on,
        currency=now.currency,
        debtor=now.debtor,
        lines=lines,
        total_excl=net,
        total_vat=vat,
        total_incl=net + vat,
    )


def held_for(correction: Correction, now: Draft) -> Held:
    """What the owner sees: the document changed after it was booked, and this would correct it."""
    return held("changed_after_booking", number=now.document.number, difference=correction.total_incl)


_Key = tuple[str, str, str, str]
_Sums = dict[_Key, CorrectionLine]


def _sums(lines: Iterable[BookingLine] | Iterable[DraftLine], *, by_ledger: bool) -> _Sums:
    """What was booked per place; a place is a role and neutral code, or a ledger and code of the package."""
    found: _Sums = {}
    for line in lines:
        one = _one(line, by_ledger=by_ledger)
        key = _key(one, by_ledger=by_ledger)
        old = found.get(key)
        if old is not None:
            one = replace(old, net=old.net + one.net, vat_amount=old.vat_amount + one.vat_amount)
        found[key] = one
    return found


def _one(line: BookingLine | DraftLine, *, by_ledger: bool) -> CorrectionLine:
    treatment = line.treatment if isinstance(line, BookingLine) else line.vat.code
    made = CorrectionLine(role=line.role, treatment=treatment, net=line.net, vat_amount=line.vat_amount)
    if by_ledger and isinstance(line, BookingLine):
        return replace(made, ledger=line.ledger, vat_code=line.vat_code)
    return made


def _key(line: CorrectionLine, *, by_ledger: bool) -> _Key:
    ledger, code = (ref.value if ref else "" for ref in (line.ledger, line.vat_code))
    return ("" if by_ledger else line.role, line.treatment, ledger, code)


def _where_booked(before: _Sums, after: _Sums) -> _Sums:
    """Where each neutral code has one place before and one after, the difference stays where it was booked.

    Else a ledger that was chosen anew since would have a change of ten cents move the whole revenue.
    """
    found: _Sums = {}
    for key, line in after.items():
        places = [[one for one in sums if one[:2] == key[:2]] for sums in (before, after)]
        moved = places[0][0] if len(places[0]) == len(places[1]) == 1 else key
        found[moved] = line
    return found


def _per_code(amounts: _Sums) -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for line in amounts.values():
        old = found.get(line.treatment, (ZERO, ZERO))
        found[line.treatment] = (old[0] + line.net, old[1] + line.vat_amount)
    return {code: sums for code, sums in found.items() if any(sums)}


def _lines(before: _Sums, after: _Sums) -> Iterator[CorrectionLine]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        known = old or new
        if known is None:
            continue
        net = (new.net if new else ZERO) - (old.net if old else ZERO)
        vat = (new.vat_amount if new else ZERO) - (old.vat_amount if old else ZERO)
        if net or vat:
            yield replace(known, net=net, vat_amount=vat)
