"""What an order can become, and where that kind of document stands at the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

INVOICE: Final = "sales_invoice"
MUTATION: Final = "ledger_mutation"
SENT: Final = 2
"""The type of a mutation for an invoice sent (factuur verstuurd)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of document: its path, and what narrows its list down."""

    path: str
    only: Mapping[str, int]
    total: str


FORMS: Final[Mapping[str, Form]] = {
    INVOICE: Form(path="v1/invoice", only={}, total="totalAmount"),
    MUTATION: Form(path="v1/mutation", only={"type": SENT}, total="amount"),
}


def form_of(insertion_type: str | None) -> str:
    """The kind of document of an answer. A template other than the first stands behind a dash."""
    return INVOICE if (insertion_type or "").partition("-")[0] == INVOICE else MUTATION
