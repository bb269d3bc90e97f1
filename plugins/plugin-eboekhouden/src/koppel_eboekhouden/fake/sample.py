"""A sample administration: a small Dutch web shop with a ledger account for the VAT of every member state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from .administration import Administration
from .schemas import RELATION
from .switches import Switches

_LEDGERS: Final = (
    ("0500", "Eigen vermogen", "BAL"),
    ("1000", "Kas", "FIN"),
    ("1010", "Bank", "FIN"),
    ("1020", "Betaalprovider", "FIN"),
    ("1300", "Debiteuren", "DEB"),
    ("1500", "Btw af te dragen hoog", "AF19"),
    ("1510", "Btw af te dragen laag", "AF6"),
    ("1515", "Btw af te dragen overig", "AFOVERIG"),
    ("1520", "Voorbelasting", "VOOR"),
    ("1530", "Btw rekening-courant", "BTWRC"),
    ("1600", "Crediteuren", "CRED"),
    ("1700", "Tegoedbonnen", "BAL"),
    ("2010", "Kruisposten", "BAL"),
    ("4000", "Inkoop", "VW"),
    ("4500", "Kosten betaalproviders", "VW"),
    ("4600", "Verzendkosten", "VW"),
    ("8000", "Omzet", "VW"),
    ("8010", "Omzet laag tarief", "VW"),
    ("8020", "Omzet diensten", "VW"),
    ("8100", "Opbrengst verzendkosten", "VW"),
    ("8900", "Afrondingsverschillen", "VW"),
)
_STATES: Final = (
    "België", "Duitsland", "Oostenrijk", "Bulgarije", "Cyprus", "Tsjechië", "Denemarken", "Estland", "Spanje", "Finland",
    "Frankrijk", "Griekenland", "Kroatië", "Hongarije", "Ierland", "Italië", "Litouwen", "Luxemburg", "Letland", "Malta",
    "Polen", "Portugal", "Roemenië", "Zweden", "Slovenië", "Slowakije",
)  # fmt: skip
_RELATIONS: Final = (
    {"code": "00001", "type": "P", "name": "Particulier Eén", "emailAddress": "een@customers.example", "city": "Utrecht"},
    {"code": "00002", "type": "B", "name": "Beispiel GmbH", "emailAddress": "office@beispiel.example",
     "vatNumber": "DE136695976", "country": "Duitsland"},
    {"code": "00003", "type": "B", "name": "Gestopt B.V.", "emailAddress": "gestopt@business.example", "inactive": True},
    {"code": "JANSE", "type": "P", "name": "A. Jansen", "emailAddress": "jansen@customers.example"},
)  # fmt: skip


def sample_administration(clock: Callable[[], datetime], switches: Switches) -> Administration:
    """The sample, as it stands before anything was booked by a shop."""
    made = Administration(clock=clock, switches=switches)
    for code, description, category in (*_LEDGERS, *_oss_ledgers()):
        made.add(
            "ledger", made.ledgers, {"code": code, "description": description, "category": category, "group": None}
        )
    for relation in _RELATIONS:
        known = {"date": "2025-01-02T09:00:00", "isClubOrAssociationMember": 0}
        made.add("relation", made.relations, {**dict.fromkeys(RELATION), **known, **relation})
    made.opening = [
        {"id": 0, "type": 0, "date": date(2025, 1, 1), "invoiceNumber": "", "ledgerId": made.ledger(code)["id"],
         "amount": amount, "entryNumber": ""}
        for code, amount in (("1010", Decimal(2500)), ("0500", Decimal(-2500)))
    ]  # fmt: skip
    _add_small(made)
    return made


def _oss_ledgers() -> list[tuple[str, str, str]]:
    return [(str(1640 + place), f"Btw {state} (OSS)", "BAL") for place, state in enumerate(_STATES)]


def _add_small(made: Administration) -> None:
    made.add("template", made.templates, {"name": "Oude huisstijl", "active": False, "type": "A"})
    made.add("template", made.templates, {"name": "Standaard factuur", "active": True, "type": "E"})
    email = {"name": "Factuur versturen", "useInvoice": True, "useQuote": False, "useMailing": False}
    made.add("email template", made.email_templates, email)
    made.add("unit", made.units, {"singular": "stuk", "plural": "stuks"})
    shop = made.add("cost center", made.cost_centers, {"description": "Webwinkel", "parentId": None, "active": True})
    made.add("cost center", made.cost_centers, {"description": "Nederland", "parentId": shop["id"], "active": True})
    made.add("product group", made.product_groups, {"code": "MOK", "description": "Mokken"})
