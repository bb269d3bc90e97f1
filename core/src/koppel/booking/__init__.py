"""From a document and the owner's choices to a booking: VAT treatment, amounts, debtor, ledgers. Pure, no I/O."""

from __future__ import annotations
