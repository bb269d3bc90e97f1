"""Sections 3.6, 3.7 and 9.2: what a body must look like, and what POST, PUT and DELETE answer."""

from __future__ import annotations

import pytest

from koppel_exact.fake import Switches

STREAM = "Error processing request stream. "
ENTRIES = "salesentry/SalesEntries"


def inconvertible(name, kind):
    return (
        f"{STREAM}Error encountered in converting the value from request payload for property '{name}' to type '{kind}', "
        "which is the property's expected type. See inner exception for more detail."
    )


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"{"])
def test_a_body_must_be_an_object(shop, refused, body):
    """Anything else cannot be processed."""
    headers = shop.headers(**{"Content-Type": "application/json"})
    response = shop.client.post(shop.url(ENTRIES), data=body, headers=headers)
    assert refused(response, 400) == f"{STREAM}The request should be a valid top-level resource object."


def test_an_unknown_property_is_refused(shop, refused):
    """The well-known slip: SalesVatCode belongs to items, not to lines."""
    line = {**shop.line(), "SalesVatCode": "2"}
    text = refused(shop.post(ENTRIES, shop.entry(line)), 400)
    assert text.startswith(
        f"{STREAM}The property name 'SalesVatCode' specified for type 'Exact.Web.Api.Models.SalesEntryLine'"
    )


def test_read_only_properties_are_ignored(shop):
    """They may stand in a body and do nothing."""
    entry = shop.book(AmountDC=999, Type=21, Status=50, CustomerName="x")
    assert (entry["AmountDC"], entry["Type"], entry["Status"]) == (121, 20, 20)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("Customer", "{7b2f6a0e-0d53-4a53-9f4e-0f6b3d1c2a11}", "Guid"),
        ("Customer", "", "Guid"),
        ("EntryDate", "31-01-2026", "DateTime"),
        ("EntryDate", "2026-01-31T10:00:00+01:00", "DateTime"),
        ("EntryDate", "/Date(0)/", "DateTime"),
        ("EntryNumber", 1.5, "Int32"),
        ("EntryNumber", 2**31, "Int32"),
        ("Rate", "one", "Double"),
        ("Reversal", 1, "Boolean"),
        ("Journal", 70, "String"),
        ("SalesEntryLines", {"AmountFC": 1}, "Collection"),
    ],
)
def test_values_must_convert(shop, refused, name, value, kind):
    """Guids come plain, lines as an array, texts as text."""
    assert refused(shop.post(ENTRIES, shop.entry(**{name: value})), 400) == inconvertible(name, kind)


@pytest.mark.parametrize("date", ["2026-01-31", "2026-01-31T00:00:00", "2026-01-31T10:00", "2026-01-31T00:00:00Z"])
def test_dates_are_accepted_in_iso_forms(shop, date):
    """The clock time of a date does not move it."""
    assert shop.book(EntryDate=date)["EntryDate"].date().isoformat() == "2026-01-31"


def test_numbers_and_booleans_may_be_text(shop):
    """Old samples send them so."""
    entry = shop.book({**shop.line(), "AmountFC": "41.98"}, EntryNumber="26700099", Reversal="true")
    assert (entry["EntryNumber"], entry["Reversal"], str(entry["AmountFC"])) == (26700099, True, "50.80")


def test_everything_that_is_missing_is_said_at_once(shop, refused):
    """Mandatory properties come as one business refusal, joined by CRLF."""
    text = "Verplicht: Klant\r\nVerplicht: Dagboek\r\nVerplicht: Boekingsregels"
    assert refused(shop.post(ENTRIES, {})) == text


def test_messages_are_english_for_others(make, refused):
    """The words are those that users reported."""
    shop = make(language="EN")
    assert refused(shop.post(ENTRIES, {})).startswith("Mandatory: Relationship\r\nMandatory: Diary")


def test_the_language_can_be_fixed(make, refused):
    """The switch makes all messages English."""
    shop = make(Switches(message_language="fixed"))
    assert refused(shop.post(ENTRIES, {})).startswith("Mandatory: ")


def test_a_post_answers_with_the_key_alone(shop):
    """Everything else is null without Prefer."""
    row = shop.post(ENTRIES, shop.entry())
    assert row.status_code == 201
    filled = {name for name, value in row.json["d"].items() if value is not None}
    assert filled == {"__metadata", "EntryID", "SalesEntryLines"}


