"""Answers in the shop's dress: error bodies, the headers WordPress adds to each REST answer, and HTML pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

_JSON = "application/json; charset=UTF-8"
_HTML = "text/html; charset=UTF-8"
NOT_KEPT = {
    "Expires": "Wed, 11 Jan 1984 05:00:00 GMT",
    "Cache-Control": "no-cache, must-revalidate, max-age=0, no-store, private",
}


class Refusal(Exception):
    """The shop says no: an HTTP status with WordPress' error body.

    `data` replaces the usual `{"status": ...}`; some errors carry a bare number there.
    """

    def __init__(
        self, status: int, code: str, message: str, *, data: Any = None, allow: str = "", identified: bool = True
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.data = {"status": status} if data is None else data
        self.allow = allow
        self.identified = identified

    def answer(self) -> Response:
        """The error as the client sees it."""
        headers = {"Allow": self.allow} if self.allow else {}
        return json_answer(
            {"code": self.code, "message": self.message, "data": self.data}, status=self.status, headers=headers
        )


def no_route() -> Refusal:
    """A wrong address, a wrong method and a shop without WooCommerce all look like this."""
    return Refusal(404, "rest_no_route", "No route was found matching the URL and request method.")


def json_answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer, non-ASCII escaped as PHP does."""
    return Response(json.dumps(body), status=status, content_type=_JSON, headers=dict(headers or {}))


def html_answer(body: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page instead of data."""
    return Response(body, status=status, content_type=_HTML, headers=dict(headers or {}))


def dress(response: Response, *, link: str, identified: bool) -> Response:
    """Add what WordPress puts on every REST answer; a paging Link replaces the link to the root."""
    response.headers.setdefault("Link", f'<{link}>; rel="https://api.w.org/"')
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Access-Control-Expose-Headers"] = "X-WP-Total, X-WP-TotalPages, Link"
    response.headers["Access-Control-Allow-Headers"] = (
        "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type"
    )
    if identified:
        response.headers.update(NOT_KEPT)
    else:
        response.headers["Vary"] = "Origin"
    return response


def page(title: str, text: str, *, link: str) -> Response:
    """A page of the site itself, with the pointer to the REST root that WordPress puts on each."""
    body = f'<!DOCTYPE html>\n<html lang="nl-NL">\n<head><title>{title}</title></head>\n<body><p>{text}</p></body>\n</html>\n'
    return html_answer(body, headers={"Link": f'<{link}>; rel="https://api.w.org/"', **NOT_KEPT})
