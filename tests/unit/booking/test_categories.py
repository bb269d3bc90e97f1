"""The rows of the mapping tables: labels, order, and reading them back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from koppel.booking import categories, treatments
from koppel.booking.draft import VatTreatment


@pytest.mark.parametrize(
    ("row", "english", "dutch"),
    [
        ("NL-21", "NL 21%", "NL 21%"),
        ("FI-25.5", "FI 25.5%", "FI 25,5%"),
        ("reverse-charge-eu", "reverse charge EU", "verlegd EU"),
        ("DE-19@PL", "DE 19%, shipped from PL", "DE 19%, verzonden uit PL"),
        ("unheard-of", "unheard-of", "unheard-of"),
    ],
)
def test_rows_have_the_labels_that_people_know(row: str, english: str, dutch: str) -> None:
    """Country and rate, or words; a row nobody knows shows itself."""
    label = categories.row_label(row)
    assert (label.en, label.nl) == (english, dutch)


def test_a_rated_row_is_read_back() -> None:
    """Country and rate come out as they went in; special rows have neither."""
    assert categories.parse_row(categories.row_of("FI", Decimal("25.50"))) == categories.RatedRow("FI", Decimal("25.5"))
    assert [categories.parse_row(row) for row in categories.SPECIAL_ROWS] == [None] * len(categories.SPECIAL_ROWS)


def test_rows_are_sorted_home_first() -> None:
    """Home rates from high to low, other countries by code, then what always stands there and what was needed."""
    rows = categories.shown_rows(["DE-7", "NL-9", "BE-21", "NL-21", "DE-19"], ["services-outside-eu"], "NL")
    assert rows == [
        "NL-21",
        "NL-9",
        "BE-21",
        "DE-19",
        "DE-7",
        "reverse-charge-eu",
        "export",
        "services-outside-eu",
        "no-vat",
    ]


@pytest.mark.parametrize(
    "vat", [treatments.home_vat("DE", Decimal(19)), treatments.union_vat("DE", Decimal(19))], ids=["home", "union"]
)
def test_one_row_serves_home_and_union_scheme(vat: VatTreatment) -> None:
    """German 19% is one row, whoever the seller is."""
    assert vat.row == "DE-19"


def test_every_special_code_has_a_row_with_a_label() -> None:
    """No code falls outside the tables."""
    codes = ("DOM-AE", "DOM-E", "IC-GOODS", "IC-SERV", "EXPORT", "SERV-OUT", "SME", "NONE")
    assert {treatments.special(code).row for code in codes} == set(categories.SPECIAL_ROWS)


def test_the_rows_of_the_other_member_states_are_known_beforehand() -> None:
    """A package with one code for all foreign VAT can say so of every row: every state's rates, never those at home."""
    rows = categories.union_rows("NL")

    assert {"DE-19", "FI-25.5", "GR-24", "XI-20"} <= set(rows)
    assert not any(row.startswith("NL-") for row in rows)
