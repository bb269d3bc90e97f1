"""The choices of the form, read from the administration: each `options_...` of the connector is a function here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from koppel.api import Answers, AuthFailed, Client, Memory, Option, SettingsProblem, Text, WrongUse, text_of
from koppel_exact import wire
from koppel_exact.division import ROOT, Division
from koppel_exact.forms import DIRECT_INVOICE, FORMS, INVOICE, ORDER, SALES_ENTRY
from koppel_exact.ledgers import ledger_options
from koppel_exact.vat import sales_codes
from koppel_exact.wire import Row

SALES_JOURNAL: Final = 20
_DIVISION_FIELDS: Final = (
    "Code", "Hid", "Description", "CustomerName", "Country", "Currency", "Status", "BlockingStatus", "DivisionMoveDate",
)  # fmt: skip
_JOURNAL_FIELDS: Final = ("ID", "Code", "Description", "Type", "Currency", "AllowVariableCurrency", "IsBlocked")
_CONDITION_FIELDS: Final = ("ID", "Code", "Description", "PaymentDays", "PaymentEndOfMonths", "PaymentMethod")
_ITEM_FIELDS: Final = ("ID", "Code", "Description", "IsSalesItem")
_ACTIVE: Final = 1
_EVER: Final = "Modified ge datetime'1990-01-01T00:00:00'"  # items cannot be read without some filter
T = TypeVar("T")

_NO_RIGHT = Text(
    en="The Exact user may not read {what}, so there is nothing to choose from. Give the user that right in Exact Online.",
    nl="De Exact-gebruiker mag {what_nl} niet lezen, dus er valt niets te kiezen. Geef de gebruiker dat recht in Exact "
    "Online.",
)
_NO_DIVISION_CHOSEN = Text(en="Choose an administration first.", nl="Kies eerst een administratie.")
_VAT: Final = Text(en="VAT codes", nl="btw-codes")
_LEDGERS: Final = Text(en="ledger accounts", nl="grootboekrekeningen")
_FORM_LABELS: Final = {
    SALES_ENTRY: Text(en="sales entry", nl="verkoopboeking"),
    INVOICE: Text(en="sales invoice", nl="verkoopfactuur"),
    ORDER: Text(en="sales order", nl="verkooporder"),
    DIRECT_INVOICE: Text(en="direct sales invoice", nl="directe verkoopfactuur"),
}


def divisions(client: Client, memory: Memory, any_division: str) -> list[Row]:
    """Every administration that the user opened to this app, of all licences. The one in the path may be any of them."""
    return Division(client, any_division, memory).rows("system/Divisions", select=_DIVISION_FIELDS)


def is_open(row: Row) -> bool:
    """Active, not archived, not blocked."""
    status, blocked = wire.number(row.get("Status")), wire.number(row.get("BlockingStatus"))
    return status in (None, _ACTIVE) and not blocked


def me(client: Client) -> Row:
    """Who is logged in. This one address carries no administration, and does not count against the limits."""
    answer = client.get(f"{ROOT}/current/Me?$select=UserID,FullName,UserName,CurrentDivision,DivisionCustomerName")
    found, _ = wire.rows(answer)
    return found[0] if found else {}


def administrations(client: Client, memory: Memory) -> list[Option]:
    """The administrations that can be booked in."""
    found = [row for row in divisions(client, memory, text_of(me(client).get("CurrentDivision"))) if is_open(row)]
    several = len({text_of(row.get("CustomerName")) for row in found}) > 1
    return sorted((_administration(row, named=several) for row in found), key=lambda option: str(option.label))


def _administration(row: Row, *, named: bool) -> Option:
    description, owner = text_of(row.get("Description")), text_of(row.get("CustomerName"))
    label = f"{text_of(row.get('Hid'))} - {description}"
    data = {
        "country": text_of(row.get("Country")),
        "currency": text_of(row.get("Currency")),
        "number": text_of(row.get("Hid")),
    }
    shown = f"{label} ({owner})" if named and owner and owner != description else label
    return Option(value=text_of(row["Code"]), label=shown, data=data)


def chosen_division(client: Client, memory: Memory, answers: Answers) -> Division:
    """The administration of the answers. Raises SettingsProblem when none is chosen."""
    code = answers.text("administration")
    if code is None:
        raise SettingsProblem("administration", _NO_DIVISION_CHOSEN)
    return Division(client, code, memory)


def home(answers: Answers) -> str:
    """The country of the administration; NL when it is not known."""
    chosen = answers.option("administration")
    return (chosen.data.get("country") if chosen else "") or "NL"


def journals(division: Division) -> list[Option]:
    """The sales journals that are open."""
    found = _rows(division, "financial/Journals", _JOURNAL_FIELDS, Text(en="journals", nl="dagboeken"))
    return [
        Option(
            value=text_of(row["Code"]),
            label=_named(row),
            data={
                "currency": text_of(row.get("Currency")),
                "any_currency": "yes" if row.get("AllowVariableCurrency") else "no",
            },
        )
        for row in found
        if wire.number(row.get("Type")) == SALES_JOURNAL and not row.get("IsBlocked")
    ]


def vat_codes(division: Division, country: str) -> list[Option]:
    """The VAT codes that a sale can have."""
    return [code.option(country) for code in _readable(division, "vat/VATCodes", sales_codes, _VAT)]


def ledgers(division: Division, country: str) -> list[Option]:
    """The ledger accounts that a sale can be booked on."""
    codes = sales_codes(division)
    return _readable(division, "financial/GLAccounts", lambda d: ledger_options(d, codes, country), _LEDGERS)


def payment_conditions(division: Division) -> list[Option]:
    """The payment conditions."""
    conditions = Text(en="payment conditions", nl="betalingscondities")
    found = _rows(division, "cashflow/PaymentConditions", _CONDITION_FIELDS, conditions)
    return [Option(value=text_of(row["Code"]), label=_named(row)) for row in found]


def items(division: Division) -> list[Option]:
    """The items that can be sold."""
    found = division.rows("bulk/Logistics/Items", select=_ITEM_FIELDS, where=_EVER)
    for_sale = [row for row in found if row.get("IsSalesItem")]
    return sorted((Option(value=text_of(r["Code"]), label=_named(r)) for r in for_sale), key=lambda o: o.value)


def insertion_types(division: Division) -> list[Option]:
    """What orders can be booked as under this licence.

    A module that the licence lacks answers 403, and ten of these in an hour get the app locked out of that address: so
    each is asked once, for one row, and the list is kept for an hour.
    """
    found = [SALES_ENTRY]
    if _opens(division, FORMS[INVOICE].path, FORMS[INVOICE].key):
        found.append(INVOICE)
        if _opens(division, "inventory/Warehouses", "ID"):
            found.append(DIRECT_INVOICE)
    if _opens(division, FORMS[ORDER].path, FORMS[ORDER].key):
        found.append(ORDER)
    return [Option(value=form, label=_FORM_LABELS[form]) for form in found]


def _opens(division: Division, path: str, key: str) -> bool:
    try:
        division.rows(path, select=(key,), top=1)
    except (SettingsProblem, AuthFailed):
        return False
    return True


def _rows(division: Division, path: str, fields: Sequence[str], what: Text) -> list[Row]:
    return _readable(division, path, lambda d: d.rows(path, select=fields), what)


def _readable(division: Division, path: str, read: Callable[[Division], list[T]], what: Text) -> list[T]:
    """A list that is never empty in a working administration. Exact answers a missing right with an empty list.

    Raises WrongUse when the right is what is missing.
    """
    found = read(division)
    if not found and not _has_right(division, path):
        raise WrongUse(_NO_RIGHT, what=what.en, what_nl=what.nl)
    return found


def _has_right(division: Division, path: str) -> bool:
    answer = division.function("users/UserHasRights", f"endpoint='{path}'&action='GET'")
    return bool(answer and answer[0].get("UserHasRights"))


def _named(row: Row) -> str:
    return f"{text_of(row['Code'])} - {text_of(row.get('Description'))}"
