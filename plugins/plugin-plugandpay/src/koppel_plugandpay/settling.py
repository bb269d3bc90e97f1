"""How the amounts of an order hang together. The service does not say whether the amounts of a line are of the line or of
one piece, before or after discount, nor whether a tax entry holds the VAT or its base; its totals tell.

Each reading is tried against the order's totals, the likeliest first; an order that fits none is held. Nothing is booked
from a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from koppel.api import Unreadable, cents, plain, spread
from koppel_plugandpay.records import Charge, Discount, Item, Order, Rate, Tax
from koppel_plugandpay.unreadable import DO_NOT_ADD_UP, VAT_DOES_NOT_ADD_UP

ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """VAT at one rate, as charged."""

    rate: Rate
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAmounts:
    """What a line costs: after its discount, and what was taken off."""

    net: Decimal
    gross: Decimal
    off_net: Decimal = ZERO
    off_gross: Decimal = ZERO

    @property
    def vat(self) -> Decimal:
        """VAT after discount."""
        return self.gross - self.net


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The order's amounts by line, in the order of its items, and its VAT by rate. `not_on_lines` is a discount, with VAT,
    that no line holds.
    """

    lines: tuple[LineAmounts, ...]
    taxes: tuple[Charged, ...]
    not_on_lines: Decimal = ZERO


def settle(order: Order) -> Settled:
    """Find the reading that fits the totals. Raises Unreadable when none does."""
    pieces = sum((abs(item.quantity) for item in order.items), ZERO)
    taxes = charged(order.taxes, net=order.amount, vat=order.vat, pieces=pieces)
    if taxes is None:
        told = sum((tax.amount for tax in order.taxes), ZERO)
        raise Unreadable(VAT_DOES_NOT_ADD_UP.with_data(number=order.id, vat=plain(order.vat), taxes=plain(told)))
    wanted = order.amount_with_tax - _of_charges(order)
    readings = list(_readings(order, taxes))
    for slack_of in (_none, _slack):
        for reading in readings:
            if abs(_total(reading) - wanted) <= slack_of(reading):
                return _finished(reading, taxes, wanted)
    lines = plain(_total(readings[0]) + _of_charges(order))
    raise Unreadable(DO_NOT_ADD_UP.with_data(number=order.id, lines=lines, total=plain(order.amount_with_tax)))


def charged(
    taxes: Sequence[Tax], *, net: Decimal, vat: Decimal, pieces: Decimal = Decimal(1)
) -> tuple[Charged, ...] | None:
    """VAT per rate out of tax entries, read so that it adds up to `vat` to the cent; None when no reading does.

    `pieces` is how many prices were added up: each may have been rounded.
    """
    gross = [tax.amount_with_tax for tax in taxes]
    readings = [[tax.amount for tax in taxes]]
    if None not in gross:
        readings.append([(tax.amount_with_tax or ZERO) - tax.amount for tax in taxes])
    if sum((tax.amount for tax in taxes), ZERO) == net:
        readings.append(_vat_of_bases(taxes, vat, pieces))
    fits = next((reading for reading in readings if sum(reading, ZERO) == vat), None)
    if fits is None:
        return None
    return tuple(Charged(rate=tax.rate, vat=amount) for tax, amount in zip(taxes, fits, strict=True))


def rate_of(item: Item, taxes: Sequence[Charged]) -> Rate | None:
    """The rate of a line: its own, else the only one of the order; None when nothing says it."""
    if item.tax is not None:
        return item.tax.rate
    return taxes[0].rate if len(taxes) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    lines: tuple[LineAmounts, ...]
    pieces: Decimal = ZERO
    """How many pieces were multiplied: each may hide half a cent. 0 where the amounts are of lines."""
    not_on_lines: Decimal = ZERO


