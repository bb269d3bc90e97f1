"""Channels, service levels and what is watched, in the JSON API."""

from __future__ import annotations

from typing import Any

from flask import abort
from marshmallow import Schema, fields, validate

from koppel.sync import service_levels, watch_shapes
from koppel.sync.notices import channels
from koppel.sync.notices.fields import FIELDS
from koppel.sync.watch import choices, quiet
from koppel.text import LANGUAGES
from koppel.web.api.integrations import known
from koppel.web.api.part import new_part
from koppel.web.api.schemas import MOMENT, text
from koppel.web.reader import the_reader
from koppel.web.site import the_home

api = new_part("api_notices", "Channels, service levels and what is watched")


class ChannelSchema(Schema):
    """Where issues are pushed to; never a secret in it."""

    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(FIELDS)))
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    on = fields.Boolean(required=True)
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.String(), data_key="fields", attribute="fields", required=True
    )
    used_at = text(**MOMENT)
    error = text()


class NewChannelSchema(Schema):
    """What a new channel needs; `fields` are those of its kind."""

    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(FIELDS)))
    language = fields.String(load_default="nl", validate=validate.OneOf(LANGUAGES))
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.String(), data_key="fields", attribute="fields", required=True
    )


class SwitchSchema(Schema):
    """On or off."""

    on = fields.Boolean(required=True)


class LevelSchema(Schema):
    """One service level."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    every_minutes = fields.Integer(required=True)
    webhooks = fields.Boolean(required=True)
    give_up_after_hours = fields.Integer(required=True)
    keep_history_days = fields.Integer(required=True)
    alert_after_failures = fields.Integer(required=True)


class LevelChangeSchema(Schema):
    """The fields that change; the others stay."""

    every_minutes = fields.Integer(validate=validate.Range(*service_levels.RANGES["every_minutes"]))
    webhooks = fields.Boolean()
    give_up_after_hours = fields.Integer(validate=validate.Range(*service_levels.RANGES["give_up_after_hours"]))
    keep_history_days = fields.Integer(validate=validate.Range(*service_levels.RANGES["keep_history_days"]))
    alert_after_failures = fields.Integer(validate=validate.Range(*service_levels.RANGES["alert_after_failures"]))


class WatchSchema(Schema):
    """After how many days without new orders it is told."""

    integration = fields.String(required=True)
    no_orders = fields.String(required=True, metadata={"description": "auto, off, or a number of days"})
    days = fields.Integer(allow_none=True, metadata={"description": "What that comes to now; null for never"})


class WatchChangeSchema(Schema):
    """auto, off, or a number of days."""

    no_orders = fields.String(required=True)


@api.get("/channels")
@api.response(200, ChannelSchema(many=True))
def listing() -> Any:
    """All channels, by name."""
    return [watch_shapes.channel(view, the_reader().language) for view in channels.listing(the_home())]


@api.post("/channels")
@api.arguments(NewChannelSchema)
@api.response(201, ChannelSchema)
def add(given: dict[str, Any]) -> Any:
    """Make a channel. Nothing is sent yet."""
    return _shape(channels.add(the_home(), given["kind"], given["name"], given["fields"], language=given["language"]))


@api.patch("/channels/<name>")
@api.arguments(SwitchSchema)
@api.response(200, ChannelSchema)
def switch(given: dict[str, Any], name: str) -> Any:
    """Turn it on or off."""
    return _shape(channels.switch(the_home(), _known_channel(name), on=given["on"]))


@api.delete("/channels/<name>")
@api.response(204)
def remove(name: str) -> None:
    """Forget it."""
    channels.remove(the_home(), _known_channel(name))


@api.post("/channels/<name>/test")
@api.response(200, ChannelSchema)
def test(name: str) -> Any:
    """Send a test message now; an error says what its service answered."""
    return _shape(channels.test(the_home(), _known_channel(name)))


@api.get("/service-levels")
@api.response(200, LevelSchema(many=True))
def levels() -> Any:
    """The three service levels."""
    return [watch_shapes.service_level(view) for view in service_levels.listing(the_home())]


@api.patch("/service-levels/<key>")
@api.arguments(LevelChangeSchema)
@api.response(200, LevelSchema)
def change_level(given: dict[str, Any], key: str) -> Any:
    """Change a service level."""
    if key not in service_levels.DEFAULTS:
        abort(404)
    return watch_shapes.service_level(service_levels.change(the_home(), key, given))


@api.get("/watch")
@api.response(200, WatchSchema(many=True))
def watched() -> Any:
    """What is watched of each integration."""
    return [watch_shapes.watch(view) for view in quiet.watched(the_home())]


@api.patch("/integrations/<name>/watch")
@api.arguments(WatchChangeSchema)
@api.response(200, WatchSchema)
def change_watch(given: dict[str, Any], name: str) -> Any:
    """After how many days without new orders to tell."""
    choices.set_no_orders(the_home(), known(name), given["no_orders"])
    return next(watch_shapes.watch(view) for view in quiet.watched(the_home()) if view.integration == name)


def _known_channel(name: str) -> str:
    return name if any(view.name == name for view in channels.listing(the_home())) else abort(404)


def _shape(view: channels.ChannelView) -> Any:
    return watch_shapes.channel(view, the_reader().language)
