"""The difference between what was booked and what the shop says now: a correction that is proposed, never sent by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from koppel.booking.booking import Booking, BookingLine
from koppel.booking.draft import Debtor, Draft, DraftLine
from koppel.booking.outcome import Held
from koppel.booking.reasons import held
from koppel.model import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLine:
    """What is to be added to what was booked, per role and neutral VAT code; negative where too much was booked."""

    role: str
    treatment: str
    net: Decimal
    vat_amount: Decimal

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


def compare(booked: Booking | Draft, now: Draft, *, on: date, counter: int = 1) -> Correction | None:
    """The proposed correction, dated `on`; None when the document's money is what it was.

    Against a `Booking` the VAT codes decide whether anything changed: its grouped lines may have other roles.
    """
    before, after = _per_role(booked.lines), _per_role(now.lines)
    if isinstance(booked, Booking) and _per_code(before) == _per_code(after) and booked.currency == now.currency:
        return None
    lines = tuple(_lines(before, after))
    if not lines and booked.currency == now.currency:
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


_Amounts = dict[tuple[str, str], tuple[Decimal, Decimal]]


def _per_role(lines: Iterable[BookingLine] | Iterable[DraftLine]) -> _Amounts:
    found: _Amounts = {}
    for line in lines:
        code = line.treatment if isinstance(line, BookingLine) else line.vat.code
        net, vat = found.get((line.role, code), (ZERO, ZERO))
        found[(line.role, code)] = (net + line.net, vat + line.vat_amount)
    return found


def _per_code(amounts: _Amounts) -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for (_, code), (net, vat) in amounts.items():
        old = found.get(code, (ZERO, ZERO))
        found[code] = (old[0] + net, old[1] + vat)
    return {code: sums for code, sums in found.items() if any(sums)}


def _lines(before: _Amounts, after: _Amounts) -> Iterable[CorrectionLine]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key, (ZERO, ZERO)), after.get(key, (ZERO, ZERO))
        if old != new:
            yield CorrectionLine(role=key[0], treatment=key[1], net=new[0] - old[0], vat_amount=new[1] - old[1])
