"""After the booking: totals compared, sent once by the chosen way, after asking whether the customer can receive."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from werkzeug.wrappers import Response

from koppel.api import DeliveryState, Rejected, Unavailable
from koppel_billit.fake import Switches
from support import drafts
from support.drafts import company, consumer, draft, line, refund, rounding

SEND = "/v1/orders/commands/send"
LEUVEN = company("Drukkerij Leuven NV", "BE0888888895", email="facturen@leuven.example")
AMERSFOORT = company("Groothandel Amersfoort B.V.", "NL111111111B01", email="inkoop@amersfoort.example")


def finish(kit, order=None, **answers):
    """Book an order and do what follows."""
    booking, made = kit.book(order or draft(), **answers)
    return booking, made, kit.target().send(booking, made)


def used(kit, number="10001"):
    """The transports that a document went out by."""
    return [one["TransportType"] for one in kit.fake.document(number)["Messages"]]


def test_what_is_not_to_be_sent_is_only_compared(kit):
    """The totals as Billit computed them come back."""
    *_, done = finish(kit)

    assert (done.total_incl, done.total_vat) == (Decimal("121.00"), Decimal("21.00"))
    assert used(kit) == []


def test_a_mail_goes_out_once(kit):
    """One document a call, by exactly this way; sending again does nothing."""
    booking, made, _ = finish(kit, send_by="email")
    kit.target().send(booking, made)

    (body,) = kit.sent(SEND)
    assert body == {"TransportType": "SMTP", "OrderIDs": [int(made.target_id)]}
    assert used(kit) == ["SMTP"]


def test_sending_is_strict_about_the_way(kit):
    """Older behaviour would fall back to e-mail or paper."""
    seen = kit.watch("StrictTransportType")
    finish(kit, send_by="email")

    assert (SEND, "true") in seen


def test_nothing_of_the_first_export_is_sent(kit):
    """Not even what the settings would send."""
    booking = kit.booking(draft(), send_by="email", initial=True)
    kit.target().send(booking, kit.target().create(booking))

    assert used(kit) == []


def test_a_letter_is_sent_when_it_was_chosen(kit):
    """Paper costs money, so never otherwise."""
    finish(kit, send_by="letter")

    assert used(kit) == ["Letter"]


@pytest.mark.parametrize("send_by", ["peppol", "peppol_or_email"])
def test_the_network_is_used_for_who_is_on_it(kit, send_by):
    """By company number, though the VAT number is not registered."""
    finish(kit, draft(debtor=LEUVEN), send_by=send_by)

    assert used(kit) == ["Peppol"]


def test_who_is_not_on_the_network_gets_nothing_by_it(kit):
    """The document stands, is not sent, and the setting is named."""
    with pytest.raises(Rejected) as refused:
        finish(kit, draft(debtor=company()), send_by="peppol")

    assert (refused.value.data["reason"], refused.value.data["step"]) == ("not_on_peppol", "send_by")
    assert "Voorbeeld BV" in refused.value.sentence.nl
    assert kit.sent(SEND) == []


@pytest.mark.parametrize("debtor", [consumer(), company()], ids=["person", "company"])
def test_who_is_not_on_the_network_gets_a_mail_where_that_was_chosen(kit, debtor):
    """A person is not even asked for."""
    finish(kit, draft(debtor=debtor), send_by="peppol_or_email")

    assert used(kit) == ["SMTP"]


def test_a_receiver_that_takes_invoices_only_gets_no_credit_note(kit):
    """The kind of document counts, not being registered."""
    finish(kit, draft(debtor=AMERSFOORT), send_by="peppol")
    with pytest.raises(Rejected):
        finish(kit, refund(debtor=AMERSFOORT), send_by="peppol")

    assert used(kit) == ["Peppol"]


def test_the_network_is_asked_once_per_customer_for_some_days(kit, clock):
    """A week for one who is on it, a day for one who is not."""

    def asked():
        return len([call for call in kit.fake.calls if "participantInformation" in call.path])

    for number in range(3):
        finish(kit, draft(reference=f"L{number}", debtor=LEUVEN), send_by="peppol_or_email")
        finish(kit, draft(reference=f"V{number}", debtor=company()), send_by="peppol_or_email")
    first = asked()
    clock.advance(days=2)
    finish(kit, draft(reference="L9", debtor=LEUVEN), send_by="peppol_or_email")
    assert asked() == first
    finish(kit, draft(reference="V9", debtor=company()), send_by="peppol_or_email")

    assert asked() > first


def test_a_customers_own_company_number_is_asked_for(kit):
    """As it stands in Billit."""
    kit.fake.directory.register("0208:0123456749")
    identifiers = [{"IdentifierType": "CBE", "Identifier": "0123456749"}]
    kit.fake.add_party(Name="Vzw", Email="vzw@x.example", Identifiers=identifiers)
    finish(kit, draft(debtor=company("Vzw", "BE0999999922", email="vzw@x.example")), send_by="peppol")

    assert used(kit) == ["Peppol"]


def test_cents_of_rounding_do_not_keep_an_invoice_from_the_network(kit):
    """They are a line at 0 % there."""
    finish(kit, draft(line("12.36", "2.59"), rounding("0.01"), debtor=LEUVEN), send_by="peppol")

    assert used(kit) == ["Peppol"]


VOUCHER = line("-10.00", "0", drafts.NOTHING, role="voucher.liability", kind=None)


@pytest.mark.parametrize(("send_by", "ways"), [("peppol", []), ("peppol_or_email", ["SMTP"])])
def test_a_voucher_beside_taxed_lines_cannot_go_by_the_network(kit, send_by, ways):
    """It is told, or goes by e-mail."""
    order = draft(line("100.00", "21.00"), VOUCHER, debtor=LEUVEN)
    if ways:
        finish(kit, order, send_by=send_by)
    else:
        with pytest.raises(Rejected, match="outside VAT"):
            finish(kit, order, send_by=send_by)

    assert used(kit) == ways


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"TotalIncl": Decimal("121.01")}, "total_differs"), ({"TotalVAT": Decimal("20.99")}, "total_differs")],
    ids=["total", "vat"],
)
def test_a_document_that_differs_is_not_sent(kit, change, reason):
    """Both amounts are told."""
    booking, made = kit.book(draft(), send_by="email")
    kit.fake.document("10001").update(change)
    with pytest.raises(Rejected, match=r"121\.00") as refused:
        kit.target().send(booking, made)

    assert refused.value.data["reason"] == reason
    assert kit.sent(SEND) == []


def test_a_document_that_was_removed_is_told(kit):
    """Between booking and sending."""
    booking, made = kit.book(draft(), send_by="email")
    kit.fake.company().orders.clear()

    with pytest.raises(Rejected, match="no longer there"):
        kit.target().send(booking, made)


def test_a_document_in_another_company_is_told(kit):
    """It should not be possible; it would be bad."""
    booking, made = kit.book(draft(), send_by="email")
    kit.fake.document("10001")["CompanyID"] = 999

    with pytest.raises(Rejected, match="another company"):
        kit.target().send(booking, made)


def test_many_documents_are_read_back_in_one_call(kit):
    """Whoever asks first asks for all."""
    made = [kit.book(draft(reference=str(number))) for number in range(40)]
    kit.fake.calls.clear()
    for booking, posted in made:
        kit.target().send(booking, posted)

    assert len(kit.fake.calls) == 1


def test_what_was_read_some_time_ago_is_read_again(kit, clock):
    """Billit may have sent it by itself in the meantime."""
    made = [kit.book(draft(reference=str(number)), send_by="email") for number in range(2)]
    kit.target().send(*made[0])
    kit.fake.document("1")["IsSent"] = True
    clock.advance(minutes=6)
    kit.target().send(*made[1])

    assert used(kit, "1") == []


def test_a_lost_answer_to_sending_sends_once(kit):
    """The document itself tells that it was sent."""
    kit.lose(SEND)
    finish(kit, send_by="email")

    assert used(kit) == ["SMTP"]


@pytest.mark.parametrize("trouble", [Response("oops", 500), Response("<html>Log in</html>")], ids=["500", "page"])
def test_an_unclear_answer_is_tried_again_later(kit, trouble):
    """Nothing was sent; the run is put back, and the next one sends."""
    booking, made = kit.book(draft(), send_by="email")
    kit.instead(SEND, trouble)
    with pytest.raises(Unavailable):
        kit.target().send(booking, made)
    kit.target().send(booking, made)

    assert used(kit) == ["SMTP"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (409, "Idempotent token already exists"),
        (400, "This_0_WasAlreadySentLessThen_1_MinutesAgoTo_2_OrIsStillInTheQueue"),
    ],
)
def test_that_it_was_sent_before_is_no_trouble(kit, status, code):
    """The row of the list may be late."""
    kit.instead(SEND, Response(json.dumps({"errors": [{"Code": code}]}), status, mimetype="application/json"))

    assert finish(kit, send_by="email")[2].number == "10001"


def test_a_refusal_of_billit_is_told(kit):
    """A customer without e-mail address."""
    with pytest.raises(Rejected) as refused:
        finish(kit, draft(debtor=consumer(email=None, match_by=())), send_by="email")

    assert refused.value.data["reason"] == "no_email"


class TestDeliveries:
    """What became of what was sent."""

    def state(self, kit, target_id):
        return kit.target().deliveries([target_id])[target_id]

    def test_accepted_is_not_delivered(self, kit):
        """Pending until the network has answered."""
        _, made, _ = finish(kit, send_by="email")
        before = self.state(kit, made.target_id).state
        kit.fake.tick()

        assert (before, self.state(kit, made.target_id).state) == (DeliveryState.PENDING, DeliveryState.DELIVERED)

    def test_a_failure_says_why(self, kit):
        """In Billit's words, with its moment."""
        _, made, _ = finish(kit, draft(debtor=LEUVEN), send_by="peppol")
        kit.fake.tick(success=False)
        found = self.state(kit, made.target_id)

        assert found.state is DeliveryState.FAILED
        assert "BR-CO-10" in found.note
        assert found.at == drafts.MORNING.replace(microsecond=0)

    def test_a_receivers_own_refusal_is_a_failure(self, kit):
        """It comes as a message with a code."""
        _, made, _ = finish(kit, draft(debtor=LEUVEN), send_by="peppol")
        message = {"MessageDirection": "Incoming", "Description": "RE: wrong order number"}
        kit.fake.document("10001")["Messages"].append(message)

        assert self.state(kit, made.target_id).note == "RE: wrong order number"

    def test_unknown_words_are_pending(self, kit):
        """A state that is not known yet is no failure."""
        _, made, _ = finish(kit, send_by="email")
        kit.fake.document("10001")["CurrentDocumentDeliveryDetails"] = {
            "IsDocumentDelivered": False,
            "DocumentDeliveryStatus": "Wandering",
        }

        assert self.state(kit, made.target_id).state is DeliveryState.PENDING

    def test_what_was_not_sent_is_left_out(self, kit):
        """So is what is gone, and what is no number."""
        _, made = kit.book(draft())

        assert kit.target().deliveries([made.target_id, "1", "x"]) == {}

    def test_what_has_arrived_costs_one_call_for_many(self, kit):
        """Only what has not arrived is read whole."""
        ids = [finish(kit, draft(reference=str(number)), send_by="email")[1].target_id for number in range(20)]
        kit.fake.tick()
        kit.fake.calls.clear()

        assert len(kit.target().deliveries(ids)) == 20
        assert len(kit.fake.calls) == 1


@pytest.mark.parametrize("mood", ["refused", "falls_back"])
def test_older_fallbacks_make_no_difference(make_kit, mood):
    """The network was asked before."""
    kit = make_kit(Switches(not_on_peppol=mood))
    with pytest.raises(Rejected):
        finish(kit, draft(debtor=company()), send_by="peppol")

    assert used(kit) == []
