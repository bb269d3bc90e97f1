"""From a draft to a booking in the company's own codes. Pure: no call, and the same for the same."""

from __future__ import annotations

from typing import Final

from koppel.api import Accounts, Answers, Booking, Draft, Held, Option, Ref, Text, assign, rate_text

FORM: Final = "entry"

_RATE_DIFFERS = Text(
    en="VAT code {code} is for {has}%, and the shop charged {charged}%. Choose a code with this rate.",
    nl="Btw-code {code} is voor {has}%, en de winkel berekende {charged}%. Kies een code met dit tarief.",
)


def plan(draft: Draft, answers: Answers) -> Booking | Held:
    """The booking, or what it waits for."""
    misfit = _misfit(draft, answers)
    if misfit is not None:
        return misfit
    lines = assign(draft, _accounts(answers), group=answers.yes("group_lines"))
    if isinstance(lines, Held):
        return lines
    return Booking.of(
        draft,
        lines,
        form=FORM,
        description=f"{'Credit' if draft.is_credit else 'Order'} {draft.document.number}",
    )


def _accounts(answers: Answers) -> Accounts:
    shipping = answers.option("shipping_ledger")
    return Accounts(
        vat_codes={row: _ref(option) for row, option in answers.mapping("vat_mapping").items()},
        ledgers={row: _ref(option) for row, option in answers.mapping("ledger_mapping").items()},
        shipping=_ref(shipping) if shipping else None,
    )


def _ref(option: Option) -> Ref:
    return Ref(value=option.value, label=option.named("nl"))


def _misfit(draft: Draft, answers: Answers) -> Held | None:
    """A code of another rate than the shop charged would end up in the wrong box of the VAT return."""
    chosen = answers.mapping("vat_mapping")
    for line in draft.lines:
        code = chosen.get(line.vat.row)
        if code is not None and code.data.get("rate", "") not in ("", rate_text(line.vat.rate)):
            sentence = _RATE_DIFFERS.with_data(code=code.value, has=code.data["rate"], charged=rate_text(line.vat.rate))
            return Held(reason="vat_code_rate_differs", sentence=sentence, step="vat_mapping", row=line.vat.row)
    return None
