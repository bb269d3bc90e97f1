"""The service's error codes, and what a shop owner can do about each.

Decided on the code, never on the text: texts change. The service's own text is always shown besides ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from koppel.api import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code means: a reason for scripts, the step that solves it, and a sentence."""

    reason: str
    sentence: Text
    step: str | None = None


def _for(codes: str, reason: str, en: str, nl: str, step: str | None = None) -> dict[str, Meaning]:
    return dict.fromkeys(codes.split(), Meaning(reason=reason, sentence=Text(en=en, nl=nl), step=step))


MEANINGS: Final[Mapping[str, Meaning]] = {
    **_for(
        "MUT_005 SECURITY_007 SECURITY_008 FACT_VERWERK_001",
        "period_closed",
        "The period of this booking is closed. Open it in e-Boekhouden.nl and try again; Koppel never changes a date.",
        "De periode van deze boeking is afgesloten. Open die in e-Boekhouden.nl en probeer het opnieuw; Koppel verandert "
        "nooit een datum.",
    ),
    **_for(
        "MUT_021 MUT_022 FACT_013",
        "date_out_of_range",
        "The date lies before the opening balance of this administration, or outside the years that it has. Choose a later "
        "day to book from.",
        "De datum ligt vóór de beginbalans van deze administratie, of buiten de jaren die zij heeft. Kies een latere dag om "
        "vanaf te boeken.",
        "export_from",
    ),
    **_for(
        "MUT_019 MUT_020 FACT_101",
        "number_in_use",
        "This number stands in e-Boekhouden.nl already.",
        "Dit nummer staat al in e-Boekhouden.nl.",
        "number_source",
    ),
    **_for(
        "MUTA_008 FACT_VERWERK_004",
        "number_in_use",
        "A booking with this payment reference stands in e-Boekhouden.nl already.",
        "Er staat al een boeking met dit betalingskenmerk in e-Boekhouden.nl.",
        "number_source",
    ),
    **_for(
        "FACT_006 FACT_007 FACT_008 FACT_009 MUT_018",
        "number_refused",
        "The number is not one that e-Boekhouden.nl takes. Choose the other number in the settings.",
        "Het nummer is er geen dat e-Boekhouden.nl aanneemt. Kies in de instellingen het andere nummer.",
        "number_source",
    ),
    **_for(
        "MUTA_001 MUT_007 MUT_008 MUT_009 MUT_011",
        "debtor_ledger_refused",
        "The debtor ledger account does not exist any more, or is no debtor account. Choose another one.",
        "De grootboekrekening debiteuren bestaat niet meer of is geen debiteurenrekening. Kies een andere.",
        "debtor_ledger",
    ),
    **_for(
        "MUTA_004 MUT_104 MUT_105 MUT_106 FACT_ITEM_007 FACT_ITEM_012",
        "ledger_refused",
        "A ledger account of this booking does not exist any more, or takes no sales. Choose others in the settings.",
        "Een grootboekrekening van deze boeking bestaat niet meer of neemt geen verkopen aan. Kies andere in de "
        "instellingen.",
        "counter_account",
    ),
    **_for(
        "MUT_109 MUT_110 MUT_111 FACT_ITEM_006 FACT_ITEM_014",
        "vat_code_refused",
        "e-Boekhouden.nl does not take this VAT code: it is not for sales, or not for the country of your administration.",
        "e-Boekhouden.nl neemt deze btw-code niet aan: die is niet voor verkopen, of niet voor het land van uw "
        "administratie.",
        "vat_mapping",
    ),
    **_for(
        "FACT_018",
        "template_missing",
        "The invoice template does not exist any more. Choose anew how orders are booked.",
        "Het factuursjabloon bestaat niet meer. Kies opnieuw hoe bestellingen worden geboekt.",
        "insertion_type",
    ),
    **_for(
        "MUT_012 MUT_013 FACT_001 FACT_002 REL_054 REL_055",
        "customer_unknown",
        "The relation of this customer does not exist any more in e-Boekhouden.nl.",
        "De relatie van deze klant bestaat niet meer in e-Boekhouden.nl.",
    ),
    **_for(
        "FACT_003",
        "customer_inactive",
        "The relation of this customer is inactive in e-Boekhouden.nl. Make it active there.",
        "De relatie van deze klant is inactief in e-Boekhouden.nl. Maak die daar actief.",
    ),
    **_for(
        "FACT_004 FACT_005 FACT_ITEM_008 FACT_ITEM_009",
        "amount_refused",
        "e-Boekhouden.nl does not take an invoice of this amount; some accounts refuse invoices below zero. Book orders as "
        "ledger mutations instead.",
        "e-Boekhouden.nl neemt geen factuur van dit bedrag aan; sommige administraties weigeren facturen onder nul. Boek "
        "bestellingen dan in het grootboek.",
        "insertion_type",
    ),
    **_for(
        "MUT_101",
        "too_many_lines",
        "The booking has more lines than e-Boekhouden.nl takes. Switch on the grouping of lines.",
        "De boeking heeft meer regels dan e-Boekhouden.nl aanneemt. Zet het groeperen van regels aan.",
        "group_lines",
    ),
    **_for(
        "REL_049",
        "code_taken",
        "The code of a new customer is taken.",
        "De code van een nieuwe klant is al in gebruik.",
        "customer_codes",
    ),
    **_for(
        "REL_005 REL_006",
        "code_refused",
        "e-Boekhouden.nl does not take the code of a new customer. Let it give the codes itself.",
        "e-Boekhouden.nl neemt de code van een nieuwe klant niet aan. Laat het de codes zelf geven.",
        "customer_codes",
    ),
    **_for(
        "REL_022 REL_023",
        "email_refused",
        "e-Boekhouden.nl does not take the e-mail address of the customer. Correct it in the shop.",
        "e-Boekhouden.nl neemt het e-mailadres van de klant niet aan. Verbeter het in de winkel.",
    ),
    **_for(
        "FACT_021 MUT_300 LEDG_011",
        "gone",
        "This no longer exists in e-Boekhouden.nl: somebody removed it there.",
        "Dit bestaat niet meer in e-Boekhouden.nl: iemand heeft het daar verwijderd.",
    ),
}

