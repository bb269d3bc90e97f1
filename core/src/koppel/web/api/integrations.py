"""Integrations in the JSON API: coupling, answering, activating, and the preview."""

from __future__ import annotations

from typing import Any

from flask import abort

from koppel.steps.evaluate import to_json
from koppel.sync import bookkeeping_answers, integrations, shapes
from koppel.sync import preview as previews
from koppel.sync.vat_return import vat_return as totals_of
from koppel.web.api.document_schemas import PreviewQuery, PreviewSchema
from koppel.web.api.part import new_part
from koppel.web.api.schemas import (
    AnswersSchema,
    ChoicesSchema,
    IntegrationSchema,
    NewIntegrationSchema,
    StepSchema,
)
from koppel.web.api.vat_schemas import VatReturnQuery, VatReturnSchema
from koppel.web.lookup import integration_numbers
from koppel.web.reader import the_reader
from koppel.web.site import the_home

api = new_part("api_integrations", "Integrations")


@api.get("/integrations")
@api.response(200, IntegrationSchema(many=True))
def listing() -> Any:
    """All integrations, by name."""
    return [_shape(view) for view in integrations.listing(the_home())]


@api.post("/integrations")
@api.arguments(NewIntegrationSchema)
@api.response(201, IntegrationSchema)
def add(given: dict[str, Any]) -> Any:
    """Couple two connections."""
    return _shape(integrations.add(the_home(), given["name"], given["source"], given["target"]))


@api.get("/integrations/<name>")
@api.response(200, IntegrationSchema)
def show(name: str) -> Any:
    """One integration."""
    return _shape(integrations.show(the_home(), known(name)))


@api.delete("/integrations/<name>")
@api.response(204)
def remove(name: str) -> None:
    """Forget it and its history. What was booked stays in the package."""
    integrations.remove(the_home(), known(name))


@api.get("/integrations/<name>/steps")
@api.response(200, StepSchema(many=True))
def steps(name: str) -> Any:
    """The questions in form order, with lists, answers and suggestions."""
    return _steps(integrations.steps(the_home(), known(name)))


@api.patch("/integrations/<name>/steps")
@api.arguments(AnswersSchema)
@api.response(200, StepSchema(many=True))
def answer(given: dict[str, Any], name: str) -> Any:
    """Change answers, all or nothing. A refusal (422) has the errors by step and row."""
    return _steps(
        integrations.set_answers(
            the_home(), known(name), given["answers"], accept_suggestions=given["accept_suggestions"]
        )
    )


@api.get("/integrations/<name>/bookkeeping")
@api.response(200, StepSchema(many=True))
def bookkeeping(name: str) -> Any:
    """The bookkeeping choices, drawn like steps."""
    return _steps(bookkeeping_answers.bookkeeping(the_home(), known(name)))


@api.patch("/integrations/<name>/bookkeeping")
@api.arguments(ChoicesSchema)
@api.response(200, StepSchema(many=True))
def choose(given: dict[str, Any], name: str) -> Any:
    """Change bookkeeping choices, all or nothing. A refusal (422) has the errors by choice and row."""
    return _steps(bookkeeping_answers.set_bookkeeping(the_home(), known(name), given["answers"]))


@api.get("/integrations/<name>/vat-return")
@api.arguments(VatReturnQuery, location="query")
@api.response(200, VatReturnSchema)
def vat_return(asked: dict[str, Any], name: str) -> Any:
    """The totals of what was booked with a date in the period, both days included: per box, OSS country and EU business."""
    return shapes.vat_return(totals_of(the_home(), known(name), begin=asked["begin"], until=asked["until"]))


@api.post("/integrations/<name>/activate")
@api.response(200, IntegrationSchema)
def activate(name: str) -> Any:
    """Let it run by itself."""
    return _shape(integrations.activate(the_home(), known(name)))


@api.post("/integrations/<name>/pause")
@api.response(200, IntegrationSchema)
def pause(name: str) -> Any:
    """Stop it from running by itself."""
    return _shape(integrations.pause(the_home(), known(name)))


@api.get("/integrations/<name>/preview")
@api.arguments(PreviewQuery, location="query")
@api.response(200, PreviewSchema(many=True))
def preview(asked: dict[str, Any], name: str) -> Any:
    """What would be booked. Writes nothing."""
    found = previews.preview(the_home(), known(name), limit=asked["limit"], document=asked.get("document"))
    return [shapes.preview_document(item, the_reader().language) for item in found]


def known(name: str) -> str:
    """The name of an integration that exists; else the answer is 404."""
    return name if name in integration_numbers(the_home()) else abort(404)


def _shape(view: integrations.IntegrationView) -> shapes.Shape:
    return shapes.integration(view, the_reader().language)


def _steps(views: tuple[Any, ...]) -> list[dict[str, object]]:
    return [to_json(view, the_reader().language) for view in views]
