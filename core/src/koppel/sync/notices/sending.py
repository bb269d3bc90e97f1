"""One message to one channel, by whichever way its kind goes. Whatever is wrong comes back as one of our own errors."""

from __future__ import annotations

import structlog

from koppel.errors import Bug, KoppelError
from koppel.home import Home
from koppel.store import Channel
from koppel.sync.notices import apprise, fields, mail
from koppel.sync.notices.message import Message

log = structlog.get_logger(__name__)

_WAYS = {fields.MAIL: mail.send, fields.APPRISE: apprise.send}


def send(home: Home, row: Channel, message: Message) -> None:
    """Send it, or raise KoppelError. Takes as long as time-outs last: never call it inside a transaction or a run."""
    values = {**{key: str(value) for key, value in row.public.items()}, **home.vault.unseal(row.sealed)}
    try:
        _WAYS[row.kind](values, message)
    except KoppelError:
        raise
    except Exception as error:  # a service of Apprise is a plugin of somebody else's
        log.exception("message not sent", channel=row.name)
        raise Bug(what=f"{row.kind}: {type(error).__name__}") from error
