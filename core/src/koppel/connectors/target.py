"""A target: an accounting package. It plans bookings without asking anyone, finds, creates and reads them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from koppel.booking.booking import Booking, Posted
from koppel.booking.draft import Draft
from koppel.booking.outcome import Held
from koppel.connectors.base import Connector, Role
from koppel.connectors.facets import Capability, Facet
from koppel.connectors.source import Since
from koppel.steps.answers import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What to look for: the reference, and where (`form` and `journal` as in the booking)."""

    reference: str
    form: str
    journal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPayment:
    """A document that the package says is paid in full. `target_id` as in `Posted`; the same one may come again."""

    target_id: str
    amount: Decimal
    currency: str = "EUR"
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBatch:
    """Some payments, and the cursor to save once each of them was dealt with."""

    payments: tuple[ReportedPayment, ...]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedDocument:
    """A sale document as a list of the package shows it, whoever made it: Koppel, a person, another program.

    `target_id` and `form` as in `Posted` and `Booking`; `reference` is what `find` would find it by, None when it has
    none. `issued_on` is the booking date. Amounts are signed like those of a booking: a credit note is negative.
    """

    target_id: str
    form: str
    issued_on: date
    total_incl: Decimal
    currency: str = "EUR"
    number: str | None = None
    reference: str | None = None
    total_vat: Decimal | None = None
    is_credit: bool = False
    url: str | None = None


class DeliveryState(StrEnum):
    """How far a document that was sent has come. Accepted for sending is not delivered."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The delivery of one document; `note` is what the package itself says of it, in its own words."""

    state: DeliveryState
    at: datetime | None = None
    note: str | None = None


class Target(Connector):
    """An accounting package.

    `plan` is pure: the same draft and answers give the same booking, and no call is made. Everything that writes a
    document is in `create`; what it needs besides (a debtor, an item) it finds or makes itself, looking first by what
    would be there if an earlier answer was lost.
    """

    role: ClassVar[Role] = "target"
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    needs: ClassVar[frozenset[Facet]] = frozenset()

    @abstractmethod
    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        """Turn a draft into this package's codes. `initial`: part of the first export, so nothing may be sent out."""

    @abstractmethod
    def find(self, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        """What already stands in the package, by reference. Several at once, since calls are scarce.

        Always asks the service, never a cache: after a lost answer this is what keeps a booking from being made twice.
        """

    @abstractmethod
    def create(self, booking: Booking) -> Posted:
        """Make it. The only call that writes a document.

        Raises Rejected when the service refuses it, UnknownOutcome when a write may or may not have been done.
        """

    @abstractmethod
    def read(self, target_id: str, form: str) -> Posted | None:
        """What stands in the package now under that key; None when it is gone."""

    def send(self, booking: Booking, posted: Posted) -> Posted:
        """What the settings ask for once the document stands: processing it, sending it to the customer.

        Called after `create`, and just as well after `find` linked a document whose answer was lost; so it looks first
        what was already done. Nothing to do is the default.
        """
        del booking
        return posted

    def attach(self, booking: Booking, posted: Posted, name: str, content: bytes) -> None:
        """Put a file of the source's with the document, once. Only called on targets with `Capability.ATTACHMENTS`."""
        raise NotImplementedError(f"{self.key} takes no files: {booking.document_key} {posted.target_id} {name}")

    def payments(self, since: Since) -> Iterator[PaymentBatch]:
        """What the package came to see as paid since. Readings overlap, like those of a source; the last batch comes too
        when it is empty. Only called on targets with `Capability.REPORTS_PAYMENTS`.
        """
        raise NotImplementedError(f"{self.key} reports no payments: {since.cursor}")

    def deliveries(self, target_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """What became of sent documents, by target id; one that was not sent, or that is gone, is left out.

        A few calls at most for all of them, and no write. Only called on targets with `Capability.DELIVERIES`.
        """
        raise NotImplementedError(f"{self.key} tells nothing of deliveries: {len(target_ids)} asked")

    def is_sent_out(self, booking: Booking) -> bool:
        """Does `send` have this booking go out to the customer, so that its delivery is worth following? Never for one
        that was planned for the first export. Only called on targets with `Capability.DELIVERIES`.
        """
        raise NotImplementedError(f"{self.key} tells nothing of deliveries: {booking.document_key}")

    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        """Every sale document with a booking date in the period, both days included, page by page; each comes once.

        In the journals and the administration that the answers point to: other book-keeping is none of our business.
        Always asks the service, with the largest pages it has. Only called on targets with `Capability.LISTS_DOCUMENTS`.
        """
        raise NotImplementedError(f"{self.key} lists no documents: {begin} {until}")