_MAKE_ONE_EN: Final = "Make a new one in e-Boekhouden.nl (Beheer > Inrichting > Koppelingen > API) and enter it here."
_MAKE_ONE_NL: Final = "Maak een nieuwe in e-Boekhouden.nl (Beheer > Inrichting > Koppelingen > API) en vul die hier in."

UNKNOWN_TOKEN: Final = Text(
    en=f"e-Boekhouden.nl does not know this API token: it was removed, or not copied whole. {_MAKE_ONE_EN}",
    nl=f"e-Boekhouden.nl kent deze API-token niet: die is verwijderd, of niet helemaal gekopieerd. {_MAKE_ONE_NL}",
)
EXPIRED_TOKEN: Final = Text(
    en=f"The API token has reached its end date. {_MAKE_ONE_EN}",
    nl=f"De API-token heeft zijn einddatum bereikt. {_MAKE_ONE_NL}",
)
NO_SESSION: Final = Text(
    en="e-Boekhouden.nl refuses the login of this API token. Verify the connection, or enter a new token.",
    nl="e-Boekhouden.nl weigert de inlog met deze API-token. Controleer de koppeling, of vul een nieuwe token in.",
)
_NO_RIGHT: Final = Text(
    en="The API token is accepted, but its user may not do this. Give that user in e-Boekhouden.nl the rights for the "
    "ledger, relations and invoices.",
    nl="De API-token wordt aangenomen, maar zijn gebruiker mag dit niet. Geef die gebruiker in e-Boekhouden.nl de rechten "
    "voor grootboek, relaties en facturen.",
)
_NO_ADMINISTRATION: Final = Text(
    en="The administration of this API token cannot be opened. Log in at e-Boekhouden.nl and see what it says, or make a "
    "token in another administration.",
    nl="De administratie van deze API-token kan niet worden geopend. Log in bij e-Boekhouden.nl en kijk wat er staat, of maak "
    "een token in een andere administratie.",
)
_UNPAID: Final = Text(
    en="e-Boekhouden.nl has blocked this administration because of an unpaid bill. Pay it; Koppel then goes on.",
    nl="e-Boekhouden.nl heeft deze administratie geblokkeerd wegens een onbetaalde rekening. Betaal die; Koppel gaat daarna "
    "verder.",
)
_OTHER_ADDRESS: Final = Text(
    en="This account lives at another address of e-Boekhouden. Enter that address under “Other address” of the connection.",
    nl="Dit account staat op een ander adres van e-Boekhouden. Vul dat adres in bij “Ander adres” van de koppeling.",
)
_TRIAL: Final = Text(
    en="The trial of e-Boekhouden.nl is used up, so it takes no more bookings. Choose a subscription there.",
    nl="De proefperiode van e-Boekhouden.nl is verbruikt, dus er kan niets meer worden geboekt. Kies daar een abonnement.",
)
ACCOUNT: Final[Mapping[str, Text]] = {
    "API_SESSION_003": UNKNOWN_TOKEN,
    "API_SESSION_004": EXPIRED_TOKEN,
    "SECURITY_001": _NO_RIGHT,
    **dict.fromkeys(("SECURITY_002", "SECURITY_003", "SECURITY_004", "SECURITY_006", "MUT_050"), _NO_ADMINISTRATION),
    "SECURITY_005": _UNPAID,
    "SECURITY_010": NO_SESSION,
    "SECURITY_011": _OTHER_ADDRESS,
    "SECURITY_999": NO_SESSION,
    **dict.fromkeys(("MODULE_001", "MODULE_002", "FACT_102"), _TRIAL),
}
"""Codes that are about the account and not about a document: the connection waits, nothing counts as failed."""
