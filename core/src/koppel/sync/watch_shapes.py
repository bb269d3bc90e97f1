"""The JSON objects of channels, service levels and what is watched: alike on the command line and in the JSON API."""

from __future__ import annotations

from koppel.sync.notices.channels import ChannelView
from koppel.sync.service_levels import LevelView
from koppel.sync.shapes import Shape, moment_text
from koppel.sync.watch.choices import WatchView


def channel(view: ChannelView, language: str) -> Shape:
    """A channel; `fields` are those that are no secret."""
    return {
        "name": view.name,
        "kind": view.kind,
        "language": view.language,
        "on": view.is_on,
        "fields": dict(view.public),
        "used_at": moment_text(view.used_at),
        "error": view.error.to(language) if view.error else None,
    }


def service_level(view: LevelView) -> Shape:
    """One service level with its fields."""
    return {
        "key": view.key,
        "title": view.title,
        "every_minutes": view.every_minutes,
        "webhooks": view.webhooks,
        "give_up_after_hours": view.give_up_after_hours,
        "keep_history_days": view.keep_history_days,
        "alert_after_failures": view.alert_after_failures,
    }


def watch(view: WatchView) -> Shape:
    """`no_orders` is auto, off or a number of days; `days` what that comes to now, null for never."""
    return {"integration": view.integration, "no_orders": view.no_orders, "days": view.days}
