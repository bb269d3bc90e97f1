"""The objects of the JSON API as marshmallow schemas: OpenAPI describes them, answers are written by them.

They follow `koppel.sync.shapes` field by field; a test compares the two.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

_AMOUNT = {"description": "Two decimals, as text", "example": "121.00"}
_DAY = {"description": "YYYY-MM-DD", "example": "2026-01-31"}
_MOMENT = {"description": "ISO 8601, UTC", "example": "2026-01-31T09:30:00Z"}


def _text(**settings: object) -> fields.String:
    return fields.String(allow_none=True, metadata=settings)


class AuthFieldSchema(Schema):
    """One field of a way to sign in."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    secret = fields.Boolean(required=True)
    required = fields.Boolean(required=True)
    options = fields.List(fields.String())


class AuthSchema(Schema):
    """A way to sign in."""

    method = fields.String(required=True)
    fields_ = fields.List(fields.Nested(AuthFieldSchema), data_key="fields", attribute="fields", required=True)


class ConnectorSchema(Schema):
    """An installed connector; `key` is null for a plugin that brought none."""

    key = _text()
    role = _text(description="source or target")
    title = fields.String(required=True)
    plugin = fields.String(required=True)
    version = _text()
    auth = fields.List(fields.Nested(AuthSchema), required=True)
    problems = fields.List(fields.String(), required=True)


class ConnectionSchema(Schema):
    """A connection; never a secret in it."""

    name = fields.String(required=True)
    connector = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["verified", "authorize", "failed"]))
    account = _text()
    authorize_url = fields.String()
    error = fields.String()


class NewConnectionSchema(Schema):
    """What a new connection needs. `fields` are those of the way to sign in."""

    connector = fields.String(required=True)
    name = fields.String(required=True)
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.String(), data_key="fields", attribute="fields", required=True
    )
    method = fields.String()
    verify = fields.Boolean(load_default=True)


class RedirectedSchema(Schema):
    """Nothing to begin a login; the address that the person landed on to complete it."""

    redirected = fields.String()


class LoginSchema(ConnectionSchema):
    """Where to log in, and the redirect address to register; or the connection, once the login is complete."""

    class Meta:
        """Only some are there, depending on what was asked."""

        exclude = ("authorize_url",)

    name = fields.String()
    connector = fields.String()
    state = fields.String()
    login_url = fields.String(data_key="authorize_url", attribute="authorize_url")
    redirect_uri = fields.String()


class IntegrationSchema(Schema):
    """An integration; `counts` are documents by state."""

    name = fields.String(required=True)
    source = fields.String(required=True)
    target = fields.String(required=True)
    source_title = fields.String(required=True)
    target_title = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["draft", "active", "paused"]))
    service_level = fields.String(required=True)
    start_at = _text(**_MOMENT)
    activated_at = _text(**_MOMENT)
    next_run_at = _text(**_MOMENT)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    notes = fields.List(fields.String(), required=True)


class NewIntegrationSchema(Schema):
    """Which two connections to couple."""

    name = fields.String(required=True)
    source = fields.String(required=True)
    target = fields.String(required=True)


class OptionSchema(Schema):
    """One option, or one row of a table."""

    value = fields.String(required=True)
    label = fields.String(required=True)


class StepSchema(Schema):
    """One question of the form, with its answer."""

    key = fields.String(required=True)
    side = fields.String(required=True)
    kind = fields.String(required=True)
    label = fields.String(required=True)
    help = _text()
    required = fields.Boolean(required=True)
    visible = fields.Boolean(required=True)
    options = fields.List(fields.Nested(OptionSchema), required=True)
    rows = fields.List(fields.Nested(OptionSchema))
    value = fields.Raw(allow_none=True)
    error = _text()
    suggestions = fields.Dict(keys=fields.String(), values=fields.String())
    row_errors = fields.Dict(keys=fields.String(), values=fields.String())
    problem = fields.String()


class AnswersSchema(Schema):
    """Answers by step key; all are taken over, or none. A step that is not named keeps its answer."""

    answers = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)
    accept_suggestions = fields.Boolean(load_default=False)


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
    exemption = _text()
    boxes = fields.List(fields.Nested(BoxSchema), required=True)
    why = fields.List(fields.String(), required=True)


class PreviewSchema(Schema):
    """A document as it would be booked now."""

    document = fields.String(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "380 invoice, 381 credit note"})
    date = _text(**_DAY)
    currency = fields.String(required=True)
    total_excl = _text(**_AMOUNT)
    total_vat = _text(**_AMOUNT)
    total_incl = fields.String(required=True, metadata=_AMOUNT)
    state = fields.String(required=True)
    reason = _text()
    sentence = _text()
    step = _text()
    row = _text()
    lines = fields.List(fields.Nested(LineSchema), required=True)
    warnings = fields.List(fields.String(), required=True)


class PreviewQuery(Schema):
    """How many of the newest, or which one."""

    limit = fields.Integer(load_default=10, validate=validate.Range(1, 100))
    document = fields.String()


class HistorySchema(Schema):
    """A document of the ledger."""

    document = fields.String(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    reason = _text()
    sentence = _text()
    reference = _text()
    target_id = _text()
    target_number = _text()
    target_url = _text()
    date = _text(**_DAY)
    currency = fields.String(required=True)
    total_incl = fields.String(required=True, metadata=_AMOUNT)
    attempts = fields.Integer(required=True)
    booked_at = _text(**_MOMENT)
    step = _text()
    row = _text()


class HistoryQuery(Schema):
    """Which documents."""

    state = fields.String()
    search = fields.String()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 1000))
    offset = fields.Integer(load_default=0, validate=validate.Range(0))


class DebtorSchema(Schema):
    """Whom a booking stands on."""

    name = fields.String(required=True)
    code = _text()
    vat_number = _text()


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

    at = fields.String(required=True, metadata=_MOMENT)
    outcome = fields.String(required=True)
    sentence = _text()


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
    error = _text()
    created_at = _text(**_MOMENT)
    started_at = _text(**_MOMENT)
    finished_at = _text(**_MOMENT)
    read = fields.Integer(required=True)
    booked = fields.Integer(required=True)
    held = fields.Integer(required=True)
    skipped = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    waiting_until = fields.String(metadata=_MOMENT)
    calls = fields.Nested(CallsSchema, required=True)


class RetrySchema(Schema):
    """Which documents to try again, by key or number; none named means all that are held or failed."""

    documents = fields.List(fields.String(), load_default=list)


class RetriedSchema(Schema):
    """How many are due again, and the run that takes them up (null when there was nothing to do)."""

    due = fields.Integer(required=True)
    run = fields.Integer(allow_none=True)


class IssueSchema(Schema):
    """Something a person must look at."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    sentence = fields.String(required=True)
    integration = _text()
    connection = _text()
    step = _text()
    row = _text()
    document = _text()
    raised_at = fields.String(required=True, metadata=_MOMENT)
