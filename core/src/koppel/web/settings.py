"""The questions of an integration: showing them, taking over suggestions and lists, saving."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.home import Home
from koppel.sync import integrations
from koppel.sync.integrations import StepsRefused
from koppel.text import Text
from koppel.web.answers import changes_in, with_suggestions
from koppel.web.lookup import integration_name, setting_anchor
from koppel.web.questions import Questions, questions_of
from koppel.web.reader import the_reader
from koppel.web.site import the_home

pages = Blueprint("settings", __name__, url_prefix="/integrations/<int:integration_id>/settings")


@pages.get("/")
def form(integration_id: int) -> str:
    """The form as it stands; `?lists=new` asks the services for their lists again."""
    home = the_home()
    name = integration_name(home, integration_id)
    return _drawn(home, name, questions_of(home, name, refresh=request.args.get("lists") == "new"))


@pages.post("/")
def save(integration_id: int) -> str | tuple[str, int] | Response:
    """Save; or, with the buttons beside the questions, only draw the form again.

    `use` takes over suggestions, `lists` shows the lists that go with what was just chosen. Neither saves anything.
    """
    home = the_home()
    name = integration_name(home, integration_id)
    views = integrations.steps(home, name)
    changes = changes_in(request.form, views)
    if "use" in request.form:
        weighed = [one.view for group in questions_of(home, name, changes).groups for one in group.questions]
        changes = with_suggestions(changes, weighed, request.form["use"])
        return _drawn(home, name, questions_of(home, name, changes, judge=False), unsaved=True)
    if "lists" in request.form:
        return _drawn(home, name, questions_of(home, name, changes, judge=False), unsaved=True)
    try:
        integrations.set_answers(home, name, changes)
    except StepsRefused:
        return _drawn(home, name, questions_of(home, name, changes), unsaved=True), 422
    return _saved(home, integration_id, name)


def _saved(home: Home, integration_id: int, name: str) -> Response:
    """Back to the form while something is missing, else on to the preview of a new integration."""
    reader = the_reader()
    still_open = questions_of(home, name).open
    if still_open:
        labels = ", ".join(reader.text(label) for label in still_open.values())
        flash(
            reader.say(
                "Saved. Still to answer before activating: {labels}.",
                "Bewaard. Nog te beantwoorden voor het activeren: {labels}.",
                labels=labels,
            ),
            "note",
        )
        return redirect(
            url_for("settings.form", integration_id=integration_id, _anchor=setting_anchor(next(iter(still_open))))
        )
    flash(reader.say("Saved.", "Bewaard."))
    if integrations.show(home, name).state == integrations.DRAFT and "preview" in request.form:
        return redirect(url_for("preview.page", integration_id=integration_id))
    return redirect(url_for("settings.form", integration_id=integration_id))


def _drawn(home: Home, name: str, questions: Questions, *, unsaved: bool = False) -> str:
    return render_template(
        "settings.html",
        integration=integrations.show(home, name),
        questions=questions,
        summary=_summary(questions),
        unsaved=unsaved,
    )


def _summary(questions: Questions) -> list[tuple[str, str, Text]]:
    """For the top of the page: the place, the question (and the row), and what is wrong there."""
    reader = the_reader()
    found: list[tuple[str, str, Text]] = []
    for key, error in questions.errors.items():
        label = reader.text(questions.labels[key])
        if error.message:
            found.append((setting_anchor(key), label, error.message))
        for row, sentence in error.rows.items():
            name = reader.text(questions.row_labels.get((key, row), row))
            found.append((setting_anchor(key, row), f"{label}, {name}", sentence))
    return found
