"""What Exact says when it refuses, and what a shop owner can do about it.

The service answers in the language of its user, in fixed patterns ("Verplicht: X", "Ongeldig: X", "Ongeldige referentie:
X", "In gebruik: X"; in English "Mandatory", "Invalid", "Invalid reference", "In use"). The vendor's own text is always
shown besides ours: the list below is what users have reported, not all there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from koppel.api import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a refusal means: a reason for scripts, the step that solves it, and a sentence."""

    reason: str
    sentence: Text
    step: str | None = None


def meaning(message: str) -> Meaning | None:
    """The meaning of one message of the vendor; None for one that we do not know."""
    return next((found for pattern, found in _MEANINGS if pattern.search(message)), None)


def _when(pattern: str, reason: str, en: str, nl: str, step: str | None = None) -> tuple[re.Pattern[str], Meaning]:
    return re.compile(pattern, re.IGNORECASE), Meaning(reason=reason, sentence=Text(en=en, nl=nl), step=step)


_CUSTOMER: Final = r"(klant|factuur voor|besteld door|relatie|relationship|customer|account|invoice to|ordered by)"
_LEDGER: Final = r"(grootboekrekening|g/?l account|general ledger account)"
_CONDITION: Final = r"(betalingsconditie|payment condition)"
_WRONG: Final = r"(ongeldige?( referentie)?|invalid( reference)?)"
_NEEDED: Final = r"(verplicht|mandatory)"

