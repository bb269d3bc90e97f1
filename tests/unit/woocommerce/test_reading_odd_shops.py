"""Reading from shops that are old, weak or broken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from koppel.api import RateLimited, Since, Unavailable
from koppel_woocommerce.connector import WooCommerceSource
from koppel_woocommerce.fake import WooCommerceFake
from support.woocommerce import LAST, asked, fill, keys, sales

MakeSource = Callable[..., WooCommerceSource]
Reader = Callable[..., Any]


def test_pages_that_are_never_filled(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A site that promises more orders than it gives stops the reading: going on would lose some in silence."""
    fill(empty, 150, modified=lambda _: LAST)

    def stay_away(request: Request, response: Response) -> Response:
        if request.args.get("page") == "2":
            response.set_data("[]")
            response.headers["X-WP-Total"] = "0"
        return response

    empty.after.append(stay_away)
    with pytest.raises(Unavailable) as caught:
        read(source(empty))
    assert "gemist" in caught.value.sentence.nl


def test_server_that_cannot_bear_a_page(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A server that fails at large pages is asked in smaller ones, and nothing is lost."""
    numbers = fill(empty, 130)

    def weak(request: Request) -> Response | None:
        many = int(request.args.get("per_page", "10")) > 25 and request.path.endswith("/orders")
        return Response("<html>memory exhausted</html>", status=500) if many else None

    empty.before.append(weak)
    found = read(source(empty))
    assert sorted(found.keys) == sorted(keys(numbers))
    assert asked(empty)[-1]["per_page"] == "25"


def test_empty_answers_of_a_server(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A server that runs out of memory without a word is asked less too."""
    numbers = fill(empty, 60)
    empty.before.append(lambda request: Response("", status=200) if request.args.get("per_page") == "100" else None)
    assert sorted(read(source(empty)).keys) == sorted(keys(numbers))


def test_smaller_pages_within_a_crowded_second(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """Pages that become smaller in the middle of a crowded second lose nothing."""
    numbers = fill(empty, 275, modified=lambda _: LAST)

    def weak(request: Request) -> Response | None:
        third = int(request.args.get("page", "1")) > 1 and int(request.args["per_page"]) > 10
        return Response("<html>", status=502) if third else None

    empty.before.append(weak)
    assert sorted(read(source(empty)).keys) == sorted(keys(numbers))


def test_broken_shop_stops_the_reading(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A shop that fails at any size is away."""
    fake.database_down()
    with pytest.raises(Unavailable):
        read(source(fake))


def test_maintenance_names_its_end(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A shop in maintenance is left alone until it is back."""
    fake.maintenance()
    with pytest.raises(RateLimited):
        read(source(fake))
    assert len(fake.calls) == 1


def test_one_broken_order_among_many(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """One order that a plugin broke is held; all others come as ever."""

    def spoil(request: Request, response: Response) -> Response:
        if request.path.endswith("/orders"):
            rows = json.loads(response.get_data())
            for row in rows:
                if row["id"] == 52:
                    row["total"] = ["veel"]
            response.set_data(json.dumps(rows))
        return response

    fake.after.append(spoil)
    found = read(source(fake)).documents
    assert [document.key for document in found if document.unreadable] == ["order:52"]
    assert len(sales(found)) == 86


def test_headers_cut_away(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """Behind a proxy that cuts the totals away, everything is still read."""
    numbers = fill(empty, 250)

    def cut(request: Request, response: Response) -> Response:
        response.headers.remove("X-WP-Total")
        response.headers.remove("X-WP-TotalPages")
        return response

    empty.after.append(cut)
    assert sorted(read(source(empty)).keys) == sorted(keys(numbers))


def test_site_that_cuts_pages(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A site that gives fewer rows than asked is not taken for one that has no more."""
    numbers = fill(empty, 120)

    def shorten(request: Request, response: Response) -> Response:
        if request.path.endswith("/orders"):
            response.set_data(json.dumps(json.loads(response.get_data())[:30]))
        return response

    empty.after.append(shorten)
    assert sorted(read(source(empty)).keys) == sorted(keys(numbers))


class TestOldShop:
    """A shop from before the filter by date of change."""

    @pytest.fixture
    def old(self) -> WooCommerceFake:
        """An old shop with 250 orders."""
        fake = WooCommerceFake(https=True, recorded_orders=False, old_version_ignores_modified=True)
        fill(fake, 250)
        return fake

    def test_everything_is_read(self, old: WooCommerceFake, source: MakeSource, read: Reader) -> None:
        """The filter does nothing there; it is noticed and all orders come once."""
        found = read(source(old))
        assert Counter(found.keys) == Counter(keys(old.orders))

    def test_it_is_said(self, old: WooCommerceFake, source: MakeSource, read: Reader) -> None:
        """The person learns that reading is slow there, and why."""
        notice = read(source(old)).notices[-1]
        assert "Werk WooCommerce bij" in notice.nl

    def test_only_changes_next_time(self, old: WooCommerceFake, source: MakeSource, read: Reader) -> None:
        """The next reading gives what changed since, though the shop sends everything."""
        first = read(source(old))
        changed = next(iter(old.orders))
        old.orders[changed]["date_modified_gmt"] = "2026-11-20T09:00:00"
        again = read(source(old), cursor=first.cursors[-1]).keys
        assert f"order:{changed}" in again
        assert len(again) < 5

    def test_broken_off_walk_goes_on(self, old: WooCommerceFake, source: MakeSource, read: Reader) -> None:
        """A walk that was broken off goes on about where it was, and ends with the same cursor as a whole one."""
        whole = read(source(old))
        some, cursor = [], None
        for batch in source(old).documents(Since(start_at=datetime(2026, 1, 1, tzinfo=UTC))):
            some += sales(batch.documents)
            cursor = batch.cursor
            if json.loads(cursor).get("place") == 200:
                break
        rest = read(source(old), cursor=cursor)
        assert {*some, *rest.keys} == set(keys(old.orders))
        assert rest.cursors[-1] == whole.cursors[-1]

    def test_unknown_sorting(self, empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
        """A shop that refuses to sort by change is read by number too."""
        numbers = fill(empty, 30)

        def refuse(request: Request) -> Response | None:
            body = {"code": "rest_invalid_param", "data": {"status": 400, "params": {"orderby": "no"}}}
            known = request.args.get("orderby") != "modified"
            return None if known else Response(json.dumps(body), status=400, content_type="application/json")

        empty.before.append(refuse)
        assert sorted(read(source(empty)).keys) == sorted(keys(numbers))

    def test_new_shop_is_not_taken_for_one(self, fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
        """A shop of today gets no such notice."""
        assert set(read(source(fake)).notices) == {None}