def _readings(order: Order, taxes: Sequence[Charged]) -> Iterator[_Reading]:
    """Line amounts after discount, piece amounts after discount, then the same two before discount."""
    items = order.items
    per_line = [(item.amount, item.amount_with_tax) for item in items]
    ways = [(per_line, ZERO)]
    if any(abs(item.quantity) != 1 for item in items):
        pieces = sum((abs(item.quantity) for item in items), ZERO)
        ways.append(([_times(item, rate_of(item, taxes), order) for item in items], pieces))
    off = [_sum(item.discounts) for item in items]
    for pairs, pieces in ways:
        after = tuple(_after(*pair, *less) for pair, less in zip(pairs, off, strict=True))
        yield _Reading(lines=after, pieces=pieces)
    if not order.discounts and not any(gross for _, gross in off):
        return
    rest = _sum(order.discounts)[1] - sum((gross for _, gross in off), ZERO) if order.discounts else ZERO
    for pairs, pieces in ways:
        before = tuple(
            _after(net - off_net, gross - off_gross, off_net, off_gross)
            for (net, gross), (off_net, off_gross) in zip(pairs, off, strict=True)
        )
        yield _Reading(lines=before, pieces=pieces, not_on_lines=rest)


def _after(net: Decimal, gross: Decimal, off_net: Decimal, off_gross: Decimal) -> LineAmounts:
    return LineAmounts(net=net, gross=gross, off_net=off_net, off_gross=off_gross)


def _times(item: Item, rate: Rate | None, order: Order) -> tuple[Decimal, Decimal]:
    """Net and gross of all pieces. Only the side that was entered is exact for one piece; the other side follows."""
    percent = rate.percentage if rate else ZERO
    if order.is_tax_included:
        gross = item.amount_with_tax * item.quantity
        return gross - cents(gross * percent / (_HUNDRED + percent)), gross
    net = item.amount * item.quantity
    return net, net + cents(net * percent / _HUNDRED)


def _finished(reading: _Reading, taxes: tuple[Charged, ...], wanted: Decimal) -> Settled:
    """Lines made of pieces are brought to the total: the cents that one piece hides are not the shop's difference."""
    lines = reading.lines
    if reading.pieces and lines:
        exact = spread(wanted + reading.not_on_lines, [line.gross for line in lines])
        lines = tuple(
            LineAmounts(net=gross - line.vat, gross=gross, off_net=line.off_net, off_gross=line.off_gross)
            for line, gross in zip(lines, exact, strict=True)
        )
    return Settled(lines=lines, taxes=taxes, not_on_lines=reading.not_on_lines)


def _none(reading: _Reading) -> Decimal:
    del reading
    return ZERO


def _slack(reading: _Reading) -> Decimal:
    """A cent per line, and half a cent for each piece that was multiplied."""
    return _CENT * max(1, len(reading.lines)) + reading.pieces * _CENT / 2


def _total(reading: _Reading) -> Decimal:
    return sum((line.gross for line in reading.lines), ZERO) - reading.not_on_lines


def _of_charges(order: Order) -> Decimal:
    charges: list[Charge] = [*([order.shipping] if order.shipping else []), *order.costs]
    return sum((charge.amount_with_tax for charge in charges), ZERO)


def _sum(discounts: Iterable[Discount]) -> tuple[Decimal, Decimal]:
    entries = list(discounts)
    return (
        sum((entry.amount for entry in entries), ZERO),
        sum((entry.amount_with_tax for entry in entries), ZERO),
    )


def _vat_of_bases(taxes: Sequence[Tax], vat: Decimal, pieces: Decimal) -> list[Decimal]:
    """VAT out of bases, made to add up where it is off by no more than rounding can hide.

    With one rate that is half a cent per piece: there is no doubt whose the cents are. With several there is.
    """
    exact = [tax.amount * tax.rate.percentage / _HUNDRED for tax in taxes]
    slack = _CENT * len(taxes) + (pieces * _CENT / 2 if len(taxes) == 1 else ZERO)
    if exact and abs(sum(exact, ZERO) - vat) <= slack:
        return list(spread(vat, exact))
    return [cents(amount) for amount in exact]
