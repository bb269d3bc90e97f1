"""Documents: what one must have, what the service adds, what can be changed afterwards."""

from __future__ import annotations

import json

import pytest

from koppel_billit.fake import BELGIAN, Switches
from unit.billit_fake.conftest import LINE, code_of


def test_a_new_document_is_a_bare_number(shop):
    """Nothing around it."""
    response = shop.post("orders", shop.order())

    assert (response.status_code, response.text) == (200, "261000001")


@pytest.mark.parametrize(("shape", "body"), [("text", '"261000001"'), ("object", '{"OrderID":261000001}')])
def test_clients_have_met_other_shapes(make, shape, body):
    """The number as text and inside an object."""
    shop = make(Switches(created_answer=shape))

    assert shop.post("orders", shop.order()).text == body


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Customer": None}, "CustomerIsRequired"),
        ({"OrderDate": None}, "OrderDateIsRequired"),
        ({"ExpiryDate": None}, "ExpiryDateIsRequired"),
        ({"OrderType": "Bill"}, "TheOrderTypeCode_0_IsInvalid"),
        ({"OrderDirection": "Out"}, "TheOrderDirectionCode_0_IsInvalid"),
        ({"OrderLines": []}, "ThereMustBeAtLeastOneOrderLine"),
        ({"OrderLines": [{**LINE, "Description": ""}]}, "DescriptionIsMandatoryForOrderLinesWithTotals"),
        ({"OrderLines": [{**LINE, "VATPercentage": 19}]}, "InvalidVAtPercentageForTaxCountry_0_"),
        ({"OrderLines": [{"Quantity": 1, "UnitPriceExcl": 1, "Description": "x"}]}, "GenericError"),
        ({"OrderLines": [{**LINE, "Description": "x" * 513}]}, "GenericError"),
        ({"Paid": True, "ToPay": 5}, "GenericError"),
        ({"OrderType": "CreditNote", "AboutInvoiceNumber": "404"}, "GenericError"),
        ({"OrderDate": "01-03-2026"}, "GenericError"),
        ({"Customer": {"City": "Gent"}}, "CompanyNameOrContactNameIsRequired"),
        ({"Customer": {"Name": "X", "VATNumber": "BE0123456700"}}, "_0_IsNoValidBEVAT"),
        ({"Customer": {"Name": "X", "VATNumber": "NL12"}}, "YourVATIsNotValid"),
        (
            {"Customer": {"Name": "X", "Addresses": [{"AddressType": "InvoiceAddress"}] * 2}},
            "Only1OfEachAddressTypeAllowed",
        ),
        ({"Customer": {"Name": "X", "Identifiers": [{"Identifier": "1"}]}}, "IdentifierTypeIsRequired"),
        ({"Attachments": [{"FileName": "a.pdf", "FileContent": "%%"}]}, "TheFileIsNotValid"),
        ({"Zip": "1000"}, "SimulatorUnknownField"),
        ({"TotalIncl": 121}, "SimulatorReadOnly"),
        ({"OrderLines": [{**LINE, "VentilationCode": "99"}]}, "GenericError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_refused_by_its_code(shop, change, code):
    """And nothing is kept of it."""
    body = shop.order(**change)
    body.update({name: value for name, value in change.items() if value is not None})

    assert code_of(shop.post("orders", body)) == code
    assert shop.fake.documents() == []


def test_a_null_is_refused_or_ignored(make):
    """Sources disagree."""
    body = {**make().order(), "Reference": None}

    assert code_of(make().post("orders", body)) == "SimulatorNull"
    assert make(Switches(nulls="ignored")).post("orders", body).status_code == 200


def test_unknown_members_may_be_ignored(make):
    """The service probably does, and loses what a typing error holds."""
    shop = make(Switches(unknown_members="ignored"))

    assert shop.post("orders", shop.order(PeriodTo="2026-03-31")).status_code == 200


def test_capitals_in_names_do_not_matter(shop):
    """The documentation itself writes them in several ways."""
    body = {name.upper(): value for name, value in shop.order().items()}

    assert shop.post("orders", body).status_code == 200


def test_a_body_that_is_no_object_is_refused(shop):
    """Half a body, a list, nothing."""
    for content in (b'{"OrderType": "Inv', b"[]", b""):
        response = shop.client.post("/v1/orders", data=content, headers=shop.headers())
        assert code_of(response) == "GenericError"


def test_the_service_adds_what_it_decides_itself(shop):
    """Status, currency, delivery day, payment reference, what is still due."""
    order = shop.book(OrderNumber="10001")

    assert (order["OrderStatus"], order["IsSent"], order["Paid"]) == ("ToSend", False, False)
    assert (order["Currency"], order["DeliveryDate"]) == ("EUR", "2026-03-01T00:00:00")
    assert (order["ToPay"], order["CompanyID"]) == (121.0, shop.company)
    assert order["CurrentDocumentDeliveryDetails"] == {"IsDocumentDelivered": False}


def test_a_structured_reference_has_a_check_number(shop):
    """Ten digits and their remainder by 97."""
    digits = shop.book()["PaymentReference"].strip("+").replace("/", "")

    assert len(digits) == 12
    assert int(digits[:10]) % 97 in {int(digits[10:]), int(digits[10:]) - 97}


def test_a_document_without_number_gets_the_next_of_its_sequence(shop):
    """The next one can also be asked for, and taken."""
    assert shop.book()["OrderNumber"] == "V-2026-0001"
    asked = shop.post("account/sequences", {"SequenceType": "Income-Invoice", "Consume": True})

    assert asked.json == "V-2026-0002"
    assert shop.book()["OrderNumber"] == "V-2026-0003"


@pytest.mark.parametrize(("mood", "status"), [("accepted", 200), ("refused", 400)])
def test_whether_a_number_may_come_twice_is_not_known(make, mood, status):
    """Both are tried."""
    shop = make(Switches(duplicate_numbers=mood))
    shop.book(OrderNumber="1")

    assert shop.post("orders", shop.order(OrderNumber="1")).status_code == status


def test_numbers_keep_their_zeros(shop):
    """Quantities and prices have five decimals, totals two: they are written as text would be."""
    order_id = shop.book()["OrderID"]
    text = shop.get(f"orders/{order_id}").text

    assert '"Quantity":1.00000' in text
    assert '"UnitPriceExcl":100.00000' in text
    assert '"TotalIncl":121.00' in text


@pytest.mark.parametrize("status", [401, 404])
def test_an_order_of_nobody_looks_like_a_refused_login(make, status):
    """401, or 404 as the switch says."""
    shop = make(Switches(foreign_object_status=status))

    assert shop.get("orders/1").status_code == status
    assert shop.post("orders", shop.order(Customer={"PartyID": 1})).status_code == status


def test_a_patch_changes_marks_only(shop):
    """Paid, sent, approved, a note; not a date."""
    order_id = shop.book()["OrderID"]
    assert shop.patch(f"orders/{order_id}", {"InternalInfo": "x", "IsSent": True}).status_code == 200

    assert shop.get(f"orders/{order_id}").json["InternalInfo"] == "x"
    assert code_of(shop.patch(f"orders/{order_id}", {"OrderDate": "2026-03-02"})) == "SimulatorUnknownField"


def test_deleting_is_soft_and_only_before_sending(shop):
    """A deleted document is on a list of its own."""
    order_id = shop.book()["OrderID"]
    assert shop.delete(f"orders/{order_id}").json is True
    sent = shop.book()["OrderID"]
    shop.patch(f"orders/{sent}", {"IsSent": True})

    assert [row["OrderID"] for row in shop.get("orders/deleted").json["Items"]] == [order_id]
    assert shop.get(f"orders/{order_id}").status_code == 401
    assert shop.delete(f"orders/{sent}").status_code == 400


def test_a_credit_note_that_names_its_invoice_settles_both(shop):
    """Nothing is due on it, and the invoice is credited."""
    invoice = shop.book(OrderNumber="10001")
    credit = shop.book(OrderType="CreditNote", OrderNumber="C1", AboutInvoiceNumber="10001")

    assert credit["ToPay"] == 0
    assert shop.get(f"orders/{invoice['OrderID']}").json["OrderStatus"] == "Credited"


def test_a_credited_invoice_may_count_as_paid(make):
    """What becomes of its mark is not known."""
    shop = make(Switches(credited_invoice="paid"))
    invoice = shop.book(OrderNumber="10001")
    shop.book(OrderType="CreditNote", AboutInvoiceNumber="10001")

    assert shop.get(f"orders/{invoice['OrderID']}").json["Paid"] is True


def test_a_write_with_a_key_is_done_once(shop):
    """The second one is a conflict that does not tell the number; a failed one leaves the key free."""
    assert shop.post("orders", shop.order(OrderDate=None), Idempotency_Key="k1").status_code == 400
    assert shop.post("orders", shop.order(), Idempotency_Key="k1").status_code == 200

    assert code_of(shop.post("orders", shop.order(), Idempotency_Key="k1"), 409) == "Idempotent token already exists"
    assert len(shop.fake.documents()) == 1


def test_a_key_stays_burnt_after_a_deletion(shop):
    """Deleting the document does not free it."""
    order_id = shop.post("orders", shop.order(), Idempotency_Key="k1").json
    shop.delete(f"orders/{order_id}")

    assert shop.post("orders", shop.order(), Idempotency_Key="k1").status_code == 409


def test_the_header_may_have_another_name(make):
    """Two pages of the documentation differ; the other name does nothing."""
    shop = make(Switches(idempotency_header="Idempotent-Key"))
    answers = [shop.post("orders", shop.order(), Idempotency_Key="k1").status_code for _ in range(2)]

    assert answers == [200, 200]
    assert [shop.post("orders", shop.order(), Idempotent_Key="k1").status_code for _ in range(2)] == [200, 409]


def test_descriptions_follow_the_users_language_and_codes_do_not(make):
    """Dutch text, the same code."""
    body = make().order(OrderDate=None)
    (english,) = make().post("orders", body).json["errors"]
    (dutch,) = make(Switches(language="nl")).post("orders", body).json["errors"]

    assert english["Code"] == dutch["Code"]
    assert english["Description"] != dutch["Description"]


def test_companies_do_not_see_each_other(make):
    """A document of one is nobody's for the other."""
    shop = make(companies=(410010, BELGIAN))
    order_id = shop.book()["OrderID"]
    shop.company = BELGIAN

    assert shop.get(f"orders/{order_id}").status_code == 401
    assert json.loads(shop.get("orders").text)["Items"] == []
