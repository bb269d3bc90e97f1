"""What the shop's answers mean: one sentence per case that says what to do.

WooCommerce's `code` decides, never its message: messages follow the site's language. The one exception only sharpens a
sentence that is right without it.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

from koppel.api import Answer, AuthFailed, KoppelError, Rejected, Text, Unavailable, WrongUse

API_PATH: Final = "/wp-json"

MOVED = Text(
    en="The shop sends Koppel on to {home}. Enter that address in the connection.",
    nl="De winkel stuurt Koppel door naar {home}. Vul dat adres in bij de koppeling.",
)
PLAIN_PERMALINKS = Text(
    en="The shop's permalinks are set to Plain, so its data cannot be reached. In WordPress go to Settings > Permalinks, "
    "choose Post name and save.",
    nl="De permalinks van de winkel staan op Eenvoudig, dus de gegevens zijn niet bereikbaar. Ga in WordPress naar "
    "Instellingen > Permalinks, kies Berichtnaam en sla op.",
)
PAGE_INSTEAD = Text(
    en="The shop answers with a web page instead of data. Check the address. In WordPress, Settings > Permalinks may not be "
    "Plain, and no login, maintenance or protection page may stand in front of /wp-json/.",
    nl="De winkel antwoordt met een webpagina in plaats van gegevens. Controleer het adres. In WordPress mag Instellingen > "
    "Permalinks niet op Eenvoudig staan, en er mag geen inlog-, onderhouds- of beveiligingspagina voor /wp-json/ staan.",
)
NO_API = Text(
    en="There is no WordPress at this address, or its permalinks are set to Plain. Check the address of the shop, and choose "
    "Post name at Settings > Permalinks in WordPress.",
    nl="Op dit adres is geen WordPress, of de permalinks staan op Eenvoudig. Controleer het adres van de winkel, en kies "
    "Berichtnaam bij Instellingen > Permalinks in WordPress.",
)
NO_WOOCOMMERCE = Text(
    en="WordPress answers, but WooCommerce does not. Activate WooCommerce under Plugins in WordPress, or enter the address "
    "of the shop itself.",
    nl="WordPress antwoordt, maar WooCommerce niet. Activeer WooCommerce bij Plugins in WordPress, of vul het adres van de "
    "winkel zelf in.",
)
KEY_UNKNOWN = Text(
    en="The shop does not know this key. Copy the consumer key and the consumer secret again, or make a new key with the "
    "permission Read at WooCommerce > Settings > Advanced > REST API.",
    nl="De winkel kent deze sleutel niet. Kopieer de consumer key en de consumer secret opnieuw, of maak een nieuwe sleutel "
    "met rechten Lezen bij WooCommerce > Instellingen > Geavanceerd > REST API.",
)
KEY_REFUSED = Text(
    en="The shop refuses this key: the consumer secret does not belong to it, or it may only write. Make a new key with the "
    "permission Read at WooCommerce > Settings > Advanced > REST API.",
    nl="De winkel weigert deze sleutel: de consumer secret hoort er niet bij, of de sleutel mag alleen schrijven. Maak een "
    "nieuwe sleutel met rechten Lezen bij WooCommerce > Instellingen > Geavanceerd > REST API.",
)
KEY_ONLY_WRITES = Text(
    en="This key may only write. Give it the permission Read or Read/Write at WooCommerce > Settings > Advanced > "
    "REST API.",
    nl="Deze sleutel mag alleen schrijven. Geef hem de rechten Lezen of Lezen/Schrijven bij WooCommerce > Instellingen > "
    "Geavanceerd > REST API.",
)
NO_RIGHTS = Text(
    en="The key works, but its user may not see the orders and settings. Make a key for a user who is shop manager or "
    "administrator.",
    nl="De sleutel werkt, maar de gebruiker ervan mag de bestellingen en instellingen niet zien. Maak een sleutel voor een "
    "gebruiker die winkelmanager of beheerder is.",
)
GUARDED = Text(
    en="A protection of the shop refuses Koppel ({code}). Allow the address /wp-json/ in the security plugin of WordPress, or "
    "ask the hosting company.",
    nl="Een beveiliging van de winkel weigert Koppel ({code}). Sta het adres /wp-json/ toe in de beveiligingsplug-in van "
    "WordPress, of vraag het de hostingpartij.",
)
TROUBLE = Text(
    en="The shop has a fault (status {status}). Open it in a browser to see whether it works; Koppel tries again by itself.",
    nl="De winkel heeft een storing (status {status}). Open haar in een browser om te zien of zij werkt; Koppel probeert het "
    "vanzelf opnieuw.",
)
EMPTY = Text(
    en="The shop sent an empty answer, which mostly means that its server ran out of memory. Koppel tries again by itself.",
    nl="De winkel stuurde een leeg antwoord; meestal heeft de server dan te weinig geheugen. Koppel probeert het vanzelf "
    "opnieuw.",
)
TEXT_BEFORE_DATA = Text(
    en="A plugin or theme of the shop puts text in front of the data. Switch off the display of PHP messages "
    "(WP_DEBUG_DISPLAY) or update that plugin. The text begins with: {begins}",
    nl="Een plug-in of thema van de winkel zet tekst voor de gegevens. Zet het tonen van PHP-meldingen uit "
    "(WP_DEBUG_DISPLAY) of werk die plug-in bij. De tekst begint met: {begins}",
)
GONE = Text(
    en="WooCommerce has no such order any more ({code}).",
    nl="WooCommerce heeft deze bestelling niet meer ({code}).",
)
BAD_QUESTION = Text(
    en="This WooCommerce does not understand what Koppel asks ({message}). Update WooCommerce.",
    nl="Deze WooCommerce begrijpt niet wat Koppel vraagt ({message}). Werk WooCommerce bij.",
)
FILE_REFUSED = Text(
    en="The shop refuses to hand out the PDF of an invoice (status {status}). Allow /wp-admin/admin-ajax.php in the security "
    "of the shop.",
    nl="De winkel weigert de pdf van een factuur af te geven (status {status}). Sta /wp-admin/admin-ajax.php toe in de "
    "beveiliging van de winkel.",
)

_BEGINS: Final = (b"{", b"[")
_BOM: Final = b"\xef\xbb\xbf"


def classify(answer: Answer) -> KoppelError | None:
    """The error that an answer stands for; None for a good one, and for limits, which the common table knows."""
    data: dict[str, Any] = {"service": answer.service, "status": answer.status, "path": urlsplit(answer.url).path}
    if API_PATH not in data["path"]:
        return _outside(answer, data)
    if answer.status < 300:
        return _not_data(answer, data)
    if answer.status < 400:
        return _sent_on(answer, data)
    if answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers):
        return None
    body = _body(answer)
    data["code"] = str(body.get("code") or f"HTTP {answer.status}")
    if answer.status >= 500 or answer.status == 408:
        return Unavailable(TROUBLE, **data)
    if answer.status in {401, 403}:
        return _refused(answer, body, data)
    if answer.status in {404, 410}:
        return WrongUse(_missing(data["code"]), **data)
    return _bad_question(body, data)


def _outside(answer: Answer, data: dict[str, Any]) -> KoppelError | None:
    """The link to an invoice's PDF: a refusal there says nothing about the key."""
    if 300 <= answer.status < 500 and answer.status not in {408, 429}:
        return Rejected(FILE_REFUSED, **data)
    return None


