"""From the shop's lines to pieces: every line, or part of it, with the treatment that its VAT calls for.

Products decide first. Shipping, fees and coupons follow: as charged where the shop says so, else split by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from koppel.booking import treatments
from koppel.booking.charged import key_of, shop_totals, told_by_lines
from koppel.booking.draft import VatTreatment
from koppel.booking.facts import Charge, Facts
from koppel.booking.outcome import BookingWarning
from koppel.booking.pieces import Before, Charged, Piece, vat_inside
from koppel.booking.reasons import hold
from koppel.booking.shares import Part, left_in_totals, parts_of
from koppel.booking.vat import Decision, treat
from koppel.booking.vouchers import voucher_vat
from koppel.booking.why import WHY
from koppel.model import ZERO, Document, Line, LineKind, Supply, cents, rate_text, split
from koppel.text import Text

_FOLLOWERS = frozenset({LineKind.SHIPPING, LineKind.FEE, LineKind.COUPON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The pieces in the order of the shop's lines, and what should be shown with them."""

    pieces: tuple[Piece, ...]
    warnings: tuple[BookingWarning, ...]


@dataclass(slots=True)
class _Work:
    """One document under way: what the products turned out to be, for the lines that follow them."""

    document: Document
    facts: Facts
    warnings: list[BookingWarning]
    goods: list[Piece]

    def decide(self, charge: Charge) -> Decision:
        decision = treat(self.facts, charge)
        self.warnings.extend(shown for shown in decision.warnings if shown not in self.warnings)
        return decision


def split_lines(document: Document, facts: Facts, lines: Iterable[Line]) -> Split:
    """The pieces of these lines of the document. Raises Hold where a line's VAT does not fit or cannot be known."""
    work = _Work(document=document, facts=facts, warnings=[], goods=[])
    found: dict[int, list[Piece]] = {}
    numbered = list(enumerate(lines))
    for index, line in numbered:
        if line.kind not in _FOLLOWERS and not _is_gift(line):
            found[index] = _own_vat(work, line)
            work.goods += found[index] if line.kind is LineKind.PRODUCT else []
    unsplit = [line for _, line in numbered if _is_unsplit(line)]
    weights = _weights(work, unsplit) if unsplit else {}
    for index, line in numbered:
        if index not in found:
            found[index] = _following(work, line, weights)
    pieces = tuple(piece for index in sorted(found) for piece in found[index])
    return Split(pieces=pieces, warnings=tuple(work.warnings))


def _is_unsplit(line: Line) -> bool:
    return line.kind in _FOLLOWERS and not line.tax_known


def _is_gift(line: Line) -> bool:
    """A product of 0.00 without VAT follows the others: its own zero says nothing."""
    free = line.amounts.gross == 0 and line.before_discount is None
    return line.kind is LineKind.PRODUCT and free and not any(tax.rate for tax in line.taxes)


def _own_vat(work: _Work, line: Line) -> list[Piece]:
    """Products, vouchers sold and deposits: the shop's VAT on the line itself."""
    if line.kind is LineKind.VOUCHER_SOLD:
        return _voucher(work, line)
    supply = line.supply or Supply.GOODS
    if not line.tax_known:
        return [_unknown_product(work, line, supply)]
    if line.kind is LineKind.DEPOSIT and all(tax.amount == 0 for tax in line.taxes):
        return [_piece(line, treatments.NONE, treatments.DEPOSITS, WHY["deposit"])]
    return _as_charged(work, line, supply)


def _as_charged(work: _Work, line: Line, supply: Supply) -> list[Piece]:
    if len(line.taxes) > 1:
        for tax in line.taxes:  # a tax of no member state is told as that, before asking how it was spread
            work.decide(_charge(line, Part(country=tax.country, rate=tax.rate, tax=tax.amount, share=ZERO), supply))
    return [_part_piece(work, line, part, supply) for part in parts_of(line)]


