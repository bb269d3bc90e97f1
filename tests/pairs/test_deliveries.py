"""What Billit says of documents that it sent: followed after the first export, until it has arrived or was told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from koppel.cli.demo.world import World, build, choose_pair
from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync import integrations
from koppel.sync.history import history
from koppel.sync.issues import open_issues
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.testing import LostAnswer
from koppel_billit.fake import BillitFake
from koppel_woocommerce.fake import WooCommerceFake
from support.woocommerce import sell

SEND = "/v1/orders/commands/send"
COMPANY = {
    "first_name": "An", "last_name": "Maes", "company": "Drukkerij Leuven NV", "address_1": "Bondgenotenlaan 1",
    "city": "Leuven", "postcode": "3000", "country": "BE", "email": "facturen@leuven.example",
}  # fmt: skip


class Post:
    """A shop and Billit after the first export, with a chosen way of sending and a clock that can be moved."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.shop: Any = world.source_fake
        self.billit: Any = world.target_fake
        assert isinstance(self.shop, WooCommerceFake)
        assert isinstance(self.billit, BillitFake)

    def run(self, *, until: str = "done") -> None:
        """One run to its end."""
        home = self.world.home
        runner = Runner(home, new_run(home, self.world.integration, trigger="test"))
        finish = runner.run()
        while finish.state == "again":
            finish = runner.run()
        assert finish.state == until

    def later(self, **by: float) -> None:
        """Time goes by, and the next run."""
        past = self.world.home.now
        moved = timedelta(**by)
        self.world.home.now = lambda: past() + moved
        self.run()

    def sell(self, **billing: str) -> str:
        """An order, booked and sent; gives its key. The shop's clock has whole seconds: one of the activation's own second
        would belong to the first export."""
        key = sell(self.shop, self.world.home.now() + timedelta(seconds=1), **billing)
        self.run()
        return key

    def delivery(self, key: str) -> tuple[str, str | None] | None:
        """State and note of a document's delivery."""
        row = next(row for row in history(self.world.home, self.world.integration) if row.document == key)
        return (row.delivery.state, row.delivery.note) if row.delivery else None

    def sends(self) -> int:
        """How often Billit was asked to send."""
        return len([call for call in self.billit.calls if call.path.lower() == SEND])

    def kinds(self, key: str) -> list[str]:
        """The open issues of a document."""
        return [one.kind for one in open_issues(self.world.home) if one.document == key]


@pytest.fixture
def make(sqlite_home: Home) -> Iterator[Any]:
    """`make("email")`: coupled, the first export done, that way of sending chosen."""
    with ExitStack() as stack:

        def couple(send_by: str) -> Post:
            source, target = choose_pair(sqlite_home.plugins, "woocommerce-billit")
            post = Post(stack.enter_context(build(sqlite_home, source, target, "http://127.0.0.1:8750")))
            for number in sorted(post.shop.orders)[:-20]:
                post.shop.store.delete_order(number)
            integrations.set_answers(sqlite_home, post.world.integration, {"send_by": send_by})
            post.run()
            return post

        yield couple


def test_the_first_export_is_neither_sent_nor_followed(make: Any) -> None:
    """Whatever way was chosen."""
    post = make("email")

    assert post.sends() == 0
    with post.world.home.reading() as session:
        assert {row.delivery_state for row in session.query(LedgerRow)} == {None}


def test_a_mail_is_followed_until_it_arrives(make: Any) -> None:
    """Pending after sending, delivered with Billit's own word once the network has dealt with it."""
    post = make("email")
    key = post.sell()
    assert post.delivery(key) == ("pending", None)
    post.billit.tick()
    post.later(minutes=10)

    assert post.delivery(key)[0] == "delivered"
    assert post.kinds(key) == []


def test_a_delivery_that_fails_is_told(make: Any) -> None:
    """With the reason of the network, and solved when somebody sent it again."""
    post = make("email")
    key = post.sell()
    post.billit.tick(success=False)
    post.later(minutes=10)
    assert post.delivery(key) == ("failed", "[BR-CO-10] rejected by the receiver")
    assert post.kinds(key) == ["delivery_failed"]

    (order,) = [row for row in post.billit.documents() if row["IsSent"]]
    order["CurrentDocumentDeliveryDetails"] = {"IsDocumentDelivered": False, "DocumentDeliveryStatus": "Pending"}
    order["Messages"][-1] |= {"Success": None}
    post.billit.tick()
    post.later(days=1)
    assert post.delivery(key)[0] == "delivered"
    assert post.kinds(key) == []


def test_peppol_goes_to_who_is_on_it(make: Any) -> None:
    """And is followed like a mail."""
    post = make("peppol_or_email")
    post.billit.directory.register("0208:0888888895")
    key = post.sell(**COMPANY)

    assert post.delivery(key) == ("pending", None)


def test_a_receiver_that_cannot_take_it_is_told_and_not_followed(make: Any) -> None:
    """Booked, not sent: that is an issue of its own, and nothing could arrive."""
    post = make("peppol")
    key = post.sell()
    post.later(hours=1)

    assert post.delivery(key) is None
    assert post.sends() == 0
    assert post.kinds(key) == ["afterwards"]


def test_a_lost_answer_to_sending_is_sent_once_and_followed(make: Any) -> None:
    """Billit shows that it was sent; it is pending like any other."""
    post = make("email")
    lost = [1]

    def lose(request: Request, response: Response) -> Response:
        if request.path.lower() == SEND and lost:
            lost.pop()
            raise LostAnswer
        return response

    post.billit.after.append(lose)
    key = post.sell()

    assert post.sends() == 1
    assert post.delivery(key) == ("pending", None)


def test_following_costs_one_question_a_run(make: Any) -> None:
    """What has arrived is told by one list; and afterwards nothing is asked."""
    post = make("email")
    for _ in range(3):
        sell(post.shop, post.world.home.now() + timedelta(seconds=1))
    post.run()
    post.billit.tick()
    before = len(post.billit.calls)
    post.later(minutes=10)
    first = len(post.billit.calls) - before
    before = len(post.billit.calls)
    post.later(minutes=10)

    assert first - (len(post.billit.calls) - before) == 1