_MEANINGS: Final = (
    _when(
        r"periode is afgesloten|period is closed|period closed",
        "period_closed",
        "The period of this booking is closed. Open it in Exact Online, or choose a later date; Koppel tries again.",
        "De periode van deze boeking is afgesloten. Open die in Exact Online of kies een latere datum; Koppel probeert "
        "het opnieuw.",
    ),
    _when(
        rf"{_WRONG}: (periode|boekjaar|period|financial year)",
        "period_missing",
        "Exact Online has no financial year or period for the date of this booking. Add it there.",
        "Exact Online heeft geen boekjaar of periode voor de datum van deze boeking. Voeg die daar toe.",
    ),
    _when(
        rf"{_WRONG}: {_CUSTOMER} \(type\)",
        "customer_type",
        "The debtor is not a customer in Exact Online. Give it the status Customer there.",
        "De debiteur is in Exact Online geen klant. Geef die daar de status Klant.",
    ),
    _when(
        rf"(ongeldige referentie|invalid reference): {_CUSTOMER}",
        "customer_unknown",
        "The debtor does not exist (any more) in this administration.",
        "De debiteur bestaat niet (meer) in deze administratie.",
    ),
    _when(
        rf"(ongeldig|invalid): {_CUSTOMER}(?!\w)",
        "customer_blocked",
        "The debtor is blocked or ended in Exact Online. Unblock it there.",
        "De debiteur is in Exact Online geblokkeerd of beëindigd. Hef dat daar op.",
    ),
    _when(
        rf"({_WRONG}|{_NEEDED}): (dagboek|journals?|diary)|invalid journal",
        "journal_unfit",
        "The journal is not a sales journal, is blocked, or does not exist. Choose another one.",
        "Het dagboek is geen verkoopdagboek, is geblokkeerd of bestaat niet. Kies een ander dagboek.",
        "journal",
    ),
    _when(
        rf"{_LEDGER}s?(type| type)",
        "ledger_type",
        "A ledger account is of a kind that sales cannot be booked on. Choose a revenue account.",
        "Een grootboekrekening is van een soort waarop geen verkoop kan worden geboekt. Kies een omzetrekening.",
        "ledger_mapping",
    ),
    _when(
        rf"{_WRONG}: {_LEDGER}|{_NEEDED}: {_LEDGER}|{_LEDGER} is (verplicht|mandatory)",
        "ledger_unfit",
        "A ledger account is missing, blocked or unknown in this administration. Check the ledger table.",
        "Een grootboekrekening ontbreekt, is geblokkeerd of is onbekend in deze administratie. Controleer de "
        "grootboektabel.",
        "ledger_mapping",
    ),
    _when(
        r"(btw|vat)-?\s?percentage",
        "vat_rate",
        "The rate of the VAT code does not fit on this date. Choose another code in the VAT table.",
        "Het percentage van de btw-code past niet op deze datum. Kies een andere code in de btw-tabel.",
        "vat_mapping",
    ),
    _when(
        r"(btw|vat)-?\s?(bedrag|amount)",
        "vat_amount",
        "Exact Online does not accept the VAT amount that the shop charged with this VAT code.",
        "Exact Online accepteert het btw-bedrag dat de winkel berekende niet bij deze btw-code.",
        "vat_mapping",
    ),
    _when(
        r"(btw|vat)-?\s?(code)",
        "vat_code",
        "A VAT code is blocked, is not for sales, or is unknown in this administration. Choose another one.",
        "Een btw-code is geblokkeerd, niet voor verkoop, of onbekend in deze administratie. Kies een andere.",
        "vat_mapping",
    ),
    _when(
        r"(btw|vat)-?\s?(nummer|number)",
        "vat_number",
        "Exact Online does not accept the VAT number of this customer. Check the number in the shop.",
        "Exact Online accepteert het btw-nummer van deze klant niet. Controleer het nummer in de winkel.",
    ),
    _when(
        rf"{_NEEDED}: {_CONDITION}",
        "payment_condition_missing",
        "Neither the booking nor the debtor has a payment condition. Give the debtor one in Exact Online.",
        "Noch de boeking noch de debiteur heeft een betalingsconditie. Geef de debiteur er een in Exact Online.",
        "payment_condition_mapping",
    ),
    _when(
        rf"{_WRONG}: {_CONDITION}",
        "payment_condition_unknown",
        "The payment condition is unknown in this administration. Choose another one.",
        "De betalingsconditie is onbekend in deze administratie. Kies een andere.",
        "payment_condition_mapping",
    ),
    _when(
        r"boekstuknummer|entry number",
        "number_in_use",
        "The entry number is taken in this journal. Let Exact Online give the numbers, or free this one.",
        "Het boekstuknummer is al gebruikt in dit dagboek. Laat Exact Online de nummers geven of maak dit nummer vrij.",
        "entry_numbers",
    ),
    _when(
        r"kostenplaats|kostendrager|cost ?cent(er|re)|cost ?unit",
        "cost_centre",
        "The ledger account demands a cost centre or cost unit. Make that optional in Exact Online or choose another "
        "account.",
        "De grootboekrekening vereist een kostenplaats of kostendrager. Maak dat optioneel in Exact Online of kies een "
        "andere rekening.",
        "ledger_mapping",
    ),
    _when(
        rf"{_WRONG}: (valuta|currency)",
        "currency_not_supported",
        "This journal takes no bookings in this currency. Allow other currencies on the journal in Exact Online.",
        "Dit dagboek neemt geen boekingen in deze valuta aan. Sta andere valuta toe op het dagboek in Exact Online.",
        "journal",
    ),
    _when(
        rf"({_WRONG}|{_NEEDED}): (artikel|item)",
        "item_missing",
        "An item is unknown in Exact Online or is not a sales item.",
        "Een artikel is onbekend in Exact Online of is geen verkoopartikel.",
        "create_items",
    ),
    _when(
        r"(gegeven )?bestaat reeds|already exists",
        "exists",
        "This already exists in Exact Online.",
        "Dit bestaat al in Exact Online.",
    ),
    _when(
        r"reeds verwerkt|already processed",
        "already_processed",
        "This was already processed in Exact Online and cannot be changed any more.",
        "Dit is in Exact Online al verwerkt en kan niet meer worden gewijzigd.",
    ),
    _when(
        r"document type not allowed",
        "document_rights",
        "The user may not add documents of this kind. Give the user that right in Exact Online.",
        "De gebruiker mag geen documenten van deze soort toevoegen. Geef de gebruiker dat recht in Exact Online.",
    ),
)
