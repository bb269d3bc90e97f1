"""From a draft to a booking: codes, VAT groups, numbers, and what Billit cannot express."""

from __future__ import annotations

from decimal import Decimal

import pytest

from koppel.api import Address, DebtorKind
from koppel_billit import bodies
from support import drafts
from support.drafts import by_code, company, draft, line, refund, rounding


def sent(booking, **more):
    """The body of a booking for customer 1."""
    return bodies.order(booking, party=1, due_days=None, about=None, **more)


@pytest.mark.parametrize(
    ("treatment", "code", "percentage"),
    [
        (drafts.ZERO_RATED, "1", 0),
        (drafts.SHIFTED, "21", 0),
        (drafts.GOODS, "51", 0),
        (drafts.SERVICE, "55", 0),
        (drafts.EXPORT, "70", 0),
        (drafts.OUTSIDE_EU, "22", None),
        (drafts.NOTHING, "22", None),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_a_line_without_vat_has_the_code_that_says_why(kit, treatment, code, percentage):
    """In the header, where it counts for all such lines; outside VAT there is no percentage."""
    body = sent(kit.booking(draft(line("100.00", "0", treatment), debtor=company())))

    assert body["VentilationCode"] == code
    assert "VentilationCode" not in body["OrderLines"][0]
    assert body["OrderLines"][0].get("VATPercentage") == percentage


@pytest.mark.parametrize("treatment", [drafts.HIGH, drafts.LOW, drafts.BELGIAN], ids=lambda value: value.code)
def test_a_taxed_line_needs_its_rate_alone(kit, treatment):
    """Billit derives the rest."""
    body = sent(kit.booking(draft(line("100.00", str(treatment.rate), treatment))))

    assert "VentilationCode" not in body
    assert body["OrderLines"][0]["VATPercentage"] == treatment.rate


def test_several_reasons_for_no_vat_stand_on_their_lines(kit):
    """The commonest in the header, the others on the lines that differ."""
    lines = (line("10.00", "0", drafts.GOODS), line("20.00", "0", drafts.GOODS), line("5.00", "0", drafts.SERVICE))
    body = sent(kit.booking(draft(*lines, debtor=company())))

    assert body["VentilationCode"] == "51"
    assert [one.get("VentilationCode") for one in body["OrderLines"]] == [None, None, "55"]


@pytest.mark.parametrize(
    ("treatment", "reason"),
    [
        (drafts.GERMAN, "oss_not_supported"),
        (drafts.vat("OSS-BE-21", "21", "BE"), "oss_not_supported"),
        (drafts.EXEMPT, "vat_treatment_not_supported"),
        (drafts.SMALL, "vat_treatment_not_supported"),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_what_billit_cannot_express_is_held(kit, treatment, reason):
    """Also foreign VAT at a rate that exists at home: it would land in the wrong return."""
    tax = str(Decimal(100) * treatment.rate / 100)
    held = kit.held(draft(line("100.00", tax, treatment)))

    assert held.reason == reason
    assert held.sentence.en != held.sentence.nl


@pytest.mark.parametrize("treatment", [drafts.GOODS, drafts.SERVICE, drafts.SHIFTED], ids=lambda value: value.code)
def test_a_reverse_charge_is_not_booked_on_the_default_debtor(kit, treatment):
    """The buyer's VAT number would be lost; the setting is named."""
    held = kit.held(draft(line("100.00", "0", treatment), debtor=by_code()))

    assert (held.reason, held.step) == ("vat_number_lost", "default_debtor")


def test_totals_of_the_booking_are_the_shops(kit):
    """Nothing is recomputed."""
    booking = kit.booking(draft(line("100.00", "21.00"), line("10.00", "0.90", drafts.LOW)))

    assert (booking.total_excl, booking.total_vat, booking.total_incl) == (
        Decimal("110.00"),
        Decimal("21.90"),
        Decimal("131.90"),
    )


def test_lines_can_be_grouped(kit):
    """One per kind of VAT, under the order's number."""
    lines = (line("10.00", "2.10"), line("20.00", "4.20"), line("10.00", "0.90", drafts.LOW))
    booking = kit.booking(draft(*lines), group_lines=True)

    assert [(one.net, one.description) for one in booking.lines] == [(30, "10001"), (10, "10001")]


def test_item_codes_go_along_while_lines_are_the_shops(kit):
    """Grouped lines have none."""
    order = draft(line("10.00", "2.10", item_code="MUG-1"))

    assert sent(kit.booking(order))["OrderLines"][0]["Reference"] == "MUG-1"
    assert "Reference" not in sent(kit.booking(order, group_lines=True))["OrderLines"][0]


def test_the_number_in_billit_is_the_shops(kit):
    """As number, as the buyer's reference, and as the key that it is found back by."""
    body = sent(kit.booking(draft(reference="10001")))

    assert (body["OrderNumber"], body["OrderTitle"], body["ExternalProviderID"]) == ("10001",) * 3


def test_a_credit_note_has_its_own_invoice_number_where_the_shop_gave_one(kit):
    """Only where invoice numbers were chosen."""
    order = refund(invoice_number="CR-5")

    assert sent(kit.booking(order, number_source="invoice"))["OrderNumber"] == "CR-5"
    assert sent(kit.booking(order, number_source="order"))["OrderNumber"] == "10001-R881"
    assert sent(kit.booking(order, number_source="invoice"))["ExternalProviderID"] == "10001-R881"


def test_a_credit_note_states_positive_amounts(kit):
    """Its type makes the sign."""
    body = sent(kit.booking(refund(line("-20.00", "-4.20", quantity=Decimal(-2)))))

    assert (body["OrderType"], body["OrderDirection"]) == ("CreditNote", "Income")
    assert (body["OrderLines"][0]["Quantity"], body["OrderLines"][0]["UnitPriceExcl"]) == (2, 10)


def test_a_discount_is_a_line_with_a_negative_price(kit):
    """Its quantity stays positive."""
    body = sent(kit.booking(draft(line("100.00", "21.00"), line("-10.00", "-2.10", description="Discount"))))

    assert (body["OrderLines"][1]["Quantity"], body["OrderLines"][1]["UnitPriceExcl"]) == (1, -10)


@pytest.mark.parametrize(
    ("net", "quantity", "sent_as"),
    [
        ("24.78", "3", (Decimal(3), Decimal("8.26"), "Mug")),
        ("24.77", "3", (Decimal(1), Decimal("24.77"), "3 × Mug")),
        ("10.00", "2.5", (Decimal("2.5"), Decimal(4), "Mug")),
        ("1.00", "0.125", (Decimal(1), Decimal(1), "0,125 × Mug")),
        ("5.00", "0", (Decimal(1), Decimal(5), "Mug")),
    ],
)
def test_a_lines_net_is_exact_with_two_decimals_of_price(kit, net, quantity, sent_as):
    """A price that does not divide becomes one piece; the text says how many there were."""
    tax = str((Decimal(net) * Decimal("0.21")).quantize(Decimal("0.01")))
    found = sent(kit.booking(draft(line(net, tax, quantity=Decimal(quantity)))))["OrderLines"][0]

    assert (found["Quantity"], found["UnitPriceExcl"], found["Description"]) == sent_as


def test_a_long_text_is_parted(kit):
    """512 characters a part; nothing that fits is lost."""
    text = " ".join(["word"] * 150)
    found = sent(kit.booking(draft(line("100.00", "21.00", description=text))))["OrderLines"][0]

    assert len(found["Description"]) <= 512
    assert f"{found['Description']} {found['DescriptionExtended']}" == text


def test_a_line_without_text_gets_one(kit):
    """Billit refuses a priced line without."""
    found = sent(kit.booking(draft(line("100.00", "21.00", description=" "))))["OrderLines"][0]

    assert found["Description"] == "revenue.std"


def test_what_was_paid_at_the_shop_is_paid(kit):
    """Online, on its day in the shop's zone, and due at once."""
    body = sent(kit.booking(draft(paid_at=drafts.MORNING.replace(hour=23))))

    assert (body["Paid"], body["PaidDate"], body["PaymentMethod"]) == (True, "2026-03-03", "Online")
    assert body["ExpiryDate"] == body["OrderDate"]
    assert "ToPay" not in body


def test_what_is_open_falls_due_later(kit):
    """After the customer's own term, else after thirty days."""
    booking = kit.booking(draft())

    assert bodies.order(booking, party=1, due_days=14, about=None)["ExpiryDate"].isoformat() == "2026-03-15"
    assert sent(booking)["ExpiryDate"].isoformat() == "2026-03-31"
    assert "Paid" not in sent(booking)


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_refund_of_a_paid_sale_was_paid_back(kit, is_paid):
    """Of an open one nothing was."""
    assert ("Paid" in sent(kit.booking(refund(is_paid=is_paid)))) is is_paid


def test_a_credit_note_that_names_its_invoice_says_nothing_of_payment(kit):
    """Billit settles both with each other."""
    body = bodies.order(kit.booking(refund()), party=1, due_days=None, about="10001")

    assert body["AboutInvoiceNumber"] == "10001"
    assert "Paid" not in body


def test_goods_without_vat_say_where_they_went(kit):
    """An e-invoice needs the country and the day of delivery; goods at home do not."""
    place = Address(country="BE", postcode="9000", city="Gent", line1="Korenmarkt 1")
    abroad = sent(kit.booking(draft(line("100.00", "0", drafts.GOODS), debtor=company(), delivery=place)))
    at_home = sent(kit.booking(draft(delivery=place)))

    (address,) = abroad["Customer"]["Addresses"]
    assert (address["AddressType"], address["CountryCode"], address["StreetNumber"]) == ("DeliveryAddress", "BE", "1")
    assert abroad["DeliveryDate"] == abroad["OrderDate"]
    assert at_home["Customer"] == {"PartyID": 1}


@pytest.mark.parametrize("kind", [DebtorKind.DEFAULT, DebtorKind.POS], ids=str)
def test_a_plain_sale_may_stand_on_a_debtor_of_the_settings(kit, kind):
    """Nothing is lost by it."""
    assert kit.booking(draft(debtor=by_code("1000", kind))).debtor.code == "1000"


@pytest.mark.parametrize(
    ("send_by", "initial", "code"),
    [
        ("none", False, "22"),
        ("email", False, "22"),
        ("peppol", False, "1"),
        ("peppol_or_email", False, "1"),
        ("peppol", True, "22"),
    ],
)
def test_cents_of_rounding_are_outside_vat_unless_peppol_would_refuse_them(kit, send_by, initial, code):
    """The network takes no line outside VAT beside others; what is not sent need not mind."""
    booking = kit.booking(draft(line("100.00", "21.00"), rounding("0.02")), send_by=send_by, initial=initial)

    assert booking.lines[-1].vat_code.value == code


@pytest.mark.parametrize(("initial", "way"), [(True, "none"), (False, "email")])
def test_nothing_of_the_first_export_is_sent(kit, initial, way):
    """Whatever the settings say."""
    assert kit.booking(draft(), send_by="email", initial=initial).extras["send_by"] == way


def test_planning_makes_no_call(kit):
    """It is pure."""
    kit.booking(draft())

    assert kit.fake.calls == []
