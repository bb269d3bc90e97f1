"""Notes, changes, refunds, the trash: the recorded calls in their order, and what moves date_modified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from koppel_woocommerce.fake import RefundLine, WooCommerceFake

Ask = Callable[..., TestResponse]
SCENE = (
    "meta-add", "note-add", "meta-same-value-again", "order-create", "refund-create", "refund-delete", "quantity-only",
    "trash", "get-trashed", "trash-again", "delete-for-good", "get-deleted",
)  # fmt: skip


def bare(value: Any) -> Any:
    """A body without what the shop draws by lot or counts: order keys and the ids of meta data and order lines."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        kept = {name: bare(item) for name, item in value.items() if name not in {"order_key", "payment_url"}}
        if "key" in kept or "product_id" in kept or "rate_code" in kept:
            kept.pop("id", None)
        return kept
    return value


def test_the_recorded_writes_have_the_recorded_answers(
    recording: Callable[[str], dict[str, Any]],
    recorded_shop: Callable[..., WooCommerceFake],
    replay: Callable[[WooCommerceFake, dict[str, Any]], TestResponse],
) -> None:
    """Twelve calls one after the other; the meta data that the invoice plugin adds to new tax lines is not imitated."""
    calls = [recording(f"write/{name}") for name in SCENE]
    shop = recorded_shop(calls[0])
    for name, call in zip(SCENE, calls, strict=True):
        shop.store.clock = recorded_shop(call).clock
        answer, body = replay(shop, call), bare(call["body"])
        for line in body.get("tax_lines", []):
            line["meta_data"] = []
        assert (name, answer.status_code, bare(answer.get_json())) == (name, call["status"], body)
        assert unquote(answer.headers.get("Location", "")) == dict(call["headers"]).get("location", "")


@pytest.fixture
def later(shop: WooCommerceFake) -> str:
    """Moves the shop's clock on; the new time as date_modified would show it."""
    moment = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    shop.store.clock = lambda: moment
    return "2026-12-01T09:30:00"


@pytest.mark.parametrize(
    "body", [{}, {"status": "processing"}, {"billing": {"city": "Delft"}}, {"meta_data": [{"key": "a", "value": "1"}]}]
)
def test_each_put_moves_date_modified(shop: WooCommerceFake, ask: Ask, later: str, body: dict[str, Any]) -> None:
    """Even an empty one: a marker written back shows up in the next poll."""
    assert ask(shop, "/orders/50", method="PUT", json=body).get_json()["date_modified_gmt"] == later


@pytest.mark.parametrize("body", [{}, {"customer_note": ""}, {"meta_data": [{"key": "a", "value": "1"}]}])
def test_legacy_storage_moves_nothing_for_meta_data_or_the_same_values(
    shop: WooCommerceFake, ask: Ask, later: str, body: dict[str, Any]
) -> None:
    """A shop that keeps orders as posts leaves date_modified alone then."""
    shop.legacy_storage = shop.store.legacy_storage = True
    answer = ask(shop, "/orders/50", method="PUT", json=body).get_json()
    assert answer["date_modified_gmt"] == "2026-09-02T08:12:10"
    assert ask(shop, "/orders/50", method="PUT", json={"status": "on-hold"}).get_json()["date_modified_gmt"] == later


def test_a_note_moves_nothing(shop: WooCommerceFake, ask: Ask, later: str) -> None:
    """A note is the way to write back without showing up in the next poll."""
    answer = ask(shop, "/orders/50/notes", method="POST", json={"note": "Geboekt"})
    assert (answer.status_code, answer.get_json()["date_created_gmt"]) == (201, later)
    assert shop.orders[50]["date_modified_gmt"] == "2026-09-02T08:12:10"
    assert [note["note"] for note in ask(shop, "/orders/50/notes").get_json()] == ["Geboekt"]


def test_a_refund_moves_date_modified_and_its_removal_does_not(shop: WooCommerceFake, ask: Ask, later: str) -> None:
    """So a poll finds new refunds and never a removed one."""
    refund = shop.store.add_refund(50, "5.00", reason="coulance")
    assert shop.orders[50]["date_modified_gmt"] == later
    shop.store.clock = lambda: datetime(2026, 12, 5, tzinfo=UTC)
    shop.store.delete_refund(refund["id"])
    order = ask(shop, "/orders/50").get_json()
    assert (order["refunds"], order["date_modified_gmt"]) == ([], later)


