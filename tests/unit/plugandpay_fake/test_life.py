"""What happens to an order: made, invoiced, paid, pulled back, credited, changed, deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from werkzeug.test import TestResponse

from koppel_plugandpay.fake import PlugAndPayFake, generate_orders

Ask = Callable[..., TestResponse]


def test_payment_is_marked_paid(shop: PlugAndPayFake, ask: Ask, named: dict[str, int]) -> None:
    """The service writes down when; what it does not know is passed over."""
    sent = {"status": "paid", "type": "manual", "paid_at": "2020-01-01T00:00:00Z", "method": "iban"}
    paid = ask(shop, f"/orders/{named['unpaid']}/payment", method="PATCH", json=sent).get_json()["data"]
    assert (paid["status"], paid["type"], paid["method"]) == ("paid", "manual", None)
    assert paid["paid_at"] == "2026-03-09T11:00:00.000000Z"


@pytest.mark.parametrize("sent", [{"status": "gone"}, {"type": "cash"}, {}])
def test_a_wrong_payment_is_refused(shop: PlugAndPayFake, ask: Ask, sent: dict[str, str]) -> None:
    """422, and the payment stays as it was."""
    answer = ask(shop, "/orders/900305/payment", method="PATCH", json=sent)
    assert answer.status_code == 422
    assert shop.orders[900305]["payment"]["status"] == "open"


def test_credit(shop: PlugAndPayFake, ask: Ask, named: dict[str, int]) -> None:
    """A new order with negative amounts; the original keeps its own and becomes credited; each names the other."""
    include = "?include=payment,items,related_orders"
    credit = ask(shop, f"/orders/{named['credit']}{include}").get_json()["data"]
    sale = ask(shop, f"/orders/{named['credited']}{include}").get_json()["data"]
    assert (credit["amount_with_tax"], sale["amount_with_tax"]) == ("-263.80", "263.80")
    assert (credit["payment"]["status"], sale["payment"]["status"]) == ("credit_invoice", "credited")
    assert (credit["related_orders"], sale["related_orders"]) == ([{"id": sale["id"]}], [{"id": credit["id"]}])
    assert credit["items"][0]["id"] != sale["items"][0]["id"]
    assert credit["items"][0]["quantity"] == 1


def test_part_credit(shop: PlugAndPayFake, named: dict[str, int]) -> None:
    """A credit invoice for one line leaves its original paid."""
    assert shop.orders[named["part_credit"]]["amount_with_tax"] == Decimal("-21.80")
    assert shop.orders[named["partly_credited"]]["payment"]["status"] == "paid"


@pytest.mark.parametrize(("own", "prefix"), [(True, "CR-2026-"), (False, "WEB-2026-")])
def test_numbers_of_credit_invoices(own: bool, prefix: str) -> None:
    """In the series of the invoices or in one of their own: not documented."""
    shop = PlugAndPayFake(credit_series=own, clock=lambda: datetime(2026, 3, 9, 11, tzinfo=UTC))
    assert shop.orders[900326]["invoice_number"].startswith(prefix)


@pytest.mark.parametrize("kept", [True, False])
def test_reversal(kept: bool) -> None:
    """A debit that was pulled back may keep the date of its payment."""
    shop = PlugAndPayFake(paid_at_kept_on_reversal=kept)
    payment = shop.orders[900325]["payment"]
    assert (payment["status"], payment["paid_at"] is not None) == ("reversed", kept)


def test_refund_at_the_provider_changes_nothing(shop: PlugAndPayFake) -> None:
    """Money that goes back at the payment provider is not seen in the order."""
    before = dict(shop.orders[900301])
    shop.store.refund(900301)
    assert shop.orders[900301] == before


def test_concept_becomes_final(shop: PlugAndPayFake, named: dict[str, int]) -> None:
    """Only then it has a number and a day."""
    concept = shop.orders[named["concept"]]
    assert (concept["invoice_number"], concept["invoice_date"]) == (None, None)
    final = shop.store.finalize(named["concept"])
    assert (final["invoice_status"], final["invoice_date"]) == ("final", date(2026, 3, 9))


def test_delete(shop: PlugAndPayFake, ask: Ask) -> None:
    """Gone from its address and from lists, there for who asks for deleted ones."""
    assert ask(shop, "/orders/900301", method="DELETE").status_code == 204
    assert ask(shop, "/orders/900301").status_code == 404
    rows = ask(shop, "/orders?is_deleted=1").get_json()["data"]
    assert [(row["id"], row["deleted_at"]) for row in rows] == [(900301, "2026-03-09T11:00:00.000000Z")]


def test_create(shop: PlugAndPayFake, ask: Ask) -> None:
    """The least that makes an order: who, and one line. It is a concept."""
    contact = {"email": "a@example.test", "firstname": "A", "lastname": "B"}
    billing = {"contact": contact, "address": {"country": "NL"}}
    sent = {"billing": billing, "items": [{"label": "Advies", "amount": "10.1"}]}
    answer = ask(shop, "/orders?include=items", method="POST", json=sent)
    assert answer.status_code == 201
    made = answer.get_json()["data"]
    assert (made["invoice_status"], made["amount"], made["amount_with_tax"]) == ("concept", "10.10", "12.22")


def test_create_names_what_is_missing(shop: PlugAndPayFake, ask: Ask) -> None:
    """422 with the path of each field."""
    answer = ask(shop, "/orders", method="POST", json={"items": []})
    assert set(answer.get_json()["errors"]) == {
        f"billing.contact.{name}" for name in ("email", "firstname", "lastname")
    }


def test_change(shop: PlugAndPayFake, ask: Ask) -> None:
    """Details of the buyer can be changed after the invoice was issued, its lines cannot."""
    sent = {"billing": {"contact": {"vat_id_number": "NL1"}}, "tags": ["b2b"], "comments": [{"value": "let op"}]}
    body = ask(shop, "/orders/900301?include=billing,tags,comments", method="PATCH", json=sent).get_json()["data"]
    assert (body["billing"]["contact"]["vat_id_number"], body["tags"]) == ("NL1", ["b2b"])
    assert body["comments"][0]["value"] == "let op"
    assert body["updated_at"] == "2026-03-09T11:00:00.000000Z"
    assert ask(shop, "/orders/900301", method="PATCH", json={"items": []}).status_code == 422


def test_generated_orders_are_the_same_for_the_same_seed() -> None:
    """Any number, oldest first, adding up."""
    made = [list(generate_orders(PlugAndPayFake(samples=False).store, 40, seed=seed)) for seed in (1, 1, 2)]
    totals = [[order["amount_with_tax"] for order in orders] for orders in made]
    assert totals[0] == totals[1] != totals[2]
    for order in made[0]:
        vat = sum(entry["amount"] for entry in order["taxes"])
        assert order["amount_with_tax"] - order["amount"] == vat