def _charge(line: Line, part: Part, supply: Supply) -> Charge:
    return Charge(
        supply=supply,
        rate=part.rate,
        tax=part.tax,
        country=part.country,
        tax_class=line.tax_class,
        is_reverse_charged=line.domestic_reverse_charge,
    )


def _part_piece(work: _Work, line: Line, part: Part, supply: Supply) -> Piece:
    decision = work.decide(_charge(line, part, supply))
    charged = key_of(part.country, part.rate, work.facts, supply) if decision.vat.rate else None
    role = _role(line, decision.vat, work)
    gross = line.amounts.gross * part.share
    return _piece(line, decision.vat, role, decision.why, gross=gross, tax=part.tax, charged=charged, share=part.share)


def _unknown_product(work: _Work, line: Line, supply: Supply) -> Piece:
    """A product whose VAT the shop does not give: readable only when the whole document has one rate, or none."""
    totals = work.document.tax_totals
    taxed = [total for total in totals or () if total.tax != 0]
    if totals is None or len(taxed) > 1:
        raise hold("line_vat_unknown", line=line.description)
    country, rate = (taxed[0].country, taxed[0].rate) if taxed else ("", ZERO)
    tax = vat_inside(line.amounts.gross, rate)
    return _part_piece(work, line, Part(country=country, rate=rate, tax=tax, share=Decimal(1)), supply)


def _voucher(work: _Work, line: Line) -> list[Piece]:
    rate = voucher_vat(line, work.facts.rules)
    if rate == 0:
        return [_piece(line, treatments.NONE, treatments.VOUCHERS, WHY["voucher"])]
    vat = treatments.home_vat(work.facts.home, rate)
    tax = sum((tax.amount for tax in line.taxes), ZERO) if line.tax_known else vat_inside(line.amounts.gross, rate)
    role = treatments.revenue_role(vat, home=work.facts.home, day=work.facts.issued_on)
    return [_piece(line, vat, role, WHY["voucher-taxed"], tax=tax, charged=(work.facts.home, rate))]


def _following(work: _Work, line: Line, weights: Mapping[Charged | None, Decimal]) -> list[Piece]:
    """Shipping, fees, coupons and gifts."""
    supply = work.facts.main_supply
    if not line.tax_known and weights:
        return _split_by(work, line, weights, supply)
    if not line.tax_known:
        return [_unknown_product(work, line, supply)]
    if any(tax.rate and tax.amount for tax in line.taxes):
        return _as_charged(work, line, supply)
    return [_untaxed(work, line, supply)]


def _untaxed(work: _Work, line: Line, supply: Supply) -> Piece:
    """No VAT on it: the treatment of the largest goods without VAT, or for a gift of any; else its own decision."""
    any_will_do = line.amounts.gross == 0
    same = [piece for piece in work.goods if any_will_do or piece.vat.rate == 0]
    if same and (any_will_do or len(same) == len(work.goods)):
        main = max(same, key=lambda piece: (abs(piece.gross), piece.vat.code))
        return _piece(line, main.vat, _role(line, main.vat, work), WHY["follows"])
    rated = next((tax for tax in line.taxes if tax.rate), None) if any_will_do else None
    country, rate = (rated.country, rated.rate) if rated else ("", ZERO)
    return _part_piece(work, line, Part(country=country, rate=rate, tax=ZERO, share=Decimal(1)), supply)


def _weights(work: _Work, unsplit: list[Line]) -> dict[Charged | None, Decimal]:
    """How lines without VAT of their own fall under the rates: the shop's totals say it, else the value of the goods."""
    gross = sum((line.amounts.gross for line in unsplit), ZERO)
    if work.document.tax_totals:
        totals = shop_totals(work.document, work.facts) or {}
        read = left_in_totals(totals, told_by_lines(work.document, work.facts), gross)
        if read is not None:
            return dict(read.items())
    found: dict[Charged | None, Decimal] = {}
    for piece in work.goods:
        found[piece.charged] = found.get(piece.charged, ZERO) + piece.gross - piece.tax
    return found if sum(found.values(), ZERO) != 0 else _list_prices(work)


