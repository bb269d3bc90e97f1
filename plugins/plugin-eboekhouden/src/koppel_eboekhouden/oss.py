"""Sales under the Union scheme: the sale without VAT code, and the VAT of each country on a ledger account of its own.

The service has no code for VAT of another country. Its VAT on any Dutch code, also one with an amount of one's own, would
end up in the Dutch return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from koppel.api import Answers, BookingLine, Held, Option, Ref, Text, rate_text
from koppel_eboekhouden import vat
from koppel_eboekhouden.states import STATES

STEP: Final = "oss_vat_ledgers"
ROLE: Final = "vat.oss"

_NO_LEDGER = Text(
    en="The VAT of {country} has no ledger account yet. Choose one, or make one in e-Boekhouden.nl first (category Balans).",
    nl="De btw van {country} heeft nog geen grootboekrekening. Kies er een, of maak er eerst een in e-Boekhouden.nl "
    "(categorie Balans).",
)
_WHY = Text(en="VAT account of the country.", nl="Btw-rekening van het land.")


def is_union_scheme(treatment: str) -> bool:
    """True for what goes into the return of the Union scheme."""
    return treatment.startswith("OSS-")


def with_vat_lines(lines: Sequence[BookingLine], answers: Answers) -> tuple[BookingLine, ...] | Held:
    """The lines with their foreign VAT taken out, and behind them one line per country and rate that holds it."""
    ledgers = answers.mapping(STEP)
    found: dict[tuple[str, Decimal], list[BookingLine]] = {}
    for line in lines:
        if is_union_scheme(line.treatment) and line.vat_amount:
            found.setdefault((line.country, line.rate), []).append(line)
    for country, _ in found:
        if country not in ledgers:
            return _held(country)
    taken = tuple(replace(line, vat_amount=Decimal(0)) if is_union_scheme(line.treatment) else line for line in lines)
    return (*taken, *(_vat_line(group, ledgers[country]) for (country, _), group in found.items()))


def _vat_line(lines: Sequence[BookingLine], ledger: Option) -> BookingLine:
    first = lines[0]
    return BookingLine(
        description=f"Btw {first.country} {rate_text(first.rate)}%",
        ledger=Ref(value=ledger.value, label=ledger.named("nl")),
        vat_code=Ref(value=vat.NOTHING, label=vat.NOTHING),
        net=Decimal(0),
        vat_amount=sum((line.vat_amount for line in lines), Decimal(0)),
        role=ROLE,
        treatment=first.treatment,
        category=first.category,
        country=first.country,
        rate=first.rate,
        why=(_WHY,),
    )


def _held(country: str) -> Held:
    name = STATES.get(country, Text(en=country, nl=country))
    english, dutch = _NO_LEDGER.with_data(country=name.en), _NO_LEDGER.with_data(country=name.nl)
    sentence = Text(en=english.en, nl=dutch.nl)
    return Held(reason="oss_vat_ledger_missing", sentence=sentence, step=STEP, row=country)
