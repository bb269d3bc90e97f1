"""What a person decides about documents from the pages: hold, release, booked by hand, link; and importing again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from koppel.errors import KoppelError
from koppel.home import Home
from koppel.sync import keeping
from koppel.sync.again import import_again
from koppel.sync.keeping import Kept
from koppel.sync.runs import retry
from koppel.web.lookup import integration_name
from koppel.web.reader import the_reader
from koppel.web.runs import ask_for_run
from koppel.web.site import the_home

pages = Blueprint("keeping", __name__, url_prefix="/integrations/<int:integration_id>")


@pages.post("/hold")
def hold(integration_id: int) -> Response:
    """Keep the chosen documents back."""
    said = the_reader().say(
        "Kept back. They are not booked until you release them.",
        "Tegengehouden. Ze worden pas geboekt nadat u ze vrijgeeft.",
    )
    return _decided(integration_id, keeping.hold, said)


@pages.post("/skip")
def skip(integration_id: int) -> Response:
    """The chosen documents were booked by hand."""
    said = the_reader().say(
        "Left to you as booked by hand. Releasing them takes that back.",
        "Aan u gelaten als met de hand geboekt. Vrijgeven maakt dat ongedaan.",
    )
    return _decided(integration_id, keeping.skip, said)


@pages.post("/link")
def link(integration_id: int) -> Response:
    """What stands in the package is this document."""
    said = the_reader().say(
        "Linked. What stands in the package is this document.",
        "Gekoppeld. Wat in het pakket staat is dit document.",
    )
    return _decided(integration_id, lambda home, name, keys: keeping.link(home, name, keys[0]), said)


@pages.post("/release")
def release(integration_id: int) -> Response:
    """Let the chosen documents go, and run."""
    home, keys = the_home(), _chosen()
    if not keys:
        return _nothing_chosen(integration_id)
    name = integration_name(home, integration_id)
    try:
        kept = keeping.release(home, name, keys)
    except KoppelError as error:
        flash(the_reader().text(error.sentence), "wrong")
        return _back(integration_id)
    if not len(kept):
        flash(the_reader().say("None of these was kept back.", "Geen hiervan werd tegengehouden."))
        return _back(integration_id)
    return ask_for_run(home, integration_id, name, trigger="retry", only=kept.documents)


@pages.post("/retry-chosen")
def try_again(integration_id: int) -> Response:
    """Have the chosen documents looked at again: without any chosen this must not mean all."""
    home, keys = the_home(), _chosen()
    if not keys:
        return _nothing_chosen(integration_id)
    name = integration_name(home, integration_id)
    if not retry(home, name, keys):
        flash(the_reader().say("There was nothing to try again.", "Er was niets om opnieuw te proberen."))
        return _back(integration_id)
    return ask_for_run(home, integration_id, name, trigger="retry", only=keys)


@pages.post("/again")
def again(integration_id: int) -> Response:
    """Read the shop once more from a day on."""
    home, reader = the_home(), the_reader()
    name = integration_name(home, integration_id)
    try:
        day = date.fromisoformat(request.form.get("from", ""))
    except ValueError:
        flash(reader.say("Choose a day.", "Kies een dag."), "wrong")
        return redirect(url_for("integrations.page", integration_id=integration_id, _anchor="again"))
    try:
        import_again(home, name, day, before_start_day="before_start_day" in request.form)
    except KoppelError as error:
        flash(reader.text(error.sentence), "wrong")
        return redirect(url_for("integrations.page", integration_id=integration_id, _anchor="again"))
    return ask_for_run(home, integration_id, name, trigger="again")


def _decided(integration_id: int, decide: Callable[[Home, str, list[str]], Kept], said: str) -> Response:
    home, keys = the_home(), _chosen()
    if not keys:
        return _nothing_chosen(integration_id)
    try:
        decide(home, integration_name(home, integration_id), keys)
    except KoppelError as error:
        flash(the_reader().text(error.sentence), "wrong")
    else:
        flash(said)
    return _back(integration_id)


def _chosen() -> list[str]:
    return [key for key in request.form.getlist("document") if key]


def _nothing_chosen(integration_id: int) -> Response:
    flash(the_reader().say("Choose one or more documents first.", "Kies eerst een of meer documenten."), "wrong")
    return _back(integration_id)


def _back(integration_id: int) -> Response:
    """To the document's own page when it was asked there, else to the history."""
    keys = _chosen()
    if request.form.get("one") and keys:
        return redirect(url_for("history.document", integration_id=integration_id, key=keys[0]))
    return redirect(url_for("history.page", integration_id=integration_id))
