"""Where services say that something changed. Nobody logs in here; the address itself, and a signature, are the proof.

The answer comes at once: the call is counted, a run is put on record, and everything else happens elsewhere.
"""

from __future__ import annotations

from typing import Final

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from koppel.connections import webhooks
from koppel.connections.webhooks import Proof
from koppel.sync import hints
from koppel.web.protection import csrf, limiter
from koppel.web.site import the_home

log = structlog.get_logger(__name__)

pages = Blueprint("hooks", __name__)
csrf.exempt(pages)

_MOST_BYTES: Final = 1_000_000
_LONGEST_TOKEN: Final = 100
_ANSWERS: Final = {
    Proof.HINT: (200, "ok"),
    Proof.PING: (200, "ok"),
    Proof.UNKNOWN: (404, "unknown address"),
    Proof.REFUSED: (401, "wrong signature"),
}


def _was_wrong(response: Response) -> bool:
    """Guesses are counted by themselves: a shop with many orders must not be stopped by them, nor they by nothing."""
    return response.status_code in (401, 404)


@pages.post(f"{webhooks.PATH}/<token>")
@limiter.limit("1200 per minute")
@limiter.limit("60 per minute", deduct_when=_was_wrong)
def receive(token: str) -> Response:
    """One call. A service that is told anything but yes tries again or gives up, so every proven call gets its yes."""
    request.max_content_length = _MOST_BYTES
    try:
        body = request.get_data(cache=False, parse_form_data=False)
    except RequestEntityTooLarge:
        return _plain(413, "too much")
    home = the_home()
    called = webhooks.judge(home, token[:_LONGEST_TOKEN], dict(request.headers), request.content_type or "", body)
    if called.connection_id is not None:
        now = home.now()
        with home.writing() as session:
            webhooks.count(session, called, now)
            runs = hints.ask(session, called.connection_id, now) if called.proof is Proof.HINT else []
        log.info("webhook", proof=str(called.proof), connection=called.connection_id, runs=runs)
    return _plain(*_ANSWERS[called.proof])


def _plain(status: int, said: str) -> Response:
    """For a machine; what it says of the reason is for whoever looks at the service's own log."""
    return Response(f"{said}\n", status, mimetype="text/plain")
