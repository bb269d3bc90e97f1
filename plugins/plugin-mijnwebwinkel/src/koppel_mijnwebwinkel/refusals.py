"""What the service's answers mean: one sentence per case that says what to do.

The vendor documents no error codes for orders; a refusal is recognised by its status, and by an error body that comes with
a good one.
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlsplit

from koppel.api import Answer, AuthFailed, KoppelError, Rejected, Text, Unavailable, WrongUse

MENU: Final = Text(
    en="Settings > Add-ons & Modules > Apps & integrations",
    nl="Instellingen > Add-ons & Modules > Apps & integraties",
)
REFUSED: Final = Text(
    en="Mijnwebwinkel does not accept the token: it is not complete, it was switched off or removed, or its validity has "
    f"ended. Look at it under {MENU.en}, and enter a working token in the connection.",
    nl="Mijnwebwinkel accepteert het token niet: het is niet volledig, het is uitgezet of verwijderd, of de geldigheid is "
    f"voorbij. Bekijk het onder {MENU.nl} en vul bij de koppeling een werkend token in.",
)
PARTNER_REFUSED: Final = Text(
    en="Mijnwebwinkel does not accept the partner token, or it is missing. It is the token that Mijnwebwinkel gave you when "
    "your application was registered, not the one you made in your shop. Enter it in the connection.",
    nl="Mijnwebwinkel accepteert het partnertoken niet, of het ontbreekt. Dat is het token dat u van Mijnwebwinkel kreeg toen "
    "uw toepassing werd aangemeld, niet het token dat u in uw winkel maakte. Vul het in bij de koppeling.",
)
OTHER_PARTNER: Final = Text(
    en="Mijnwebwinkel knows this token, but it was made for another partner. Make a new one under "
    f"{MENU.en} > Add token, choose the partner that your partner token belongs to, and enter it in the connection.",
    nl="Mijnwebwinkel kent dit token, maar het is voor een andere partner gemaakt. Maak een nieuw token onder "
    f"{MENU.nl} > Token toevoegen, kies de partner waar uw partnertoken bij hoort en vul het in bij de koppeling.",
)
NO_RIGHT: Final = Text(
    en="Mijnwebwinkel accepts the tokens but does not let this partner see {what}. Ask Mijnwebwinkel to give your partner "
    "token that right.",
    nl="Mijnwebwinkel accepteert de tokens, maar deze partner mag {what} niet zien. Vraag Mijnwebwinkel uw partnertoken dat "
    "recht te geven.",
)
SENT_ON: Final = Text(
    en="Instead of data, Mijnwebwinkel sends Koppel on to a web page ({location}). If the connection has another address "
    "filled in, empty it or correct it.",
    nl="Mijnwebwinkel stuurt Koppel in plaats van gegevens door naar een webpagina ({location}). Staat er bij de koppeling "
    "een ander adres ingevuld, maak dat dan leeg of verbeter het.",
)
PAGE_INSTEAD: Final = Text(
    en="Mijnwebwinkel answers with a web page instead of data; mostly that is maintenance. Koppel tries again by itself. If "
    "it stays so and the connection has another address filled in, correct that.",
    nl="Mijnwebwinkel antwoordt met een webpagina in plaats van gegevens; meestal is dat onderhoud. Koppel probeert het "
    "vanzelf opnieuw. Blijft het zo en staat er bij de koppeling een ander adres ingevuld, verbeter dat dan.",
)
BROKEN_OFF: Final = Text(
    en="An answer of Mijnwebwinkel is not complete. Koppel tries again by itself.",
    nl="Een antwoord van Mijnwebwinkel is niet volledig. Koppel probeert het vanzelf opnieuw.",
)
SAYS_WRONG: Final = Text(
    en="Mijnwebwinkel reports an error ({message}). Koppel tries again by itself.",
    nl="Mijnwebwinkel meldt een fout ({message}). Koppel probeert het vanzelf opnieuw.",
)
NOT_WHOLE: Final = Text(
    en="Mijnwebwinkel counts more orders than it gives, so some would be missed. Koppel tries again by itself.",
    nl="Mijnwebwinkel telt meer bestellingen dan het geeft, dus er zouden bestellingen worden gemist. Koppel probeert het "
    "vanzelf opnieuw.",
)
NOT_THERE: Final = Text(
    en="Mijnwebwinkel has nothing at {path}. If the connection has another address filled in, empty it or correct it.",
    nl="Bij Mijnwebwinkel is niets te vinden op {path}. Staat er bij de koppeling een ander adres ingevuld, maak dat dan "
    "leeg of verbeter het.",
)
BAD_QUESTION: Final = Text(
    en="Mijnwebwinkel does not understand what Koppel asks ({message}). Look whether there is a newer version of Koppel.",
    nl="Mijnwebwinkel begrijpt niet wat Koppel vraagt ({message}). Kijk of er een nieuwere versie van Koppel is.",
)

ORDERS: Final = Text(en="the orders", nl="de bestellingen")
VAT: Final = Text(en="the VAT settings", nl="de btw-instellingen")
OTHER_THINGS: Final = Text(en="this", nl="dit")

GONE: Final = "not_found"
_SHORT: Final = 4000


def classify(answer: Answer) -> KoppelError | None:
    """The error that an answer stands for; None for a good one, and for limits and outages, which the common table knows."""
    path = urlsplit(answer.url).path
    data: dict[str, Any] = {"service": answer.service, "status": answer.status, "path": path}
    if answer.status < 300:
        return _in_a_good_answer(answer, data)
    if answer.status < 400:
        location = answer.headers.get("location", "?").partition("?")[0]
        return WrongUse(SENT_ON, code="sent_on", location=location, **data)
    return _by_code(answer.status, answer, data)


def _by_code(code: int, answer: Answer, data: dict[str, Any]) -> KoppelError | None:
    if code == 401:
        return AuthFailed(REFUSED, code=code, **data)
    if code == 403:
        return AuthFailed(no_right(_what(data["path"])), code=code, **data)
    if code in {404, 410}:
        return WrongUse(NOT_THERE, code=GONE, **data)
    if code in {400, 405, 422}:
        return Rejected(BAD_QUESTION, fields=_fields(answer), message=said(answer), **data)
    return None


def _in_a_good_answer(answer: Answer, data: dict[str, Any]) -> KoppelError | None:
    """A good status with a page in it, nothing at all, or an error's own body."""
    content = answer.content.lstrip()
    if not content.startswith((b"{", b"[")):
        return Unavailable(PAGE_INSTEAD if content else BROKEN_OFF, code="page" if content else "empty", **data)
    body = _body(answer) if content.startswith(b"{") and len(content) < _SHORT else {}
    code = body.get("code")
    if not isinstance(code, int) or "message" not in body:
        return None
    return _by_code(code, answer, data) or Unavailable(SAYS_WRONG, code=code, message=said(answer), **data)


def no_right(what: Text) -> Text:
    """The sentence for tokens that are good but may not see something."""
    return Text(en=NO_RIGHT.with_data(what=what.en).en, nl=NO_RIGHT.with_data(what=what.nl).nl)


def said(answer: Answer) -> str:
    """What the service says itself: of the newer resources a title and a detail, of the older a message and more."""
    body = _body(answer)
    words = [str(body[name]) for name in ("title", "detail", "message", "description") if body.get(name)]
    return ": ".join(dict.fromkeys(words))[:300] or str(answer.status)


def _what(path: str) -> Text:
    if "/orders" in path:
        return ORDERS
    return VAT if "/tax-policy" in path else OTHER_THINGS


def _fields(answer: Answer) -> dict[str, str]:
    errors = _body(answer).get("errors")
    return {str(name): str(text) for name, text in errors.items()} if isinstance(errors, dict) else {}


def _body(answer: Answer) -> dict[str, Any]:
    """The error's own body; empty for a page."""
    try:
        body = json.loads(answer.text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
