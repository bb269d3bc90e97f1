"""What a shop can get wrong, end to end with Exact Online's fake: the document is held or refused with a sentence in both
languages and the way to the setting that solves it; the others are booked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from koppel.api import Address, Amounts, Document, LineTax, Party, TaxTotal
from koppel.connections import manage
from koppel.home import Home
from koppel.http.inprocess import InProcess
from koppel.plugins import Plugins, load_plugins
from koppel.sync import integrations
from koppel.sync.history import HistoryRow, history
from koppel.sync.issues import open_issues
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel_exact.fake import ExactFake
from support.coupled import BACK, MANY, log_in
from support.memory import Books, Shop, order, plugins_for

PAID = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
BERLIN = Address(country="DE", postcode="10115", city="Berlin")
ANSWERS: dict[str, object] = {
    "administration": "1234567",
    "journal": "70",
    "export_from": "2024-01-01",
    "vat_mapping": {"NL 21%": "2"},
    "ledger_mapping": {"NL 21%": "8000"},
}


@dataclass
class Counter:
    """The coupled installation: a shop in memory, Exact Online's fake."""

    home: Home
    shop: Shop
    exact: ExactFake

    def run(self, *documents: Document) -> dict[str, HistoryRow]:
        """A run with these documents; what became of each, by number."""
        self.shop.put(*documents)
        run_id = new_run(self.home, "webshop", trigger="test")
        while Runner(self.home, run_id).run().state == "again":
            pass
        return {row.number: row for row in history(self.home, "webshop")}


@pytest.fixture
def make(sqlite_home: Home) -> Callable[..., Counter]:
    """`make(insertion_type="sales_invoice")`: coupled and activated, with other answers on top."""

    def build(**answers: object) -> Counter:
        shop = Shop()
        exact = ExactFake(
            client_id="client",
            client_secret="a-client-secret",
            redirect_uris=[BACK],
            minutely_limit=MANY,
            daily_limit=MANY,
        )
        sqlite_home.transport = InProcess({"start.exactonline.nl": exact})
        sqlite_home.__dict__["plugins"] = _both(shop)
        manage.add(sqlite_home, "memory-shop", "shop", {"api_key": "shop-key-123"})
        log_in(sqlite_home, exact)
        integrations.add(sqlite_home, "webshop", "shop", "books")
        integrations.set_answers(sqlite_home, "webshop", {"administration": "1234567"})
        integrations.set_answers(sqlite_home, "webshop", {**ANSWERS, **answers}, accept_suggestions=True)
        integrations.activate(sqlite_home, "webshop")
        return Counter(sqlite_home, shop, exact)

    return build


def _both(shop: Shop) -> Plugins:
    """The shop in memory beside what is installed."""
    real, memory = load_plugins(), plugins_for(shop, Books())
    return replace(real, installed={**real.installed, "memory-shop": memory.installed["memory-shop"]})


def priced(document: Document, *, country: str, rate: str, tax: str) -> Document:
    """The document with that VAT on its line."""
    gross, vat = document.total_incl, Decimal(tax)
    line = replace(
        document.lines[0],
        amounts=Amounts(net=gross - vat, tax=vat, gross=gross),
        taxes=(LineTax(country=country, rate=Decimal(rate), amount=vat),) if vat else (),
    )
    return replace(document, lines=(line,), total_tax=vat)


def business(number: str, vat_number: str) -> Document:
    """Goods without VAT to a business in Germany."""
    sold = priced(order(number, paid_at=PAID), country="NL", rate="0", tax="0.00")
    return replace(sold, buyer=Party(company="Muster GmbH", vat_number=vat_number), billing=BERLIN, delivery=BERLIN)


BAD: dict[str, tuple[Document, str]] = {
    "a rate that no country has": (
        priced(order("1001", paid_at=PAID), country="NL", rate="17", tax="17.58"),
        "rate_unknown_for_country",
    ),
    "a missing country": (
        replace(order("1001", paid_at=PAID), billing=Address(), delivery=Address()),
        "country_missing",
    ),
    "a VAT number of the wrong country": (business("1001", "FR40303265045"), "zero_rate_without_valid_vat_number"),
    "a VAT number that is none": (business("1001", "DE123"), "zero_rate_without_valid_vat_number"),
    "a total that the lines miss": (
        replace(order("1001", paid_at=PAID), total_incl=Decimal("130.00")),
        "total_mismatch",
    ),
    "VAT totals that do not add up": (
        replace(
            order("1001", paid_at=PAID),
            tax_totals=(TaxTotal(country="NL", rate=Decimal(21), tax=Decimal("12.00")),),
            total_tax=Decimal("12.00"),
        ),
        "vat_totals_differ",
    ),
}
"""What is wrong, and the reason with which it is held. Its cure is in the shop, so no setting is named."""


def is_told(row: HistoryRow) -> bool:
    """A sentence in Dutch and one in English, with nothing left to fill in."""
    said = row.sentence
    return said is not None and said.en != said.nl and bool(said.en and said.nl) and "{" not in said.en + said.nl


