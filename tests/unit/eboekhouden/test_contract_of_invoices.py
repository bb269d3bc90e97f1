"""The contract of a target, kept with sales invoices too; `tests/contract` tries ledger mutations."""

from __future__ import annotations

from dataclasses import replace

from koppel.testing.contract import target_tests
from koppel_eboekhouden import demo
from koppel_eboekhouden.connector import EBoekhoudenTarget

_LENT = demo.service()

TestInvoices = target_tests(
    EBoekhoudenTarget, replace(_LENT, answers={**_LENT.answers, "insertion_type": "sales_invoice"})
)
