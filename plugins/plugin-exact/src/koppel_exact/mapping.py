"""From a draft to a booking in this administration's own codes. Pure: everything it knows stands in the answers.

The data of a chosen option (rate of a VAT code, key of a ledger account, currency of a journal) was stored with the
answer, so that nothing has to be asked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from koppel.api import (
    Accounts,
    Answers,
    Booking,
    BookingLine,
    Draft,
    Held,
    Option,
    Ref,
    Text,
    assign,
    clip,
    clip_code,
    rate_text,
)
from koppel_exact import lengths
from koppel_exact.forms import FORMS, INVOICE, INVOICE_FORMS, ITEM_FORMS, ORDER, SALES_ENTRY
from koppel_exact.item_lines import with_items
from koppel_exact.steps import GENERATE, OPEN, OWN_NUMBER, PROCESSED
from koppel_exact.vat import fitting

_LARGEST_NUMBER: Final = 2**31 - 1
_DUTCH: Final = frozenset({"NL", "BE"})

_MISSING = Text(
    en="The setting {step} has no answer yet. Open the settings and choose one.",
    nl="De instelling {step} heeft nog geen antwoord. Open de instellingen en kies er een.",
)
_COUNTRY_DIFFERS = Text(
    en="VAT code {code} is not for VAT of {country}: it belongs to another country's return. Choose a code whose OSS country "
    "fits.",
    nl="Btw-code {code} is niet voor btw van {country}: die hoort bij de aangifte van een ander land. Kies een code met het "
    "juiste OSS-land.",
)
_RATE_DIFFERS = Text(
    en="VAT code {code} is not for {rate}%: Exact Online knows it with another rate. Choose a code with this rate.",
    nl="Btw-code {code} is niet voor {rate}%: Exact Online kent die met een ander tarief. Kies een code met dit tarief.",
)
_CURRENCY = Text(
    en="Journal {journal} only takes {own}, and this order is in {currency}. Choose another journal, or allow other "
    "currencies on it in Exact Online.",
    nl="Dagboek {journal} neemt alleen {own} aan en deze bestelling is in {currency}. Kies een ander dagboek of sta daar in "
    "Exact Online andere valuta op toe.",
)
_NO_PLAIN_NUMBER = Text(
    en="The invoice number {number} is no plain number, so it cannot be the entry number. Let Exact Online give the numbers.",
    nl="Het factuurnummer {number} bestaat niet alleen uit cijfers en kan dus geen boekstuknummer zijn. Laat Exact Online de "
    "nummers geven.",
)


def plan(draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
    """The booking of a draft, or what it waits for."""
    form = form_of(draft, answers)
    journal = _journal(draft, answers)
    missing = _missing(answers, journal, form)
    if missing:
        return _held_for(missing)
    refused = _misfit(draft, answers) or _currency(draft, journal) or _entry_number_problem(draft, answers, form)
    if refused:
        return refused
    lines = assign(draft, _accounts(answers), group=form == SALES_ENTRY and answers.yes("group_lines"))
    if isinstance(lines, Held):
        return lines
    named = with_items(draft, lines, answers) if form in ITEM_FORMS else lines
    if isinstance(named, Held):
        return named
    wanted = named if answers.yes("periods") else [replace(line, period=None) for line in named]
    described = _described(draft, wanted, answers)
    return _booking(draft, answers, described, form=form, journal=journal, initial=initial)


def form_of(draft: Draft, answers: Answers) -> str:
    """What it becomes. There are no credit orders: what is taken back from a sales order is credited by an invoice."""
    form = answers.text("insertion_type") or SALES_ENTRY
    return INVOICE if form == ORDER and draft.is_credit else form


def _booking(
    draft: Draft,
    answers: Answers,
    lines: Sequence[BookingLine],
    *,
    form: str,
    journal: Option | None,
    initial: bool,
) -> Booking:
    condition = _condition(draft, answers)
    own_file = form == SALES_ENTRY and answers.text("number_source") == "invoice"
    return Booking.of(
        draft,
        lines,
        form=form,
        reference=clip_code(draft.reference, lengths.REFERENCE),
        description=_description(draft, answers),
        journal=_ref(journal) if journal and FORMS[form].journal else None,
        payment_condition=_ref(condition) if condition else None,
        exchange_rate=_exchange_rate(draft, answers),
        attachments=draft.document.attachments if own_file else (),
        extras=_extras(draft, answers, form=form, initial=initial),
    )


def _extras(draft: Draft, answers: Answers, *, form: str, initial: bool) -> dict[str, str]:
    """What only Exact knows of. Nothing of the first export is ever sent: its invoices are processed at most."""
    delivery = answers.text("invoice_delivery") or OPEN
    extras = {
        "division": answers.text("administration") or "",
        "email_check": _flag(not answers.yes("skip_email_check")),
    }
    if form in ITEM_FORMS:
        extras["create_items"] = _flag(answers.yes("create_items"))
        extras["item_ledgers"] = _flag(answers.yes("use_item_ledgers"))
    if form in INVOICE_FORMS:
        extras["delivery"] = PROCESSED if initial and delivery != OPEN else delivery
        extras["initial"] = _flag(initial)
    number = draft.document.invoice_number
    if form == SALES_ENTRY and answers.text("entry_numbers") == OWN_NUMBER and number:
        extras["entry_number"] = number
    return extras


def _flag(on: bool) -> str:
    return "yes" if on else "no"


def _missing(answers: Answers, journal: Option | None, form: str) -> str | None:
    if answers.text("administration") is None:
        return "administration"
    return "journal" if journal is None and FORMS[form].journal else None


def _held_for(step: str) -> Held:
    return Held(reason="setting_missing", sentence=_MISSING.with_data(step=step), step=step)


def _journal(draft: Draft, answers: Answers) -> Option | None:
    credit = answers.option("credit_journal") if draft.is_credit else None
    return credit or answers.option("journal")


def _accounts(answers: Answers) -> Accounts:
    return Accounts(
        vat_codes={row: _ref(option) for row, option in answers.mapping("vat_mapping").items()},
        ledgers={row: _ledger(option) for row, option in answers.mapping("ledger_mapping").items()},
        shipping=_one_ledger(answers, "shipping_ledger"),
        oss=_one_ledger(answers, "oss_ledger"),
        pos=_one_ledger(answers, "pos_ledger"),
    )


def _ref(option: Option) -> Ref:
    return Ref(value=option.value, label=option.named("nl"))


def _ledger(option: Option) -> Ref:
    """An account goes by its key, which outlives a change of its code; by its code where no key was stored."""
    return Ref(value=option.data.get("id") or option.value, label=option.named("nl"))


def _one_ledger(answers: Answers, step: str) -> Ref | None:
    chosen = answers.option(step)
    return _ledger(chosen) if chosen else None


def _misfit(draft: Draft, answers: Answers) -> Held | None:
    """A VAT code that belongs to another country or rate than the shop charged: Exact would book it all the same."""
    rows = answers.mapping("vat_mapping")
    for vat in (line.vat for line in draft.lines if line.vat.vat_code is None):
        chosen = rows.get(vat.row)
        union = vat.code.startswith("OSS-")
        what = fitting(chosen, country=vat.country, rate=vat.rate, under_union_scheme=union)
        if what is not None and chosen is not None:
            sentence = _COUNTRY_DIFFERS if what == "country" else _RATE_DIFFERS
            country = vat.country or "-"
            said = sentence.with_data(code=chosen.label, country=country, rate=rate_text(vat.rate))
            return Held(reason=f"vat_code_{what}_differs", sentence=said, step="vat_mapping", row=vat.row)
    return None


def _currency(draft: Draft, journal: Option | None) -> Held | None:
    own = journal.data.get("currency") if journal else None
    if journal is None or not own or own == draft.currency or journal.data.get("any_currency") == "yes":
        return None
    said = _CURRENCY.with_data(journal=journal.label, own=own, currency=draft.currency)
    return Held(reason="currency_not_supported", sentence=said, step="journal")


def _entry_number_problem(draft: Draft, answers: Answers, form: str) -> Held | None:
    if form != SALES_ENTRY or (answers.text("entry_numbers") or GENERATE) == GENERATE:
        return None
    number = draft.document.invoice_number or ""
    if number.isascii() and number.isdigit() and 0 < int(number) <= _LARGEST_NUMBER:
        return None
    said = _NO_PLAIN_NUMBER.with_data(number=number or "-")
    return Held(reason="entry_number_not_plain", sentence=said, step="entry_numbers")


def _condition(draft: Draft, answers: Answers) -> Option | None:
    return answers.mapping("payment_condition_mapping").get(draft.document.payment_method or "")


def _exchange_rate(draft: Draft, answers: Answers) -> Decimal | None:
    """The shop's rate, in units of its currency for one of the books'; None leaves it to the rates kept in Exact."""
    rate, administration = draft.exchange_rate, answers.option("administration")
    own = administration.data.get("currency") if administration else None
    return rate.rate if rate is not None and rate.base_currency == own else None


def _described(draft: Draft, lines: Sequence[BookingLine], answers: Answers) -> list[BookingLine]:
    """The lines with the product's number before each description, where that was asked and lines are not grouped."""
    if not answers.yes("add_product_numbers") or len(lines) != len(draft.lines):
        return list(lines)
    codes = [line.item_code for line in draft.lines]
    return [
        replace(line, description=f"{code} {line.description}") if code else line
        for line, code in zip(lines, codes, strict=True)
    ]


def _description(draft: Draft, answers: Answers) -> str:
    """What the bookkeeper reads on the entry: the order number first, since that is what is searched for."""
    document = draft.document
    administration = answers.option("administration")
    dutch = (administration.data.get("country") if administration else "NL") in _DUTCH
    order, invoice = ("bestelling", "factuur") if dutch else ("order", "invoice")
    parts = [f"{order} {document.number}"]
    if document.invoice_number and document.invoice_number != document.number:
        parts.append(f"{invoice} {document.invoice_number}")
    if draft.debtor.name:
        parts.append(draft.debtor.name)
    text = ", ".join(parts)
    return clip(f"Credit {text}" if draft.is_credit else text[:1].upper() + text[1:], lengths.DESCRIPTION)
