"""Orders that a plugin broke: held with a sentence while the others go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from koppel.api import Document
from koppel_woocommerce.mapping import document_of
from koppel_woocommerce.shop import Shop

Sale = Callable[..., Document]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"total": "abc"}, "total"),
        ({"total": ""}, "total"),
        ({"total": None}, "total"),
        ({"total": {"amount": "1"}}, "total"),
        ({"total": True}, "total"),
        ({"total": "NaN"}, "total"),
        ({"total_tax": []}, "total_tax"),
        ({"date_created_gmt": "gisteren"}, "date_created_gmt"),
        ({"date_paid_gmt": 12}, "date_paid_gmt"),
        ({"line_items": "none"}, "line_items"),
        ({"line_items": [{"id": 1}]}, "line_items.0"),
        ({"billing": "Amsterdam"}, "billing"),
        ({"billing": {"country": ["NL"]}}, "billing.country"),
        ({"currency": {}}, "currency"),
        ({"tax_lines": [{"rate_id": "x"}]}, "tax_lines.0.rate_id"),
    ],
)
def test_wrong_type_is_held(changes: dict[str, Any], field: str, sale: Sale) -> None:
    """A member of the wrong type makes the order unreadable, and the sentence names the member and the order."""
    document = sale("nl-b2c-mixed", **changes)
    assert document.unreadable is not None
    for text in (document.unreadable.en, document.unreadable.nl):
        assert field in text
        assert "50" in text
    assert (document.key, document.status, document.lines) == ("order:50", "completed", ())


@pytest.mark.parametrize("body", [None, "x", 5, [], {}, {"id": "a"}])
def test_nonsense_still_becomes_a_document(body: Any, shop: Shop) -> None:
    """Even what is no order at all comes as a held document with a key, so that nobody loses it from sight."""
    document, order = document_of(body, shop)
    assert order is None
    assert document.unreadable is not None
    assert document.key.startswith("order:unknown-")


@pytest.mark.parametrize(
    "changes",
    [
        {"brand_new": {"deep": [1]}},
        {"meta_data": None},
        {"meta_data": 7},
        {"meta_data": [{"key": "a"}, 3, {"value": 1}, {"key": "b", "value": {"c": None}}]},
        {"customer_note": 5},
        {"payment_method": None},
        {"payment_method_title": False},
        {"shipping": []},
        {"coupon_lines": None},
        {"refunds": "many"},
        {"customer_id": "3"},
        {"parent_id": "0"},
    ],
)
def test_oddities_that_do_not_matter(changes: dict[str, Any], sale: Sale) -> None:
    """New members, null for empty, and numbers as text are read."""
    assert sale("nl-b2c-mixed", **changes).unreadable is None


def test_more_decimals(sale: Sale, recorded: Callable[[str], Any]) -> None:
    """Amounts with any number of decimals are read exactly, as shops before 10.0 send them."""
    items = recorded("orders/nl-b2c-mixed")["line_items"]
    items[0]["taxes"][0]["total"] = "3.467107"
    document = sale("nl-b2c-mixed", line_items=items)
    assert str(document.lines[0].taxes[0].amount) == "3.467107"


def test_part_of_another_order(sale: Sale) -> None:
    """An order that a marketplace plugin split off is held: booking it beside its whole would count it twice."""
    document = sale("nl-b2c-mixed", parent_id=49)
    assert document.unreadable is not None
    assert "49" in document.unreadable.nl
    assert document.total_incl


def test_revision_of_content(sale: Sale) -> None:
    """The same second with another content is another revision; what no booking depends on is not."""
    plain = sale("nl-b2c-mixed")
    assert sale("nl-b2c-mixed", total="53.88").revision != plain.revision
    assert sale("nl-b2c-mixed", customer_note="Bel even aan").revision == plain.revision
    assert sale("nl-b2c-mixed", date_modified_gmt="2026-09-02T08:12:11").revision != plain.revision


def test_unreadable_order_has_a_revision(sale: Sale) -> None:
    """A broken order that is repaired, or broken otherwise, counts as changed."""
    assert sale("nl-b2c-mixed", total="a").revision != sale("nl-b2c-mixed", total="b").revision
