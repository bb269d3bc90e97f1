"""Cents: rounding half up, and splitting so that nothing is lost, whatever the amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.model import CENT, amount, cents, plain, split, spread

exact = st.decimals(min_value=-10_000, max_value=10_000, places=5)
whole = st.decimals(min_value=-10_000, max_value=10_000, places=2)


@pytest.mark.parametrize(
    ("value", "rounded"), [("2.125", "2.13"), ("-2.125", "-2.13"), ("2.1249", "2.12"), ("0.005", "0.01")]
)
def test_ties_go_away_from_zero(value: str, rounded: str) -> None:
    """The third decimal 5 goes up, also below zero."""
    assert cents(Decimal(value)) == Decimal(rounded)


@given(st.lists(exact, min_size=1, max_size=12), whole)
def test_a_spread_adds_up_to_its_total(shares: list[Decimal], total: Decimal) -> None:
    """Whatever the shares, the pieces in cents add up to the total."""
    assert sum(spread(total, shares)) == total


@given(st.lists(exact, min_size=1, max_size=12))
def test_a_spread_over_its_own_sum_moves_each_share_less_than_a_cent(shares: list[Decimal]) -> None:
    """When the total is the rounded sum, no share is a whole cent or more away from its exact value."""
    pieces = spread(cents(sum(shares, Decimal(0))), shares)

    assert all(abs(piece - share) < CENT for piece, share in zip(pieces, shares, strict=True))


@given(st.lists(exact, min_size=1, max_size=8), whole)
def test_the_order_of_shares_changes_no_multiset(shares: list[Decimal], total: Decimal) -> None:
    """Turning the shares round gives the same pieces in another order."""
    assert sorted(spread(total, shares)) == sorted(spread(total, list(reversed(shares))))


@given(whole, st.lists(st.decimals(min_value=0, max_value=500, places=2), min_size=1, max_size=8))
def test_a_split_by_weights_adds_up(total: Decimal, weights: list[Decimal]) -> None:
    """In proportion, or in equal parts when there is no weight; always the whole total."""
    assert sum(split(total, weights)) == total


@pytest.mark.parametrize("value", [24.77, True, "12,50", "NaN", "", "1e999999999"])
def test_what_is_no_exact_amount_is_refused(value: object) -> None:
    """Binary floats above all: 24.77 as a float is not 24.77."""
    with pytest.raises(ValueError, match="not an"):
        amount(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "text"), [("0", "0.00"), ("-0.00", "0.00"), ("1E+2", "100.00"), ("2.125", "2.125")])
def test_amounts_are_written_plainly(value: str, text: str) -> None:
    """Two decimals at least, never an exponent, never a negative nothing."""
    assert plain(Decimal(value)) == text
