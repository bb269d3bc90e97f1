"""The warning about shipping whose VAT is not that of the goods: booked as charged, but the shop is set up oddly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from koppel.booking.outcome import BookingWarning
from koppel.booking.pieces import Charged, Piece
from koppel.booking.reasons import rate_words, warning
from koppel.model import ZERO, Document, LineKind
from koppel.text import Text

_NONE: Final[Charged] = ("", ZERO)


def shipping_warning(document: Document, pieces: Iterable[Piece]) -> tuple[BookingWarning, ...]:
    """Another rate than the goods, or one rate for all shipping while the goods have several. Sales only."""
    found = list(pieces)
    shipping = _rates(found, LineKind.SHIPPING)
    goods = _rates(found, LineKind.PRODUCT)
    if document.is_credit or not shipping or not goods or shipping == goods or not _says_vat(document):
        return ()
    return (warning("shipping_rate_differs_from_goods", shipping=_words(shipping), goods=_words(goods)),)


def _says_vat(document: Document) -> bool:
    """A split of our own has the rates of the goods, save for shares too small for a cent."""
    shipping = [line for line in document.lines if line.kind is LineKind.SHIPPING]
    return any(line.tax_known for line in shipping) or bool(document.tax_totals)


def _rates(pieces: Iterable[Piece], kind: LineKind) -> frozenset[Charged]:
    return frozenset(piece.charged or _NONE for piece in pieces if piece.kind is kind and (piece.gross or piece.before))


def _words(rates: frozenset[Charged]) -> Text:
    ordered = [rate_words(rate) for _, rate in sorted(rates)]
    return Text(en=", ".join(f"{rate.en}%" for rate in ordered), nl=", ".join(f"{rate.nl}%" for rate in ordered))
