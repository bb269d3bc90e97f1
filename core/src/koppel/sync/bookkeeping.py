"""The bookkeeping choices of a pair: what the engine can be told besides the steps, and what its owner chose.

They are steps like any other, in a form of their own: the pair's form stays what its manual says. A choice whose step
the pair has already is not asked twice. Showing and changing them is `bookkeeping_answers`' work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, TypeVar

from koppel.booking.categories import parse_row, row_label
from koppel.booking.rates import rates_on
from koppel.booking.rules import ForeignStock
from koppel.connectors import Feature
from koppel.home import Home
from koppel.steps import bookkeeping as questions
from koppel.steps.answers import Answers
from koppel.steps.conditions import SourceGives
from koppel.steps.evaluate import answers_of
from koppel.steps.form import Form, compile_form
from koppel.steps.kinds import Mapping as Table
from koppel.steps.kinds import Side, Step
from koppel.steps.lists import Listing
from koppel.steps.options import Live, Option, Options
from koppel.steps.standard import default_debtor, eu_consumer_vat, pos_debtor
from koppel.steps.stored import Stored
from koppel.sync.lists import PairLists, seller_country, told_country
from koppel.sync.pairs import Pair
from koppel.sync.waiting_rows import rows_waited_for

T = TypeVar("T")

_VAT_TABLE: Final = "vat_mapping"
_CODES: Final = Live(name="package_vat_codes")
"""Stands for the list that the pair's own VAT table chooses from, whatever the package calls it."""

KEYS: Final = frozenset(
    {
        questions.SELLER_COUNTRY, "vat_scheme", "eu_consumer_vat", "vat_number_check", "accept_earlier_vat_check",
        "voucher_kind", "voucher_rate", questions.FOREIGN_STOCK, "convert_to_base_currency", "date_source",
        "reference_prefix", "discounts_separately", "book_zero_totals", "default_debtor", "pos_debtor",
    }
)  # fmt: skip
"""Every choice there is; which of them a pair has is `bookkeeping_form`'s answer."""


def bookkeeping_form(pair: Pair) -> Form:
    """The choices that this pair has."""
    steps = [step for step in _declared(pair) if pair.form.get(step.key) is None]
    return compile_form((), (), steps, pair.form.features)


def asked_of(pair: Pair) -> frozenset[str]:
    """The keys of everything that can be answered for this pair: its steps and its bookkeeping choices."""
    return frozenset((*pair.form.keys, *bookkeeping_form(pair).keys))


def bookkeeping_stored(pair: Pair) -> Stored:
    """What was chosen, as it is kept."""
    kept = pair.row.bookkeeping or {}
    return Stored(values=kept.get("values", {}), chosen=kept.get("chosen", {}), aside=kept.get("aside", {}))


def bookkeeping_choices(pair: Pair) -> Answers:
    """What was chosen, with defaults; of a choice that is a step of the pair, the answer to that step."""
    chosen = answers_of(bookkeeping_form(pair), bookkeeping_stored(pair))
    own = pair.answers
    return Answers(values={**chosen.values, **_among(own.values)}, chosen={**chosen.chosen, **_among(own.chosen)})


def foreign_stock_of(choices: Answers) -> tuple[ForeignStock, ...]:
    """The codes for goods that leave from another country."""
    found = []
    for row, option in choices.mapping(questions.FOREIGN_STOCK).items():
        rated = parse_row(row)
        if rated is not None and rated.ships_from is not None:
            found.append(
                ForeignStock(ships_from=rated.ships_from, country=rated.country, rate=rated.rate, code=option.value)
            )
    return tuple(found)


def bookkeeping_rows(home: Home, pair: Pair, given: object = None) -> dict[str, Sequence[Option]]:
    """The rows of its tables: what documents wait for, what was answered before, and what is being answered now."""
    waited = [option.value for option in rows_waited_for(home, pair).get(questions.FOREIGN_STOCK, ())]
    kept = bookkeeping_stored(pair).kept().get(questions.FOREIGN_STOCK)
    rows = dict.fromkeys(row for row in (*waited, *_rows_in(kept), *_rows_in(given)) if _is_stock_row(row))
    return {questions.FOREIGN_STOCK: [Option(value=row, label=row_label(row)) for row in rows]}


class BookkeepingLists:
    """The lists behind the choices: that of VAT codes is the one of the pair's own VAT table."""

    def __init__(self, pair: Pair, *, refresh: bool = False) -> None:
        self._pair = pair
        self._lists = PairLists(pair, refresh=refresh)

    def options(self, side: Side, options: Options, answers: Answers) -> Listing:
        """See `steps.lists.Lists`."""
        own = _vat_codes(pair=self._pair)
        if options != _CODES or own is None:
            return self._lists.options(side, options, answers)
        known = self._pair.answers
        needed = {key: value for key, value in known.values.items() if key in own.after}
        chosen = {key: value for key, value in known.chosen.items() if key in own.after}
        return self._lists.options("target", own, Answers(values=needed, chosen=chosen))


def _declared(pair: Pair) -> Iterator[Step]:
    """In the order in which they are asked."""
    country = seller_country(pair)
    if told_country(pair) is None:
        yield questions.seller_country(country if country in ("NL", "BE") else "NL")
    yield questions.vat_scheme()
    yield replace(eu_consumer_vat(), group=questions.VAT)
    yield questions.vat_number_check()
    yield questions.accept_earlier_vat_check()
    yield questions.voucher_kind()
    yield questions.voucher_rate(_rates(pair, country))
    if _vat_codes(pair) is not None:
        yield questions.foreign_stock_codes(_CODES)
    yield questions.date_source()
    yield questions.convert_to_base_currency()
    yield questions.reference_prefix()
    yield questions.discounts_separately()
    yield questions.book_zero_totals()
    yield default_debtor()
    yield pos_debtor(SourceGives(Feature.POINT_OF_SALE))


def _rates(pair: Pair, country: str) -> list[Decimal]:
    """The rates of the seller's country today, the highest first; the Dutch ones where it has none that we know."""
    today = pair.home.now().date()
    return sorted(rates_on(country, today) or rates_on("NL", today), reverse=True)


def _vat_codes(pair: Pair) -> Live | None:
    """The list of the package's VAT codes; None where it has no VAT table, so that no code can be chosen."""
    bound = pair.form.get(_VAT_TABLE)
    options = bound.options if bound is not None and isinstance(bound.step, Table) else None
    return options if isinstance(options, Live) else None


def _rows_in(table: object) -> Iterable[str]:
    return [str(row) for row in table] if isinstance(table, Mapping) else []


def _is_stock_row(row: str) -> bool:
    rated = parse_row(row)
    return rated is not None and rated.ships_from is not None


def _among(values: Mapping[str, T]) -> dict[str, T]:
    return {key: value for key, value in values.items() if key in KEYS}
