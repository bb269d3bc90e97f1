"""The rounding method: whole cents per treatment and per line, so that everything adds up to what the shop charged.

1. VAT per rate is the shop's own total for it, else the sum of its lines, rounded half up.
2. Gross per treatment adds up to the document's total; net is the rest.
3. Both are spread over the lines by largest remainder, so no line moves by more than the cent it must.
4. Up to 0.05 that no line explains goes on `rounding`; more holds the document.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeVar

from koppel.booking.pieces import Cell, Charged, Piece, rounding_cell, vat_inside
from koppel.booking.reasons import hold, rate_words
from koppel.booking.rules import Rules
from koppel.model import CENT, ZERO, cents, rate_text, spread

MAX_GAP: Final = Decimal("0.05")
_MAX_RATE_GAP: Final = Decimal(1)
_HALF_CENT: Final = CENT / 2
_Key = TypeVar("_Key", bound=Hashable)


def settle(
    pieces: Sequence[Piece],
    total: Decimal,
    rules: Rules,
    *,
    tax_totals: Mapping[Charged, Decimal] | None,
    total_tax: Decimal | None,
) -> list[Cell]:
    """The pieces in cents, with a rounding cell at the end where there is a gap.

    Raises Hold `vat_totals_differ`, `vat_does_not_fit_rate` or `total_mismatch`.
    """
    vat = _vat_of_pieces(pieces, tax_totals, total_tax)
    _check_rates(pieces, vat)
    exact, gap = _close(pieces, vat, total)
    gross = _in_cents(pieces, exact, total - gap)
    cells = [
        Cell(piece=piece, gross=amount, vat_amount=tax) for piece, amount, tax in zip(pieces, gross, vat, strict=True)
    ]
    return [*cells, rounding_cell(rules, gap)] if gap else cells


def spread_in_groups(total: Decimal, exact: Sequence[Decimal], keys: Sequence[str]) -> list[Decimal]:
    """Spread a total in cents over groups first and then within each, so that a group is never off by several cents.

    Groups are taken by their name: a cent that could fall on either must not depend on which line came first.
    """
    groups = sorted(_groups(keys), key=lambda members: keys[members[0]])
    sums = [sum((exact[i] for i in members), ZERO) for members in groups]
    result = [ZERO] * len(exact)
    for members, amount in zip(groups, spread(total, sums), strict=True):
        for i, part in zip(members, spread(amount, [exact[i] for i in members]), strict=True):
            result[i] = part
    return result


def _groups(keys: Sequence[Hashable]) -> list[list[int]]:
    found: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        found.setdefault(key, []).append(index)
    return list(found.values())


def _vat_of_pieces(
    pieces: Sequence[Piece], tax_totals: Mapping[Charged, Decimal] | None, total_tax: Decimal | None
) -> list[Decimal]:
    """VAT per piece in cents, adding up per rate to what the shop says."""
    charged = [piece.charged for piece in pieces]
    sums = _sums(charged, [piece.tax for piece in pieces])
    per_rate = _per_rate(sums, tax_totals, total_tax, _slack(pieces))
    result = [ZERO] * len(pieces)
    for members in _groups(charged):
        key = charged[members[0]]
        if key is None:
            continue
        parts = spread(per_rate[key], [pieces[i].tax for i in members])
        for i, part in zip(members, parts, strict=True):
            result[i] = part
    return result


def _per_rate(
    sums: Mapping[Charged, Decimal],
    tax_totals: Mapping[Charged, Decimal] | None,
    total_tax: Decimal | None,
    slack: Decimal,
) -> dict[Charged, Decimal]:
    if tax_totals is not None:
        for key in sums.keys() | tax_totals.keys():
            _check_total(sums.get(key, ZERO), tax_totals.get(key, ZERO), slack, f"{key[0]} {rate_text(key[1])}%")
        return {key: cents(tax_totals.get(key, ZERO)) for key in sums}
    if total_tax is None:
        return {key: cents(tax) for key, tax in sums.items()}
    _check_total(sum(sums.values(), ZERO), total_tax, slack if sums else ZERO, "total")
    rates = sorted(sums)
    return dict(zip(rates, spread(cents(total_tax), [sums[rate] for rate in rates]), strict=True)) if rates else {}


def _check_total(lines: Decimal, total: Decimal, slack: Decimal, which: str) -> None:
    if abs(lines - total) > slack:
        raise hold("vat_totals_differ", lines=cents(lines), total=total, which=which)


def _check_rates(pieces: Sequence[Piece], vat: Sequence[Decimal]) -> None:
    """VAT must fit its rate. The slack is a cent per piece sold, since shops round per line or per piece."""
    for members in _groups([piece.charged for piece in pieces]):
        key = pieces[members[0]].charged
        rate = key[1] if key else ZERO
        gross = sum((pieces[i].gross for i in members), ZERO)
        tax = sum((vat[i] if key else pieces[i].tax for i in members), ZERO)
        expected = cents(vat_inside(gross, rate))
        if abs(tax - expected) > _slack([pieces[i] for i in members]):
            raise hold("vat_does_not_fit_rate", tax=tax, rate=rate_words(rate), gross=cents(gross), expected=expected)


def _slack(pieces: Sequence[Piece]) -> Decimal:
    cents_lost = sum((max(Decimal(1), abs(piece.quantity)) for piece in pieces), ZERO) * CENT
    return min(max(MAX_GAP, cents_lost), _MAX_RATE_GAP)


def _close(pieces: Sequence[Piece], vat: Sequence[Decimal], total: Decimal) -> tuple[list[Decimal], Decimal]:
    """The exact gross per piece that explains the total best, and the gap that remains.

    Two readings: the shop's gross, or its net plus the VAT of its own totals. They differ by a cent where a shop rounds
    its VAT over the total but shows lines rounded one by one; then the second one meets the total and no cent is left.
    """
    gross = [piece.gross for piece in pieces]
    if _meets(gross, total):
        return gross, ZERO
    by_net = [piece.gross - piece.tax + tax for piece, tax in zip(pieces, vat, strict=True)]
    if _meets(by_net, total):
        return by_net, ZERO
    gap = total - cents(sum(gross, ZERO))
    if abs(gap) > MAX_GAP:
        raise hold("total_mismatch", lines=cents(sum(gross, ZERO)), total=total)
    return gross, gap


def _meets(exact: Sequence[Decimal], total: Decimal) -> bool:
    """Amounts finer than cents may each hide half a cent; amounts in whole cents hide nothing."""
    hidden = sum(1 for amount in exact if amount != cents(amount))
    return abs(total - sum(exact, ZERO)) <= min(hidden * _HALF_CENT, MAX_GAP)


def _in_cents(pieces: Sequence[Piece], exact: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    return spread_in_groups(total, exact, [piece.vat.code for piece in pieces])


def _sums(keys: Sequence[_Key | None], amounts: Sequence[Decimal]) -> dict[_Key, Decimal]:
    found: dict[_Key, Decimal] = {}
    for key, amount in zip(keys, amounts, strict=True):
        if key is not None:
            found[key] = found.get(key, ZERO) + amount
    return found
