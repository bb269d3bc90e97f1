"""Relations: customers and suppliers. Their codes are unique, their names and addresses are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from .administration import Administration, found, without_empty
from .query import Row, listed
from .refusal import Problems
from .schemas import RELATION
from .validate import Body, checked

_EMAIL: Final = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
_EMAILS: Final = {"emailAddress": "REL_023", "emailAddressInvoice": "REL_025", "emailAddressReminder": "REL_027"}
_FILTERS: Final = {"code": str, "type": str, "email": str, "name": str, "contact": str, "city": str}
_LISTED: Final = ("id", "type", "code")
_MANDATE: Final = ("mandateType", "mandateId", "mandateSignedDate", "iban")


class Relations:
    """The resource `/v1/relation`."""

    def __init__(self, administration: Administration) -> None:
        self._a = administration

    def page(self, args: MultiDict[str, str]) -> dict[str, Any]:
        """Ids, types and codes only."""
        rows = list(self._a.relations.values())
        page = listed(rows, args, _FILTERS, self._a.switches, of="relation", look=self._look)
        return {**page, "items": [{name: row[name] for name in _LISTED} for row in page["items"]]}

    def get(self, key: int) -> Row:
        """One relation, without its empty fields."""
        return without_empty(found(self._a.relations, key, "REL_055"))

    def create(self, body: Body) -> Row:
        """Make one; gives its id and code."""
        values = self._checked(body)
        row = {
            **dict.fromkeys(RELATION),
            **values,
            "type": values.get("type", "B"),
            "code": values.get("code") or self._free_code(),
            "date": self._a.clock().isoformat(timespec="seconds"),
            "isClubOrAssociationMember": 0,
        }
        made = self._a.add("relation", self._a.relations, row)
        return {"id": made["id"], "code": made["code"]}

    def change(self, key: int, body: Body) -> None:
        """Change one; `name` is needed here too. What omitted fields become is a switch."""
        row = found(self._a.relations, key, "REL_055")
        values = self._checked(body, own=key)
        if self._a.switches.patch_omitted == "emptied":
            row.update({name: None for name in RELATION if name != "code"})
            row["type"] = "B"
        row.update(values)

    def _checked(self, body: Body, own: int | None = None) -> Body:
        problems = Problems()
        values = checked(body, RELATION, self._a.switches, problems)
        for name, code in _EMAILS.items():
            if values.get(name) and not _EMAIL.fullmatch(values[name]):
                problems.add(code, name)
        number = values.get("companyRegistrationNumber", "")
        if number and not number.isdigit():
            problems.add("REL_008", "companyRegistrationNumber")
        if values.get("iban") and not _is_iban(values["iban"]):
            problems.add("REL_007", "iban")
        if values.get("ledgerId") and values["ledgerId"] not in self._a.ledgers:
            problems.add("REL_048", "ledgerId")
        if values.get("mandate") and not all(values.get(name) for name in _MANDATE):
            problems.add("REL_052", "mandate")
        self._check_code(values.get("code", ""), own, problems)
        problems.check()
        return values

    def _check_code(self, code: str, own: int | None, problems: Problems) -> None:
        taken = {row["code"].casefold() for row in self._a.relations.values() if row["id"] != own}
        if code.casefold() in taken:
            problems.add("REL_049", "code")
        only_plain = self._a.switches.relation_codes == "letters_and_digits"
        if code and only_plain and not (code.isascii() and code.isalnum()):
            problems.add("REL_005", "code")

    def _free_code(self) -> str:
        taken = {row["code"] for row in self._a.relations.values()}
        number = next(n for n in range(1, len(taken) + 2) if f"{n:05}" not in taken)
        return f"{number:05}"

    def _look(self, row: Row, name: str) -> Sequence[Any]:
        if name != "email":
            return [row.get(name)]
        names = list(_EMAILS) if self._a.switches.email_filter == "any" else ["emailAddress"]
        return [row.get(field) for field in names]


def _is_iban(text: str) -> bool:
    """The check of ISO 13616: letters count as 10 to 35, and the whole is 1 modulo 97."""
    plain = text.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", plain):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1
