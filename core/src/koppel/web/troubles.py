"""When something is wrong: a page, or JSON for the API, with a sentence that says what to do and nothing else."""

from __future__ import annotations

import secrets
from typing import Final

import structlog
from flask import Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from koppel.errors import (
    AuthFailed,
    DatabaseProblem,
    KoppelError,
    RateLimited,
    Rejected,
    SettingsProblem,
    Unavailable,
    UnknownOutcome,
    WrongUse,
)
from koppel.store.problems import problem_of
from koppel.sync import shapes
from koppel.text import Text
from koppel.web.api.messages import said
from koppel.web.proxy_login import UnknownPerson
from koppel.web.reader import the_reader
from koppel.web.tokens import NotAllowed

log = structlog.get_logger(__name__)

_STATUS: Final[dict[type[KoppelError], int]] = {
    NotAllowed: 403,
    UnknownPerson: 403,
    AuthFailed: 502,
    RateLimited: 503,
    Unavailable: 502,
    UnknownOutcome: 502,
    Rejected: 422,
    SettingsProblem: 422,
    WrongUse: 422,
    DatabaseProblem: 503,
}
_SENTENCES: Final[dict[int, Text]] = {
    400: Text(en="This request cannot be understood.", nl="Dit verzoek is niet te begrijpen."),
    401: Text(
        en="Send an API token: Authorization: Bearer and the token. Tokens are made on the account page.",
        nl="Stuur een API-token mee: Authorization: Bearer en het token. Tokens maakt u op de accountpagina.",
    ),
    403: Text(en="This is not for you.", nl="Dit is niet voor u."),
    404: Text(
        en="There is nothing at this address. It may have been removed.",
        nl="Op dit adres is niets te vinden. Misschien is het verwijderd.",
    ),
    405: Text(en="That cannot be done at this address.", nl="Dat kan niet op dit adres."),
    413: Text(en="This is too much at once.", nl="Dit is te veel ineens."),
    422: Text(en="Something in it is not right.", nl="Er klopt iets niet."),
    429: Text(
        en="Too many attempts. Wait a quarter of an hour and try again.",
        nl="Te veel pogingen. Wacht een kwartier en probeer het opnieuw.",
    ),
    500: Text(
        en="Something went wrong in Koppel itself; it is not your fault. Look for {mark} in the log.",
        nl="Er ging iets mis in Koppel zelf; het ligt niet aan u. Zoek {mark} op in het logboek.",
    ),
}
_EXPIRED = Text(
    en="This page was open for too long, or cookies are off. Nothing was changed. Go back, reload the page and try again.",
    nl="Deze pagina stond te lang open, of cookies staan uit. Er is niets gewijzigd. Ga terug, laad de pagina opnieuw en "
    "probeer het nog eens.",
)
_HOST = (
    "Koppel does not answer for the host {host}. Start it with KOPPEL_ALLOWED_HOSTS={host}, or open it by the address "
    "it was started with.\n\nKoppel antwoordt niet voor de host {host}. Start het met KOPPEL_ALLOWED_HOSTS={host}, of "
    "open het met het adres waarmee het is gestart.\n"
)


def answer(app: Flask) -> None:
    """Register what becomes of errors."""
    app.register_error_handler(KoppelError, _told)
    app.register_error_handler(NoResultFound, lambda _: _shown(404, _SENTENCES[404]))
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(CSRFError, lambda _: _shown(400, _EXPIRED))
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _bug)


def status_of(error: KoppelError) -> int:
    """The HTTP status that fits an error."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def unknown_host() -> Response:
    """Plain text in both languages: nothing can be looked up, linked or set for a host that is not ours."""
    asked = request.environ.get("HTTP_HOST", "?")[:100]
    host = "".join(sign for sign in asked.partition(":")[0] if sign.isalnum() or sign in ".-_")
    return Response(_HOST.format(host=host or "?"), status=400, mimetype="text/plain")


def for_api() -> bool:
    """Whether the request was one of the JSON API."""
    return request.path.startswith("/api/")


def _told(error: KoppelError) -> Response:
    status = status_of(error)
    if status >= 500:
        log.warning("told the person", error=type(error).__name__, sentence=error.sentence.en, path=request.path)
    if for_api():
        return _json(status, shapes.error(error, the_reader().language))
    return _shown(status, error.sentence)


def _database(error: SQLAlchemyError) -> Response:
    """A full disk, a locked file: the page says so. When not even the page can be made without the database, plain text in
    both languages does. Anything else that a database says is a mistake of ours."""
    problem = problem_of(error)
    if problem is None:
        if current_app.testing:
            raise error
        return _bug(error)
    try:
        return _told(problem)
    except SQLAlchemyError:
        said = f"{problem.sentence.en}\n\n{problem.sentence.nl}\n"
        return Response(said, status_of(problem), mimetype="text/plain")


def _http(error: HTTPException) -> Response:
    """Redirects pass. Words of a library are never shown: they are English and may tell too much."""
    status = error.code or 500
    if status < 400:
        return Response(error.get_response().get_data(), status, headers=error.get_response().headers)
    if status == 401 and not for_api():
        return redirect(url_for("login.form"))
    sentence = _SENTENCES.get(status, _SENTENCES[400 if status < 500 else 500]).with_data(mark="-")
    if for_api():
        data = getattr(error, "data", None) or {}
        found = {"errors": said(data["messages"], the_reader().language)} if "messages" in data else {}
        return _json(status, {"kind": error.name.replace(" ", ""), "error": the_reader().text(sentence), **found})
    return _shown(status, sentence)


def _bug(error: Exception) -> Response:
    """The boundary of a page. The mark ties what the person reports to the line in the log."""
    mark = secrets.token_hex(4)
    log.error("page failed", path=request.path, mark=mark, exc_info=error)
    sentence = _SENTENCES[500].with_data(mark=mark)
    if for_api():
        return _json(500, {"kind": "Bug", "error": the_reader().text(sentence)})
    return _shown(500, sentence)


def _json(status: int, shown: dict[str, object]) -> Response:
    response = jsonify(shown)
    response.status_code = status
    return response


def _shown(status: int, sentence: Text) -> Response:
    if for_api():
        return _json(status, {"kind": "Error", "error": the_reader().text(sentence)})
    return Response(render_template("trouble.html", status=status, sentence=sentence), status, mimetype="text/html")
