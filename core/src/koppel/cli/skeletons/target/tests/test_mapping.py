"""What is asked of My Books for a draft."""

from __future__ import annotations

from koppel.api import Answers, Booking, Draft, Held, Option
from koppel.booking.engine import decide
from koppel.booking.rules import Rules
from koppel.testing.samples import sample_documents
from koppel_mybooks.mapping import plan


def _draft() -> Draft:
    found = decide(sample_documents()[1], Rules())
    assert isinstance(found, Draft)
    return found


def _answers(rate: str = "21") -> Answers:
    code = Option(value="V21", label="21%", data={"rate": rate})
    rows = {"NL-21": "V21", "NL-9": "V9"}
    return Answers(
        values={"vat_mapping": rows, "ledger_mapping": dict.fromkeys(rows, "8000")},
        chosen={"vat_mapping": {"V21": code}},
    )


def test_a_draft_gets_the_codes_of_the_tables() -> None:
    """Each line has the ledger and the VAT code of its row, and the totals stay what they were."""
    booking = plan(_draft(), _answers())
    assert isinstance(booking, Booking)
    assert [line.vat_code.value for line in booking.lines if line.vat_code] == ["V21", "V9"]
    assert booking.total_incl == _draft().total_incl


def test_a_code_of_another_rate_holds_the_document() -> None:
    """It would end up in the wrong box of the VAT return."""
    held = plan(_draft(), _answers(rate="9"))
    assert isinstance(held, Held)
    assert (held.step, held.row) == ("vat_mapping", "NL-21")