def test_a_refund_of_pieces_looks_as_recorded(
    shop: WooCommerceFake, recording: Callable[[str], dict[str, Any]], ask: Ask
) -> None:
    """One of two mugs back gives the recorded refund, but for its numbers, date and the plugin's meta data."""
    recorded = recording("refunds/refund-partial-lines")["body"][0]
    shop.store.delete_refund(122)
    made = shop.store.add_refund(121, lines={308: 1}, reason=recorded["reason"])
    answer = ask(shop, f"/orders/121/refunds/{made['id']}").get_json()
    for tax in recorded["tax_lines"]:
        tax["meta_data"] = []
    for name in ("id", "date_created", "date_created_gmt", "_links"):
        del recorded[name], answer[name]
    assert bare(answer) == bare(recorded)


def test_the_last_cent_makes_an_order_refunded(shop: WooCommerceFake) -> None:
    """Lines, shipping and all: status refunded, total unchanged, and more than the rest is refused."""
    order = shop.orders[50]
    lines = {line["id"]: line["quantity"] for line in order["line_items"]} | {9: 1}
    refund = shop.store.add_refund(50, lines=lines)
    assert (refund["amount"], order["status"], order["total"]) == ("53.87", "refunded", "53.87")
    with pytest.raises(ValueError, match=r"0\.01"):
        shop.store.add_refund(50, "0.01")


def test_a_price_correction_has_quantity_nought(shop: WooCommerceFake) -> None:
    """A refund line without pieces, and an amount above the lines, are both possible."""
    line = RefundLine(item_id=6, total=Decimal("2.00"), taxes={1: Decimal("0.42")})
    refund = shop.store.add_refund(50, "3.00", [line])
    assert (refund["amount"], refund["line_items"][0]["quantity"], refund["line_items"][0]["total"]) == (
        "3.00",
        0,
        "-2.00",
    )
    assert refund["tax_lines"][0]["tax_total"] == "-0.42"


def test_refunded_by_hand_is_an_amount_without_lines(shop: WooCommerceFake) -> None:
    """Setting the status makes one refund for what was left."""
    shop.store.add_refund(50, "3.87")
    shop.store.change_order(50, status="refunded")
    newest = shop.store.refunds[50][0]
    assert (newest["amount"], newest["line_items"], newest["refunded_payment"]) == ("50.00", [], False)


def test_trash_leaves_the_lists_but_can_be_asked_for(shop: WooCommerceFake, ask: Ask, later: str) -> None:
    """An order in the trash is only in the list of that status, and moved its date."""
    shop.store.trash_order(50)
    assert ask(shop, "/orders?include=50").get_json() == []
    [order] = ask(shop, "/orders?include=50&status=trash").get_json()
    assert (order["id"], order["date_modified_gmt"]) == (50, later)


def test_status_changes_set_the_dates_the_shop_sets(shop: WooCommerceFake, later: str) -> None:
    """Paid at processing; cash on delivery is paid only at completion; completing sets date_completed."""
    assert shop.store.change_order(104, status="processing")["date_paid_gmt"] == later
    cod = shop.orders[112]
    assert (cod["payment_method"], cod["date_paid_gmt"]) == ("cod", None)
    shop.store.change_order(112, status="completed")
    assert (cod["date_paid_gmt"], cod["date_completed_gmt"]) == (later, later)


def test_an_unknown_member_is_refused(shop: WooCommerceFake) -> None:
    """A slip of the pen in a test is an error, not a silent new member."""
    with pytest.raises(KeyError):
        shop.store.change_order(50, sattus="completed")


def test_a_new_order_needs_no_more_than_its_total(shop: WooCommerceFake, ask: Ask) -> None:
    """What is left out has an ordinary value, and both forms of each date."""
    added = shop.store.add_order({"total": "12.10", "date_created": "2026-11-23T00:30:00"})
    order = ask(shop, f"/orders/{added['id']}").get_json()
    assert order["date_created_gmt"] == "2026-11-22T23:30:00"
    assert set(order) == set(ask(shop, "/orders/50").get_json())


def test_lines_over_the_api_count_only_with_refund_total(shop: WooCommerceFake, ask: Ask) -> None:
    """The documented form books the amount alone; refund_total and refund_tax book the line."""
    line = {"id": 6, "quantity": 1, "refund_total": "8.26", "refund_tax": [{"id": 1, "refund_total": "1.73"}]}
    for lines, count in (([{"id": 6, "quantity": 1}], 0), ([line], 1)):
        body = {"amount": "9.99", "api_refund": False, "line_items": lines}
        answer = ask(shop, "/orders/50/refunds", method="POST", json=body)
        assert (answer.status_code, len(answer.get_json()["line_items"])) == (201, count)


def test_the_clock_moves_by_itself() -> None:
    """Without a clock of its own the shop lives now."""
    shop = WooCommerceFake()
    stamp = datetime.fromisoformat(shop.store.add_order()["date_created_gmt"]).replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - stamp) < timedelta(seconds=10)
