"""What the source declares, its lists, and single documents."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from koppel.api import Facet, Feature
from koppel.connectors.checks import faults
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_plugandpay.demo import service
from koppel_plugandpay.fake import PlugAndPayFake
from koppel_plugandpay.fake.catalog import Rate
from unit.plugandpay.world import NUMBERS

MakeSource = Callable[..., PlugAndPaySource]


def test_the_declaration_is_well_formed() -> None:
    """Nothing for the loader to complain about."""
    assert faults(PlugAndPaySource) == []


def test_it_asks_what_the_manuals_ask() -> None:
    """Three steps, in the manuals' order."""
    assert [step.key for step in PlugAndPaySource.steps] == ["group_lines", "export_from", "number_source"]


def test_features() -> None:
    """What a target may count on; each decides over a step of a manual."""
    assert {
        Feature.CREDIT_INVOICES, Feature.CUSTOMERS_BY_EMAIL, Feature.GUEST_CHECKOUT, Feature.INVOICE_NUMBERS,
        Feature.NUMERIC_INVOICE_NUMBERS, Feature.PAYMENT_CONDITIONS, Feature.PERIODS, Feature.PRODUCT_LEDGERS,
        Feature.PRODUCT_NUMBERS, Feature.REGISTERS_PAYMENTS, Feature.SEPARATE_SHIPPING_LEDGER,
    } == PlugAndPaySource.features  # fmt: skip


def test_vat_categories(fake: PlugAndPayFake, source: MakeSource) -> None:
    """Home countries first; 0 % only at home, a rate without a country not at all; services abroad at the end."""
    fake.store.catalog.rates.append(Rate(id=200, country=None, percentage=fake.store.catalog.rates[0].percentage))
    rows = [option.value for option in source(fake).facet(Facet.VAT_CATEGORIES)]
    assert rows[:6] == ["NL-21", "NL-9", "NL-0", "BE-21", "BE-6", "AT-20"]
    assert {"FI-25.5", "FR-5.5"} <= set(rows)
    assert rows[-2:] == ["reverse-charge-eu-services", "services-outside-eu"]
    assert not {"BE-0", "CH-0"} & set(rows)


def test_payment_conditions(fake: PlugAndPayFake, source: MakeSource) -> None:
    """What is in use first, new words included; every word that a document can have is there once."""
    options = source(fake).facet(Facet.PAYMENT_CONDITIONS)
    values = [option.value for option in options]
    assert values[:3] == ["directdebit", "ideal", "googlepay"]
    assert {"mail", "mandate", "manual", "banktransfer"} <= set(values)
    assert len(values) == len(set(values))
    assert {option.value: option.named("nl") for option in options}["mail"] == "betaallink, nog niet betaald"


def test_other_lists_are_empty(fake: PlugAndPayFake, source: MakeSource) -> None:
    """The service has no order statuses to choose from, and no ways to send."""
    assert source(fake).facet(Facet.SHIPPING_METHODS) == ()
    assert fake.calls == []


@pytest.mark.parametrize(("name", "total"), [("mixed", "239.60"), ("credit", "-263.80")])
def test_one_document(fake: PlugAndPayFake, source: MakeSource, name: str, total: str) -> None:
    """An invoice and a credit invoice by the same kind of key."""
    document = source(fake).document(f"order:{NUMBERS[name]}")
    assert document is not None
    assert (document.key, str(document.total_incl)) == (f"order:{NUMBERS[name]}", total)


@pytest.mark.parametrize("key", ["order:900320", "order:900321", "order:1", "order:x", "refund:900301", ""])
def test_what_is_no_document(fake: PlugAndPayFake, source: MakeSource, key: str) -> None:
    """A test order, a concept, an unknown number and other keys."""
    assert source(fake).document(key) is None


def test_a_deleted_order_is_gone(fake: PlugAndPayFake, source: MakeSource) -> None:
    """Its address no longer answers."""
    fake.store.delete(900301)
    assert source(fake).document("order:900301") is None


def test_latest(fake: PlugAndPayFake, source: MakeSource) -> None:
    """The newest first, credit invoices with their originals, no more than asked."""
    documents = source(fake).latest(3)
    assert [document.key for document in documents] == ["order:900326", "order:900327", "order:900325"]
    assert documents[0].original is not None


def test_demo(source: MakeSource) -> None:
    """The fake that is lent out says the totals that a reading of it gives."""
    lent = service()
    fake = lent.start("http://localhost/")
    told = {total.key: total.amount for total in lent.totals(fake)}
    found = {document.key: document.total_incl for document in source(fake).latest(100)}
    assert told == found
    assert lent.credentials(fake)["api_key"] == fake.api_key
