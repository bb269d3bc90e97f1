"""Which company a connection is for: the one that its owner names, else the only one that the login may use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from koppel.api import Account, Client, Field, Text, Unavailable, WrongUse, text_of
from koppel_billit.wire import Row

COMPANY_FIELD: Final = Field(
    key="company",
    label=Text(en="Company number (PartyID)", nl="Bedrijfsnummer (PartyID)"),
    required=False,
    help=Text(
        en="Only needed when this login sees several companies in Billit. The number stands beside the API key in your "
        "profile; the VAT number of the company will do too.",
        nl="Alleen nodig als deze inlog meerdere bedrijven in Billit ziet. Het nummer staat in uw profiel bij de API-sleutel; "
        "het btw-nummer van het bedrijf mag ook.",
    ),
)
_PATH: Final = "v1/account/accountInformation"
_SIGNS: Final = re.compile(r"[^A-Z0-9]")

_NONE = Text(
    en="The login works, but Billit opens no company to it. Log in again and tick the company, or allow the API for it in "
    "Billit.",
    nl="De inlog werkt, maar Billit stelt er geen bedrijf voor open. Log opnieuw in en vink het bedrijf aan, of sta de API "
    "ervoor toe in Billit.",
)
_SEVERAL = Text(
    en="This login sees several companies: {companies}. Enter the number of one of them as company number of the "
    "connection, or log in again and tick only one.",
    nl="Deze inlog ziet meerdere bedrijven: {companies}. Vul het nummer van één ervan in als bedrijfsnummer van de "
    "koppeling, of log opnieuw in en vink er maar één aan.",
)
_NOT_THERE = Text(
    en="This login sees no company {company}. It sees: {companies}.",
    nl="Deze inlog ziet geen bedrijf {company}. Wel: {companies}.",
)


def account(client: Client, fields: Mapping[str, str]) -> Account:
    """Ask whose login it is, and choose the company. Raises WrongUse when that is not clear."""
    answer = client.get(_PATH)
    body = answer.json()
    found = body.get("Companies") if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise Unavailable(service=answer.service, url=answer.url, begins=answer.text[:200])
    usable = [row for row in found if isinstance(row, dict) and row.get("APIAllowed") is not False]
    row = _chosen(usable, fields.get("company", "").strip())
    country = text_of(row.get("CountryCode")).upper() or text_of(row.get("VATNumber")).upper()[:2]
    return Account(
        key=text_of(row.get("PartyID")),
        name=_name(row),
        country=country or None,
        currency="EUR",
        data={"vat_number": text_of(row.get("VATNumber"))},
    )


def _chosen(usable: Sequence[Row], wanted: str) -> Row:
    if not usable:
        raise WrongUse(_NONE)
    listed = ", ".join(f"{text_of(row.get('PartyID'))} {_name(row)}" for row in usable)
    fitting = [row for row in usable if not wanted or _squashed(wanted) in _called(row)]
    if not fitting:
        raise WrongUse(_NOT_THERE, company=wanted, companies=listed)
    if len(fitting) > 1:
        raise WrongUse(_SEVERAL, companies=listed)
    return fitting[0]


def _called(row: Row) -> set[str]:
    """All that a company may be called by."""
    return {_squashed(text_of(row.get(name))) for name in ("PartyID", "VATNumber", "Name")} - {""}


def _name(row: Row) -> str:
    return text_of(row.get("Name")) or text_of(row.get("DisplayName")) or text_of(row.get("PartyID"))


def _squashed(text: str) -> str:
    return _SIGNS.sub("", text.upper())
