"""Sending a message by Apprise, which knows a hundred services for phones and chats. It is an extra, and may be missing."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from typing import Any, Final

from koppel.errors import Unavailable, WrongUse
from koppel.sync.notices.message import Message
from koppel.text import Text

_NOT_THERE = Text(
    en='Apprise is not installed. Install it with `pip install "koppel[notifications]"` in Koppel\'s Python, and restart Koppel.',
    nl='Apprise is niet geïnstalleerd. Installeer het met `pip install "koppel[notifications]"` in de Python van Koppel, en '
    "herstart Koppel.",
)
_NOT_KNOWN = Text(
    en="Apprise does not understand this address. Look up how the address of your service is made up in Apprise's own list.",
    nl="Apprise begrijpt dit adres niet. Zoek in de lijst van Apprise op hoe het adres van uw dienst wordt samengesteld.",
)
_NOT_SENT = Text(
    en="The message could not be delivered by Apprise ({why}). Check the address.",
    nl="Het bericht kon niet via Apprise worden bezorgd ({why}). Controleer het adres.",
)
_SHORTEST_SECRET: Final = 4


def send(values: Mapping[str, str], message: Message) -> None:
    """Send it. Raises WrongUse when Apprise is missing or does not know the address, Unavailable when it was not delivered."""
    try:
        apprise: Any = importlib.import_module("apprise")
    except ImportError as error:
        raise WrongUse(_NOT_THERE) from error
    sender = apprise.Apprise()
    if not sender.add(values["address"]):
        raise WrongUse(_NOT_KNOWN)
    with apprise.LogCapture(level=apprise.logging.WARNING, fmt="%(message)s") as said:
        delivered = sender.notify(title=message.subject, body=message.body)
        lines = said.getvalue().strip().splitlines()
    if not delivered:
        raise Unavailable(_NOT_SENT, why=_without_secrets(lines[-1] if lines else "?", values["address"]))


def _without_secrets(line: str, address: str) -> str:
    """Its last words, without any part of the address: what of it is a token only the service knows."""
    for part in sorted(re.split(r"[^A-Za-z0-9_.-]+", address), key=len, reverse=True):
        if len(part) >= _SHORTEST_SECRET:
            line = line.replace(part, "***")
    return line[:200]
