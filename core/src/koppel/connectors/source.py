"""A source: a shop. It reads documents and says what lists it can give; it decides nothing about bookings."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from koppel.connectors.base import Connector, Role
from koppel.connectors.facets import Facet, Feature
from koppel.connectors.webhook import Webhook
from koppel.model import Document
from koppel.steps.options import Option
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """Where to read on. `cursor` is what the last saved batch carried, None at the first reading.

    `start_at` (aware UTC) is the beginning of the day from which the owner wants documents: the first reading may
    leave out what was neither made nor changed since.
    """

    start_at: datetime
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some documents, and the cursor to save once each of them has its row in the ledger. `left` is an estimate.

    `notice` is for the person: something about this reading that is worth knowing and keeps nothing from being booked.
    """

    documents: tuple[Document, ...]
    cursor: str
    left: int | None = None
    notice: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedPayment:
    """What a target says was paid on a document that came from this source. `reference` is the target's, for the log."""

    document_key: str
    amount: Decimal
    currency: str = "EUR"
    paid_at: datetime | None = None
    reference: str | None = None


class Source(Connector):
    """A shop.

    Every reading overlaps the one before: the ledger removes repeats, and a document that changed while it was read
    is seen again. Documents come with all their versions' worth of `revision`, whatever their status: choosing by
    status is the planner's, because a booked order that is cancelled later must be noticed.
    """

    role: ClassVar[Role] = "source"
    facets: ClassVar[frozenset[Facet]] = frozenset()
    features: ClassVar[frozenset[Feature]] = frozenset()
    webhook: ClassVar[Webhook | None] = None

    @abstractmethod
    def facet(self, name: Facet) -> Sequence[Option]:
        """A named list of this shop. For VAT_CATEGORIES, `value` is a row of `booking.categories` such as `NL-21`."""

    @abstractmethod
    def documents(self, since: Since) -> Iterator[Batch]:
        """Everything made or changed since; batches of at most a few hundred, oldest change first.

        The last batch comes too when it is empty, so that the cursor can move on a quiet day.
        """

    @abstractmethod
    def document(self, key: str) -> Document | None:
        """One document as the shop shows it now; None when it is gone."""

    @abstractmethod
    def latest(self, count: int) -> Sequence[Document]:
        """The newest documents, newest first: for a preview before anything has been read."""

    def file(self, document: Document, key: str) -> bytes:
        """The content of one of the document's attachments. Only called for keys that the document named."""
        raise NotImplementedError(f"{self.key} names no attachments: {document.key} {key}")

    def register_payment(self, payment: ReceivedPayment) -> bool:
        """Write down at the shop that a document was paid. True when it was written now, False when it was paid already.

        Looks before it writes, so that asking twice, or again after UnknownOutcome, is harmless. Raises Rejected with a
        sentence where the shop must not be told: another amount, a payment under way, a document that is no longer owed.
        Only called on sources with `Feature.REGISTERS_PAYMENTS`.
        """
        raise NotImplementedError(f"{self.key} registers no payments: {payment.document_key}")
