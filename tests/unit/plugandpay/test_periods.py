"""The period that a line pays for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from koppel.api import Document, Period
from koppel_plugandpay.periods import later, written

Sale = Callable[..., Document]


def period(first: str, last: str) -> Period:
    """From and to, both included."""
    return Period(first_day=date.fromisoformat(first), last_day=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("monthly", period("2026-02-13", "2026-03-12")),
        ("yearly", period("2026-02-14", "2027-02-13")),
        ("written_period", period("2026-02-15", "2026-03-14")),
        ("instalment", None),
        ("mixed", None),
    ],
)
def test_period_of_a_line(sale: Sale, name: str, expected: Period | None) -> None:
    """One interval from the day of the invoice, or what the words say; a term of a price pays for no period."""
    assert sale(name).lines[0].period == expected


def test_a_credit_invoice_takes_back_the_periods_of_its_original(credit: Callable[..., Document], body: Any) -> None:
    """Its own lines have none, so that the original's count."""
    from koppel_plugandpay.mapping import credit_note_of

    sold = body("monthly")
    back = {
        **body("monthly"),
        "id": 1,
        "payment": {"status": "credit_invoice"},
        "amount": "-25.00",
        "amount_with_tax": "-30.25",
    }
    back["items"] = [{**sold["items"][0], "amount": "-25.00", "amount_with_tax": "-30.25"}]
    back["taxes"] = [{**sold["taxes"][0], "amount": "-5.25"}]
    document = credit_note_of(back, sold)
    assert document.unreadable is None
    assert document.lines[0].period is None
    assert document.original is not None
    assert document.original.lines[0].period is not None


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Lid 01-02-2026 t/m 28-02-2026", period("2026-02-01", "2026-02-28")),
        ("Lid 1-2-2026 tot en met 28-2-2026", period("2026-02-01", "2026-02-28")),
        ("Lid (2026-02-01 - 2026-02-28)", period("2026-02-01", "2026-02-28")),
        ("Lid 2026-02-01 – 2026-02-28", period("2026-02-01", "2026-02-28")),
        ("Lid 28-02-2026 t/m 01-02-2026", None),
        ("Lid 31-02-2026 t/m 31-03-2026", None),
        ("Lid 01-01-2020 t/m 31-12-2029", None),
        ("Workshop op 01-02-2026", None),
        ("Lid", None),
    ],
)
def test_words(label: str, expected: Period | None) -> None:
    """Dutch and ISO days; what cannot be a period is none."""
    assert written(label) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_later(day: str, months: int, expected: str) -> None:
    """A month without such a day ends sooner."""
    assert later(date.fromisoformat(day), months) == date.fromisoformat(expected)
