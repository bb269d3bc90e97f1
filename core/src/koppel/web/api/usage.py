"""What was used, in the JSON API."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from koppel.sync import usage as used
from koppel.web.api.part import new_part
from koppel.web.site import the_home

api = new_part("api_usage", "Usage")


class MonthSchema(Schema):
    """One month of a connection."""

    month = fields.String(required=True, metadata={"description": "YYYY-MM", "example": "2026-01"})
    documents = fields.Integer(required=True, metadata={"description": "Documents booked"})
    calls = fields.Integer(required=True, metadata={"description": "Calls made"})


class LimitSchema(Schema):
    """How far a limit of the service is used in the window that is open now."""

    window_s = fields.Integer(required=True, metadata={"description": "Length of the window in seconds"})
    calls = fields.Integer(required=True)
    allowed = fields.Integer(required=True)


class UsageSchema(Schema):
    """One connection; months newest first."""

    name = fields.String(required=True)
    connector = fields.String(required=True)
    months = fields.List(fields.Nested(MonthSchema), required=True)
    limits = fields.List(fields.Nested(LimitSchema), required=True)


class UsageQuery(Schema):
    """How far back."""

    months = fields.Integer(load_default=used.MONTHS, validate=validate.Range(1, 24))


@api.get("/usage")
@api.arguments(UsageQuery, location="query")
@api.response(200, UsageSchema(many=True))
def usage(asked: dict[str, Any]) -> Any:
    """Documents booked and calls made per month and connection, against each service's limits."""
    return [used.shape(one) for one in used.usage(the_home(), months=asked["months"])]
