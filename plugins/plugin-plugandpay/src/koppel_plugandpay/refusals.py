"""What the service's answers mean: one sentence per case that says what to do."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlsplit

from koppel.api import Answer, AuthFailed, KoppelError, Rejected, Text, Unavailable, WrongUse

KEY_REFUSED: Final = Text(
    en="Plug&Pay does not accept this API key: it is not complete, it was removed there, or it is the webhook key. Choose "
    '"Add new API key" in Plug&Pay and enter the new key in the connection.',
    nl="Plug&Pay accepteert deze API-sleutel niet: hij is niet volledig, hij is daar verwijderd, of het is de sleutel voor "
    'webhooks. Kies in Plug&Pay "Nieuwe API key toevoegen" en vul de nieuwe sleutel in bij de koppeling.',
)
NO_RIGHTS: Final = Text(
    en="Plug&Pay knows this API key, but its user may not see the orders. Make a key as the owner of the Plug&Pay account.",
    nl="Plug&Pay kent deze API-sleutel, maar de gebruiker ervan mag de bestellingen niet zien. Maak een sleutel als eigenaar "
    "van het Plug&Pay-account.",
)
SENT_ON: Final = Text(
    en="Instead of data, Plug&Pay sends Koppel on to a web page ({location}). If the connection has another address filled "
    "in, empty it or correct it.",
    nl="Plug&Pay stuurt Koppel in plaats van gegevens door naar een webpagina ({location}). Staat er bij de koppeling een "
    "ander adres ingevuld, maak dat dan leeg of verbeter het.",
)
PAGE_INSTEAD: Final = Text(
    en="Plug&Pay answers with a web page instead of data; mostly that is maintenance. Koppel tries again by itself. If it "
    "stays so and the connection has another address filled in, correct that.",
    nl="Plug&Pay antwoordt met een webpagina in plaats van gegevens; meestal is dat onderhoud. Koppel probeert het vanzelf "
    "opnieuw. Blijft het zo en staat er bij de koppeling een ander adres ingevuld, verbeter dat dan.",
)
BROKEN_OFF: Final = Text(
    en="An answer of Plug&Pay is not complete. Koppel tries again by itself.",
    nl="Een antwoord van Plug&Pay is niet volledig. Koppel probeert het vanzelf opnieuw.",
)
WRONG_PAGE: Final = Text(
    en="Plug&Pay gives another part of a list than Koppel asked for, so orders could be missed. Koppel tries again by itself.",
    nl="Plug&Pay geeft een ander deel van een lijst dan Koppel vroeg, dus er zouden bestellingen gemist kunnen worden. "
    "Koppel probeert het vanzelf opnieuw.",
)
NOT_THERE: Final = Text(
    en="Plug&Pay has nothing at {path}. If the connection has another address filled in, empty it or correct it.",
    nl="Bij Plug&Pay is niets te vinden op {path}. Staat er bij de koppeling een ander adres ingevuld, maak dat dan leeg of "
    "verbeter het.",
)
BAD_QUESTION: Final = Text(
    en="Plug&Pay does not understand what Koppel asks ({message}). Look whether there is a newer version of Koppel.",
    nl="Plug&Pay begrijpt niet wat Koppel vraagt ({message}). Kijk of er een nieuwere versie van Koppel is.",
)

GONE: Final = "not_found"
_BEGINS: Final = (b"{", b"[")


def classify(answer: Answer) -> KoppelError | None:
    """The error that an answer stands for; None for a good one, and for limits and outages, which the common table knows."""
    data: dict[str, Any] = {"service": answer.service, "status": answer.status, "path": urlsplit(answer.url).path}
    status = answer.status
    if status < 300:
        return _not_data(answer, data)
    if status < 400:
        location = answer.headers.get("location", "?").partition("?")[0]
        return WrongUse(SENT_ON, code="sent_on", location=location, **data)
    if status == 401:
        return AuthFailed(KEY_REFUSED, **data)
    if status == 403:
        return AuthFailed(NO_RIGHTS, **data)
    if status == 404:
        return WrongUse(NOT_THERE, code=GONE, **data)
    if status in {400, 405, 422}:
        return _bad_question(answer, data)
    return None


def _not_data(answer: Answer, data: dict[str, Any]) -> KoppelError | None:
    """A good status with a page in it. A write that is answered so is left to the client: it may have been done."""
    content = answer.content.lstrip()
    if answer.wrote or content.startswith(_BEGINS):
        return None
    return Unavailable(PAGE_INSTEAD if content else BROKEN_OFF, code="page" if content else "empty", **data)


def _bad_question(answer: Answer, data: dict[str, Any]) -> KoppelError:
    body = _body(answer)
    errors = body.get("errors")
    fields = {str(name): _words(said) for name, said in errors.items()} if isinstance(errors, dict) else {}
    message = "; ".join(f"{name}: {said}" for name, said in fields.items()) or str(body.get("message") or answer.status)
    return Rejected(BAD_QUESTION, fields=fields, message=message[:300], **data)


def _words(said: Any) -> str:
    return " ".join(str(one) for one in said) if isinstance(said, list) else str(said)


def _body(answer: Answer) -> dict[str, Any]:
    """The error's own body; empty for a page."""
    try:
        body = json.loads(answer.text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