@pytest.mark.parametrize("what", BAD)
def test_what_the_shop_got_wrong_is_held_and_the_others_go_on(make: Callable[..., Counter], what: str) -> None:
    """With a reason, both languages, and an issue of its own."""
    bad, reason = BAD[what]
    counter = make()
    rows = counter.run(bad, order("1002", paid_at=PAID))

    assert (rows["1001"].state, rows["1001"].reason, rows["1001"].step) == ("held", reason, None)
    assert is_told(rows["1001"])
    assert rows["1002"].state == "booked"
    assert [issue.document for issue in open_issues(counter.home)] == ["order:1001"]


def test_a_ledger_that_no_sale_can_stand_on_is_never_offered(make: Callable[..., Counter]) -> None:
    """The bank's account is refused as an answer, in words."""
    counter = make()
    with pytest.raises(integrations.StepsRefused) as refused:
        integrations.set_answers(counter.home, "webshop", {"ledger_mapping": {"NL 21%": "1100"}})

    assert list(refused.value.errors) == ["ledger_mapping"]


def test_a_ledger_that_became_of_the_wrong_type_holds_what_needs_it(make: Callable[..., Counter]) -> None:
    """The document waits at the row of the table; one that stands on another account is booked."""
    counter = make()
    integrations.set_answers(
        counter.home, "webshop", {"vat_mapping": {"NL 9%": "1"}, "ledger_mapping": {"NL 9%": "8010"}}
    )
    division = counter.exact.division()
    next(division.rows("GLAccounts", Code="8000"))["Type"] = 12
    integrations.steps(counter.home, "webshop", refresh=True)
    low = priced(order("1002", paid_at=PAID, gross="109.00"), country="NL", rate="9", tax="9.00")
    rows = counter.run(order("1001", paid_at=PAID), low)

    assert (rows["1001"].state, rows["1001"].step, rows["1001"].row) == ("held", "ledger_mapping", "NL-21")
    assert is_told(rows["1001"])
    assert rows["1002"].state == "booked"


def test_a_product_with_a_ledger_of_the_wrong_type_is_refused_alone(make: Callable[..., Counter]) -> None:
    """Exact's own words are in the sentence, and the step that leads to ledgers."""
    counter = make()
    wrong = order("1001", paid_at=PAID)
    rows = counter.run(
        replace(wrong, lines=(replace(wrong.lines[0], product_ledger="1300"),)), order("1002", paid_at=PAID)
    )

    assert (rows["1001"].state, rows["1001"].step) == ("failed", "ledger_mapping")
    assert is_told(rows["1001"])
    assert rows["1002"].state == "booked"


def test_a_closed_period_holds_and_is_tried_again(make: Callable[..., Counter]) -> None:
    """Nothing is booked on another day in silence; when the period is open it is booked by itself."""
    counter = make()
    old = datetime(2024, 5, 1, 10, 0, tzinfo=UTC)
    rows = counter.run(order("1001", paid_at=old), order("1002", paid_at=PAID))

    assert (rows["1001"].state, rows["1001"].reason) == ("held", "period_closed")
    assert is_told(rows["1001"])
    assert rows["1002"].state == "booked"


def test_a_vat_code_with_the_vat_inside_is_never_offered(make: Callable[..., Counter]) -> None:
    """A code of type I where one without is needed is refused as an answer."""
    counter = make()
    inclusive = next(row["Code"].strip() for row in counter.exact.division().rows("VATCodes") if row["Type"] == "I")
    with pytest.raises(integrations.StepsRefused) as refused:
        integrations.set_answers(counter.home, "webshop", {"vat_mapping": {"NL 21%": inclusive}})

    assert list(refused.value.errors) == ["vat_mapping"]


def test_a_vat_code_that_became_inclusive_holds_what_needs_it(make: Callable[..., Counter]) -> None:
    """The document waits at the row of the table, both languages say why."""
    counter = make()
    code = next(row for row in counter.exact.division().rows("VATCodes") if row["Code"].strip() == "2")
    code["Type"] = "I"
    integrations.steps(counter.home, "webshop", refresh=True)
    rows = counter.run(order("1001", paid_at=PAID))

    assert (rows["1001"].state, rows["1001"].step, rows["1001"].row) == ("held", "vat_mapping", "NL-21")
    assert is_told(rows["1001"])


def test_an_item_without_a_code_is_held_on_invoices(make: Callable[..., Counter]) -> None:
    """At the step that lets items be made; a product with the code of an item is booked."""
    counter = make(insertion_type="sales_invoice")
    coded = order("1002", paid_at=PAID)
    code = next(row["Code"] for row in counter.exact.division().rows("Items"))
    rows = counter.run(order("1001", paid_at=PAID), replace(coded, lines=(replace(coded.lines[0], item_code=code),)))

    assert (rows["1001"].state, rows["1001"].reason, rows["1001"].step) == ("held", "item_missing", "create_items")
    assert is_told(rows["1001"])
    assert rows["1002"].state == "booked"
