"""What the tests of the source share: the day it is, the samples' numbers, a key, a memory, and what a reading gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from koppel.api import Account, Document
from koppel_plugandpay.fake.query import MORE_INCLUDES, PROVEN_INCLUDES

NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
START = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)
ALL = frozenset({*PROVEN_INCLUDES, *MORE_INCLUDES})
NAMES = (
    "mixed", "shipped", "without_vat_inside", "no_address", "unpaid", "processing", "sixty_lines", "german", "belgian",
    "french", "reverse_charge", "export", "monthly", "yearly", "written_period", "instalment", "trial", "zero", "odd_names",
    "test", "concept", "unknown_words", "credited", "partly_credited", "reversed", "credit", "part_credit",
)  # fmt: skip
NUMBERS = dict(zip(NAMES, range(900301, 900328), strict=True))
ACCOUNT = Account(key="4021", name="Voorbeeld Academie", currency="EUR")


@dataclass
class Read:
    """What a reading gave."""

    documents: list[Document] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [document.key for document in self.documents]

    @property
    def cursor(self) -> str:
        return self.cursors[-1]