def _list_prices(work: _Work) -> dict[Charged | None, Decimal]:
    """The goods by their price before discount, for orders whose goods were all given away but not their shipping."""
    found: dict[Charged | None, Decimal] = {}
    for line in work.document.lines:
        if line.kind is LineKind.PRODUCT and line.tax_known and line.before_discount is not None:
            rated = line.taxes[0] if line.taxes else None
            supply = line.supply or Supply.GOODS
            key = key_of(rated.country, rated.rate, work.facts, supply) if rated else None
            found[key] = found.get(key, ZERO) + line.before_discount.gross
    return found if sum(found.values(), ZERO) != 0 else {}


def _split_by(work: _Work, line: Line, weights: Mapping[Charged | None, Decimal], supply: Supply) -> list[Piece]:
    """Each share is taken apart at its own rate; shares are whole cents wherever the line is.

    The rates are put in order first: a cent that could fall on either must not depend on which product came first.
    """
    weights = dict(sorted(weights.items(), key=lambda item: item[0] or ("", ZERO)))
    gross = line.amounts.gross
    whole = sum(weights.values(), ZERO)
    shares = [gross * weight / whole for weight in weights.values()]
    if gross == cents(gross):
        shares = split(gross, list(weights.values()))
    return [
        _share_piece(work, line, charged, share, supply, is_only=len(weights) == 1)
        for charged, share in zip(weights, shares, strict=True)
        if share != 0
    ]


def _share_piece(
    work: _Work, line: Line, charged: Charged | None, gross: Decimal, supply: Supply, *, is_only: bool
) -> Piece:
    piece = next((piece for piece in work.goods if piece.charged == charged), None)
    country, rate = charged or ("", ZERO)
    tax = cents(vat_inside(gross, rate))
    vat = piece.vat if piece else work.decide(Charge(supply=supply, rate=rate, tax=tax, country=country)).vat
    share = gross / line.amounts.gross
    text = "" if is_only else f" ({rate_text(rate)}%)"
    role = _role(line, vat, work)
    return _piece(line, vat, role, WHY["split"], gross=gross, tax=tax, charged=charged, share=share, suffix=text)


def _role(line: Line, vat: VatTreatment, work: _Work) -> str:
    """A fee that takes something off is a discount, whatever the setting for coupons."""
    lowers = (line.amounts.gross < 0) != work.document.is_credit
    if line.kind is LineKind.COUPON or (line.kind is LineKind.FEE and lowers):
        return treatments.DISCOUNT
    if line.kind is LineKind.PRODUCT:
        return treatments.revenue_role(vat, home=work.facts.home, day=work.facts.issued_on)
    return {
        LineKind.SHIPPING: treatments.SHIPPING,
        LineKind.FEE: treatments.FEES,
        LineKind.DEPOSIT: treatments.DEPOSITS,
    }[line.kind]


def _piece(
    line: Line,
    vat: VatTreatment,
    role: str,
    why: Text,
    *,
    gross: Decimal | None = None,
    tax: Decimal = ZERO,
    charged: Charged | None = None,
    share: Decimal = Decimal(1),
    suffix: str = "",
) -> Piece:
    return Piece(
        vat=vat,
        role=role,
        kind=line.kind,
        description=line.description + suffix,
        gross=line.amounts.gross if gross is None else gross,
        tax=tax,
        charged=charged,
        source=line.key,
        quantity=line.quantity if share == 1 else Decimal(1),
        item_code=line.item_code,
        product_ledger=line.product_ledger,
        period=line.period,
        before=_before(line, vat.rate, share),
        why=why,
    )


def _before(line: Line, rate: Decimal, share: Decimal) -> Before | None:
    if line.before_discount is None:
        return None
    gross = line.before_discount.gross * share
    tax = line.before_discount.tax
    return Before(gross=gross, tax=vat_inside(gross, rate) if tax is None or share != 1 else tax)
