"""What the connector declares, its lists, single documents and the newest ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

import koppel_woocommerce
from koppel.api import Account, Facet, Feature, KeySecretUrl, Way
from koppel_woocommerce.connector import WooCommerceSource
from koppel_woocommerce.fake import WooCommerceFake

RECORDINGS = Path(__file__).parents[2] / "recordings" / "woocommerce"
MakeSource = Callable[..., WooCommerceSource]


def test_plugin_brings_the_source() -> None:
    """The plugin's hook gives this one connector."""
    assert koppel_woocommerce.koppel_connectors() == [WooCommerceSource]
    assert (WooCommerceSource.key, WooCommerceSource.role) == ("woocommerce", "source")


def test_fields_to_connect() -> None:
    """Connecting asks for address, key and secret; only the last two are secret."""
    (method,) = WooCommerceSource.auth
    assert [(field.key, field.secret) for field in method.own_fields()] == [
        ("url", False),
        ("consumer_key", True),
        ("consumer_secret", True),
    ]


def test_ways_to_sign() -> None:
    """The ways of signing are tried from the commonest to the one for shops behind a proxy."""
    (method,) = WooCommerceSource.auth
    assert isinstance(method, KeySecretUrl)
    assert method.ways == (Way.BASIC, Way.QUERY, Way.OAUTH1, Way.OAUTH1_HTTP)


def test_steps_of_the_manual() -> None:
    """The source asks what the manual asks, in that order."""
    assert [step.key for step in WooCommerceSource.steps] == ["order_statuses", "export_from", "number_source"]


def test_features() -> None:
    """A shop with a counter, costs, discounts and invoices as files; no numbers that a journal could take."""
    assert {Feature.POINT_OF_SALE, Feature.COST_LINES, Feature.DISCOUNT_LINES} <= WooCommerceSource.features
    assert {Feature.INVOICE_NUMBERS, Feature.INVOICE_FILES} <= WooCommerceSource.features
    assert Feature.NUMERIC_INVOICE_NUMBERS not in WooCommerceSource.features


def test_vat_categories(fake: WooCommerceFake, source: MakeSource) -> None:
    """Every rate is a row once, home first and high to low, without trailing zeros."""
    rows = source(fake).facet(Facet.VAT_CATEGORIES)
    values = [row.value for row in rows]
    assert values[:3] == ["NL-21", "NL-9", "NL-0"]
    assert {"FR-5.5", "FR-0", "CA-9.975", "LU-17"} <= set(values)
    assert len(values) == len(set(values))
    assert [row.label for row in rows][:2] == ["NL 21%", "NL 9%"]


def test_rate_for_all_countries_is_no_row(fake: WooCommerceFake, source: MakeSource) -> None:
    """A rate that names no country cannot be a row."""
    fake.fixed["taxes"] = [{**fake.fixed["taxes"][0], "country": ""}]
    assert source(fake).facet(Facet.VAT_CATEGORIES) == []


def test_order_statuses(fake: WooCommerceFake, source: MakeSource) -> None:
    """The shop's statuses with its own among them, without the drafts."""
    rows = {row.value: row.label for row in source(fake).facet(Facet.ORDER_STATUSES)}
    assert rows["packed"] == "Packed"
    assert set(rows) >= {"processing", "completed", "refunded"}
    assert "checkout-draft" not in rows


def test_order_statuses_of_an_old_shop(fake: WooCommerceFake, source: MakeSource) -> None:
    """A shop without the list of statuses names them in a report."""

    def no_route(request: Request) -> Response | None:
        body = json.dumps({"code": "rest_no_route", "message": "", "data": {"status": 404}})
        is_list = request.path.endswith("/orders/statuses")
        return Response(body, status=404, content_type="application/json") if is_list else None

    fake.before.append(no_route)
    assert "packed" in {row.value for row in source(fake).facet(Facet.ORDER_STATUSES)}


def test_payment_methods(fake: WooCommerceFake, source: MakeSource) -> None:
    """The methods that are switched on, by the name that customers see."""
    rows = {row.value: row.label for row in source(fake).facet(Facet.PAYMENT_METHODS)}
    assert rows == {"bacs": "Bankoverschrijving", "cod": "Rembours"}


