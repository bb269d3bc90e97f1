"""Connections, integrations and their questions in the JSON API: OpenAPI describes them, answers are written by them.

They follow `koppel.sync.shapes` field by field; a test compares the two.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

MOMENT = {"description": "ISO 8601, UTC", "example": "2026-01-31T09:30:00Z"}


def text(**settings: object) -> fields.String:
    """A text that may be null."""
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

    key = text()
    role = text(description="source or target")
    title = fields.String(required=True)
    plugin = fields.String(required=True)
    version = text()
    auth = fields.List(fields.Nested(AuthSchema), required=True)
    problems = fields.List(fields.String(), required=True)


class ConnectionSchema(Schema):
    """A connection; never a secret in it."""

    name = fields.String(required=True)
    connector = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["verified", "authorize", "failed"]))
    account = text()
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


class BackfillSchema(Schema):
    """How far the initial export is, while some of it is left to book; `done_at` is an estimate."""

    total = fields.Integer(required=True)
    booked = fields.Integer(required=True)
    left = fields.Integer(required=True)
    goes_on_at = text(**MOMENT)
    done_at = text(**MOMENT)


class IntegrationSchema(Schema):
    """An integration; `counts` are documents by state."""

    name = fields.String(required=True)
    source = fields.String(required=True)
    target = fields.String(required=True)
    source_title = fields.String(required=True)
    target_title = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["draft", "active", "paused"]))
    service_level = fields.String(required=True)
    start_at = text(**MOMENT)
    activated_at = text(**MOMENT)
    next_run_at = text(**MOMENT)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    notes = fields.List(fields.String(), required=True)
    history = fields.Nested(BackfillSchema, allow_none=True)


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
    help = text()
    required = fields.Boolean(required=True)
    visible = fields.Boolean(required=True)
    options = fields.List(fields.Nested(OptionSchema), required=True)
    rows = fields.List(fields.Nested(OptionSchema))
    value = fields.Raw(allow_none=True)
    error = text()
    suggestions = fields.Dict(keys=fields.String(), values=fields.String())
    row_errors = fields.Dict(keys=fields.String(), values=fields.String())
    problem = fields.String()


class AnswersSchema(Schema):
    """Answers by step key; all are taken over, or none. A step that is not named keeps its answer."""

    answers = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)
    accept_suggestions = fields.Boolean(load_default=False)


class ChoicesSchema(Schema):
    """Bookkeeping choices by key; all are taken over, or none. One that is not named keeps its answer."""

    answers = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)
