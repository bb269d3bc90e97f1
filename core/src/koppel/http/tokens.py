"""The requests that are no API calls: trading a code or a refresh token for tokens (RFC 6749, sections 4.1.3 and 6), and
a lasting token for a session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx

from koppel.errors import Unavailable, UnknownOutcome
from koppel.http.answer import Answer

_TIMEOUT_S = 30.0


def request_tokens(
    service: str,
    url: str,
    form: Mapping[str, str],
    *,
    basic: tuple[str, str] | None = None,
    as_json: bool = False,
    transport: httpx.BaseTransport | None = None,
) -> Answer:
    """Post the form, or the same as JSON. Raises Unavailable when nothing can have arrived, UnknownOutcome when the
    answer was lost.

    The difference matters: a refresh token can be spent once, so after a lost answer it may be gone.
    """
    auth = basic or httpx.USE_CLIENT_DEFAULT
    if as_json:
        return _post(service, url, transport, lambda client: client.post(url, json=dict(form), auth=auth))
    return _post(service, url, transport, lambda client: client.post(url, data=dict(form), auth=auth))


def request_session(
    service: str, url: str, body: Mapping[str, str], *, transport: httpx.BaseTransport | None = None
) -> Answer:
    """Post the JSON. Raises Unavailable for a lost answer too: a lasting token can be traded again."""
    try:
        return _post(service, url, transport, lambda client: client.post(url, json=dict(body)))
    except UnknownOutcome as error:
        raise Unavailable(service=service, error=error.data.get("error")) from error


def _post(
    service: str,
    url: str,
    transport: httpx.BaseTransport | None,
    send: Callable[[httpx.Client], httpx.Response],
) -> Answer:
    headers = {"Accept": "application/json", "User-Agent": "Koppel"}
    try:
        with httpx.Client(transport=transport, timeout=_TIMEOUT_S, follow_redirects=False, headers=headers) as client:
            response = send(client)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        raise Unavailable(service=service, error=type(error).__name__) from error
    except httpx.HTTPError as error:
        raise UnknownOutcome(service=service, error=type(error).__name__) from error
    return Answer(
        service=service,
        method="POST",
        url=url,
        status=response.status_code,
        headers={name.lower(): value for name, value in response.headers.items()},
        content=response.content,
    )
