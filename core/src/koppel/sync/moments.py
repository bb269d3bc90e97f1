"""Days and moments inside the sentence of an issue, which is written once and read by everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.store import User
from koppel.text import Text

_LOCALES: Final = {"en": "en_GB", "nl": "nl_NL"}
_DEFAULT: Final = "Europe/Amsterdam"


def zone_of(session: Session) -> ZoneInfo:
    """The time zone of whoever set Koppel up."""
    return ZoneInfo(session.scalar(select(User.time_zone).order_by(User.id).limit(1)) or _DEFAULT)


def moment_said(session: Session, moment: datetime) -> Text:
    """14 Mar 2026 09:30, in that zone."""
    local = moment.astimezone(zone_of(session)).replace(tzinfo=None)
    said = {language: format_datetime(local, "d MMM y HH:mm", locale=name) for language, name in _LOCALES.items()}
    return Text(en=said["en"], nl=said["nl"])


def day_said(day: date) -> Text:
    """14 March 2026."""
    said = {language: format_date(day, "d MMMM y", locale=name) for language, name in _LOCALES.items()}
    return Text(en=said["en"], nl=said["nl"])


def filled(template: Text, **data: Text | object) -> Text:
    """Fill marks with texts, each language with its own."""
    in_english = {name: value.en if isinstance(value, Text) else value for name, value in data.items()}
    in_dutch = {name: value.nl if isinstance(value, Text) else value for name, value in data.items()}
    return Text(en=template.with_data(**in_english).en, nl=template.with_data(**in_dutch).nl)
