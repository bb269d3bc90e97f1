"""The first day: from when to book, with the number of documents that each choice means. Saves an answer, activates nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.errors import KoppelError
from koppel.home import Home
from koppel.sync import integrations
from koppel.sync.start_day import STEP, FirstDay, today_of, what_it_means
from koppel.text import Text
from koppel.web.lookup import integration_name
from koppel.web.reader import the_reader
from koppel.web.site import the_home
from koppel.web.troubles import status_of

pages = Blueprint("start_day", __name__, url_prefix="/integrations/<int:integration_id>/start")

_OWN: Final = "own"
_FARTHEST: Final = timedelta(days=366 * 20)
_NO_DAY = Text(en="Choose a day first.", nl="Kies eerst een dag.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A day to choose. `means` is None when the shop could not be asked."""

    day: date
    named: Text | None
    means: FirstDay | None


@pages.get("/")
def page(integration_id: int) -> tuple[str, int]:
    """The suggestions, and the day of `?own=` where it is one."""
    home = the_home()
    return _drawn(home, integration_name(home, integration_id), own=_day(request.args.get(_OWN)))


@pages.post("/")
def choose(integration_id: int) -> tuple[str, int] | Response:
    """Keep the day and go on to the activation."""
    home = the_home()
    name = integration_name(home, integration_id)
    day = _day(request.form.get("day"))
    if day is None:
        return _drawn(home, name, own=None, wrong=_NO_DAY)
    integrations.set_answers(home, name, {STEP: day.isoformat()})
    reader = the_reader()
    flash(reader.say("Bookings begin with {day}.", "Er wordt geboekt vanaf {day}.", day=reader.day(day)))
    return redirect(url_for("integrations.page", integration_id=integration_id))


def suggested(today: date) -> list[tuple[date, Text]]:
    """Today, and the beginnings of the month, the quarter and the year that are not the same day."""
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    days = [
        (today, Text(en="today", nl="vandaag")),
        (today.replace(day=1), Text(en="the first of this month", nl="de eerste van deze maand")),
        (quarter, Text(en="the first of this quarter", nl="de eerste van dit kwartaal")),
        (today.replace(month=1, day=1), Text(en="the first of this year", nl="de eerste van dit jaar")),
    ]
    seen: dict[date, Text] = {}
    for day, named in days:
        seen.setdefault(day, named)
    return list(seen.items())


def _drawn(home: Home, name: str, *, own: date | None, wrong: Text | None = None) -> tuple[str, int]:
    chosen = _chosen(home, name)
    today = today_of(home, name)
    days: list[tuple[date, Text | None]] = [*suggested(today)]
    for extra in (chosen, own):
        if extra is not None and extra not in dict(days) and abs(extra - today) < _FARTHEST:
            days.append((extra, None))
    days.sort(key=lambda one: one[0], reverse=True)
    choices, trouble = _weighed(home, name, days)
    html = render_template(
        "start_day.html",
        integration=integrations.show(home, name),
        choices=choices,
        chosen=own or chosen or today.replace(day=1),
        unsure=any(choice.means and choice.means.at_least for choice in choices),
        trouble=trouble.sentence if trouble else None,
        wrong=wrong,
    )
    return html, 422 if wrong else status_of(trouble) if trouble else 200


def _weighed(
    home: Home, name: str, days: Sequence[tuple[date, Text | None]]
) -> tuple[list[Choice], KoppelError | None]:
    """What each day means; a shop that does not answer leaves the days to choose from all the same."""
    try:
        means = {found.day: found for found in what_it_means(home, name, [day for day, _ in days])}
    except KoppelError as error:
        return [Choice(day=day, named=named, means=None) for day, named in days], error
    return [Choice(day=day, named=named, means=means[day]) for day, named in days], None


def _chosen(home: Home, name: str) -> date | None:
    """The day that was chosen before."""
    value = next((view.value for view in integrations.steps(home, name) if view.key == STEP), None)
    return value if isinstance(value, date) else _day(str(value)) if value else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
