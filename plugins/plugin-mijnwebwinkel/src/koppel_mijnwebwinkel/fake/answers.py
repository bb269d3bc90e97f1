"""Answers in the vendor's dress: bare lists and objects, and its two kinds of error bodies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from werkzeug.wrappers import Request, Response

PROBLEM_TYPE: Final = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html"
_JSON: Final = "application/json"


class Refusal(Exception):
    """The service says no: a status and the body that goes with it."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = dict(body)
        self.headers = dict(headers or {})

    def answer(self) -> Response:
        """As the client gets it."""
        return json_answer(self.body, status=self.status, headers=self.headers)


def refusal(status: int, message: str, description: str, headers: Mapping[str, str] | None = None) -> Refusal:
    """The error body of the older resources."""
    return Refusal(status, {"code": status, "message": message, "description": description}, headers)


def problem(status: int, title: str, detail: str, errors: Mapping[str, str] | None = None) -> Refusal:
    """The error body of the newer resources, with the complaints per field on 422."""
    body: dict[str, Any] = {"type": PROBLEM_TYPE, "title": title, "detail": detail, "status": status}
    return Refusal(status, body | ({"errors": dict(errors)} if errors else {}))


def bad_request(description: str) -> Refusal:
    """400: what was asked makes no sense."""
    return refusal(400, "Bad request", description)


def not_found(what: str = "Order") -> Refusal:
    """404: nothing there by that name."""
    return refusal(404, "Not found", f"{what} does not exist")


def json_answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer; decimals in it are bare numbers."""
    text = json.dumps(body, default=_number)
    return Response(text, status=status, content_type=_JSON, headers=dict(headers or {}))


def body_of(request: Request) -> dict[str, Any]:
    """What was sent, which must be a JSON object."""
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise bad_request("The body is not JSON") from error
    if not isinstance(body, dict):
        raise bad_request("The body is not an object")
    return body


def page_instead(title: str, *, status: int = 200) -> Response:
    """A web page where data was expected: a login page, maintenance, a proxy in between."""
    body = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Response(body, status=status, content_type="text/html; charset=UTF-8")


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
