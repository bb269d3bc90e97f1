"""From neutral roles and codes to a package's ledgers and VAT codes: the same for every target.

A product's own ledger goes before the settings, a ledger for the till, shipping or the Union scheme before the table,
and the table's row before the ledger for everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from koppel.booking import treatments
from koppel.booking.booking import BookingLine, Ref
from koppel.booking.categories import row_label
from koppel.booking.draft import Draft, DraftLine
from koppel.booking.outcome import Held
from koppel.booking.reasons import Hold, hold
from koppel.model import ZERO
from koppel.text import Text

VAT_STEP: Final = "vat_mapping"
LEDGER_STEP: Final = "ledger_mapping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The package's codes by row of the mapping tables, and the ledgers that go before them.

    `roles` gives a role a ledger of its own (`fees`, `discount`, `rounding`, `voucher.liability`, ...). `default` is for
    packages that ask for one revenue account: it takes what no row has. A package without VAT codes or without ledgers
    of its own on lines says so with `with_vat_codes` and `with_ledgers`; its lines then go without.
    """

    vat_codes: Mapping[str, Ref] = field(default_factory=dict)
    ledgers: Mapping[str, Ref] = field(default_factory=dict)
    shipping: Ref | None = None
    oss: Ref | None = None
    pos: Ref | None = None
    roles: Mapping[str, Ref] = field(default_factory=dict)
    default: Ref | None = None
    product_ledgers: Mapping[str, Ref] = field(default_factory=dict)
    with_vat_codes: bool = True
    with_ledgers: bool = True


def assign(draft: Draft, accounts: Accounts, *, group: bool = False) -> tuple[BookingLine, ...] | Held:
    """Give every line its ledger and VAT code, or say which row of which table lacks one.

    With `group`, lines that have ledger, VAT code and treatment in common become one; the totals stay what they were.
    """
    try:
        lines = tuple(_line(line, draft, accounts) for line in draft.lines)
    except Hold as stop:
        return stop.held
    return _grouped(lines, draft) if group else lines


def _line(line: DraftLine, draft: Draft, accounts: Accounts) -> BookingLine:
    role, ledger, why_ledger = _ledger(line, draft, accounts)
    vat = line.vat
    return BookingLine(
        description=line.description,
        ledger=ledger,
        vat_code=_vat_code(line, accounts),
        net=line.net,
        vat_amount=line.vat_amount,
        role=role,
        treatment=vat.code,
        category=vat.category,
        country=vat.country,
        rate=vat.rate,
        exemption=vat.exemption,
        quantity=line.quantity,
        period=line.period,
        boxes=line.boxes,
        why=tuple(text for text in (line.why, why_ledger) if text is not None),
    )


def _vat_code(line: DraftLine, accounts: Accounts) -> Ref | None:
    vat = line.vat
    found = accounts.vat_codes.get(vat.row)
    if found is None and vat.vat_code is not None:
        found = Ref(value=vat.vat_code, label=vat.vat_code)
    if found is None and accounts.with_vat_codes:
        raise hold("vat_code_not_mapped", step=VAT_STEP, at_row=vat.row, row=row_label(vat.row))
    return found


def _ledger(line: DraftLine, draft: Draft, accounts: Accounts) -> tuple[str, Ref | None, Text | None]:
    """Role, ledger and the setting that it comes from."""
    if line.product_ledger:
        own = accounts.product_ledgers.get(line.product_ledger)
        own = own or Ref(value=line.product_ledger, label=line.product_ledger)
        return line.role, own, Text(en="The product's own ledger.", nl="De eigen grootboekrekening van het product.")
    role = _role(line, draft, accounts)
    setting = _before_table(role, accounts)
    if setting is not None:
        return role, *setting
    row = line.vat.row
    if row in accounts.ledgers:
        label = row_label(row)
        why = Text(en=f"Ledger table, row {label.en}.", nl=f"Grootboektabel, rij {label.nl}.")
        return role, accounts.ledgers[row], why
    if accounts.default is not None:
        return role, accounts.default, Text(en="The revenue ledger.", nl="De omzetrekening.")
    if accounts.with_ledgers:
        raise hold("ledger_not_mapped", step=LEDGER_STEP, at_row=row, row=row_label(row))
    return role, None, None


def _role(line: DraftLine, draft: Draft, accounts: Accounts) -> str:
    """Without a ledger of its own shipping is revenue like the goods; at the till all revenue is the till's."""
    role = line.role
    if role == treatments.SHIPPING and accounts.shipping is None and role not in accounts.roles:
        role = treatments.revenue_role(line.vat, home=_home(line), day=draft.issued_on)
    is_till = draft.document.is_pos and role.startswith("revenue.")
    return treatments.TILL if is_till and accounts.pos is not None else role


def _home(line: DraftLine) -> str:
    return "" if treatments.is_union_scheme(line.vat) else line.vat.country


def _before_table(role: str, accounts: Accounts) -> tuple[Ref, Text] | None:
    if role == treatments.TILL and accounts.pos is not None:
        return accounts.pos, Text(en="Ledger for the till.", nl="Grootboekrekening voor de kassa.")
    if role == treatments.SHIPPING and accounts.shipping is not None:
        return accounts.shipping, Text(en="Ledger for shipping.", nl="Grootboekrekening voor verzendkosten.")
    if role == treatments.OSS_REVENUE and accounts.oss is not None:
        return accounts.oss, Text(en="Ledger for One Stop Shop sales.", nl="Grootboekrekening voor de Unieregeling.")
    if role in accounts.roles:
        return accounts.roles[role], Text(en=f"Ledger for {role}.", nl=f"Grootboekrekening voor {role}.")
    return None


def _grouped(lines: Sequence[BookingLine], draft: Draft) -> tuple[BookingLine, ...]:
    groups: dict[tuple[str | None, str | None, str, str], list[BookingLine]] = {}
    for line in lines:
        key = (
            line.ledger.value if line.ledger else None,
            line.vat_code.value if line.vat_code else None,
            line.treatment,
            line.country,
        )
        groups.setdefault(key, []).append(line)
    return tuple(_merged(group, draft) for group in groups.values())


def _merged(group: Sequence[BookingLine], draft: Draft) -> BookingLine:
    """The texts of lines are lost in a group, so it carries the order's number."""
    largest = max(group, key=lambda line: (abs(line.gross), line.role))
    periods = {line.period for line in group}
    return replace(
        largest,
        description=draft.reference,
        net=sum((line.net for line in group), ZERO),
        vat_amount=sum((line.vat_amount for line in group), ZERO),
        quantity=Decimal(-1) if draft.is_credit else Decimal(1),
        item=None,
        period=periods.pop() if len(periods) == 1 else None,
        boxes=tuple(box for line in group for box in line.boxes),
        why=tuple(dict.fromkeys(text for line in group for text in line.why)),
    )
