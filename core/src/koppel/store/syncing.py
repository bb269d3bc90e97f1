"""Tables for the work itself: integrations, their ledger, attempts, runs, issues, service levels."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koppel.store.base import Base, JsonObject, utc_now
from koppel.store.types import Amount


class ServiceLevel(Base):
    """How often, how patiently and how loudly. Three rows to begin with; the owner may edit them."""

    __tablename__ = "service_level"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(String(40))
    every_minutes: Mapped[int]
    webhooks: Mapped[bool]
    give_up_after_hours: Mapped[int]
    keep_history_days: Mapped[int]
    alert_after_failures: Mapped[int]


class Integration(Base):
    """A source connection, a target connection and the answers to their steps.

    `answers` are the values by step key, `chosen` the options they were (label and data), `aside` what was answered to
    steps that are hidden just now. `bookkeeping` are the owner's choices besides the steps, in the same three parts. The
    lease (`lease_owner`, `lease_until`) is held by the one run that works on it.
    """

    __tablename__ = "integration"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="RESTRICT"))
    target_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="RESTRICT"))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    answers: Mapped[JsonObject] = mapped_column(default=dict)
    chosen: Mapped[JsonObject] = mapped_column(default=dict)
    aside: Mapped[JsonObject] = mapped_column(default=dict)
    bookkeeping: Mapped[JsonObject] = mapped_column(default=dict)
    versions: Mapped[JsonObject] = mapped_column(default=dict)
    cursor: Mapped[str | None] = mapped_column(Text)
    start_at: Mapped[datetime | None]
    activated_at: Mapped[datetime | None]
    initial_done_at: Mapped[datetime | None]
    next_run_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    __table_args__ = (UniqueConstraint("source_id", "target_id"),)


class LedgerRow(Base):
    """One document of one integration: the memory that makes "once" true.

    States: planned, sending, booked, held, skipped, failed. `document_hash` is over everything that a booking depends
    on; `booking` is what was, or is to be, sent. A row in *sending* may stand in the package already. `to_do` is what a
    booked document still waits for: files to attach, sending to the customer. `paid_back_at`: when the shop was told
    that the package saw it paid. `buyer` is the name on the document, to search by. `on_hold_at`: the owner keeps it back.
    `delivery_state` (pending, delivered, failed) and `delivery` follow what became of a document that was sent out.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("integration_id", "document_key"),
        Index("ix_ledger_integration_id_state", "integration_id", "state"),
        Index("ix_ledger_integration_id_issued_on", "integration_id", "issued_on"),
        Index("ix_ledger_integration_id_booked_at", "integration_id", "booked_at"),
        Index("ix_ledger_integration_id_delivery_state", "integration_id", "delivery_state"),
        Index("ix_ledger_sought", "integration_id", "number", "buyer", "reference", "target_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integration.id", ondelete="CASCADE"))
    document_key: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(120))
    buyer: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(60))
    sentence: Mapped[JsonObject | None]
    step: Mapped[str | None] = mapped_column(String(60))
    step_row: Mapped[str | None] = mapped_column(String(80))
    reference: Mapped[str | None] = mapped_column(String(120))
    form: Mapped[str | None] = mapped_column(String(40))
    journal: Mapped[str | None] = mapped_column(String(40))
    issued_on: Mapped[date | None]
    currency: Mapped[str] = mapped_column(String(3))
    total_excl: Mapped[Decimal | None] = mapped_column(Amount)
    total_vat: Mapped[Decimal | None] = mapped_column(Amount)
    total_incl: Mapped[Decimal] = mapped_column(Amount)
    document: Mapped[JsonObject]
    document_hash: Mapped[str] = mapped_column(String(64))
    revision: Mapped[str] = mapped_column(String(120))
    booking: Mapped[JsonObject | None]
    booking_hash: Mapped[str | None] = mapped_column(String(64))
    warnings: Mapped[JsonObject] = mapped_column(default=dict)
    initial: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    again_at: Mapped[datetime | None]
    to_do: Mapped[JsonObject] = mapped_column(default=dict)
    has_to_do: Mapped[bool] = mapped_column(default=False, index=True)
    target_id: Mapped[str | None] = mapped_column(String(120))
    target_number: Mapped[str | None] = mapped_column(String(120))
    target_url: Mapped[str | None] = mapped_column(Text)
    booked_at: Mapped[datetime | None]
    paid_back_at: Mapped[datetime | None]
    on_hold_at: Mapped[datetime | None]
    delivery_state: Mapped[str | None] = mapped_column(String(10))
    delivery: Mapped[JsonObject | None]
    first_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)


class Attempt(Base):
    """One try at booking a document, and what came of it."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    ledger_id: Mapped[int] = mapped_column(ForeignKey("ledger.id", ondelete="CASCADE"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    outcome: Mapped[str] = mapped_column(String(30))
    sentence: Mapped[JsonObject | None]
    data: Mapped[JsonObject] = mapped_column(default=dict)


class Run(Base):
    """One execution of an integration. RQ carries only its id; everything that counts stands here.

    States: queued, running, waiting (until `waiting_until`), done, failed. `counts` has read, booked, held, skipped,
    failed, unchanged and the calls made; `left` is the source's estimate of what is still to come.
    """

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_integration_id_created_at", "integration_id", "created_at"),
        Index("ix_run_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integration.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    trigger: Mapped[str] = mapped_column(String(20))
    only: Mapped[JsonObject] = mapped_column(default=dict)
    counts: Mapped[JsonObject] = mapped_column(default=dict)
    left: Mapped[int | None]
    waiting_until: Mapped[datetime | None]
    error: Mapped[JsonObject | None]
    attempt: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    enqueued_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Issue(Base):
    """Something a person must look at. One open issue per (subject, kind): raising it again only moves `seen_at`.

    `told_at`: when it was pushed to the channels.
    """

    __tablename__ = "issue"
    __table_args__ = (UniqueConstraint("subject", "kind", "open_mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int | None] = mapped_column(ForeignKey("integration.id", ondelete="CASCADE"))
    connection_id: Mapped[int | None] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(60))
    sentence: Mapped[JsonObject]
    step: Mapped[str | None] = mapped_column(String(60))
    step_row: Mapped[str | None] = mapped_column(String(80))
    document_key: Mapped[str | None] = mapped_column(String(120))
    data: Mapped[JsonObject] = mapped_column(default=dict)
    raised_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    told_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    open_mark: Mapped[str] = mapped_column(String(40), default="open")


class Reconciliation(Base):
    """A comparison of shop, ledger and package over a period. States: queued, running, waiting, done, failed."""

    __tablename__ = "reconciliation"
    __table_args__ = (Index("ix_reconciliation_integration_id_created_at", "integration_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integration.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    report: Mapped[JsonObject] = mapped_column(default=dict)
    error: Mapped[JsonObject | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]
