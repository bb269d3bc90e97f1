"""Reconciliation: per day, what the shop says, what the ledger has and what stands in the package, and why they differ.

Reading is `shop`, `package` and `ledger_rows`; comparing is `matching`, which asks nobody; `reconciler` does it in slices.
Nothing here writes to the ledger, to the shop or to the package.
"""

from __future__ import annotations
