"""`koppel vat-return`: totals per box, as JSON, as a table and as CSV."""

from __future__ import annotations

from decimal import Decimal

from unit.cli.conftest import Bench

PERIOD = ("--from", "2026-07-01", "--to", "2026-12-31")


def test_the_boxes_add_up_to_what_was_booked(coupled: Bench) -> None:
    """Turnover of all boxes, the Union scheme included, is the net of all booked documents of the period."""
    coupled.json("sync", "webshop")
    found = coupled.json("vat-return", "webshop", *PERIOD)
    parts = [*found["boxes"], *found["union_scheme"]]
    booked = [row for row in coupled.json("history", "webshop") if row["state"] == "booked"]

    gross = sum((Decimal(part["base"]) + Decimal(part["vat"]) for part in parts), Decimal(0))
    assert gross == sum((Decimal(row["total_incl"]) for row in booked), Decimal(0))
    assert found["documents"] == len(booked)
