"""Ledgers and VAT codes: which setting goes before which, what is missing, and what is written down about it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.booking.assignment import Accounts, assign
from koppel.booking.booking import BookingLine, Ref
from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.booking.outcome import Held
from koppel.booking.rules import Rules
from koppel.model import Document, LineKind
from support.orders import BERLIN, line, order, refund

RULES = Rules(eu_consumer_vat="oss")
CODES = {row: Ref(value=f"code {row}", label=row) for row in ("NL-21", "NL-9", "DE-19")}
LEDGERS = {row: Ref(value=f"ledger {row}", label=row) for row in ("NL-21", "NL-9", "DE-19")}
ACCOUNTS = Accounts(vat_codes=CODES, ledgers=LEDGERS)
GERMAN = order(line("119", "19", country="DE"), to=BERLIN)
WITH_SHIPPING = order(line("121"), line("6.05", key="2", kind=LineKind.SHIPPING, description="shipping"))
TILL = replace(order(line("121")), is_pos=True)


def _draft(document: Document, rules: Rules = RULES) -> Draft:
    decided = decide(document, rules)
    assert isinstance(decided, Draft), decided
    return decided


def _lines(document: Document, accounts: Accounts, *, group: bool = False) -> tuple[BookingLine, ...]:
    lines = assign(_draft(document), accounts, group=group)
    assert isinstance(lines, tuple), lines
    return lines


def _ref(value: str) -> Ref:
    return Ref(value=value, label=value)


def _ledgers(document: Document, accounts: Accounts) -> list[tuple[str, str | None]]:
    return [(made.role, made.ledger.value if made.ledger else None) for made in _lines(document, accounts)]


def test_the_table_gives_ledger_and_vat_code() -> None:
    """By country and rate; a sale under the Union scheme has the row of its country."""
    made = _lines(GERMAN, ACCOUNTS)[0]
    assert made.vat_code == CODES["DE-19"]
    assert made.ledger == LEDGERS["DE-19"]


@pytest.mark.parametrize(
    ("document", "accounts", "expected"),
    [
        (GERMAN, replace(ACCOUNTS, oss=_ref("8100")), [("revenue.oss", "8100")]),
        (
            WITH_SHIPPING,
            replace(ACCOUNTS, shipping=_ref("8200")),
            [("revenue.std", "ledger NL-21"), ("shipping", "8200")],
        ),
        (WITH_SHIPPING, ACCOUNTS, [("revenue.std", "ledger NL-21"), ("revenue.std", "ledger NL-21")]),
        (TILL, replace(ACCOUNTS, pos=_ref("8300")), [("revenue.pos", "8300")]),
        (TILL, ACCOUNTS, [("revenue.std", "ledger NL-21")]),
        (GERMAN, replace(ACCOUNTS, roles={"revenue.oss": _ref("8400")}), [("revenue.oss", "8400")]),
        (GERMAN, replace(ACCOUNTS, ledgers={}, default=_ref("8000")), [("revenue.oss", "8000")]),
        (GERMAN, replace(ACCOUNTS, ledgers={}, with_ledgers=False), [("revenue.oss", None)]),
    ],
)
def test_settings_go_before_the_table(
    document: Document, accounts: Accounts, expected: list[tuple[str, str | None]]
) -> None:
    """The Union scheme's, shipping's and the till's ledger, then the table, then the one for everything else."""
    assert _ledgers(document, accounts) == expected


def test_a_products_own_ledger_goes_before_everything() -> None:
    """Also at the till and under the Union scheme; a table of the package's ledgers may translate it."""
    own = replace(GERMAN, lines=(replace(GERMAN.lines[0], product_ledger="8123"),))
    assert _ledgers(own, replace(ACCOUNTS, oss=_ref("8100"))) == [("revenue.oss", "8123")]
    translated = replace(ACCOUNTS, product_ledgers={"8123": _ref("id-of-8123")})
    assert _ledgers(own, translated) == [("revenue.oss", "id-of-8123")]


@pytest.mark.parametrize(
    ("accounts", "reason", "step"),
    [
        (replace(ACCOUNTS, vat_codes={}), "vat_code_not_mapped", "vat_mapping"),
        (replace(ACCOUNTS, ledgers={}), "ledger_not_mapped", "ledger_mapping"),
    ],
)
def test_a_row_that_lacks_a_choice_is_named(accounts: Accounts, reason: str, step: str) -> None:
    """The document is held, and its reason opens the table at that row."""
    held = assign(_draft(GERMAN), accounts)
    assert isinstance(held, Held)
    assert (held.reason, held.step, held.row) == (reason, step, "DE-19")
    assert "DE 19%" in held.sentence.nl


def test_every_line_says_why() -> None:
    """The rule that chose the VAT and the setting that chose the ledger, in both languages."""
    why = _lines(GERMAN, ACCOUNTS)[0].why
    assert [text.en for text in why][1] == "Ledger table, row DE 19%."
    assert "Unieregeling" in why[0].nl


def test_groups_are_by_ledger_and_vat_code() -> None:
    """Shipping on the goods' ledger becomes one line with them; on its own ledger it stays apart."""
    assert len(_lines(WITH_SHIPPING, ACCOUNTS, group=True)) == 1
    assert len(_lines(WITH_SHIPPING, replace(ACCOUNTS, shipping=_ref("8200")), group=True)) == 2
    assert _lines(WITH_SHIPPING, ACCOUNTS, group=True)[0].description == "1001"


def test_a_group_is_one_piece() -> None:
    """Quantities of different goods do not add up; a group counts as one, taken back as minus one."""
    sale = order(line("121", quantity=Decimal(3)), line("12.10", key="2"))
    assert [made.quantity for made in _lines(sale, ACCOUNTS, group=True)] == [1]
    assert [made.quantity for made in _lines(refund(sale, *sale.lines), ACCOUNTS, group=True)] == [-1]
