"""What each type of mutation asks for: the category of its accounts, its VAT codes, and the fields it needs or forbids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from .administration import Administration
from .refusal import Problems
from .validate import Body
from .vat import EXPLICIT, NOTHING, VatCode, code_of, is_shifted_purchase

SENT: Final = 2
RECEIVED_PAYMENT: Final = 3
_BARRED: Final = frozenset({"FIN", "CRED", "DEB"})
Codes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One type. `rows` are the categories that a row must have, `barred` those that it may not have."""

    top: frozenset[str]
    top_code: str
    rows: frozenset[str] = frozenset()
    rows_code: str = ""
    barred: frozenset[str] = frozenset()
    family: str = "any"
    needs: Codes = ()
    forbids: Codes = ()
    row_needs: Codes = ()
    row_forbids: Codes = ()


_INVOICE: Final = (("invoiceNumber", "MUT_002"), ("relationId", "MUT_012"), ("inExVat", "MUTA_005"))
_NO_TERM: Final = (("termOfPayment", "MUT_015"),)
_OWN_LEDGER: Final = (("ledgerId", "MUTA_004"),)
_SETTLES: Final = (("invoiceNumber", "MUT_120"), ("relationId", "MUT_112"))
_SETTLES_NOTHING: Final = (("invoiceNumber", "MUT_116"), ("relationId", "MUT_114"))


def _invoice(top: str, top_code: str, family: str) -> Rule:
    return Rule(
        top=frozenset({top}),
        top_code=top_code,
        barred=_BARRED,
        family=family,
        needs=_INVOICE,
        row_needs=_OWN_LEDGER,
        row_forbids=_SETTLES_NOTHING,
    )


def _payment(row: str, row_code: str) -> Rule:
    return Rule(
        top=frozenset({"FIN"}),
        top_code="MUT_009",
        rows=frozenset({row}),
        rows_code=row_code,
        family="none",
        forbids=_NO_TERM,
        row_needs=_SETTLES,
    )


def _money(family: str) -> Rule:
    return Rule(
        top=frozenset({"FIN"}),
        top_code="MUT_009",
        barred=_BARRED,
        family=family,
        needs=(("inExVat", "MUTA_005"),),
        forbids=(*_NO_TERM, ("relationId", "MUT_014")),
        row_needs=_OWN_LEDGER,
        row_forbids=_SETTLES_NOTHING,
    )


RULES: Final = {
    1: _invoice("CRED", "MUT_010", "purchase"),
    SENT: _invoice("DEB", "MUT_011", "sale"),
    RECEIVED_PAYMENT: _payment("DEB", "MUT_108"),
    4: _payment("CRED", "MUT_107"),
    5: _money("sale"),
    6: _money("purchase"),
    7: Rule(top=frozenset(), top_code="", forbids=_NO_TERM, row_needs=_OWN_LEDGER, row_forbids=_SETTLES_NOTHING),
}


def check_period(administration: Administration, day: date, problems: Problems, *, closed: str) -> None:
    """Nothing is booked in a closed period or before the opening balance."""
    switches = administration.switches
    if switches.closed_until is not None and day <= switches.closed_until:
        problems.add("SECURITY_007" if switches.closed_by_accountant else closed, "date")
    elif day < switches.opened_on:
        problems.add("MUT_022", "date")


def check_rows(administration: Administration, values: Body, rule: Rule, problems: Problems) -> None:
    """All rows of a booking."""
    if len(values["rows"]) > administration.switches.most_rows:
        problems.add("MUT_101", "rows")
    for place, row in enumerate(values["rows"]):
        _check_row(administration, values, row, rule, _At(problems, f"rows[{place}]."))


@dataclass(frozen=True, slots=True)
class _At:
    """Problems of one row."""

    problems: Problems
    within: str

    def add(self, code: str, name: str) -> None:
        self.problems.add(code, self.within + name)


def _check_row(administration: Administration, values: Body, row: Body, rule: Rule, problems: _At) -> None:
    for name, code in rule.row_needs:
        if not row.get(name):
            problems.add(code, name)
    for name, code in rule.row_forbids:
        if name in row:
            problems.add(code, name)
    _check_ledger(administration, row, rule, problems)
    _check_vat(administration, values, row, rule, problems)
    if row.get("costCenterId") and row["costCenterId"] not in administration.cost_centers:
        problems.add("MUT_117", "costCenterId")
    if len(row.get("description", "")) > administration.switches.row_description_length:
        problems.add("ERR_002", "description")
    if rule.rows:
        _check_settled(administration, values, row, problems)


def _check_ledger(administration: Administration, row: Body, rule: Rule, problems: _At) -> None:
    if "ledgerId" not in row:
        return
    category = administration.category_of(row["ledgerId"])
    if category is None:
        problems.add("MUT_104", "ledgerId")
    elif category in rule.barred:
        problems.add("MUT_106", "ledgerId")
    elif rule.rows and category not in rule.rows:
        problems.add(rule.rows_code, "ledgerId")


def _check_vat(administration: Administration, values: Body, row: Body, rule: Rule, problems: _At) -> None:
    name = row["vatCode"]
    code = code_of(name, administration.country, values["date"])
    if code is None or (rule.family == "none" and name != NOTHING):
        problems.add("MUT_109", "vatCode")
    elif not _is_of_family(code, rule.family):
        problems.add("MUT_111" if rule.family == "sale" else "MUT_110", "vatCode")
    if "vatAmount" in row and name not in EXPLICIT:
        problems.add("MUTA_003", "vatAmount")
    if is_shifted_purchase(name) and values.get("inExVat") == "IN":
        problems.add("MUT_026", "inExVat")


def _is_of_family(code: VatCode, family: str) -> bool:
    return family in {"any", "none"} or code.use in {family, "any"}


def _check_settled(administration: Administration, values: Body, row: Body, problems: _At) -> None:
    """A payment names an invoice of that relation."""
    if row["amount"] < 0 and administration.switches.negative_payments == "refused":
        problems.add("ERR_002", "amount")
    if not row.get("invoiceNumber") or not row.get("relationId"):
        return
    if row["relationId"] not in administration.relations:
        problems.add("MUT_113", "relationId")
    elif not any(_is_settled_by(one, values, row) for one in administration.mutations.values()):
        problems.add("MUT_115", "invoiceNumber")


def _is_settled_by(booking: dict[str, Any], values: Body, row: Body) -> bool:
    kind = SENT if values["type"] == RECEIVED_PAYMENT else 1
    return (booking["type"], booking["invoiceNumber"], booking["relationId"]) == (
        kind,
        row["invoiceNumber"],
        row["relationId"],
    )
