"""Where the rows of a list come from: mostly a table, sometimes worked out from others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .account import ARCHIVED, SignedIn
from .catalogue import Entity, catalogue
from .division import AMSTERDAM, USER_ID, Division
from .filter import moment
from .refusal import bad_syntax
from .table import Row

_FEATURES = {
    "invoicing": (1, "Facturatie"),
    "orders": (2, "Verkooporders"),
    "direct_invoicing": (3, "Handel Plus"),
    "currency": (4, "Vreemde valuta"),
    "oss": (5, "OneStopShop"),
}
_TIMESTAMPED = {"TransactionLines": "TransactionLines", "SalesInvoices": "SalesInvoices"}


def rows_of(user: SignedIn, division: Division, entity: Entity) -> list[Row]:
    """All rows of an entity that lists show by now."""
    made = _MADE.get(entity.name)
    rows = made(user, division) if made else list(division.rows(entity.source))
    return [row for row in rows if "_added" not in row or division.listed(row)]


def me(user: SignedIn) -> Row:
    """The row of current/Me."""
    now = user.clock().astimezone(AMSTERDAM)
    offset = now.utcoffset()
    current = user.divisions[user.current_division]
    names = {"FullName": current.user_name, "UserName": "koppel", "Email": "koppel@webwinkel-voorbeeld.example"}
    where = {"CurrentDivision": current.code, "DivisionCustomerName": current.profile["CustomerName"]}
    when = {
        "ServerTime": now.replace(tzinfo=None).isoformat(),
        "ServerUtcOffset": offset.total_seconds() if offset else 0,
    }
    more = {"Legislation": 1, "LanguageCode": user.language, "Language": user.language, "UserID": USER_ID}
    return {**names, **where, **when, **more}


def right(user: SignedIn, args: Mapping[str, str]) -> Row:
    """The row of users/UserHasRights for a quoted endpoint and verb."""
    entity = catalogue().by_path.get(_quoted(args, "endpoint").lower())
    verb = _quoted(args, "action").upper()
    return {"UserHasRights": entity is not None and verb in entity.verbs and user.may(entity, verb)}


def timestamp(division: Division, args: Mapping[str, str]) -> list[Row]:
    """The row of SyncTimestamp: the first version at or after a moment, for the endpoints that it knows."""
    since, name = moment(args.get("modified", "")), _quoted(args, "endPoint")
    if name not in _TIMESTAMPED:
        raise bad_syntax()
    found = [row for row in division.rows(_TIMESTAMPED[name]) if row["Modified"] >= since]
    first = min(found, key=lambda row: int(row["_version"]), default=None)
    if first is None:
        return []
    return [{"Modified": first["Modified"], "API": name, "TimeStampAsBigInt": first["_version"]}]


def _quoted(args: Mapping[str, str], name: str) -> str:
    text = args.get(name, "")
    if len(text) < 3 or not text.startswith("'") or not text.endswith("'"):
        raise bad_syntax()
    return text[1:-1]


def _divisions(user: SignedIn, division: Division) -> list[Row]:
    """Every division that the user granted, across licences."""
    del division
    found = [user.divisions[code] for code in user.granted if code in user.divisions]
    return [{**one.profile, "Code": one.code, "Current": one.code == user.current_division} for one in found]


def _own_divisions(user: SignedIn, division: Division) -> list[Row]:
    """The divisions of the same licence; the codes of their status differ from those of system/Divisions."""
    licence = division.profile["CustomerCode"]
    rows = [row for row in _divisions(user, division) if row["CustomerCode"] == licence]
    return [
        {**row, "HID": row["Hid"], "Main": row["IsMainDivision"], "Status": int(row["Status"] == ARCHIVED)}
        for row in rows
    ]


def _features(user: SignedIn, division: Division) -> list[Row]:
    del user
    known = (_FEATURES[name] for name in division.features if name in _FEATURES)
    return [{"ID": number, "Description": text} for number, text in known]


def _journal_status(user: SignedIn, division: Division) -> list[Row]:
    del user
    return [
        {
            "Journal": journal.get("Code"),
            "JournalType": journal.get("Type"),
            "Year": period["FinYear"],
            "Period": period["FinPeriod"],
            "Status": int((period["FinYear"], period["FinPeriod"]) in division.closed),
        }
        for journal in division.rows("Journals")
        for period in division.rows("FinancialPeriods")
    ]


def _open_items(user: SignedIn, division: Division) -> list[Row]:
    """What is not paid yet; an entry that is missing here is paid."""
    del user
    return [_open_item(division, row) for row in division.rows("Receivables", IsFullyPaid=False)]


def _open_item(division: Division, row: Row) -> Row:
    copied = ("Description", "DueDate", "EntryNumber", "InvoiceDate", "InvoiceNumber", "YourRef", "AccountCode")
    same = {name: row.get(name) for name in copied}
    account = division.table("Accounts").get(row["Account"], {})
    who = {"AccountId": row["Account"], "AccountName": account.get("Name"), "HID": row["_hid"]}
    left = row["AmountFC"] - row.get("_paid", 0)
    return {
        **same,
        **who,
        "Amount": left,
        "AmountInTransit": 0,
        "CurrencyCode": row["Currency"],
        "JournalCode": row["Journal"],
    }


def _invoice_rows(user: SignedIn, division: Division) -> list[Row]:
    """Headers as line 0 and lines, mixed, each with the version of its own."""
    del user
    rows: list[Row] = []
    for invoice in division.rows("SalesInvoices"):
        rows.append({**invoice, "ID": invoice["InvoiceID"], "LineNumber": 0})
        rows += [{**invoice, **line} for line in division.children("SalesInvoiceLines", invoice)]
    return rows


_MADE: dict[str, Callable[[SignedIn, Division], list[dict[str, Any]]]] = {
    "system.Divisions": _divisions,
    "hrm.Divisions": _own_divisions,
    "AvailableFeatures": _features,
    "JournalStatusList": _journal_status,
    "ReceivablesList": _open_items,
    "sync.SalesInvoices": _invoice_rows,
}
