"""The JSON objects about a connection's webhook and call limits; command line and JSON API print exactly these."""

from __future__ import annotations

from koppel.connections.limits import LimitsView
from koppel.connections.webhooks import WebhookView
from koppel.sync.shapes import Shape, moment_text


def webhook(view: WebhookView | None, language: str) -> Shape:
    """`offered` false: the service has nothing of the kind, and nothing else is there. `address` is null while none was
    made; `secret` only in the answer that made it."""
    if view is None:
        return {"offered": False}
    shown: Shape = {
        "offered": True,
        "address": view.address,
        "help": view.help.to(language),
        "events": list(view.events),
        "note": view.note.to(language) if view.note else None,
        "takes_secret": view.takes_secret,
        "has_secret": view.has_secret,
        "created_at": moment_text(view.created_at),
        "received_at": moment_text(view.received_at),
        "received": view.received,
        "refused_at": moment_text(view.refused_at),
        "refused": view.refused,
    }
    return {**shown, "secret": view.secret} if view.secret else shown


def limits(view: LimitsView) -> Shape:
    """Per window: `calls` is what counts now, `own` what the owner chose, `most` what may be chosen (null: any number),
    `used` the calls in the window that ends at `ends_at`."""
    return {
        "name": view.connection,
        "calls_this_month": view.calls_this_month,
        "windows": [
            {
                "window_s": window.window_s,
                "calls": window.calls,
                "declared": window.declared,
                "own": window.own,
                "most": window.most,
                "careful": window.is_careful,
                "used": window.used,
                "ends_at": moment_text(window.ends_at),
            }
            for window in view.windows
        ],
    }
