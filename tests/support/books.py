"""The package and Koppel's memory, as small as they can be: what `sync` and a target do with a database and a wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from koppel.booking.assignment import assign
from koppel.booking.booking import BookingLine, Ref
from koppel.booking.correction import Correction, compare, held_for
from koppel.booking.debtors import KnownDebtor, find_debtor
from koppel.booking.draft import Debtor, Draft
from koppel.booking.engine import decide
from koppel.booking.items import plan_items
from koppel.booking.outcome import Held, Skipped
from koppel.booking.payments import PaymentDraft, payment_of
from koppel.booking.reasons import held
from koppel.booking.vat_numbers import NumberState, buyer_number
from support.scenarios import Case, Shop, accounts_of, items_of, rules_of

Row = tuple[str, str, str | None, list[str]]
"""Event, outcome, reason, warnings."""


@dataclass
class Made:
    """One document of the package, or a proposal, as the file describes them."""

    event: str
    kind: str
    draft: Draft | None = None
    lines: tuple[BookingLine, ...] = ()
    payment: PaymentDraft | None = None
    correction: Correction | None = None
    debtor_code: str = ""


@dataclass
class Books:
    """One case under way. `play` may be called again: the memory stays."""

    case: Case
    shop: Shop = field(default_factory=Shop)
    made: list[Made] = field(default_factory=list)
    booked: dict[tuple[str, str], Draft] = field(default_factory=dict)
    entries: dict[str, Decimal] = field(default_factory=dict)
    debtors: list[KnownDebtor] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    closed: list[tuple[date, date]] = field(default_factory=list)
    valid_numbers: set[str] = field(default_factory=set)

    def play(self) -> list[Row]:
        """Feed all events; per event its name, outcome, reason and warnings."""
        for entry in self.case.target["entries"]:
            self.entries.setdefault(entry["reference"], Decimal(entry["total_incl"]))
        rows: list[Row] = []
        for event in self.case.events:
            if event["type"] == "period_closed":
                days = event["period"]
                self.closed.append((date.fromisoformat(days["first_day"]), date.fromisoformat(days["last_day"])))
            else:
                rows.append((event["id"], *_row(self._arrive(event))))
        return rows

    def _arrive(self, event: Mapping[str, Any]) -> Draft | Held | Skipped | None:
        document = self.shop.document(event)
        rules = replace(rules_of(self.case), vat_numbers_valid_before=frozenset(self.valid_numbers))
        decided = decide(document, rules)
        known = self.booked.get((document.shop, document.key))
        if known is not None:
            return self._seen_again(known, decided, event)
        if not isinstance(decided, Draft):
            return decided
        return self._book(decided, event)

    def _seen_again(
        self, known: Draft, decided: Draft | Held | Skipped, event: Mapping[str, Any]
    ) -> Draft | Held | Skipped | None:
        if not isinstance(decided, Draft):
            return None
        day = datetime.fromisoformat(event["at"]).date()
        correction = compare(known, decided, on=day)
        if correction is None:
            return None
        if not any(made.correction == correction for made in self.made):
            code = self._debtor(correction.debtor)
            self.made.append(Made(event["id"], "proposal", decided, correction=correction, debtor_code=code))
        return held_for(correction, decided)

    def _book(self, draft: Draft, event: Mapping[str, Any]) -> Draft | Held:
        lines = assign(draft, accounts_of(self.case), group=rules_of(self.case).group_lines)
        if isinstance(lines, Held):
            return lines
        if any(first <= draft.issued_on <= last for first, last in self.closed):
            return held("period_closed", day=draft.issued_on)
        plan = plan_items(draft, items_of(self.case), {*self.case.target["items"], *self.items})
        if self._is_invoice() and isinstance(plan, Held):
            return plan
        there = self.entries.get(draft.reference)
        if there is not None and there != draft.total_incl:
            return held("reference_in_use", reference=draft.reference, found=there, total=draft.total_incl)
        if self._is_invoice() and not isinstance(plan, Held):
            self.items += plan.to_create
            lines = _with_items(lines, plan.codes)
        self._create(draft, lines, event)
        if self.case.settings["register_payments"] != "no":
            self._pay(draft, event)
        return draft

    def _create(self, draft: Draft, lines: tuple[BookingLine, ...], event: Mapping[str, Any]) -> None:
        kind = "credit_note" if draft.is_credit else "sales_invoice" if self._is_invoice() else "sales_entry"
        code = self._debtor(draft.debtor)
        self.made.append(Made(event["id"], kind, draft, lines, debtor_code=code))
        self.entries[draft.reference] = draft.total_incl
        self.booked[(draft.document.shop, draft.document.key)] = draft
        number = buyer_number(draft.document)
        if number.state is NumberState.VALID:
            self.valid_numbers.add(number.number)

    def _pay(self, draft: Draft, event: Mapping[str, Any]) -> None:
        payment = payment_of(draft, rules_of(self.case))
        if payment is not None:
            made = Made(event["id"], "payment", draft, payment=payment, debtor_code=self._debtor(payment.debtor))
            self.made.append(made)

    def _debtor(self, debtor: Debtor) -> str:
        found = find_debtor(debtor, self.debtors)
        assert not isinstance(found, Held)
        if found is not None:
            return found.code
        code = debtor.code or f"new-{len(self.debtors)}"
        known = KnownDebtor(
            code=code,
            name=debtor.name,
            company=debtor.company,
            email=debtor.email,
            vat_number=debtor.vat_number,
            shop_customer_id=debtor.shop_customer_id,
        )
        self.debtors.append(known)
        return code

    def _is_invoice(self) -> bool:
        return bool(self.case.settings["insertion_type"] != "sales_entry")


def _row(outcome: Draft | Held | Skipped | None) -> tuple[str, str | None, list[str]]:
    if outcome is None:
        return ("UNCHANGED", None, [])
    if isinstance(outcome, Draft):
        return ("BOOKED", None, sorted({shown.code for shown in outcome.warnings}))
    return ("HELD" if isinstance(outcome, Held) else "SKIPPED", outcome.reason, [])


def _with_items(lines: tuple[BookingLine, ...], codes: tuple[str | None, ...]) -> tuple[BookingLine, ...]:
    if len(lines) != len(codes):
        return lines
    refs = [Ref(value=code, label=code) if code else None for code in codes]
    return tuple(replace(line, item=ref) for line, ref in zip(lines, refs, strict=True))
