"""How many calls a connection may make: what its connector declares, what its owner chose instead, and what was used.

An owner may always go lower: a shared account, a small machine of the shop's. Higher only where the declared figure is a
careful guess or the service itself has larger plans; beyond that the service would refuse, or block the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.connections.budget import MONTH, window_start
from koppel.connections.clients import limits_of
from koppel.connections.login import NO_CONNECTION
from koppel.connectors import Limit
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import CallCount, Connection
from koppel.text import Text

NAMES: Final = {
    60: Text(en="minute", nl="minuut"),
    3600: Text(en="hour", nl="uur"),
    86_400: Text(en="day", nl="dag"),
}
"""The windows that anybody may limit, declared or not."""

_MOST: Final = 10_000_000

_BAD_WINDOW = Text(
    en="{given} is no length of time that calls are counted in. Choose one of these, in seconds: {known}.",
    nl="{given} is geen tijdsduur waarover oproepen worden geteld. Kies er een van deze, in seconden: {known}.",
)
_BAD_NUMBER = Text(
    en="{given} is no number of calls per {window}. Give a whole number of 1 or more, or leave it empty for the default.",
    nl="{given} is geen aantal oproepen per {window}. Geef een heel getal van 1 of meer, of laat het leeg voor de "
    "standaard.",
)
_TOO_MANY = Text(
    en="{service} takes at most {most} calls per {window}. Choose {most} or less.",
    nl="{service} neemt hoogstens {most} oproepen per {window} aan. Kies {most} of minder.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    """One window. `calls` is what counts now, None for no limit; `most` what the owner may choose, None for any number.

    `used` is what was used in the window that is running, until `ends_at`; None where nothing is counted.
    """

    window_s: int
    calls: int | None
    declared: int | None
    own: int | None
    most: int | None
    is_careful: bool
    used: int | None
    ends_at: datetime

    @property
    def name(self) -> Text:
        """minute, hour, day, or its seconds."""
        return window_name(self.window_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsView:
    """The limits of a connection, shortest window first, and its calls in this month (UTC)."""

    connection: str
    windows: tuple[WindowView, ...]
    calls_this_month: int


def window_name(window_s: int) -> Text:
    """minute, hour, day; another one by its seconds."""
    return NAMES.get(window_s) or Text(en=f"{window_s} seconds", nl=f"{window_s} seconden")


def show(home: Home, name: str) -> LimitsView:
    """The limits of a connection and their use now. Raises WrongUse for a name that does not exist."""
    with home.reading() as session:
        row = _row(session, name)
        declared = _declared(home, row)
        counted = {limit.window_s for limit in limits_of(row, home.plugins.connector(row.connector))}
        now = home.now()
        month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return LimitsView(
            connection=name,
            windows=tuple(
                _view(session, row, window_s, declared.get(window_s), now=now, is_counted=window_s in counted)
                for window_s in sorted({*NAMES, *declared, *counted})
            ),
            calls_this_month=_used(session, row, MONTH, month),
        )


def choose(home: Home, name: str, chosen: Mapping[int, int | None]) -> LimitsView:
    """The owner's own limits for the named windows; None takes one away. What is not named stays.

    Raises WrongUse, and changes nothing, for an unknown window, no calls at all, or more than the service takes.
    """
    with home.writing() as session:
        row = _row(session, name)
        declared = _declared(home, row)
        own = {int(window_s): int(calls) for window_s, calls in (row.limits or {}).items()}
        for window_s, calls in chosen.items():
            _check_window(window_s, declared)
            if calls is None:
                own.pop(window_s, None)
                continue
            _check_calls(home.plugins.connector(row.connector).title, window_s, calls, declared.get(window_s))
            own[window_s] = calls
        row.limits = {str(window_s): calls for window_s, calls in sorted(own.items())} or None
    return show(home, name)


def reset(home: Home, name: str) -> LimitsView:
    """Back to what the connector declares."""
    with home.writing() as session:
        _row(session, name).limits = None
    return show(home, name)


def set_limits(home: Home, name: str, limits: Mapping[int, int] | None) -> None:
    """Replace the owner's own limits as they are, whatever the service takes: for what was exported, and for fakes.

    Raises WrongUse for an unknown window or no calls at all.
    """
    with home.writing() as session:
        row = _row(session, name)
        declared = _declared(home, row)
        for window_s, calls in (limits or {}).items():
            _check_window(window_s, declared)
            _check_calls(row.connector, window_s, calls, None)
        row.limits = {str(window_s): calls for window_s, calls in (limits or {}).items()} or None


def read_number(given: str, window_s: int) -> int | None:
    """What was typed into a field: nothing means the default. Raises WrongUse for what is no number."""
    text = given.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise WrongUse(_bad_number(text[:40], window_s))
    return min(int(text[:12]), _MOST + 1)


def _view(
    session: Session, row: Connection, window_s: int, declared: Limit | None, *, now: datetime, is_counted: bool
) -> WindowView:
    begins_at = window_start(now, window_s)
    own = (row.limits or {}).get(str(window_s))
    return WindowView(
        window_s=window_s,
        calls=int(own) if own is not None else declared.calls if declared else None,
        declared=declared.calls if declared else None,
        own=int(own) if own is not None else None,
        most=declared.ceiling if declared else None,
        is_careful=declared.is_careful if declared else False,
        used=_used(session, row, window_s, begins_at) if is_counted else None,
        ends_at=begins_at + timedelta(seconds=window_s),
    )


def _used(session: Session, row: Connection, window_s: int, begins_at: datetime) -> int:
    return (
        session.scalar(
            select(CallCount.calls).where(
                CallCount.connection_id == row.id,
                CallCount.window_s == window_s,
                CallCount.begins_at == begins_at,
            )
        )
        or 0
    )


def _check_window(window_s: int, declared: Mapping[int, Limit]) -> None:
    known = sorted({*NAMES, *declared})
    if window_s not in known:
        raise WrongUse(_BAD_WINDOW, given=window_s, known=", ".join(map(str, known)))


def _check_calls(service: str, window_s: int, calls: int, declared: Limit | None) -> None:
    most = (declared.ceiling if declared else None) or _MOST
    if calls < 1:
        raise WrongUse(_bad_number(calls, window_s))
    if calls > most:
        name = window_name(window_s)
        told = _TOO_MANY.with_data(service=service, most=most)
        raise WrongUse(Text(en=told.with_data(window=name.en).en, nl=told.with_data(window=name.nl).nl))


def _bad_number(given: object, window_s: int) -> Text:
    name, told = window_name(window_s), _BAD_NUMBER.with_data(given=given)
    return Text(en=told.with_data(window=name.en).en, nl=told.with_data(window=name.nl).nl)


def _declared(home: Home, row: Connection) -> dict[int, Limit]:
    return {limit.window_s: limit for limit in home.plugins.connector(row.connector).limits}


def _row(session: Session, name: str) -> Connection:
    row = session.scalar(select(Connection).where(Connection.name == name))
    if row is None:
        raise WrongUse(NO_CONNECTION, name=name)
    return row
