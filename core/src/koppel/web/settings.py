"""The questions of an integration: showing them, taking over suggestions and lists, saving."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.home import Home
from koppel.sync import integrations
from koppel.sync.integrations import StepsRefused
from koppel.text import Text
from koppel.web.answers import ASKED, changes_in, with_suggestions
from koppel.web.lookup import integration_name, setting_anchor
from koppel.web.questions import Questions, questions_of
from koppel.web.reader import the_reader
from koppel.web.site import the_home

pages = Blueprint("settings", __name__, url_prefix="/integrations/<int:integration_id>/settings")


@pages.get("/")
def form(integration_id: int) -> str | Response:
    """The form as it stands; `?lists=new` asks the services for their lists again, `?part=2` shows its second part only."""
    home = the_home()
    name = integration_name(home, integration_id)
    questions = questions_of(home, name, refresh=request.args.get("lists") == "new")
    part = _part()
    if part is not None and not (1 <= part <= len(questions.parts) and questions.parts[part - 1].visible):
        return redirect(_beyond(integration_id, questions, part))
    return _drawn(home, name, questions)


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
        asked = set(request.form.getlist(ASKED))
        groups = questions_of(home, name, changes).groups
        weighed = [one.view for group in groups for one in group.questions if one.view.key in asked]
        changes = with_suggestions(changes, weighed, request.form["use"])
        return _drawn(home, name, questions_of(home, name, changes, judge=False), unsaved=True)
    if "lists" in request.form:
        return _drawn(home, name, questions_of(home, name, changes, judge=False), unsaved=True)
    try:
        integrations.set_answers(home, name, changes)
    except StepsRefused:
        return _drawn(home, name, questions_of(home, name, changes), unsaved=True), 422
    return _saved(home, integration_id, name)


def _part() -> int | None:
    """The part of the form that is asked for; None for the whole of it."""
    return request.args.get("part", type=int)


def _beyond(integration_id: int, questions: Questions, part: int) -> str:
    """The next part that asks something just now; after the last the preview."""
    for number in range(max(part, 0) + 1, len(questions.parts) + 1):
        if questions.parts[number - 1].visible:
            return url_for("settings.form", integration_id=integration_id, part=number)
    return url_for("preview.page", integration_id=integration_id)


def _saved(home: Home, integration_id: int, name: str) -> Response:
    """On to the next part; back to the form while something is missing; from the whole form on to the preview."""
    reader, part = the_reader(), _part()
    questions = questions_of(home, name)
    own = questions.parts[part - 1].keys if part is not None and 1 <= part <= len(questions.parts) else None
    still_open = {key: label for key, label in questions.open.items() if own is None or key in own}
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
        anchor = setting_anchor(next(iter(still_open)))
        return redirect(url_for("settings.form", integration_id=integration_id, part=part, _anchor=anchor))
    if part is not None:
        return redirect(_beyond(integration_id, questions, part))
    flash(reader.say("Saved.", "Bewaard."))
    if integrations.show(home, name).state == integrations.DRAFT and "preview" in request.form:
        return redirect(url_for("preview.page", integration_id=integration_id))
    return redirect(url_for("settings.form", integration_id=integration_id))


def _drawn(home: Home, name: str, questions: Questions, *, unsaved: bool = False) -> str:
    number = _part()
    part = questions.parts[number - 1] if number is not None and 1 <= number <= len(questions.parts) else None
    return render_template(
        "settings.html",
        integration=integrations.show(home, name),
        questions=questions,
        groups=questions.groups if part is None else (part,),
        part=part,
        number=number,
        known=questions.known_beside(part) if part else "{}",
        suggestions=questions.suggested_in(part) if part else questions.suggestions,
        summary=summary_of(questions),
        unsaved=unsaved,
    )


def summary_of(questions: Questions) -> list[tuple[str, str, Text]]:
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
