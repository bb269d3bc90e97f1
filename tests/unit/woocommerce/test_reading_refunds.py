"""Reading refunds: with their orders, in few calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from koppel_woocommerce.connector import WooCommerceSource
from koppel_woocommerce.fake import WooCommerceFake
from support.woocommerce import LAST, asked, fill

MakeSource = Callable[..., WooCommerceSource]
Reader = Callable[..., Any]


def test_credit_notes_follow_their_sale(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """An order's refunds come right behind it, the oldest first."""
    found = read(source(fake)).keys
    at = found.index("order:127")
    assert found[at : at + 3] == ["order:127", "refund:127:128", "refund:127:129"]


def test_new_refund_of_an_old_order(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A refund made now on an order of months ago comes with the next reading, with the sale that it belongs to."""
    first = read(source(fake))
    refund = fake.store.add_refund(52, amount="5.00", reason="te laat")
    found = read(source(fake), cursor=first.cursors[-1]).documents
    (credit,) = [document for document in found if document.key == f"refund:52:{refund['id']}"]
    assert credit.original is not None
    assert credit.original.key == "order:52"


def test_refunds_of_a_long_reading(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """Refunds of a long history cost a call per hundred refunds, and every one arrives."""
    numbers = fill(empty, 300)
    for number in numbers[::5]:
        empty.store.add_refund(number, amount="1.00", reason="")
    found = read(source(empty))
    assert len([document for document in found.documents if document.is_credit]) == 60
    assert len(asked(empty, "/refunds")) == 1


def test_call_budget(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """Two thousand orders with a refund on one in twenty take a call per hundred orders and 5% more."""
    numbers = fill(empty, 2000)
    for number in numbers[::20]:
        empty.store.add_refund(number, amount="1.00", reason="")
    read(source(empty))
    assert len(empty.calls) <= 2000 / 100 * 1.05 + 1


def test_refunds_of_a_short_reading(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A short reading asks for the refunds that it needs by their numbers, in one call."""
    first = read(source(fake))
    fake.store.touch(127)
    fake.calls.clear()
    found = read(source(fake), cursor=first.cursors[-1]).keys
    assert {"refund:127:128", "refund:127:129"} <= set(found)
    assert len(asked(fake, "/refunds")) == 1


def test_refund_older_than_the_reading(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """In a long reading that begins after a refund was made, the refund is still found when its order changed later."""
    numbers = fill(empty, 150, modified=lambda at: LAST + timedelta(minutes=at))
    refund = empty.store.add_refund(numbers[0], amount="1.00", reason="")
    refund["date_created_gmt"] = "2026-08-15T10:00:00"
    empty.orders[numbers[0]]["date_modified_gmt"] = "2026-10-01T12:00:00"
    found = read(source(empty), start_at=LAST)
    assert f"refund:{numbers[0]}:{refund['id']}" in found.keys


def test_shop_without_a_list_of_refunds(source: MakeSource, read: Reader) -> None:
    """A shop from before 9.0 is asked order by order, also when nobody knew beforehand."""
    fake = WooCommerceFake(https=True)

    def no_route(request: Request) -> Response | None:
        body = json.dumps({"code": "rest_no_route", "message": "", "data": {"status": 404}})
        is_list = request.path.endswith("/wc/v3/refunds")
        return Response(body, status=404, content_type="application/json") if is_list else None

    fake.before.append(no_route)
    found = read(source(fake))
    assert {"refund:127:128", "refund:127:129"} <= set(found.keys)
    assert len(asked(fake, "/refunds")) == 1


def test_refund_removed_meanwhile(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A refund that an order still names but that is gone is left out."""

    def drop(request: Request, response: Response) -> Response:
        if "/refunds" in request.path:
            body = [refund for refund in json.loads(response.get_data()) if refund["id"] != 129]
            response.set_data(json.dumps(body))
        return response

    fake.after.append(drop)
    found = read(source(fake)).keys
    assert "refund:127:128" in found
    assert "refund:127:129" not in found
