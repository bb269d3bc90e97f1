"""Orders that cannot be read: each is held with its reason, none stops the others, none gets lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from koppel.api import Document, DocumentKind
from koppel_plugandpay.mapping import document_of, is_for_books

Sale = Callable[..., Document]
Body = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("amount", "veel"), ("amount", None), ("amount_with_tax", 1.5), ("created_at", "gisteren"), ("mode", None),
        ("invoice_status", None), ("items", {"x": 1}), ("taxes", "21%"), ("payment", None), ("payment", {}),
        ("billing", None), ("billing", {"contact": None}), ("invoice_date", "01/02/2026"),
    ],
)  # fmt: skip
def test_a_member_of_the_wrong_kind(sale: Sale, member: str, value: object) -> None:
    """The sentence names the field; key and number are kept."""
    document = sale("mixed", **{member: value})
    assert document.unreadable is not None
    assert member in document.unreadable.nl
    assert (document.key, document.lines) == ("order:900301", ())


@pytest.mark.parametrize("part", ["items", "taxes", "billing", "payment"])
def test_a_part_that_is_missing(body: Body, part: str) -> None:
    """What was asked for and is not there is not the same as nothing."""
    half = body("mixed")
    del half[part]
    document = document_of(half)
    assert document.unreadable is not None
    assert part in document.unreadable.en


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"mode": "sandbox"}, "sandbox"),
        ({"invoice_status": "sent"}, "sent"),
        ({"invoice_number": None}, "900301"),
        ({"invoice_date": None}, "900301"),
        ({"deleted_at": "2026-03-01T00:00:00.000000Z"}, "WEB-2026-000301"),
    ],
)
def test_words_that_decide_what_it_is(sale: Sale, changes: dict[str, Any], word: str) -> None:
    """An unknown kind of order is not booked by guess; neither is one that is gone or was never numbered."""
    document = sale("mixed", **changes)
    assert document.unreadable is not None
    assert word in document.unreadable.nl


def test_an_unknown_exemption(body: Body, sale: Sale) -> None:
    """It decides only where no VAT was charged."""
    for name, is_held in (("reverse_charge", True), ("mixed", False)):
        billing = body(name)["billing"]
        billing["contact"]["tax_exempt"] = "diplomat"
        assert (sale(name, billing=billing).unreadable is not None) is is_held


@pytest.mark.parametrize("row", [None, "x", [], {}, {"id": "7"}])
def test_what_is_no_order_at_all(row: object) -> None:
    """It gets a key from its content, the same each time."""
    first, second = document_of(row), document_of(row)
    assert first.unreadable is not None
    assert first.key == second.key
    assert is_for_books(row)


def test_an_unreadable_credit_invoice_is_still_one(sale: Sale) -> None:
    """It is held as a credit note."""
    assert sale("credit", items=None).kind is DocumentKind.CREDIT_NOTE


def test_tests_and_concepts_are_not_for_the_books(body: Body) -> None:
    """They are no invoices."""
    assert [is_for_books(body(name)) for name in ("test", "concept", "mixed", "credit")] == [False, False, True, True]
