"""Answers in the service's dress: envelopes, pages with their links and meta, and error bodies."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

_JSON = "application/json"
NO_KEY = "Unauthenticated."


class Refusal(Exception):
    """The service says no: a status and a body of `message`, with `errors` per field on 422."""

    def __init__(self, status: int, message: str, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message}
        if errors is not None:
            self.body["errors"] = {name: list(said) for name, said in errors.items()}

    def answer(self) -> Response:
        """As the client gets it."""
        return json_answer(self.body, status=self.status)


def invalid(errors: Mapping[str, str]) -> Refusal:
    """422: what was sent cannot be."""
    return Refusal(422, "The given data was invalid.", {name: [said] for name, said in errors.items()})


def not_found() -> Refusal:
    """404: no such address, no such number, or one of another shop."""
    return Refusal(404, "Not Found")


def json_answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(json.dumps(body), status=status, content_type=_JSON, headers=dict(headers or {}))


def one(body: Any, *, status: int = 200) -> Response:
    """A single object in its envelope."""
    return json_answer({"data": body}, status=status)


def page_of(
    request: Request,
    rows: Sequence[Any],
    show: Callable[[Any], Any],
    *,
    page: int,
    size: int,
    links_keep_filters: bool,
) -> Response:
    """A page of a list; one past the end is empty."""
    last = max(1, -(-len(rows) // size))
    shown = rows[(page - 1) * size : page * size]
    path = f"{request.host_url.rstrip('/')}{request.path}"
    kept = {name: value for name, value in request.args.items() if name != "page"} if links_keep_filters else {}

    def link(number: int) -> str:
        return f"{path}?{urlencode({**kept, 'page': number})}"

    first = (page - 1) * size + 1
    return json_answer(
        {
            "data": [show(row) for row in shown],
            "links": {
                "first": link(1),
                "last": link(last),
                "prev": link(page - 1) if page > 1 else None,
                "next": link(page + 1) if page < last else None,
            },
            "meta": {
                "current_page": page,
                "from": first if shown else None,
                "last_page": last,
                "path": path,
                "per_page": size,
                "to": first + len(shown) - 1 if shown else None,
                "total": len(rows),
            },
        }
    )


def page_instead(title: str, *, status: int = 200) -> Response:
    """A web page where data was expected: a login page, maintenance."""
    body = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Response(body, status=status, content_type="text/html; charset=UTF-8")
