"""Mutations: bookings. Which accounts, VAT codes and fields go with which type; nothing can be changed or removed."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from .administration import Administration, found
from .mutation_rules import RULES, SENT, Rule, check_period, check_rows
from .query import Row, listed
from .refusal import Problems, bad_request
from .schemas import MUTATION
from .validate import Body, checked
from .vat import Amount, Totals, code_of, totals_of

_FILTERS: Final = {"type": int, "id": int, "description": str, "invoiceNumber": str, "date": date}
_LISTED: Final = ("id", "type", "date", "invoiceNumber", "ledgerId", "amount", "entryNumber")
_DETAIL: Final = (
    "id", "type", "date", "description", "termOfPayment", "ledgerId", "relationId", "inExVat", "invoiceNumber",
    "entryNumber",
)  # fmt: skip
_DESCRIPTION: Final = 50


class Mutations:
    """The resource `/v1/mutation`."""

    def __init__(self, administration: Administration) -> None:
        self._a = administration

    def page(self, args: MultiDict[str, str]) -> dict[str, Any]:
        """No relation, no description; the opening balance stands in it too, with type and id 0."""
        rows = [*self._a.opening, *self._a.mutations.values()]
        page = listed(rows, args, _FILTERS, self._a.switches, of="mutation")
        return {**page, "items": [{name: row.get(name) for name in _LISTED} for row in page["items"]]}

    def get(self, key: int) -> Row:
        """One booking, without a total: only its rows and its VAT per code."""
        row = found(self._a.mutations, key, "MUT_300")
        return {**{name: row.get(name) for name in _DETAIL}, "rows": row["rows"], "vat": row["vat"]}

    def create(self, body: Body) -> Row:
        """Book; gives its number."""
        problems = Problems()
        description = self._stored_description(body)
        values = checked({**body, **description}, MUTATION, self._a.switches, problems)
        problems.check()
        values.update(self._whole_description(body))
        if self._a.switches.trial_over:
            raise bad_request("MODULE_001")
        rule = RULES.get(values["type"])
        if rule is None:
            raise bad_request("MUTA_009", "type")
        self._check(values, rule, problems)
        problems.check()
        return {"id": self.keep(values)["id"]}

    def keep(self, values: Body) -> Row:
        """Write a checked booking down, with what it comes to."""
        totals = self.totals(values)
        rows = [dict(row) for row in values["rows"]]
        if totals.per_row is not None:
            for row, vat in zip(rows, totals.per_row, strict=True):
                row["vatAmount"] = vat
        reference = values.pop("paymentReference", "")
        made = self._a.add(
            "mutation",
            self._a.mutations,
            {
                "description": "",
                "termOfPayment": 0,
                "relationId": 0,
                "invoiceNumber": "",
                "entryNumber": "",
                "inExVat": "EX",
                **values,
                "rows": rows,
                "vat": [{"vatCode": code, "amount": amount} for code, amount in totals.per_code.items()],
                "amount": totals.incl,
                "paymentReference": reference,
            },
        )
        if reference:
            self._a.payment_references[reference] = made["id"]
        return made

    def totals(self, values: Body) -> Totals:
        """What the rows of a booking come to."""
        amounts = []
        for row in values["rows"]:
            code = code_of(row["vatCode"], self._a.country, values["date"])
            if code is None:
                raise bad_request("MUT_109", "vatCode")
            amounts.append(Amount(code, row["vatCode"], row["amount"], row.get("vatAmount", row["amount"] * 0)))
        return totals_of(amounts, values.get("inExVat", "EX"), self._a.switches)

    def _stored_description(self, body: Body) -> Body:
        """Descriptions over 50 characters may be cut or kept by the service instead of refused: nobody knows."""
        description = body.get("description")
        if not isinstance(description, str) or self._a.switches.long_description == "refused":
            return {}
        return {"description": description[:_DESCRIPTION]}

    def _whole_description(self, body: Body) -> Body:
        is_kept = self._a.switches.long_description == "kept" and body.get("description")
        return {"description": body["description"]} if is_kept else {}

    def _check(self, values: Body, rule: Rule, problems: Problems) -> None:
        category = self._a.category_of(values["ledgerId"])
        if category is None:
            problems.add("MUT_007", "ledgerId")
        elif rule.top and category not in rule.top:
            problems.add(rule.top_code, "ledgerId")
        for name, code in rule.needs:
            if not values.get(name):
                problems.add(code, name)
        for name, code in rule.forbids:
            if name in values:
                problems.add(code, name)
        if values.get("relationId") and values["relationId"] not in self._a.relations:
            problems.add("MUT_013", "relationId")
        check_period(self._a, values["date"], problems, closed="MUT_005")
        self._check_number(values, problems)
        self._check_reference(values, problems)
        check_rows(self._a, values, rule, problems)

    def _check_number(self, values: Body, problems: Problems) -> None:
        number = values.get("invoiceNumber", "")
        if values["type"] != SENT or not number:
            return
        if self._a.switches.mutation_number_needs_digit and not number[-1].isdigit():
            problems.add("MUT_018", "invoiceNumber")
        same = [row for row in self.sent() if row["invoiceNumber"].casefold() == number.casefold()]
        if self._a.switches.number_scope == "administration" and same:
            problems.add("MUT_019", "invoiceNumber")
        elif any(row["relationId"] == values.get("relationId") for row in same):
            problems.add("MUT_020", "invoiceNumber")

    def _check_reference(self, values: Body, problems: Problems) -> None:
        wanted = values.get("paymentReference", "")
        if values.get("checkPaymentReference") and wanted in self._a.payment_references:
            problems.add("MUTA_008", "paymentReference")

    def sent(self) -> list[Row]:
        """The bookings of type 2."""
        return [row for row in self._a.mutations.values() if row["type"] == SENT]
