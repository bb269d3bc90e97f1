"""Sending: what is refused at once, what is queued, the network's directory, and what becomes of it."""

from __future__ import annotations

import pytest

from koppel_billit.fake import Switches
from unit.billit_fake.conftest import code_of


def send(shop, order_id, transport="SMTP", **headers):
    body = {"OrderIDs": [order_id], **({"TransportType": transport} if transport else {})}
    return shop.post("orders/commands/send", body, **headers)


def book(shop, customer, **more):
    return shop.book(Customer={"PartyID": shop.customer(customer)}, OrderTitle="10001", **more)["OrderID"]


def look(shop, asked):
    return shop.client.get(f"/v1/peppol/participantInformation/{asked}").json


def test_a_mail_is_queued_and_then_delivered(shop):
    """Sent at once, delivered later."""
    order_id = book(shop, "1005")
    assert send(shop, order_id).status_code == 200
    queued = shop.get(f"orders/{order_id}").json
    shop.fake.tick()
    done = shop.get(f"orders/{order_id}").json

    assert (queued["IsSent"], queued["OrderStatus"]) == (True, "ToPay")
    assert queued["CurrentDocumentDeliveryDetails"] == {
        "IsDocumentDelivered": False,
        "DocumentDeliveryStatus": "Pending",
    }
    assert done["CurrentDocumentDeliveryDetails"]["IsDocumentDelivered"] is True
    assert done["Messages"][0]["Destination"] == "jo@klanten.example"


def test_the_network_may_refuse_later(shop):
    """The reason stands with the document."""
    order_id = book(shop, "1003")
    send(shop, order_id, "Peppol")
    shop.fake.tick(success=False)
    details = shop.get(f"orders/{order_id}").json["CurrentDocumentDeliveryDetails"]

    assert (details["DocumentDeliveryStatus"], details["DocumentRefusedReasonTC"]) == ("Error", "InvalidInvoice")


@pytest.mark.parametrize(
    ("customer", "transport", "code"),
    [
        ("1000", "SMTP", "TheCustomer_0_DoesNotHaveAValidEmailAddress"),
        ("1005", "Peppol", "TheCustomerIsNotActiveOnPeppol"),
        ("1005", "Pigeon", "GenericError"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_once(shop, customer, transport, code):
    """And the document stays to be sent."""
    order_id = book(shop, customer)

    assert code_of(send(shop, order_id, transport)) == code
    assert shop.get(f"orders/{order_id}").json["IsSent"] is False


def test_a_receiver_may_take_invoices_only(shop):
    """A credit note is then refused."""
    order_id = book(shop, "1002", OrderType="CreditNote")

    assert code_of(send(shop, order_id, "Peppol")) == "TheCustomerDoesNotSupportPeppolForType_0"


def test_a_receiver_may_demand_an_order_number(shop):
    """In the buyer's reference."""
    shop.fake.company().parties[shop.customer("1003")]["CustomFields"] = [{"Key": "DemandsPO", "Value": "yes"}]
    code = code_of(send(shop, book(shop, "1003"), "Peppol"))

    assert code == "PleaseSupplyAValidPONumberInTheFieldYourReference"
    assert send(shop, book(shop, "1003", Reference="PO1"), "Peppol").status_code == 200


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"OrderTitle": None}, "R003"),
        (
            {
                "OrderLines": [
                    {"Quantity": 1, "UnitPriceExcl": 10, "VATPercentage": 21, "Description": "x"},
                    {"Quantity": 1, "UnitPriceExcl": 1, "VentilationCode": "22", "Description": "x"},
                ]
            },
            "BR-O-11",
        ),
    ],
)
def test_the_networks_rules_come_as_text(shop, more, rule):
    """Under one code for all of them."""
    known = {"Customer": {"PartyID": shop.customer("1003")}, "OrderTitle": "1", **more}
    order_id = shop.book(**known)["OrderID"]
    response = send(shop, order_id, "Peppol")

    assert code_of(response) == "GenericError"
    assert rule in response.json["errors"][0]["Description"]


@pytest.mark.parametrize(("strict", "status"), [("true", 400), ("false", 200)])
def test_before_2026_it_fell_back_to_e_mail(make, strict, status):
    """Unless told to be strict."""
    shop = make(Switches(not_on_peppol="falls_back"))

    assert send(shop, book(shop, "1005"), "Peppol", StrictTransportType=strict).status_code == status


def test_without_a_transport_the_network_goes_first(shop):
    """E-mail for who is not on it."""
    by_network, by_mail = book(shop, "1003"), book(shop, "1005")
    for order_id in (by_network, by_mail):
        send(shop, order_id, None)

    used = [shop.get(f"orders/{one}").json["Messages"][0]["TransportType"] for one in (by_network, by_mail)]
    assert used == ["Peppol", "SMTP"]


def test_the_same_document_is_not_sent_twice_within_minutes(shop, clock):
    """Later it is."""
    order_id = book(shop, "1005")
    send(shop, order_id)
    assert "WasAlreadySent" in code_of(send(shop, order_id))
    clock.advance(minutes=11)

    assert send(shop, order_id).status_code == 200


def test_sending_needs_a_number_of_the_company(shop):
    """None, or another one's, is refused."""
    assert code_of(shop.post("orders/commands/send", {"TransportType": "SMTP"})) == "GenericError"
    assert send(shop, 1).status_code == 401


@pytest.mark.parametrize(
    ("asked", "identifier", "registered"),
    [
        ("0888888895", "0208:0888888895", True),
        ("0208:0888888895", "0208:0888888895", True),
        ("BE0888888895", "9925:BE0888888895", False),
        ("NL111111111B01", "9944:NL111111111B01", True),
        ("NL999999999B01", "9944:NL999999999B01", False),
    ],
)
def test_the_directory_answers_by_identifier(shop, asked, identifier, registered):
    """Open to all; a firm may be there under its company number only."""
    found = look(shop, asked)

    assert (found["Identifier"], found["Registered"]) == (identifier, registered)
    assert bool(found["DocumentTypes"]) is registered


def test_the_directory_refuses_what_is_no_number(shop):
    """A name is none."""
    assert "errors" in look(shop, "Voorbeeld")
