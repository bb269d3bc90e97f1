"""Where issues are pushed to, and what is watched: adding a channel, testing it, switching it, removing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.errors import KoppelError, WrongUse
from koppel.sync.notices import channels
from koppel.sync.notices.fields import FIELDS, TITLES
from koppel.sync.watch import choices, quiet
from koppel.text import Text
from koppel.web.protection import limiter
from koppel.web.reader import language_of, the_reader
from koppel.web.site import the_home

pages = Blueprint("notifications", __name__, url_prefix="/account/notifications")

_FIELD: Final = "field."


@pages.get("/")
def page() -> str:
    """All channels, what is watched, and the ways to add a channel."""
    return _drawn()


@pages.get("/add/<kind>")
def form(kind: str) -> str:
    """The form of a kind of channel."""
    return _drawn_form(_known_kind(kind), {})


@pages.post("/add/<kind>")
def add(kind: str) -> tuple[str, int] | Response:
    """Make a channel; the next step is the test button."""
    fields = FIELDS[_known_kind(kind)]
    values = {field.key: request.form.get(_FIELD + field.key, "").strip() for field in fields}
    name, language = request.form.get("name", "").strip(), language_of(request.form.get("language"))
    try:
        channels.add(the_home(), kind, name, {key: value for key, value in values.items() if value}, language=language)
    except WrongUse as error:
        public = {field.key: values[field.key] for field in fields if not field.secret}
        return _drawn_form(kind, {**public, "name": name, "language": language}, error.sentence), 422
    flash(
        the_reader().say(
            "{name} is added. Send a test now, to be sure that it arrives.",
            "{name} is toegevoegd. Stuur nu een proef, om zeker te weten dat het aankomt.",
            name=name,
        )
    )
    return redirect(url_for("notifications.page"))


@pages.post("/<int:channel_id>/test")
@limiter.limit("20 per 15 minutes")
def test(channel_id: int) -> tuple[str, int] | Response:
    """Send a test now. The page waits for the answer of the channel's service, and shows it when it is a refusal."""
    name = _name(channel_id)
    try:
        channels.test(the_home(), name)
    except KoppelError as error:
        return _drawn(wrong={channel_id: error.sentence}), 422
    flash(
        the_reader().say(
            "A test message was sent to {name}. Look whether it has arrived.",
            "Er is een proefbericht gestuurd naar {name}. Kijk of het is aangekomen.",
            name=name,
        )
    )
    return redirect(url_for("notifications.page"))


@pages.post("/<int:channel_id>/switch")
def switch(channel_id: int) -> Response:
    """On or off."""
    channels.switch(the_home(), _name(channel_id), on=request.form.get("on") == "yes")
    return redirect(url_for("notifications.page"))


@pages.post("/<int:channel_id>/remove")
def remove(channel_id: int) -> Response:
    """Forget it."""
    name = _name(channel_id)
    channels.remove(the_home(), name)
    flash(the_reader().say("{name} is removed.", "{name} is verwijderd.", name=name))
    return redirect(url_for("notifications.page"))


@pages.post("/watch")
def watch() -> tuple[str, int] | Response:
    """After how many days without orders to tell, of one integration. A number wins over the choice beside it."""
    name, choice = request.form.get("integration", ""), request.form.get("choice", "")
    given = request.form.get("days", "").strip() if choice == "days" else choice
    try:
        choices.set_no_orders(the_home(), name, given)
    except WrongUse as error:
        return _drawn(wrong_watch={name: error.sentence}), 422
    flash(the_reader().say("Saved.", "Bewaard."))
    return redirect(url_for("notifications.page", _anchor="watch"))


def _drawn(*, wrong: Mapping[int, Text] | None = None, wrong_watch: Mapping[str, Text] | None = None) -> str:
    home = the_home()
    return render_template(
        "notifications.html",
        channels=channels.listing(home),
        kinds=TITLES,
        watched=quiet.watched(home),
        wrong=wrong or {},
        wrong_watch=wrong_watch or {},
    )


def _drawn_form(kind: str, values: Mapping[str, str], wrong: Text | None = None) -> str:
    return render_template(
        "notifications_add.html", kind=kind, title=TITLES[kind], fields=FIELDS[kind], values=values, wrong=wrong
    )


def _known_kind(kind: str) -> str:
    return kind if kind in FIELDS else abort(404)


def _name(channel_id: int) -> str:
    found = next((view.name for view in channels.listing(the_home()) if view.id == channel_id), None)
    return found if found is not None else abort(404)