def test_shipping_methods(fake: WooCommerceFake, source: MakeSource) -> None:
    """The methods of each zone, with the zone's name."""

    def recorded(request: Request) -> Response | None:
        names = {"zones": "zones", "1/methods": "zone-1-methods"}
        tail = request.path.partition("/shipping/")[2].removeprefix("zones/")
        if not tail:
            return None
        path = RECORDINGS / "shipping" / f"{names.get(tail, 'zone-0-methods')}.json"
        return Response(json.dumps(json.loads(path.read_text())["body"]), content_type="application/json")

    fake.before.append(recorded)
    rows = {row.value: row.label for row in source(fake).facet(Facet.SHIPPING_METHODS)}
    assert rows["flat_rate:1"] == "Nederland: PostNL pakket"
    assert rows["local_pickup:2"] == "Nederland: Afhalen"


def test_other_facets_are_empty(fake: WooCommerceFake, source: MakeSource) -> None:
    """What WooCommerce does not have is an empty list."""
    assert list(source(fake).facet(Facet.PAYMENT_CONDITIONS)) == []


def test_one_order(fake: WooCommerceFake, source: MakeSource) -> None:
    """One order by its key, in one call."""
    document = source(fake).document("order:52")
    assert document is not None
    assert document.key == "order:52"
    assert len(fake.calls) == 1


def test_order_in_the_trash(fake: WooCommerceFake, source: MakeSource) -> None:
    """An order in the trash is still there, and says so."""
    document = source(fake).document("order:170")
    assert document is not None
    assert document.status == "trash"


@pytest.mark.parametrize("key", ["order:999999", "order:122", "refund:999999:1", "refund:121:999", "order:x", "x", ""])
def test_gone(key: str, fake: WooCommerceFake, source: MakeSource) -> None:
    """What was deleted, what is no order and what is no key are all None."""
    assert source(fake).document(key) is None


def test_one_refund(fake: WooCommerceFake, source: MakeSource) -> None:
    """One refund by its key comes with its sale and the refunds before it."""
    document = source(fake).document("refund:127:129")
    assert document is not None
    assert document.original is not None
    assert document.original.key == "order:127"
    assert [before.key for before in document.earlier] == ["refund:127:128"]


def test_removed_refund(fake: WooCommerceFake, source: MakeSource) -> None:
    """A refund that was removed again is gone, though no date moved."""
    fake.store.delete_refund(128)
    assert source(fake).document("refund:127:128") is None


def test_latest(fake: WooCommerceFake, source: MakeSource) -> None:
    """The newest documents, newest first, refunds among them."""
    found = source(fake).latest(5)
    stamps = [document.created_at for document in found]
    assert len(found) == 5
    assert stamps == sorted(stamps, reverse=True)
    assert any(document.is_credit for document in found)


def test_latest_of_many(fake: WooCommerceFake, source: MakeSource) -> None:
    """As many as were asked for come, whatever the sizes of pages."""
    assert len(source(fake).latest(35)) == 35


def test_latest_asks_little(fake: WooCommerceFake, source: MakeSource) -> None:
    """A preview of a few asks for a few."""
    source(fake).latest(3)
    assert "per_page=3" in fake.calls[0].query


def test_document_read_alone_is_the_same(fake: WooCommerceFake, source: MakeSource, read: Callable[..., Any]) -> None:
    """A document has one revision, however it was read."""
    connected = source(fake)
    listed = {document.key: document.revision for document in read(connected).documents}
    for key in ("order:50", "order:127", "refund:127:129", "order:150"):
        alone = connected.document(key)
        assert alone is not None
        assert alone.revision == listed[key]


def test_never_verified(fake: WooCommerceFake, source: MakeSource) -> None:
    """Without a stored account the shop is asked again who it is."""
    document = source(fake, account=None).document("order:52")
    assert document is not None
    assert document.time_zone == "Europe/Amsterdam"


def test_nothing_is_written(fake: WooCommerceFake, source: MakeSource, read: Callable[..., Any]) -> None:
    """Reading, verifying and listing change nothing in the shop."""
    connected = source(fake)
    connected.verify()
    connected.facet(Facet.VAT_CATEGORIES)
    read(connected)
    assert fake.writes() == []
    assert fake.invoices.made == []


def test_shop_with_a_fixed_clock(fake: WooCommerceFake, source: MakeSource) -> None:
    """The clock of the shop is that of the account."""
    account = Account(key="x", name="x", data={"home": "https://winkel.example", "time_zone": "Etc/GMT-2"})
    document = source(fake, account=account).document("order:52")
    assert document is not None
    assert document.time_zone == "Etc/GMT-2"
