"""An index of the administration's accounts, kept in the connection's memory, so that a known customer costs no call.

It is brought up to date with the sync service (a thousand accounts a call, only what changed) and is a cache: empty, it is
filled again. What counts as a match is left to `debtors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from koppel.api import Memory, text_of
from koppel_exact import wire
from koppel_exact.division import Division
from koppel_exact.wire import Row

FRESH_FOR: Final = timedelta(minutes=10)
FIELDS: Final = (
    "ID", "Code", "Name", "Status", "Email", "VATNumber", "SearchCode", "Blocked", "EndDate", "ChamberOfCommerce",
    "PaymentConditionSales",
)  # fmt: skip
_NOT_IN_NUMBERS: Final = re.compile(r"[^A-Z0-9]")
_MARK: Final = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of an account. `condition` is its own payment condition, "" when it has none."""

    id: str
    code: str
    name: str
    status: str
    email: str
    vat_number: str
    search_code: str
    blocked: bool
    ends_on: str
    company_number: str
    condition: str

    def ended(self, today: date) -> bool:
        """Out of use: merged into another one, or stopped."""
        return bool(self.ends_on) and date.fromisoformat(self.ends_on) < today

    def found_under(self) -> list[str]:
        """The keys that it is found under."""
        emails = [email_key(part) for part in re.split(r"[;,\s]+", self.email) if part]
        vat = [vat_key(self.vat_number)] if self.vat_number else []
        search = [search_key(self.search_code)] if self.search_code else []
        return [code_key(self.code), *vat, *search, *emails]


def email_key(email: str) -> str:
    """The key of an e-mail address; capitals do not tell people apart."""
    return f"email:{email.strip().casefold()}"[:300]


def vat_key(number: str) -> str:
    """The key of a VAT number, however it is typed."""
    return f"vat:{plain_number(number)}"


def search_key(code: str) -> str:
    """The key of a search code."""
    return f"search:{code.strip().casefold()}"


def code_key(code: str) -> str:
    """The key of a debtor's code; leading zeros and blanks do not count."""
    return f"code:{code.strip()}"


def plain_number(number: str) -> str:
    """A VAT number without blanks and dots, EL for Greece."""
    bare = _NOT_IN_NUMBERS.sub("", number.upper())
    return f"EL{bare[2:]}" if bare.startswith("GR") else bare


class AccountIndex:
    """The accounts of one administration by code, VAT number, search code and e-mail address."""

    def __init__(self, division: Division, memory: Memory) -> None:
        self._division = division
        self._memory = memory
        self._namespace = f"accounts:{division.code}"

    def find(self, key: str) -> list[Known]:
        """The accounts under a key, as far as they are known."""
        ids = _strings(self._memory.get(self._namespace, key))
        rows = self._memory.get_many(self._namespace, [f"id:{one}" for one in ids])
        found = [_known(rows.get(f"id:{one}")) for one in ids]
        return [account for account in found if account is not None and key in account.found_under()]

    def is_fresh(self, now: datetime) -> bool:
        """True when it was brought up to date a short while ago."""
        refreshed = self._mark().get("refreshed_at")
        return bool(refreshed) and now - datetime.fromisoformat(str(refreshed)) < FRESH_FOR

    def refresh(self, now: datetime) -> None:
        """Read what changed since the last time; everything at the first time and after a move of the administration."""
        mark = self._mark()
        moved_on = self._moved_on(mark, now.date())
        since = int(mark.get("timestamp") or 1) if moved_on == mark.get("moved_on", moved_on) else 1
        where, fields = f"Timestamp gt {since}L", (*FIELDS, "Timestamp")
        for page in self._division.pages("sync/CRM/Accounts", select=fields, where=where):
            self.keep(page)
            since = max([since, *(int(wire.number(row.get("Timestamp")) or 0) for row in page)])
        told = {"timestamp": since, "refreshed_at": now.isoformat(), "moved_on": moved_on, "asked_on": str(now.date())}
        self._memory.put(self._namespace, {_MARK: told})

    def ask(self, where: str) -> list[Known]:
        """Look in the administration itself, past the index; what is found is kept."""
        return self.keep(self._division.rows("crm/Accounts", select=FIELDS, where=where))

    def keep(self, rows: Sequence[Row]) -> list[Known]:
        """Remember accounts as the service shows them now."""
        accounts = [_read(row) for row in rows]
        keys = {key for account in accounts for key in account.found_under()}
        lists = {key: _strings(value) for key, value in self._memory.get_many(self._namespace, keys).items()}
        values: dict[str, object] = {f"id:{account.id}": asdict(account) for account in accounts}
        for account in accounts:
            for key in account.found_under():
                lists[key] = list(dict.fromkeys([*lists.get(key, []), account.id]))
        self._memory.put(self._namespace, {**values, **lists})
        return accounts

    def change(self, account: Known, changes: Mapping[str, str]) -> Known:
        """Remember what we ourselves changed on an account; names as in `Known`."""
        changed = Known(**{**asdict(account), **changes})
        self._memory.put(self._namespace, {f"id:{account.id}": asdict(changed)})
        return changed

    def forget(self, account_id: str) -> None:
        """An account that turned out to be gone."""
        self._memory.put(self._namespace, {f"id:{account_id}": None})

    def _mark(self) -> Mapping[str, Any]:
        mark = self._memory.get(self._namespace, _MARK)
        return mark if isinstance(mark, dict) else {}

    def _moved_on(self, mark: Mapping[str, Any], today: date) -> str:
        """The day on which Exact last moved the administration: from then on all timestamps begin anew.

        Asked once a day; an index that goes by timestamps of before a move would miss every later customer.
        """
        if mark.get("asked_on") == str(today):
            return str(mark.get("moved_on", ""))
        where = f"Code eq {self._division.code}"
        rows = self._division.rows("system/Divisions", select=("Code", "DivisionMoveDate"), where=where)
        return next((str(wire.day(row.get("DivisionMoveDate")) or "") for row in rows), "")


def _read(row: Row) -> Known:
    ends_on = wire.day(row.get("EndDate"))
    return Known(
        id=wire.guid(row["ID"]) or "",
        code=text_of(row.get("Code")),
        name=text_of(row.get("Name")),
        status=text_of(row.get("Status")),
        email=text_of(row.get("Email")),
        vat_number=text_of(row.get("VATNumber")),
        search_code=text_of(row.get("SearchCode")),
        blocked=bool(row.get("Blocked")),
        ends_on=ends_on.isoformat() if ends_on else "",
        company_number=text_of(row.get("ChamberOfCommerce")),
        condition=text_of(row.get("PaymentConditionSales")),
    )


def _known(value: object) -> Known | None:
    return Known(**value) if isinstance(value, dict) else None


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, Iterable) and not isinstance(value, str) else []
