"""Reconciliations in the JSON API, in the same object as `koppel reconcile` prints."""

from __future__ import annotations

from typing import Any

from flask import abort
from marshmallow import Schema, fields, validate

from koppel.sync.reconciliation import shapes
from koppel.sync.reconciliation.kinds import Action, Kind
from koppel.sync.reconciliation.progress import OPEN_STATES
from koppel.sync.reconciliation.records import latest_reconciliations, show_reconciliation
from koppel.web.api.document_schemas import CallsSchema
from koppel.web.api.integrations import known
from koppel.web.api.part import needs, new_part
from koppel.web.api.schemas import MOMENT, text
from koppel.web.reader import the_reader
from koppel.web.site import the_home
from koppel.work.reconciling import request_reconciliation

api = new_part("api_reconciliations", "Reconciliation")

_AMOUNT = {"description": "Two decimals, as text", "example": "121.00"}
_DAY = {"description": "YYYY-MM-DD", "example": "2026-01-31"}


class NewReconciliationSchema(Schema):
    """The period, both days included; a year at most."""

    begin = fields.Date(required=True, data_key="from")
    until = fields.Date(required=True, data_key="to")


class SumSchema(Schema):
    """So many documents, worth so much."""

    count = fields.Integer(required=True)
    total = fields.String(required=True, metadata=_AMOUNT)


class SidesSchema(Schema):
    """One currency on the three sides. `ledger` is what Koppel booked, `difference` what the shop has more than the package."""

    currency = fields.String(required=True)
    shop = fields.Nested(SumSchema, required=True)
    ledger = fields.Nested(SumSchema, required=True)
    package = fields.Nested(SumSchema, required=True)
    difference = fields.Nested(SumSchema, required=True)


class FindingSchema(Schema):
    """A document that needs a word. `document` is null for one that only the package has; `action` solves it in Koppel."""

    kind = fields.String(required=True, validate=validate.OneOf([str(kind) for kind in Kind]))
    difference = fields.Boolean(required=True, metadata={"description": "False for what is only counted"})
    document = text()
    number = fields.String(required=True)
    date = fields.String(required=True, metadata=_DAY)
    currency = fields.String(required=True)
    shop = text(**_AMOUNT)
    ledger = text(**_AMOUNT)
    package = text(**_AMOUNT)
    reason = text()
    sentence = fields.String(required=True)
    action = fields.String(allow_none=True, validate=validate.OneOf([str(action) for action in Action]))
    target_id = text()
    target_url = text()


class ReconciledDaySchema(Schema):
    """One day: a line per currency, and its documents that need a word."""

    date = fields.String(required=True, metadata=_DAY)
    totals = fields.List(fields.Nested(SidesSchema), required=True)
    documents = fields.List(fields.Nested(FindingSchema), required=True)


class ReportSchema(Schema):
    """The comparison. `counts` has the findings by kind, `not_listed` how many of them are not in the days."""

    agrees = fields.Boolean(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    not_listed = fields.Integer(required=True)
    totals = fields.List(fields.Nested(SidesSchema), required=True)
    days = fields.List(fields.Nested(ReconciledDaySchema), required=True)


class ReconciliationSchema(Schema):
    """A reconciliation; `report` is null until it is done. `read` and `listed` count documents of shop and package."""

    id = fields.Integer(required=True)
    integration = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([*OPEN_STATES, "done", "failed"]))
    begin = fields.String(required=True, data_key="from", attribute="from", metadata=_DAY)
    until = fields.String(required=True, data_key="to", attribute="to", metadata=_DAY)
    read = fields.Integer(required=True)
    listed = fields.Integer(required=True)
    calls = fields.Nested(CallsSchema, required=True)
    waiting_until = text(**MOMENT)
    error = text()
    created_at = text(**MOMENT)
    finished_at = text(**MOMENT)
    report = fields.Nested(ReportSchema, allow_none=True)


@api.post("/integrations/<name>/reconciliations")
@needs("run")
@api.arguments(NewReconciliationSchema)
@api.response(202, ReconciliationSchema)
def start(given: dict[str, Any], name: str) -> Any:
    """Have a period reconciled; it goes on its way in the background."""
    home = the_home()
    return _shape(request_reconciliation(home, known(name), begin=given["begin"], until=given["until"]))


@api.get("/integrations/<name>/reconciliations")
@api.response(200, ReconciliationSchema(many=True))
def listing(name: str) -> Any:
    """The newest ones, newest first."""
    language = the_reader().language
    return [shapes.reconciliation(view, language) for view in latest_reconciliations(the_home(), known(name))]


@api.get("/reconciliations/<int:reconciliation_id>")
@api.response(200, ReconciliationSchema)
def show(reconciliation_id: int) -> Any:
    """One as it stands."""
    return _shape(reconciliation_id)


def _shape(record_id: int) -> Any:
    view = show_reconciliation(the_home(), record_id)
    return abort(404) if view is None else shapes.reconciliation(view, the_reader().language)