def test_a_post_may_answer_with_nothing_filled(make):
    """The switch leaves the key out too."""
    shop = make(Switches(post_answer="null"))
    row = shop.post(ENTRIES, shop.entry()).json["d"]
    assert row["EntryID"] is None
    assert "guid'" in row["__metadata"]["uri"]


def test_prefer_fills_the_answer(shop):
    """With return=representation the row comes back."""
    row = shop.post(ENTRIES, shop.entry(), Prefer="return=representation").json["d"]
    assert (row["AmountFC"], row["Journal"], row["CustomerName"]) == (121, "70", "Webwinkelklanten")
    assert "__deferred" in row["SalesEntryLines"]


def test_put_and_delete_answer_204(shop):
    """Only the fields that were sent change, and a second delete finds nothing."""
    path = f"{ENTRIES}(guid'{shop.book(Description='first')['EntryID']}')"
    changed = shop.put(path, {"YourRef": "WEB-2"}, Prefer="return=representation")
    assert (changed.status_code, changed.data) == (204, b"")
    [entry] = shop.fake.division().entries
    assert (entry["YourRef"], entry["Description"]) == ("WEB-2", "first")
    assert shop.delete(path).status_code == 204
    assert shop.delete(path).status_code == 404


def test_put_may_answer_with_the_row(make):
    """The switch honours Prefer on PUT."""
    shop = make(Switches(put_representation="honoured"))
    path = f"{ENTRIES}(guid'{shop.book()['EntryID']}')"
    changed = shop.put(path, {"YourRef": "WEB-2"}, Prefer="return=representation")
    assert (changed.status_code, changed.json["d"]["YourRef"]) == (200, "WEB-2")


def test_a_key_of_the_client_is_ignored(shop):
    """The service gives a Guid of its own."""
    mine = "0f5d2c9a-6d6f-4b43-8a63-6d2b8a0e9c10"
    assert shop.book(EntryID=mine)["EntryID"] != mine


def test_a_key_of_the_client_may_be_kept(make):
    """With the switch it is kept, and a second POST with it is refused."""
    shop = make(Switches(client_keys="honoured"))
    mine = "0f5d2c9a-6d6f-4b43-8a63-6d2b8a0e9c10"
    assert shop.book(EntryID=mine)["EntryID"] == mine
    assert shop.refused(EntryID=mine) == "Gegeven bestaat reeds."


def test_a_text_that_is_too_long_is_refused(shop):
    """Forty characters for YourRef."""
    assert shop.refused(YourRef="x" * 41) == "Ongeldig: Uw ref. (40)"


def test_a_text_that_is_too_long_may_be_cut(make):
    """The switch cuts it in silence."""
    assert make(Switches(overflow="truncate")).book(YourRef="x" * 41)["YourRef"] == "x" * 40


def test_expect_header_and_other_media_types_are_refused(shop):
    """Expect fails with 500, a form with 415."""
    assert shop.post(ENTRIES, shop.entry(), Expect="100-continue").status_code == 500
    assert shop.client.post(shop.url(ENTRIES), data={"a": "b"}, headers=shop.headers()).status_code == 415


@pytest.mark.parametrize("keep", ["book", "invoice"])
def test_a_put_that_repeats_the_key_is_refused(shop, refused, keep):
    """The key cannot be sent again, not even unchanged."""
    if keep == "book":
        name, key, path = "EntryID", shop.book()["EntryID"], ENTRIES
    else:
        body = {"OrderedBy": shop.account("1002"), "SalesInvoiceLines": [{"Item": shop.item("SHIRT-M")}]}
        name, path = "InvoiceID", "salesinvoice/SalesInvoices"
        key = shop.post(path, body).json["d"][name]
    assert refused(shop.put(f"{path}(guid'{key}')", {name: key})) == "Gegeven bestaat reeds."


def test_a_line_stays_with_its_header(shop, refused):
    """It cannot be moved to another entry."""
    line, other = shop.book()["SalesEntryLines"][0], shop.book()
    path = f"salesentry/SalesEntryLines(guid'{line['ID']}')"
    assert refused(shop.put(path, {"EntryID": other["EntryID"]})) == "Ongeldig: Boeking"
