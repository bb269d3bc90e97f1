"""Importing again from a day: the shop is read once more from there, and what was missed is booked.

It is always safe. The ledger knows every document that was read before, and a document that somebody booked meanwhile is
found in the package by its reference; so doing it twice writes nothing.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import Integration
from koppel.sync.integrations import set_answers
from koppel.sync.pairs import open_pair
from koppel.sync.reading_mark import ReadingMark
from koppel.sync.rules import rules_of
from koppel.text import Text

_START_DAY = "export_from"

_NOT_ACTIVE = Text(
    en="The integration {name} is not activated yet. Its first run reads everything from the start day on.",
    nl="De integratie {name} is nog niet geactiveerd. De eerste uitvoering leest alles vanaf de begindag.",
)
_TOMORROW = Text(
    en="{day} is still to come. Choose a day in the past.",
    nl="{day} moet nog komen. Kies een dag in het verleden.",
)


class BeforeStartDay(WrongUse):
    """The day lies before the first day of the books; `before_start_day` moves that day."""

    default = Text(
        en="{name} books from {start} on, and {day} is earlier. Choose a later day, or say that documents from before that "
        "day are to be booked too: the start day then becomes {day}.",
        nl="{name} boekt vanaf {start}, en {day} is eerder. Kies een latere dag, of geef aan dat ook documenten van vóór die "
        "dag geboekt moeten worden: de begindag wordt dan {day}.",
    )


def import_again(home: Home, name: str, day: date, *, before_start_day: bool = False) -> None:
    """Have the next run read everything that was made or changed since `day`; the start day stays what it is.

    Raises BeforeStartDay for an earlier day, since old years must not be booked by surprise; with `before_start_day` the
    start day becomes that day. Raises WrongUse for a day to come, or an integration that never ran.
    """
    with open_pair(home, name) as pair:
        if pair.row.start_at is None:
            raise WrongUse(_NOT_ACTIVE, name=name)
        zone = ZoneInfo(rules_of(pair).seller.time_zone)
        begins_at, starts_on = datetime.combine(day, time(), zone), pair.row.start_at.astimezone(zone).date()
        if begins_at > home.now():
            raise WrongUse(_TOMORROW, day=day)
        if day >= starts_on:
            ReadingMark(home, pair).read_again_from(begins_at)
            return
        if not before_start_day:
            raise BeforeStartDay(name=name, start=starts_on, day=day)
        asked = pair.form.get(_START_DAY) is not None
    if asked:
        set_answers(home, name, {_START_DAY: day.isoformat()})
        return
    with home.writing() as session:
        row = session.get_one(Integration, pair.row.id)
        row.start_at, row.cursor = begins_at, None
