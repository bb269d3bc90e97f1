"""Invoices of the invoicing module. One with a `mutation` is booked as well; without it is a concept and nothing more."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from .administration import Administration, found
from .mutation_rules import SENT, check_period
from .mutations import Mutations
from .query import Row, listed
from .refusal import Problems, bad_request
from .schemas import INVOICE
from .validate import Body, checked
from .vat import EXPLICIT, Amount, code_of, totals_of

_FILTERS: Final = {"invoiceNumber": str, "relationId": int, "date": date}
_LISTED: Final = (
    "id", "invoiceNumber", "relationId", "date", "reference", "text", "urlPdfFile", "totalExcl", "totalAmount",
    "vatAmount", "termOfPayment", "templateId", "print",
)  # fmt: skip
_DETAIL: Final = (*_LISTED[:-1], "inExVat", "emailTemplateId", "items")
_OWN_NUMBER: Final = re.compile(r"F(\d{5,})")
_BOUND: Final = Decimal(1_000_000_000)


class Invoices:
    """The resource `/v1/invoice`."""

    def __init__(self, administration: Administration, mutations: Mutations) -> None:
        self._a = administration
        self._mutations = mutations

    def page(self, args: MultiDict[str, str]) -> dict[str, Any]:
        """Totals, but no lines."""
        page = listed(list(self._a.invoices.values()), args, _FILTERS, self._a.switches, of="invoice")
        return {**page, "items": [{name: row.get(name) for name in _LISTED} for row in page["items"]]}

    def get(self, key: int) -> Row:
        """One invoice. The address of its PDF may be empty at first."""
        row = found(self._a.invoices, key, "FACT_021")
        row["reads"] += 1
        if row["reads"] > self._a.switches.pdf_after_reads:
            row["urlPdfFile"] = f"https://secure20.e-boekhouden.nl/pdf/{row['id']:x}"
        return {name: row.get(name) for name in _DETAIL}

    def create(self, body: Body) -> Row:
        """Make one; gives its id, its number and whether prices include VAT."""
        problems = Problems()
        values = checked(body, INVOICE, self._a.switches, problems)
        problems.check()
        if self._a.switches.trial_over:
            raise bad_request("FACT_102")
        values.setdefault("date", self._a.today())
        values.setdefault("inExVat", "EX")
        self._check(values, problems)
        problems.check()
        row = self._kept(values)
        return {"id": row["id"], "invoiceNumber": row["invoiceNumber"], "inExVat": row["inExVat"]}

    def _kept(self, values: Body) -> Row:
        booking = values.pop("mutation", None)
        number = values.get("invoiceNumber") or self._next_number()
        totals = self._totals(values)
        if totals.incl < 0 and self._a.switches.negative_invoices == "refused":
            raise bad_request("FACT_005", "items")
        mails = "email" in values or ("emailTemplateId" in values and self._a.switches.template_mails)
        booked = self._booking(values, booking, number) if booking is not None else None
        if booked:
            self._mutations.keep(booked)
        if mails:
            self._a.mailed.append(number)
        if values.get("print"):
            self._a.printed.append(number)
        known = {name: value for name, value in values.items() if name not in {"email", "directDebit"}}
        return self._a.add(
            "invoice",
            self._a.invoices,
            {
                "print": False,
                **known,
                "invoiceNumber": number,
                "totalExcl": totals.excl,
                "totalAmount": totals.incl,
                "vatAmount": totals.vat,
                "urlPdfFile": None,
                "reads": 0,
                "booked": booked is not None,
            },
        )

    def _next_number(self) -> str:
        taken = {row["invoiceNumber"] for row in self._a.invoices.values()}
        explicit = [int(match[1]) for number in taken if (match := _OWN_NUMBER.fullmatch(number))]
        number = max([self._a.next_number, *(one + 1 for one in explicit)])
        self._a.next_number = number + 1
        return f"F{number:05}"

    def _totals(self, values: Body) -> Any:
        amounts = []
        for item in values["items"]:
            code = code_of(item["vatCode"], self._a.country, values["date"])
            if code is None:
                raise bad_request("FACT_ITEM_014", "vatCode")
            amounts.append(Amount(code, item["vatCode"], _line_total(item), item.get("vatAmount", Decimal(0))))
        return totals_of(amounts, values["inExVat"], self._a.switches)

    def _booking(self, values: Body, booking: Body, number: str) -> Body:
        """The sales mutation that goes with an invoice."""
        debtors = [row for row in self._a.ledgers.values() if row["category"] == "DEB"]
        ledger = booking.get("ledgerId") or min(debtors, key=lambda row: str(row["code"]))["id"]
        rows = [
            {
                "ledgerId": item["ledgerId"],
                "vatCode": item["vatCode"],
                "amount": _line_total(item),
                "description": item["description"],
                **({"vatAmount": item["vatAmount"]} if "vatAmount" in item else {}),
            }
            for item in values["items"]
        ]
        return {
            "type": SENT,
            "date": values["date"],
            "ledgerId": ledger,
            "relationId": values["relationId"],
            "invoiceNumber": number,
            "termOfPayment": values["termOfPayment"],
            "inExVat": values["inExVat"],
            "description": booking.get("description", ""),
            "paymentReference": booking.get("paymentReference", ""),
            "rows": rows,
        }

    def _check(self, values: Body, problems: Problems) -> None:
        relation = self._a.relations.get(values["relationId"])
        if relation is None:
            problems.add("FACT_002", "relationId")
        elif relation.get("inactive"):
            problems.add("FACT_003", "relationId")
        if values["templateId"] not in self._a.templates:
            problems.add("FACT_018", "templateId")
        if "emailTemplateId" in values and values["emailTemplateId"] not in self._a.email_templates:
            problems.add("FACT_020", "emailTemplateId")
        if "email" in values and relation is not None and not relation.get("emailAddress"):
            problems.add("FACT_EMAIL_001", "email")
        self._check_number(values.get("invoiceNumber", ""), problems)
        self._check_mutation(values, problems)
        if len(values["items"]) > self._a.switches.most_rows:
            problems.add("FACT_004", "items")
        for place, item in enumerate(values["items"]):
            self._check_item(values, item, f"items[{place}].", problems)

    def _check_number(self, number: str, problems: Problems) -> None:
        if not number:
            return
        if not number[-1].isdigit():
            problems.add("FACT_009", "invoiceNumber")
        taken = [*self._a.invoices.values(), *self._mutations.sent()]
        if any(row["invoiceNumber"].casefold() == number.casefold() for row in taken):
            problems.add("FACT_101", "invoiceNumber")

    def _check_mutation(self, values: Body, problems: Problems) -> None:
        booking = values.get("mutation")
        if booking is None:
            return
        check_period(self._a, values["date"], problems, closed="FACT_VERWERK_001")
        ledger, reference = booking.get("ledgerId"), booking.get("paymentReference", "")
        if ledger is not None:
            category = self._a.category_of(ledger)
            problems.add("" if category == "DEB" else "MUT_011" if category else "MUT_007", "mutation.ledgerId")
        if booking.get("checkPaymentReference") and reference in self._a.payment_references:
            problems.add("FACT_VERWERK_004", "mutation.paymentReference")

    def _check_item(self, values: Body, item: Body, within: str, problems: Problems) -> None:
        switches = self._a.switches
        if "pricePerUnit" not in item:
            problems.add("FACT_ITEM_005" if values["inExVat"] == "IN" else "FACT_ITEM_004", f"{within}pricePerUnit")
        if len(item["description"]) > switches.item_description_length:
            problems.add("FACT_ITEM_002", f"{within}description")
        for name, most in (("quantity", 4), ("pricePerUnit", switches.price_decimals)):
            if most is not None and -item.get(name, Decimal(0)).normalize().as_tuple().exponent > most:
                problems.add("ERR_002", within + name)
        code = code_of(item["vatCode"], self._a.country, values["date"])
        if code is None or code.use == "purchase":
            problems.add("FACT_ITEM_014", f"{within}vatCode")
        if "vatAmount" in item and item["vatCode"] not in EXPLICIT:
            problems.add("FACT_ITEM_015", f"{within}vatAmount")
        category = self._a.category_of(item["ledgerId"])
        refused = category == "BAL" and switches.balance_ledger_on_invoice == "refused"
        if category is None or category in {"FIN", "CRED", "DEB"} or refused:
            problems.add("FACT_ITEM_012", f"{within}ledgerId")
        if item.get("discountAmount") and item.get("discountPercentage"):
            problems.add("FACT_ITEM_013", f"{within}discountAmount")
        if abs(_line_total(item)) > _BOUND:
            problems.add("FACT_ITEM_008" if _line_total(item) > 0 else "FACT_ITEM_009", within + "pricePerUnit")


def _line_total(item: Body) -> Decimal:
    """A line without quantity is worth nothing; `amount` is an old name for the quantity, not money."""
    quantity = item.get("quantity", item.get("amount", Decimal(0)))
    price = item.get("pricePerUnit", Decimal(0)) - item.get("discountAmount", Decimal(0))
    price *= 1 - item.get("discountPercentage", Decimal(0)) / 100
    total: Decimal = quantity * price
    return total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