def _not_data(answer: Answer, data: dict[str, Any]) -> KoppelError | None:
    """A good status with something else than data in it: a page, nothing, or data behind a plugin's own words."""
    content = answer.content.removeprefix(_BOM).lstrip()
    if content.startswith(_BEGINS):
        return None
    if not content:
        return Unavailable(EMPTY, code="empty", **data)
    begins = answer.text[:200].strip()
    if "html" in answer.headers.get("content-type", "") or begins[:9].lower() in {"<!doctype", "<html>"}:
        return WrongUse(PAGE_INSTEAD, code="page", begins=begins, **data)
    # What a plugin printed is quoted, the orders behind it are not.
    printed = re.split(r"\[?{\"", begins, maxsplit=1)[0]
    return Unavailable(TEXT_BEFORE_DATA, code="text_before_data", begins=printed[:120].strip(), **data)


def _sent_on(answer: Answer, data: dict[str, Any]) -> KoppelError:
    """A redirect. Only scheme and host of the new address are shown: its query may hold the keys."""
    target, asked = urlsplit(answer.headers.get("location", "")), urlsplit(answer.url)
    same_place = target.netloc in {"", asked.netloc} and target.scheme in {"", asked.scheme}
    if same_place and target.path.rstrip("/") == asked.path.rstrip("/"):
        return WrongUse(PLAIN_PERMALINKS, code="plain_permalinks", **data)
    if same_place:
        return WrongUse(PAGE_INSTEAD, code="page", **data)
    folder = target.path.partition(API_PATH)[0] if API_PATH in target.path else ""
    return WrongUse(MOVED, code="moved", home=f"{target.scheme}://{target.netloc}{folder}", **data)


def _refused(answer: Answer, body: dict[str, Any], data: dict[str, Any]) -> KoppelError:
    code = str(data["code"])
    if not body:
        # Hosting companies answer 403 to who calls too often: that passes, so it is no matter of the key.
        return Unavailable(GUARDED, **data) if answer.status == 403 else AuthFailed(GUARDED, **data)
    if code.startswith("woocommerce_rest_authentication"):
        told = "read permissions" in str(body.get("message"))
        return AuthFailed(KEY_ONLY_WRITES if told else KEY_REFUSED, **data)
    if code.startswith("woocommerce_rest_cannot"):
        return AuthFailed(KEY_UNKNOWN if answer.status == 401 else NO_RIGHTS, **data)
    return AuthFailed(GUARDED, **data)


def _missing(code: str) -> Text:
    if code == "rest_no_route":
        return NO_WOOCOMMERCE
    return GONE if code.startswith("woocommerce_") else NO_API


def _bad_question(body: dict[str, Any], data: dict[str, Any]) -> KoppelError:
    details = body.get("data")
    params = details.get("params") if isinstance(details, dict) else None
    fields = {str(name): str(text) for name, text in params.items()} if isinstance(params, dict) else {}
    return Rejected(BAD_QUESTION, fields=fields, message=", ".join(fields) or data["code"], **data)


def _body(answer: Answer) -> dict[str, Any]:
    """The error's own body; empty for a page."""
    try:
        body = json.loads(answer.text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
