"""The invoice plugin's link, and the harm it does when opened for an order without an invoice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from koppel_woocommerce.fake import WooCommerceFake

Recording = Callable[[str], dict[str, Any]]
Replay = Callable[[WooCommerceFake, dict[str, Any]], TestResponse]


def state(shop: WooCommerceFake, order_id: int) -> dict[str, Any]:
    """The order as the recordings tell it before and after."""
    order = shop.orders[order_id]
    number = next((entry["value"] for entry in order["meta_data"] if entry["key"] == "_wcpdf_invoice_number"), "")
    modified = order["date_modified_gmt"]
    return {
        "id": order_id, "status": order["status"], "wpo_wcpdf_invoice_number": number, "date_modified_gmt": modified,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["download", "download-of-order-without-invoice"])
def test_the_link_gives_a_pdf_and_changes_the_order(
    name: str, recording: Recording, recorded_shop: Callable[..., WooCommerceFake], replay: Replay
) -> None:
    """Before, after, headers and number as recorded: a first download moves the date, a missing invoice is made."""
    recorded = recording(f"pdf-invoices/{name}")
    shop = recorded_shop(recorded)
    order_id = recorded["order_before"]["id"]
    assert state(shop, order_id) == recorded["order_before"]
    answer = replay(shop, recorded)
    assert answer.get_data().startswith(recorded["body"]["starts_with"].encode())
    headers = dict(recorded["headers"])
    assert answer.headers["Content-Type"] == headers["content-type"]
    assert answer.headers["Content-Disposition"] == headers["content-disposition"]
    assert state(shop, order_id) == recorded["order_after"]


@pytest.mark.parametrize("name", ["no-key", "wrong-key"])
def test_refusals_are_pages_with_status_200(
    name: str, recording: Recording, recorded_shop: Callable[..., WooCommerceFake], replay: Replay
) -> None:
    """Only the first bytes tell a refusal from an invoice."""
    recorded = recording(f"pdf-invoices/{name}")
    answer = replay(recorded_shop(recorded), recorded)
    assert (answer.status_code, answer.get_data(as_text=True)) == (recorded["status"], recorded["body"])
    assert answer.content_type == dict(recorded["headers"])["content-type"]


def test_what_the_link_made_can_be_seen(shop: WooCommerceFake) -> None:
    """A program that only reads must leave this list empty; an invoice that was there does not count."""
    for order_id in (150, 104, 104):
        key = shop.orders[order_id]["order_key"]
        assert Client(shop).get(f"/wcpdf/invoice/{order_id}/{key}/pdf").get_data().startswith(b"%PDF")
    assert shop.invoices.made == [104]


def test_by_default_only_who_is_logged_in_may_look(shop: WooCommerceFake) -> None:
    """With that access even the right key is refused, and no number is burnt."""
    shop.invoices.access = "logged_in"
    answer = Client(shop).get(f"/wcpdf/invoice/104/{shop.orders[104]['order_key']}/pdf")
    assert (answer.status_code, answer.mimetype, shop.invoices.made) == (200, "text/html", [])


def test_without_the_plugin_the_link_leads_nowhere(shop: WooCommerceFake) -> None:
    """WordPress answers an unknown action with 0."""
    shop.pdf_plugin = False
    answer = Client(shop).get("/wp-admin/admin-ajax.php?action=generate_wpo_wcpdf&order_ids=150")
    assert (answer.status_code, answer.get_data()) == (400, b"0")
