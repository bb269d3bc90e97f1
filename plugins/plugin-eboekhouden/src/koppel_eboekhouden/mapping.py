"""From a draft to a booking in this administration's own codes. Pure: everything it knows stands in the answers.

The data of a chosen option (the id of a ledger account, of a template) was stored with the answer, so that nothing has to
be asked here. Which amounts go over the wire is left to `bodies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from koppel.api import Accounts, Answers, Booking, Draft, Held, Option, Ref, Text, assign, categories, clip, rate_text
from koppel_eboekhouden import lengths, oss, vat
from koppel_eboekhouden.forms import INVOICE, form_of
from koppel_eboekhouden.numbers import number_of

_NEEDED: Final = ("debtor_ledger", "counter_account")
_NOTHING: Final = Ref(value=vat.NOTHING, label=vat.NOTHING)
LEDGER: Final = "ledger:"
"""What the ids of accounts for sales stand under in a booking's extras, before the code."""

_MISSING = Text(
    en="The setting {step} has no answer yet. Open the settings and choose one.",
    nl="De instelling {step} heeft nog geen antwoord. Open de instellingen en kies er een.",
)
_NO_TEMPLATE = Text(
    en="A sales invoice needs an invoice template. Make one in e-Boekhouden.nl and choose how orders are booked anew.",
    nl="Een verkoopfactuur heeft een factuursjabloon nodig. Maak er een in e-Boekhouden.nl en kies opnieuw hoe bestellingen "
    "worden geboekt.",
)
_COUNTRY_DIFFERS = Text(
    en="VAT code {code} is not for VAT of {country}: that does not belong in this return. Choose GEEN for countries of the "
    "One Stop Shop; their VAT has an account per country.",
    nl="Btw-code {code} is niet voor btw van {country}: die hoort niet in deze aangifte. Kies GEEN voor landen van de "
    "Unieregeling; hun btw heeft een rekening per land.",
)
_RATE_DIFFERS = Text(
    en="VAT code {code} is not for {rate}%: e-Boekhouden.nl reckons it with another rate. Choose a code with this rate.",
    nl="Btw-code {code} is niet voor {rate}%: e-Boekhouden.nl rekent die met een ander tarief. Kies een code met dit tarief.",
)
_NO_VAT_NUMBER = Text(
    en="VAT code {code} goes on the list of sales to EU businesses, and this customer has no VAT number. Add it in the shop.",
    nl="Btw-code {code} komt op de opgaaf van verkopen aan EU-bedrijven, en deze klant heeft geen btw-nummer. Vul het in de "
    "winkel in.",
)


def plan(draft: Draft, answers: Answers) -> Booking | Held:
    """The booking of a draft, or what it waits for."""
    refused = _unanswered(answers) or _misfit(draft, answers)
    if refused:
        return refused
    assigned = assign(draft, _accounts(draft, answers), group=answers.yes("group_lines"))
    if isinstance(assigned, Held):
        return assigned
    lines = oss.with_vat_lines(assigned, answers)
    if isinstance(lines, Held):
        return lines
    return Booking.of(
        draft,
        lines,
        form=form_of(answers.text("insertion_type")),
        reference=number_of(draft.reference),
        description=_description(draft),
        extras=_extras(answers),
    )


def _extras(answers: Answers) -> dict[str, str]:
    """What only this package knows of: the ids behind the codes, the template, how customers get their code."""
    debtor, counter, template = (answers.option(step) for step in (*_NEEDED, "insertion_type"))
    chosen = [counter, answers.option("shipping_ledger"), *answers.mapping("oss_vat_ledgers").values()]
    extras = {
        **_ids(option for option in chosen if option is not None),
        "debtor_ledger": debtor.value if debtor else "",
        "debtor_id": debtor.data.get("id", "") if debtor else "",
        "counter_account": counter.value if counter else "",
        "customer_codes": answers.text("customer_codes") or "",
    }
    if form_of(answers.text("insertion_type")) == INVOICE and template is not None:
        extras["template"] = template.data.get("template", "")
    return extras


def _ids(options: Iterable[Option]) -> dict[str, str]:
    return {f"{LEDGER}{option.value}": option.data["id"] for option in options if option.data.get("id")}


def _unanswered(answers: Answers) -> Held | None:
    for step in _NEEDED:
        if answers.text(step) is None:
            return Held(reason="setting_missing", sentence=_MISSING.with_data(step=step), step=step)
    how = answers.option("insertion_type")
    if how is not None and form_of(how.value) == INVOICE and not how.data.get("template"):
        return Held(reason="template_missing", sentence=_NO_TEMPLATE, step="insertion_type")
    return None


def _accounts(draft: Draft, answers: Answers) -> Accounts:
    """One revenue account for what nothing else names. Rows that have but one answer need none."""
    chosen = {row: _ref(option) for row, option in answers.mapping("vat_mapping").items()}
    union = {line.vat.row: _NOTHING for line in draft.lines if oss.is_union_scheme(line.vat.code)}
    shipping, counter = answers.option("shipping_ledger"), answers.option("counter_account")
    return Accounts(
        vat_codes={categories.NO_VAT: _NOTHING, **union, **chosen},
        shipping=_ref(shipping) if shipping else None,
        default=_ref(counter) if counter else None,
    )


def _ref(option: Option) -> Ref:
    return Ref(value=option.value, label=option.named("nl"))


def _misfit(draft: Draft, answers: Answers) -> Held | None:
    """A VAT code that belongs to another country or rate than the shop charged, or that asks for a VAT number."""
    rows: Mapping[str, Option] = answers.mapping("vat_mapping")
    for line in draft.lines:
        chosen = rows.get(line.vat.row)
        if chosen is None:
            continue
        union = oss.is_union_scheme(line.vat.code)
        what = vat.misfit(chosen.value, country=line.vat.country, rate=line.vat.rate, under_union_scheme=union)
        if what is not None:
            sentence = _COUNTRY_DIFFERS if what == "country" else _RATE_DIFFERS
            country, rate = line.vat.country or "-", rate_text(line.vat.rate)
            said = sentence.with_data(code=chosen.value, country=country, rate=rate)
            return Held(reason=f"vat_code_{what}_differs", sentence=said, step="vat_mapping", row=line.vat.row)
        if vat.is_on_list(chosen.value) and not draft.debtor.vat_number:
            return Held(reason="vat_number_missing", sentence=_NO_VAT_NUMBER.with_data(code=chosen.value))
    return None


def _description(draft: Draft) -> str:
    """What the bookkeeper reads on the booking: the order number first, since that is what is searched for."""
    document = draft.document
    parts = [f"bestelling {document.number}"]
    if document.invoice_number and document.invoice_number != document.number:
        parts.append(f"factuur {document.invoice_number}")
    if draft.debtor.name:
        parts.append(draft.debtor.name)
    text = ", ".join(parts)
    return clip(f"Credit {text}" if draft.is_credit else text[:1].upper() + text[1:], lengths.BOOKING_DESCRIPTION)
