"""A connection's webhook and call limits in the JSON API."""

from __future__ import annotations

from typing import Any

from flask import abort
from marshmallow import Schema, fields

from koppel.connections import limits, webhooks
from koppel.sync import connection_shapes
from koppel.web.api.part import new_part
from koppel.web.api.schemas import MOMENT, text
from koppel.web.lookup import connection_numbers
from koppel.web.reader import the_reader
from koppel.web.site import the_home, the_site

api = new_part("api_connection_settings", "Webhooks and call limits")


class WebhookSchema(Schema):
    """Where the service may say that something changed; only `offered` for a service that cannot."""

    offered = fields.Boolean(required=True)
    address = text(description="To paste at the service; null while none was made")
    help = fields.String()
    events = fields.List(fields.String())
    note = text()
    takes_secret = fields.Boolean(
        metadata={"description": "The service makes the secret; give it to have calls checked"}
    )
    has_secret = fields.Boolean()
    secret = fields.String(metadata={"description": "Only in the answer that made it"})
    created_at = text(**MOMENT)
    received_at = text(**MOMENT)
    received = fields.Integer()
    refused_at = text(**MOMENT)
    refused = fields.Integer()


class NewWebhookSchema(Schema):
    """`renew` for another address; `secret` is the service's own, empty to take it away."""

    renew = fields.Boolean(load_default=False)
    secret = fields.String()


class WindowSchema(Schema):
    """One window that calls are counted in."""

    window_s = fields.Integer(required=True, metadata={"description": "Length of the window in seconds"})
    calls = fields.Integer(allow_none=True, metadata={"description": "What counts now; null for no limit"})
    declared = fields.Integer(allow_none=True)
    own = fields.Integer(allow_none=True)
    most = fields.Integer(allow_none=True, metadata={"description": "What may be chosen at most; null for any number"})
    careful = fields.Boolean(required=True, metadata={"description": "The service documents no figure"})
    used = fields.Integer(allow_none=True)
    ends_at = text(**MOMENT)


class LimitsSchema(Schema):
    """The limits of a connection, shortest window first."""

    name = fields.String(required=True)
    calls_this_month = fields.Integer(required=True)
    windows = fields.List(fields.Nested(WindowSchema), required=True)


class NewLimitsSchema(Schema):
    """Calls by length of window in seconds; null takes the owner's own limit away."""

    limits = fields.Dict(keys=fields.Integer(), values=fields.Integer(allow_none=True, strict=True), required=True)


@api.get("/connections/<name>/webhook")
@api.response(200, WebhookSchema)
def show_webhook(name: str) -> Any:
    """The webhook of a connection, and how often it was called."""
    view = webhooks.show(the_home(), _known(name), public_url=the_site().address)
    return connection_shapes.webhook(view, the_reader().language)


@api.post("/connections/<name>/webhook")
@api.arguments(NewWebhookSchema)
@api.response(201, WebhookSchema)
def make_webhook(given: dict[str, Any], name: str) -> Any:
    """Make the address, or another one. A secret that Koppel makes is in this answer and never again."""
    home, address = the_home(), the_site().address
    change = webhooks.renew if given["renew"] else webhooks.make
    view = change(home, _known(name), secret=given.get("secret"), public_url=address)
    return connection_shapes.webhook(view, the_reader().language)


@api.delete("/connections/<name>/webhook")
@api.response(204)
def remove_webhook(name: str) -> None:
    """Forget the address."""
    webhooks.remove(the_home(), _known(name))


@api.get("/connections/<name>/limits")
@api.response(200, LimitsSchema)
def show_limits(name: str) -> Any:
    """The call limits of a connection and what was used of them."""
    return connection_shapes.limits(limits.show(the_home(), _known(name)))


@api.patch("/connections/<name>/limits")
@api.arguments(NewLimitsSchema)
@api.response(200, LimitsSchema)
def choose_limits(given: dict[str, Any], name: str) -> Any:
    """The owner's own limits; windows that are not named stay."""
    return connection_shapes.limits(limits.choose(the_home(), _known(name), given["limits"]))


@api.delete("/connections/<name>/limits")
@api.response(200, LimitsSchema)
def reset_limits(name: str) -> Any:
    """Back to what the connector declares."""
    return connection_shapes.limits(limits.reset(the_home(), _known(name)))


def _known(name: str) -> str:
    return name if name in connection_numbers(the_home()) else abort(404)
