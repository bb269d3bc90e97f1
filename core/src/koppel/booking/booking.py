"""A booking: what a target is asked to make of a document, in that target's own codes, and what it made of it.

It is data through and through, so that it can be stored before it is sent, shown in a preview and compared afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from koppel.booking.draft import BoxAmount, Debtor, Draft
from koppel.booking.outcome import BookingWarning
from koppel.model import Attachment, Period
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A thing of the package: the value it goes by there, and the label that a person knows it by."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingLine:
    """One line as the package gets it: amounts in cents, signed."""

    description: str
    ledger: Ref | None
    vat_code: Ref | None
    net: Decimal
    vat_amount: Decimal
    role: str
    treatment: str
    category: str
    country: str
    rate: Decimal
    exemption: str | None = None
    quantity: Decimal = Decimal(1)
    item: Ref | None = None
    period: Period | None = None
    boxes: tuple[BoxAmount, ...] = ()
    why: tuple[Text, ...] = ()

    @property
    def gross(self) -> Decimal:
        """Net and VAT together."""
        return self.net + self.vat_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is to be made. `form` is the target's word for the kind of thing (sales_entry, sales_invoice, ...).

    `reference` is what `find` looks for; `extras` holds what only this target knows, as text.
    """

    document_key: str
    form: str
    is_credit: bool
    reference: str
    number: str
    issued_on: date
    currency: str
    debtor: Debtor
    lines: tuple[BookingLine, ...]
    total_excl: Decimal
    total_vat: Decimal
    total_incl: Decimal
    description: str
    journal: Ref | None = None
    payment_condition: Ref | None = None
    exchange_rate: Decimal | None = None
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[BookingWarning, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        draft: Draft,
        lines: Sequence[BookingLine],
        *,
        form: str,
        description: str,
        reference: str | None = None,
        journal: Ref | None = None,
        payment_condition: Ref | None = None,
        exchange_rate: Decimal | None = None,
        attachments: tuple[Attachment, ...] = (),
        extras: Mapping[str, str] | None = None,
    ) -> Booking:
        """The booking of a draft: what was decided is taken over as it is, the rest is the target's own.

        `reference` where the package wants another one than the draft's, see `clip_code`.
        """
        return cls(
            document_key=draft.document.key,
            form=form,
            is_credit=draft.is_credit,
            reference=reference or draft.reference,
            number=draft.document.number,
            issued_on=draft.issued_on,
            currency=draft.currency,
            debtor=draft.debtor,
            lines=tuple(lines),
            total_excl=draft.total_excl,
            total_vat=draft.total_vat,
            total_incl=draft.total_incl,
            description=description,
            journal=journal,
            payment_condition=payment_condition,
            exchange_rate=exchange_rate,
            attachments=attachments,
            warnings=draft.warnings,
            extras=extras or {},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What stands in the package: its key there, its number, and the totals as the package computed them."""

    target_id: str
    number: str | None = None
    url: str | None = None
    total_incl: Decimal | None = None
    total_vat: Decimal | None = None
    reference: str | None = None
    issued_on: date | None = None
    currency: str | None = None
