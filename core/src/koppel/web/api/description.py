"""What the description of the API says besides paths and schemas: the scope each call needs, and how it can be refused."""

from __future__ import annotations

from typing import Any, Final

from apispec import BasePlugin
from flask import Flask, current_app
from marshmallow import Schema, fields
from werkzeug.routing import Rule

from koppel.web.api.part import scope_of

_EXTENSION: Final = "koppel_api"
_JSON: Final = "application/json"
REFUSALS: Final = {
    400: "The request cannot be understood",
    401: "No token, or one that does not count",
    403: "The token does not allow this",
    404: "There is nothing at this address",
    413: "Too much at once",
    422: "Something in it is not right",
    429: "Too many calls",
    502: "A service does not answer or refuses the login",
    503: "A service allows no more calls for now",
}


class ErrorSchema(Schema):
    """What went wrong. `error` is a sentence in the language of the call; the rest depends on the kind."""

    kind = fields.String(required=True)
    error = fields.String(required=True)
    step = fields.String(allow_none=True)
    row = fields.String(allow_none=True)
    until = fields.String()
    errors = fields.Dict(keys=fields.String())
    fields_ = fields.Dict(keys=fields.String(), values=fields.String(), data_key="fields", attribute="fields")


class Completion(BasePlugin):
    """Gives every operation its scope and its refusals, also those that somebody adds and thinks nothing of."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def operation_helper(self, path: str | None = None, operations: dict[Any, Any] | None = None, **more: Any) -> None:
        """Called by apispec for each path, after the schemas have been put in."""
        del path
        rule: Rule = more["rule"]
        view = self._app.view_functions[rule.endpoint]
        for method, operation in (operations or {}).items():
            operation["operationId"] = rule.endpoint.removeprefix("api_").replace(".", "_")
            operation["security"] = [{"token": [scope_of(view, method.upper())]}]
            answers = operation.setdefault("responses", {})
            answers.pop("default", None)
            for status, description in REFUSALS.items():
                if status != 404 or rule.arguments:
                    answers[str(status)] = _refusal(description)


def keep_description(app: Flask, api: Any) -> None:
    """Remember where the description is made."""
    app.extensions[_EXTENSION] = api


def description() -> dict[str, Any]:
    """The OpenAPI document of the app that is answering."""
    found: dict[str, Any] = current_app.extensions[_EXTENSION].spec.to_dict()
    return found


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}}
