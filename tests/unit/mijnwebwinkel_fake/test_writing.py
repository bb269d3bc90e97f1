"""What a caller may write: a few members of an order, and credit orders."""

from __future__ import annotations

import pytest


@pytest.fixture
def sold(fake, get):
    """Six cups and two books with a discount, of which nothing went back yet."""
    fake.store.orders["1018"]["credit_order_numbers"] = []
    return get(fake, "orders/1018")


def credit_of(sold, quantity=1, **more):
    line = {"id": sold["orderlines"][0]["id"], "quantity": quantity}
    return {"credited_order_number": sold["number"], "status": 10, "orderlines": [line], **more}


def test_a_status_moves_with_its_moment(fake, ask, get):
    """The window of status changes finds the order from then on."""
    assert ask(fake, "orders/1001", method="PATCH", body={"status": 2}).status_code == 200

    order = get(fake, "orders/1001")
    assert (order["status"], order["status_changed_date"], order["status_changed_time"]) == (
        2,
        "2026-05-04",
        "12:00:00",
    )


def test_notes_of_the_merchant_can_be_written(fake, ask, get):
    """The shopper's own note stays."""
    assert (
        ask(fake, "orders/1001", method="PATCH", body={"comments": {"internal": "Vast"}, "archived": True}).status_code
        == 200
    )
    assert get(fake, "orders/1001")["comments"] == {"customer": "", "internal": "Vast"}


@pytest.mark.parametrize(
    "body",
    [{"price": {}}, {"status": 10}, {"status": 99}, {"comments": {"customer": "x"}}, {"orderlines": []}],
    ids=str,
)
def test_nothing_else_can_be_changed(fake, ask, body):
    """Amounts and lines are fixed, and a sale cannot get the status of a return."""
    assert ask(fake, "orders/1001", method="PATCH", body=body).status_code == 400


def test_a_credit_order_has_a_number_of_its_own(fake, ask, get, sold):
    """It names its order, the order names it, and the order's status stays."""
    made = ask(fake, "orders/credit", method="POST", body=credit_of(sold, 2)).get_json()

    assert (made["credited_order_number"], made["orderlines"][0]["quantity"]) == (1018, -2)
    original = get(fake, "orders/1018")
    assert (original["credit_order_numbers"], original["status"]) == ([made["number"]], 3)


def test_costs_left_out_go_back_whole(fake, ask, sold):
    """0 keeps them, an amount excluding VAT gives back that much."""
    whole = ask(fake, "orders/credit", method="POST", body=credit_of(sold)).get_json()
    none = ask(fake, "orders/credit", method="POST", body=credit_of(sold, shipping_costs="0")).get_json()
    some = ask(fake, "orders/credit", method="POST", body=credit_of(sold, shipping_costs="1.00")).get_json()
    shipped = [
        [line["price"]["amount_including_tax"] for line in made["orderlines"] if line["type"] == "shipping"]
        for made in (whole, none, some)
    ]

    assert shipped == [["-4.95"], [], ["-1.21"]]


@pytest.mark.parametrize(
    "change",
    [
        {"status": 3}, {"orderlines": []}, {"orderlines": [{"id": "nothing", "quantity": 1}]},
        {"credited_order_number": "999999"}, {"shipping_costs": "a lot"},
    ],
    ids=str,
)  # fmt: skip
def test_credit_orders_that_cannot_be(fake, ask, sold, change):
    """A status of sales, no lines, unknown lines, an unknown order, a cost that is no amount."""
    assert ask(fake, "orders/credit", method="POST", body={**credit_of(sold), **change}).status_code in {400, 404}


@pytest.mark.parametrize("quantity", [0, -1, 7, "2"])
def test_quantities_are_positive_and_at_most_what_was_sold(fake, ask, sold, quantity):
    """They are turned around by the service, not by the caller."""
    assert ask(fake, "orders/credit", method="POST", body=credit_of(sold, quantity)).status_code == 400


def test_all_items_take_all_costs(fake, ask, sold):
    """A whole credit cannot keep a part of the costs."""
    lines = [
        {"id": line["id"], "quantity": line["quantity"]} for line in sold["orderlines"] if line["type"] == "article"
    ]
    body = {**credit_of(sold), "orderlines": lines}

    assert ask(fake, "orders/credit", method="POST", body={**body, "shipping_costs": "0"}).status_code == 400
    whole = ask(fake, "orders/credit", method="POST", body=body).get_json()
    assert whole["price"]["total"] == f"-{sold['price']['total']}"


def test_trouble_comes_and_goes(fake, ask):
    """Pages, errors in good answers and limits last as long as they are told to."""
    fake.maintenance(times=1)
    fake.error_in_a_good_answer(401, times=1)
    fake.throttle(7, times=1)
    answers = [ask(fake, "store") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [503, 200, 429, 200]
    assert answers[1].get_json()["code"] == 401
    assert answers[2].headers["Retry-After"] == "7"


def test_answers_that_break_off(fake, ask):
    """Half of one is no JSON; afterwards all is well."""
    fake.break_off()
    assert ask(fake, "store").get_json(silent=True) is None
    fake.recover()
    assert ask(fake, "store").get_json()["name"]
