"""Runs, the history and issues in the JSON API."""

from __future__ import annotations

from typing import Any

from flask import abort

from koppel.errors import WrongUse
from koppel.sync import history as ledger
from koppel.sync import shapes
from koppel.sync.issues import open_issues
from koppel.sync.runs import latest_runs, retry, show_run
from koppel.web.api.document_schemas import (
    DocumentSchema,
    HistoryQuery,
    HistorySchema,
    IssueSchema,
    RetriedSchema,
    RetrySchema,
    RunSchema,
)
from koppel.web.api.integrations import known
from koppel.web.api.part import needs, new_part
from koppel.web.reader import the_reader
from koppel.web.site import the_home
from koppel.work.queue import request_run

api = new_part("api_runs", "Runs, history and issues")


@api.post("/integrations/<name>/runs")
@needs("run")
@api.response(202, RunSchema)
def start(name: str) -> Any:
    """Ask for a run; it goes on its way in the background."""
    home = the_home()
    return shapes.run(show_run(home, request_run(home, known(name), trigger="api")), the_reader().language)


@api.get("/integrations/<name>/runs")
@api.response(200, RunSchema(many=True))
def listing(name: str) -> Any:
    """The newest runs."""
    return [shapes.run(view, the_reader().language) for view in latest_runs(the_home(), known(name))]


@api.get("/runs/<int:run_id>")
@api.response(200, RunSchema)
def show(run_id: int) -> Any:
    """One run as it stands."""
    return shapes.run(show_run(the_home(), run_id), the_reader().language)


@api.get("/integrations/<name>/history")
@api.arguments(HistoryQuery, location="query")
@api.response(200, HistorySchema(many=True))
def history(asked: dict[str, Any], name: str) -> Any:
    """The documents, newest first."""
    rows = ledger.history(
        the_home(),
        known(name),
        state=asked.get("state"),
        search=asked.get("search"),
        limit=asked["limit"],
        offset=asked["offset"],
    )
    return [shapes.history_row(row, the_reader().language) for row in rows]


@api.get("/integrations/<name>/history/<path:document>")
@api.response(200, DocumentSchema)
def document(name: str, document: str) -> Any:
    """One document with its booking and every attempt."""
    try:
        view = ledger.document(the_home(), known(name), document)
    except WrongUse:
        abort(404)
    return shapes.document(view, the_reader().language)


@api.post("/integrations/<name>/retry")
@needs("run")
@api.arguments(RetrySchema)
@api.response(202, RetriedSchema)
def try_again(given: dict[str, Any], name: str) -> Any:
    """Have held and failed documents looked at again."""
    home = the_home()
    due = retry(home, known(name), given["documents"])
    run = request_run(home, name, trigger="retry", only=given["documents"]) if due else None
    return {"due": due, "run": run}


@api.get("/issues")
@api.response(200, IssueSchema(many=True))
def issues() -> Any:
    """What is open: the most urgent first, and of these the newest."""
    return [shapes.issue(view, the_reader().language) for view in open_issues(the_home())]
