"""How far a sent document has come, wherever documents are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from koppel.store import LedgerRow
from koppel.sync import history, shapes
from support.memory import order
from unit.web.test_api import Program
from unit.web.visiting import Visitor
from unit.web.world import Pages

SENT = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture
def sent(pages: Pages) -> Pages:
    """One booked document whose delivery failed."""
    pages.shop.put(order("1001"))
    pages.couple(activate=True)
    pages.run()
    tell(pages, "failed", note="Unknown <receiver>", at=SENT.replace(hour=10).isoformat())
    return pages


def tell(pages: Pages, state: str, **kept: str) -> None:
    with pages.home.writing() as session:
        row = session.query(LedgerRow).one()
        row.delivery_state, row.delivery = state, {"sent_at": SENT.isoformat(), **kept}


def test_the_documents_page_has_state_moments_and_note(sent: Pages, admin: Visitor) -> None:
    """The package's own words, never as markup."""
    page = admin.text("/integrations/1/documents/order:1001")

    for part in (
        "Sent to the customer",
        "did not arrive",
        "15 Jun 2026 11:00",
        "15 Jun 2026 12:00",
        "Unknown <receiver>",
    ):
        assert part in page
    assert "Unknown <receiver>" not in admin.get("/integrations/1/documents/order:1001").text


@pytest.mark.parametrize(
    ("state", "word"),
    [("pending", "arrival not known yet"), ("delivered", "delivered"), ("unknown", "arrival unknown")],
)
def test_the_history_has_a_mark(sent: Pages, admin: Visitor, state: str, word: str) -> None:
    """Beside the state of the booking."""
    tell(sent, state)

    assert word in admin.text("/integrations/1/history")


def test_a_document_that_was_not_sent_has_none(pages: Pages, admin: Visitor) -> None:
    """Nothing is claimed of it."""
    pages.shop.put(order("1001"))
    pages.couple(activate=True)
    pages.run()

    assert "Sent to the customer" not in admin.text("/integrations/1/documents/order:1001")
    assert Program(pages).get("/integrations/webshop/history")[0]["delivery"] is None


def test_command_and_api_print_the_same(sent: Pages, admin: Visitor) -> None:
    """State, moments and note."""
    (row,) = history.history(sent.home, "webshop")

    assert Program(sent).get("/integrations/webshop/history")[0]["delivery"] == {
        "state": "failed",
        "sent_at": "2026-06-15T09:00:00Z",
        "at": "2026-06-15T10:00:00Z",
        "note": "Unknown <receiver>",
    }
    assert shapes.history_row(row, "en")["delivery"]["state"] == "failed"
