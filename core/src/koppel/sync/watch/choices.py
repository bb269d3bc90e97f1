"""What the owner chose about watching an integration: after how many days without orders to tell, by itself, or never."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import Integration, Setting
from koppel.sync.pairs import NO_INTEGRATION
from koppel.text import Text

AUTO: Final = "auto"
OFF: Final = "off"
_KEY: Final = "watch.no_orders"
_MOST_DAYS: Final = 365
_BAD = Text(
    en="Give a number of days from 1 to {most}, or auto, or off.",
    nl="Geef een aantal dagen van 1 tot en met {most}, of auto, of off.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    """What is watched of one integration. `no_orders` is auto, off or a number; `days` what that comes to now."""

    integration: str
    no_orders: str
    days: int | None


def no_orders_choice(session: Session, name: str) -> str:
    """auto, off, or a number of days as text."""
    return _all(session).get(name, AUTO)


def set_no_orders(home: Home, name: str, choice: str) -> None:
    """Choose for one integration. Raises WrongUse for an unknown one or for what is no choice."""
    given = choice.strip().lower()
    is_number = given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= _MOST_DAYS
    if given not in (AUTO, OFF) and not is_number:
        raise WrongUse(_BAD, most=_MOST_DAYS)
    with home.writing() as session:
        if session.scalar(select(Integration.id).where(Integration.name == name)) is None:
            raise WrongUse(NO_INTEGRATION, name=name)
        chosen = {**_all(session), name: str(int(given)) if is_number else given}
        session.merge(Setting(key=_KEY, value=json.dumps(chosen, sort_keys=True)))


def _all(session: Session) -> dict[str, str]:
    row = session.get(Setting, _KEY)
    return {str(name): str(choice) for name, choice in json.loads(row.value).items()} if row else {}
