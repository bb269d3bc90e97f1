"""Exact's ledger accounts: which ones sales can be booked on, which kind of VAT each fits, and from code to key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from koppel.api import Memory, Option, Rejected, Text, categories, text_of
from koppel_exact import wire
from koppel_exact.division import Division, either
from koppel_exact.vat import VatCode
from koppel_exact.wire import Row

_REVENUE: Final = 110
_FIELDS: Final = ("ID", "Code", "Description", "Type", "VATCode", "IsBlocked", "UseCostcenter", "UseCostunit")
_REFUSED: Final = frozenset({10, 12, 14, 16, 20, 22, 24, 25, 300, 301, 302})
_COST_TYPES: Final = frozenset({122, 123, 125, 126, 150})
_NEEDED: Final = 1
_SPECIAL_PURPOSE: Final = re.compile(
    r"verzend|vracht|porto|korting|kosten|kassa|afrond|\boss\b|unieregeling|shipping|freight|discount|fee|rounding",
    re.IGNORECASE,
)
_UNION: Final = re.compile(r"\boss\b|unieregeling|one.?stop", re.IGNORECASE)
_UNKNOWN = Text(
    en="The ledger account {code} that a product asks for does not exist in this administration. Correct it on the "
    "product in the shop, or add it in Exact Online.",
    nl="De grootboekrekening {code} die een product vraagt, bestaat niet in deze administratie. Verbeter die bij het "
    "product in de winkel of voeg de rekening toe in Exact Online.",
)


def ledger_options(division: Division, codes: Sequence[VatCode], home: str) -> list[Option]:
    """The accounts that a sales line may stand on, in code order.

    Bank, debtor and VAT accounts are refused by Exact on a sales line; accounts that demand a cost centre or cost unit
    are left out too, since there is none to give.
    """
    found = [row for row in division.rows("bulk/Financial/GLAccounts", select=_FIELDS) if _is_for_sales(row)]
    found.sort(key=lambda row: text_of(row["Code"]))
    fits = _unambiguous({text_of(row["Code"]): _rows(row, codes, home) for row in found})
    return [_option(row, fits.get(text_of(row["Code"]), ())) for row in found]


def _is_for_sales(row: Row) -> bool:
    kind = _kind(row)
    demands = _NEEDED in (wire.number(row.get("UseCostcenter")), wire.number(row.get("UseCostunit")))
    return not row.get("IsBlocked") and kind not in _REFUSED and kind not in _COST_TYPES and not demands


def _kind(row: Row) -> int:
    return int(wire.number(row.get("Type")) or 0)


def _option(row: Row, fits: tuple[str, ...]) -> Option:
    code = text_of(row["Code"])
    data = {"id": wire.guid(row["ID"]) or "", "type": str(_kind(row)), "vat_code": text_of(row.get("VATCode"))}
    return Option(value=code, label=f"{code} - {text_of(row.get('Description'))}", data=data, fits=fits)


def _rows(row: Row, codes: Sequence[VatCode], home: str) -> tuple[str, ...]:
    """The kinds of VAT that an account is made for: its default VAT code tells, or its name for the Union scheme."""
    if _kind(row) != _REVENUE:
        return ()
    name = text_of(row.get("Description"))
    if _UNION.search(name):
        return tuple(dict.fromkeys(fit for code in codes if code.oss_country for fit in code.rows(home)))
    if _SPECIAL_PURPOSE.search(name):
        return ()
    default = text_of(row.get("VATCode"))
    found = next((code.rows(home) for code in codes if default and code.code == default), ())
    return tuple(fit for fit in found if fit != categories.NO_VAT)


def _unambiguous(fits: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """A kind of VAT that two accounts fit is suggested for neither."""
    count = Counter(row for rows in fits.values() for row in rows)
    return {code: tuple(row for row in rows if count[row] == 1) for code, rows in fits.items()}


class Ledgers:
    """From an account's code, as a product of the shop names it, to the key by which a line must name it."""

    def __init__(self, division: Division, memory: Memory) -> None:
        self._division = division
        self._memory = memory
        self._namespace = f"ledgers:{division.code}"

    def keys(self, values: Iterable[str]) -> dict[str, str]:
        """The key for each value; one that is a key already stays. Raises Rejected for a code that does not exist."""
        wanted = dict.fromkeys(values)
        codes = [value for value in wanted if wire.guid(value) is None]
        known = {code: str(key) for code, key in self._memory.get_many(self._namespace, codes).items()}
        known |= self._ask([code for code in codes if code not in known])
        for code in codes:
            if code not in known:
                raise Rejected(_UNKNOWN, reason="ledger_unknown", step="ledger_mapping", code=code)
        return {value: known.get(value, value) for value in wanted}

    def _ask(self, codes: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for where in either("Code", map(wire.quoted, codes)):
            for row in self._division.rows("financial/GLAccounts", select=("ID", "Code"), where=where):
                found[text_of(row["Code"])] = wire.guid(row["ID"]) or ""
        if found:
            self._memory.put(self._namespace, found)
        return found
