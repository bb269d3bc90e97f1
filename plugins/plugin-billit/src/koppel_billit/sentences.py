"""What Billit's error codes mean, with what to do about each. Descriptions are in the user's language; codes are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from koppel.api import Text

KEY_USED: Final = "key_used"
ALREADY_SENT: Final = "already_sent"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A reason for scripts, a sentence for the person, and the step that solves it."""

    reason: str
    sentence: Text
    step: str | None = None


_VAT_NUMBER = Text(
    en="The buyer's VAT number is wrong. Correct it in the shop.",
    nl="Het btw-nummer van de koper klopt niet. Verbeter het in de winkel.",
)

MEANINGS: Final[Mapping[str, Meaning]] = {
    "idempotent token already exists": Meaning(
        KEY_USED,
        Text(
            en="Billit says that this was already done.",
            nl="Billit meldt dat dit al is gedaan.",
        ),
    ),
    "invalidvatpercentagefortaxcountry_0_": Meaning(
        "vat_rate",
        Text(
            en="Billit does not know this VAT rate in the country of your company. Check the VAT of the order.",
            nl="Billit kent dit btw-tarief niet in het land van uw bedrijf. Controleer de btw van de bestelling.",
        ),
    ),
    "companynameorcontactnameisrequired": Meaning(
        "customer_name",
        Text(
            en="The buyer has no name. Fill it in in the shop.",
            nl="De koper heeft geen naam. Vul die in de winkel in.",
        ),
    ),
    "_0_isnovalidbevat": Meaning("vat_number", _VAT_NUMBER),
    "yourvatisnotvalid": Meaning("vat_number", _VAT_NUMBER),
    "thecustomerisnotactiveonpeppol": Meaning(
        "not_on_peppol",
        Text(
            en="The buyer cannot receive by Peppol. Choose another way of sending, or send it from Billit.",
            nl="De koper kan niet via Peppol ontvangen. Kies een andere manier van versturen of verstuur het vanuit Billit.",
        ),
        "send_by",
    ),
    "thecustomerdoesnotsupportpeppolfortype_0": Meaning(
        "not_on_peppol",
        Text(
            en="The buyer does not take this kind of document by Peppol, or your own company number differs from your Peppol "
            "registration.",
            nl="De koper neemt dit soort document niet via Peppol aan, of uw eigen ondernemingsnummer wijkt af van uw "
            "Peppol-registratie.",
        ),
        "send_by",
    ),
    "thecustomer_0_doesnothaveavalidemailaddress": Meaning(
        "no_email",
        Text(
            en="The customer has no valid e-mail address in Billit. Fill it in there and send the invoice.",
            nl="De klant heeft geen geldig e-mailadres in Billit. Vul het daar in en verstuur de factuur.",
        ),
    ),
    "pleasesupplyavalidponumberinthefieldyourreference": Meaning(
        "order_number_needed",
        Text(
            en="This buyer wants a purchase order number on the invoice. Fill it in in Billit and send it there.",
            nl="Deze koper wil een inkoopordernummer op de factuur. Vul het in Billit in en verstuur de factuur daar.",
        ),
    ),
    "this_0_wasalreadysentlessthen_1_minutesagoto_2_orisstillinthequeue": Meaning(
        ALREADY_SENT,
        Text(
            en="It was sent a moment ago.",
            nl="Het is zojuist al verstuurd.",
        ),
    ),
}
"""By code in lower case. The odd spellings are Billit's own."""

TOKEN_CODES: Final[Mapping[str, Text]] = {
    "apikeynotvalid": Text(
        en="Billit does not know this API key. Copy it again from your profile in Billit; keys of the test environment only "
        "work there.",
        nl="Billit kent deze API-sleutel niet. Kopieer hem opnieuw uit uw profiel in Billit; sleutels van de testomgeving "
        "werken alleen daar.",
    ),
    "invalidaccesstoken": Text(
        en="Billit no longer accepts this login. Log in again.",
        nl="Billit accepteert deze inlog niet meer. Log opnieuw in.",
    ),
    "accesstokenexpired": Text(
        en="The login at Billit has expired. Log in again.",
        nl="De inlog bij Billit is verlopen. Log opnieuw in.",
    ),
    "accesstokenrevoked": Text(
        en="Access was withdrawn in Billit. Log in again and approve the company.",
        nl="De toegang is in Billit ingetrokken. Log opnieuw in en keur het bedrijf goed.",
    ),
}
NO_ACCESS: Final = Text(
    en="Billit knows the login but gives no access to this company, or not the right to do this. Give the user more rights in "
    "Billit, or log in again and tick the company.",
    nl="Billit kent de inlog maar geeft geen toegang tot dit bedrijf, of niet het recht om dit te doen. Geef de gebruiker meer "
    "rechten in Billit, of log opnieuw in en vink het bedrijf aan.",
)
REFUSED: Final = Text(
    en="Billit refuses this: {advice} (“{message}”)",
    nl="Billit weigert dit: {advice} (“{message}”)",
)
UNKNOWN: Final = Text(
    en="Billit refuses this and says: “{message}”",
    nl="Billit weigert dit en meldt: “{message}”",
)
