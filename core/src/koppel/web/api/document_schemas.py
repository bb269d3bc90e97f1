"""The objects about documents in the JSON API: previews, bookings, the history, runs, issues.

They follow `koppel.sync.shapes` field by field, as those of `schemas` do.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from koppel.web.api.schemas import MOMENT, BackfillSchema, OptionSchema, text

_AMOUNT = {"description": "Two decimals, as text", "example": "121.00"}
_DAY = {"description": "YYYY-MM-DD", "example": "2026-01-31"}


class RefSchema(OptionSchema):
    """A thing of the package."""


class BoxSchema(Schema):
    """A line's share of a box of the VAT return."""

    box = fields.String(required=True)
    base = fields.String(required=True, metadata=_AMOUNT)
    vat = fields.String(required=True, metadata=_AMOUNT)
    country = fields.String()
    rate = fields.String()


class LineSchema(Schema):
    """One line of a booking."""

    description = fields.String(required=True)
    role = fields.String(required=True)
    quantity = fields.String(required=True)
    ledger = fields.Nested(RefSchema, allow_none=True)
    vat_code = fields.Nested(RefSchema, allow_none=True)
    item = fields.Nested(RefSchema, allow_none=True)
    net = fields.String(required=True, metadata=_AMOUNT)
    vat = fields.String(required=True, metadata=_AMOUNT)
    gross = fields.String(required=True, metadata=_AMOUNT)
    treatment = fields.String(required=True)
    category = fields.String(required=True)
    country = fields.String(required=True)
    rate = fields.String(required=True)
    exemption = text()
    boxes = fields.List(fields.Nested(BoxSchema), required=True)
    why = fields.List(fields.String(), required=True)


class PreviewSchema(Schema):
    """A document as it would be booked now."""

    document = fields.String(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "380 invoice, 381 credit note"})
    date = text(**_DAY)
    currency = fields.String(required=True)
    total_excl = text(**_AMOUNT)
    total_vat = text(**_AMOUNT)
    total_incl = fields.String(required=True, metadata=_AMOUNT)
    state = fields.String(required=True)
    reason = text()
    sentence = text()
    step = text()
    row = text()
    lines = fields.List(fields.Nested(LineSchema), required=True)
    warnings = fields.List(fields.String(), required=True)


class PreviewQuery(Schema):
    """How many of the newest, or which one."""

    limit = fields.Integer(load_default=10, validate=validate.Range(1, 100))
    document = fields.String()


class DeliverySchema(Schema):
    """How far a document that the package sent has come; `note` is the package's own."""

    state = fields.String(required=True, metadata={"description": "pending, delivered, failed or unknown"})
    sent_at = text(**MOMENT)
    at = text(**MOMENT)
    note = text()


class HistorySchema(Schema):
    """A document of the ledger."""

    document = fields.String(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    reason = text()
    sentence = text()
    reference = text()
    target_id = text()
    target_number = text()
    target_url = text()
    date = text(**_DAY)
    currency = fields.String(required=True)
    total_incl = fields.String(required=True, metadata=_AMOUNT)
    attempts = fields.Integer(required=True)
    booked_at = text(**MOMENT)
    delivery = fields.Nested(DeliverySchema, allow_none=True)
    step = text()
    row = text()


class HistoryQuery(Schema):
    """Which documents."""

    state = fields.String(
        validate=validate.OneOf(["planned", "sending", "booked", "held", "skipped", "failed"]),
    )
    search = fields.String()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 1000))
    offset = fields.Integer(load_default=0, validate=validate.Range(0))


class DebtorSchema(Schema):
    """Whom a booking stands on."""

    name = fields.String(required=True)
    code = text()
    vat_number = text()


class BookingSchema(Schema):
    """A whole booking, in the package's codes."""

    form = fields.String(required=True)
    reference = fields.String(required=True)
    number = fields.String(required=True)
    date = fields.String(required=True, metadata=_DAY)
    currency = fields.String(required=True)
    journal = fields.Nested(RefSchema, allow_none=True)
    debtor = fields.Nested(DebtorSchema, required=True)
    payment_condition = fields.Nested(RefSchema, allow_none=True)
    total_excl = fields.String(required=True, metadata=_AMOUNT)
    total_vat = fields.String(required=True, metadata=_AMOUNT)
    total_incl = fields.String(required=True, metadata=_AMOUNT)
    lines = fields.List(fields.Nested(LineSchema), required=True)
    warnings = fields.List(fields.String(), required=True)


class AttemptSchema(Schema):
    """One try at booking a document."""

    at = fields.String(required=True, metadata=MOMENT)
    outcome = fields.String(required=True)
    sentence = text()


class DocumentSchema(HistorySchema):
    """A document with its booking and every attempt."""

    booking = fields.Nested(BookingSchema, allow_none=True)
    attempted = fields.List(fields.Nested(AttemptSchema), required=True)


class CallsSchema(Schema):
    """Calls made."""

    source = fields.Integer(required=True)
    target = fields.Integer(required=True)


class RunSchema(Schema):
    """A run with its counts."""

    id = fields.Integer(required=True)
    integration = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["queued", "running", "waiting", "done", "failed"]))
    trigger = fields.String(required=True)
    left = fields.Integer(allow_none=True)
    error = text()
    created_at = text(**MOMENT)
    started_at = text(**MOMENT)
    finished_at = text(**MOMENT)
    history = fields.Nested(BackfillSchema, allow_none=True)
    read = fields.Integer(required=True)
    booked = fields.Integer(required=True)
    held = fields.Integer(required=True)
    skipped = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    waiting_until = fields.String(metadata=MOMENT)
    calls = fields.Nested(CallsSchema, required=True)


class RetrySchema(Schema):
    """Which documents to try again, by key or number; none named means all that are held or failed."""

    documents = fields.List(fields.String(), load_default=list)


class RetriedSchema(Schema):
    """How many are due again, and the run that takes them up (null when there was nothing to do)."""

    due = fields.Integer(required=True)
    run = fields.Integer(allow_none=True)


class CorrectionLineSchema(Schema):
    """What is to be added on one ledger and VAT code; negative where too much was booked. `code` is the neutral VAT code."""

    role = text()
    code = text()
    ledger = fields.Nested(RefSchema, allow_none=True)
    vat_code = fields.Nested(RefSchema, allow_none=True)
    net = text()
    vat = text()
    gross = text()


class CorrectionSchema(Schema):
    """The booking that would make the books agree with the shop again. It is proposed, never sent."""

    reference = text()
    date = text()
    currency = text()
    total_excl = text()
    total_vat = text()
    total_incl = text()
    lines = fields.List(fields.Nested(CorrectionLineSchema), required=True)


class IssueSchema(Schema):
    """Something a person must look at; one with the id 0 is not kept, it was seen just now."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    severity = fields.String(required=True, validate=validate.OneOf(["stops", "waits", "look"]))
    sentence = fields.String(required=True)
    integration = text()
    connection = text()
    step = text()
    row = text()
    document = text()
    correction = fields.Nested(CorrectionSchema, allow_none=True)
    raised_at = fields.String(required=True, metadata=MOMENT)
