"""From a document to a draft: the decision. Pure and deterministic; what it needs is handed in."""

from __future__ import annotations

from koppel.booking.draft import Draft
from koppel.booking.outcome import Held, Skipped
from koppel.booking.rules import Rules
from koppel.model import Document


def decide(document: Document, rules: Rules) -> Draft | Held | Skipped:
    """Decide VAT treatment, amounts, debtor, date and reference of one document, or say why not."""
    raise NotImplementedError
