"""The choices of the form, read from the administration: each `options_...` of the connector is a function here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from koppel.api import Client, Option, Text, text_of
from koppel_eboekhouden import wire
from koppel_eboekhouden.forms import INVOICE, MUTATION
from koppel_eboekhouden.states import named_in
from koppel_eboekhouden.wire import Row

DEBTORS: Final = "DEB"
PROFIT_AND_LOSS: Final = "VW"
_FOR_VAT: Final = frozenset({"BAL", "AF", "AFOVERIG"})
_DUTCH_VAT: Final = frozenset({"AF6", "AF19"})
_REVENUE: Final = re.compile(r"omzet|verkoop|verkopen|opbrengst|revenue|sales", re.IGNORECASE)
_SHIPPING: Final = re.compile(r"verzend|vracht|porto|shipping|freight", re.IGNORECASE)
_OTHER_PURPOSE: Final = re.compile(
    r"verzend|vracht|porto|korting|kosten|afrond|laag|dienst|oss|unie|export|buiten|eu\b|shipping|discount|low|service",
    re.IGNORECASE,
)
_IS_REVENUE_CODE: Final = re.compile(r"8\d*")


def ledgers(client: Client) -> list[Row]:
    """Every ledger account, by code."""
    return sorted(wire.rows(client, "v1/ledger"), key=lambda row: text_of(row.get("code")))


def is_dutch(found: Sequence[Row]) -> bool:
    """An administration with accounts for the Dutch rates of VAT."""
    return any(row.get("category") in _DUTCH_VAT for row in found)


def debtor_ledgers(client: Client) -> list[Option]:
    """The debtor accounts. When there are several the owner chooses; none is suggested."""
    return [_option(row) for row in ledgers(client) if row.get("category") == DEBTORS]


def revenue_ledgers(client: Client) -> list[Option]:
    """Profit and loss accounts only: the service books revenue nowhere else."""
    found = [row for row in ledgers(client) if row.get("category") == PROFIT_AND_LOSS]
    revenue = [row for row in found if _is_revenue(row)]
    counter = [row for row in revenue if not _OTHER_PURPOSE.search(text_of(row.get("description")))]
    shipping = [row for row in revenue if _SHIPPING.search(text_of(row.get("description")))]
    natural = {"counter_account": counter, "shipping_ledger": shipping}
    return [_option(row, tuple(step for step, rows in natural.items() if rows == [row])) for row in found]


def vat_ledgers(client: Client) -> list[Option]:
    """Accounts on which the VAT of another member state can stand. A country that two speak of is suggested for neither."""
    found = [row for row in ledgers(client) if row.get("category") in _FOR_VAT]
    states = [named_in(text_of(row.get("description"))) for row in found]
    count = Counter(states)
    return [
        _option(row, (state,) if state and count[state] == 1 else ()) for row, state in zip(found, states, strict=True)
    ]


def insertion_types(client: Client) -> list[Option]:
    """A mutation always; an invoice once for each template that is in use."""
    templates = [row for row in wire.rows(client, "v1/invoicetemplate") if row.get("active")]
    templates.sort(key=lambda row: wire.whole(row.get("id")) or 0)
    mutation = Option(value=MUTATION, label=Text(en="ledger mutation", nl="boeking in het grootboek"))
    return [mutation, *(_invoice(row, place) for place, row in enumerate(templates))]


def _invoice(template: Row, place: int) -> Option:
    key, name = text_of(template.get("id")), text_of(template.get("name"))
    label = Text(en=f"sales invoice, template {name}", nl=f"verkoopfactuur, sjabloon {name}")
    return Option(value=f"{INVOICE}-{key}" if place else INVOICE, label=label, data={"template": key})


def _is_revenue(row: Row) -> bool:
    is_named_so = _REVENUE.search(text_of(row.get("description")))
    return bool(is_named_so and _IS_REVENUE_CODE.fullmatch(text_of(row.get("code"))))


def _option(row: Row, fits: tuple[str, ...] = ()) -> Option:
    code = text_of(row.get("code"))
    data = {"id": text_of(row.get("id")), "category": text_of(row.get("category"))}
    return Option(value=code, label=f"{code} - {text_of(row.get('description'))}", data=data, fits=fits)
