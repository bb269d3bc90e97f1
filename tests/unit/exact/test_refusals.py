"""What Exact's answers stand for: refusals for a reason, outages, missing rights, tokens and limits."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from werkzeug.wrappers import Response

from koppel.api import Answer, AuthFailed, Bug, RateLimited, Rejected, SettingsProblem, Unavailable, UnknownOutcome
from koppel_exact.connector import ExactTarget
from koppel_exact.fake import Switches
from support.drafts import by_code, draft, line

NOW = datetime(2023, 5, 12, 8, 18, 25, tzinfo=UTC)
ENTRIES = "https://start.exactonline.nl/api/v1/1/salesentry/SalesEntries"
TOKEN = "https://start.exactonline.nl/api/oauth2/token"


def answer(status, message="", *, url=ENTRIES, body=None, wrote=True, **headers):
    """An answer as Exact gives it: the message in its envelope, or a body of its own."""
    envelope = {"error": {"code": "", "message": {"lang": "", "value": message}}}
    content = body if body is not None else json.dumps(envelope) if message else ""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(
        service="Exact Online",
        method="POST",
        url=url,
        status=status,
        headers=named,
        content=content.encode(),
        wrote=wrote,
    )


@pytest.mark.parametrize(
    ("message", "reason", "step"),
    [
        ("Ongeldige referentie: Journals", "journal_unfit", "journal"),
        ("Ongeldig: Dagboek", "journal_unfit", "journal"),
        ("Mandatory: Diary", "journal_unfit", "journal"),
        ("Invalid journal. The journal must be a cash journal.", "journal_unfit", "journal"),
        ("Ongeldig: Grootboekrekeningtype", "ledger_type", "ledger_mapping"),
        ("Grootboekrekening is verplicht", "ledger_unfit", "ledger_mapping"),
        ("Ongeldig: Factuur voor (Type)", "customer_type", None),
        ("Ongeldig: Klant (Type)", "customer_type", None),
        ("Ongeldige referentie: Klant", "customer_unknown", None),
        ("Ongeldig: Klant", "customer_blocked", None),
        ("Ongeldig: Btw-percentage []", "vat_rate", "vat_mapping"),
        ("Ongeldige referentie: Btw-code", "vat_code", "vat_mapping"),
        ("Ongeldige referentie: Betalingsconditie", "payment_condition_unknown", "payment_condition_mapping"),
        ("Verplicht: Betalingsconditie", "payment_condition_missing", "payment_condition_mapping"),
        ("In gebruik: Boekstuknummer.", "number_in_use", "entry_numbers"),
        ("Periode is afgesloten: 2024 – 5", "period_closed", None),
        ("Invalid reference: Cost unit", "cost_centre", "ledger_mapping"),
        ("Gegeven bestaat reeds.", "exists", None),
        ("Reeds verwerkt", "already_processed", None),
        ("Document Type not allowed", "document_rights", None),
    ],
)
def test_a_refusal_becomes_a_reason_a_step_and_a_sentence_that_quotes_exact(message, reason, step):
    """Status 500 with a message is final; both languages say what to do and what Exact said."""
    error = ExactTarget.classify(answer(500, message))

    assert isinstance(error, Rejected)
    assert (error.data["reason"], error.data["step"]) == (reason, step)
    assert message in error.sentence.en
    assert message in error.sentence.nl


def test_several_messages_are_all_told():
    """Exact joins them with line ends; each is a field."""
    error = ExactTarget.classify(answer(500, "Verplicht: Factuur voor\r\nOngeldig: Dagboek"))

    assert isinstance(error, Rejected)
    assert set(error.fields) == {"Factuur voor", "Dagboek"}
    assert error.data["step"] == "journal"


def test_an_unknown_message_is_shown_as_exact_wrote_it():
    """No sentence of ours pretends to know more."""
    error = ExactTarget.classify(answer(500, "Iets heel anders"))

    assert isinstance(error, Rejected)
    assert "“Iets heel anders”" in error.sentence.nl


def test_a_fault_of_the_server_without_a_message_is_no_refusal(kit):
    """A 500 without text says nothing of the books: a write is unclear, a read is tried again."""
    assert ExactTarget.classify(answer(500)) is None
    assert ExactTarget.classify(answer(502, body="<html>Bad gateway</html>")) is None


@pytest.mark.parametrize("message", ["Execution Timeout Expired.", "Transaction was deadlocked on lock resources"])
def test_a_timeout_inside_exact_leaves_the_outcome_open(message):
    """The entry may have been made: it must be looked for."""
    assert ExactTarget.classify(answer(500, message)) is None


def test_a_request_of_the_wrong_shape_is_our_mistake():
    """A property name that does not exist is nothing that a shop owner can mend."""
    said = "Error processing request stream. The property name 'SalesVatCode' specified for type 'X' is not valid."

    assert isinstance(ExactTarget.classify(answer(400, said)), Bug)


@pytest.mark.parametrize("reason", ["BlockedUser", "InactiveUser", "BlockedCustomer", "LicenseExpired"])
def test_the_reason_of_a_refused_login_is_told(kit, reason):
    """The header Reason becomes a sentence of its own."""
    booking = kit.booking(draft())
    kit.fake.block(reason)

    with pytest.raises(AuthFailed) as failed:
        kit.target().create(booking)
    assert failed.value.sentence != AuthFailed.default.with_data(service="Exact Online")
    assert failed.value.data["reason"] == reason


def test_losing_access_to_the_administration_points_at_that_setting(kit):
    """The login is fine, the administration is closed to it: other integrations go on."""
    booking = kit.booking(draft())
    kit.fake.user.granted.clear()

    with pytest.raises(SettingsProblem) as problem:
        kit.target().create(booking)
    assert problem.value.step == "administration"


def test_a_missing_scope_is_told(kit):
    """The app registration lacks a permission: the sentence says where to add it."""
    booking = kit.booking(draft(debtor=by_code("1000")))
    kit.fake.user.scopes = {"Crm accounts"}

    with pytest.raises(AuthFailed, match="App Center"):
        kit.target().create(booking)


def test_a_missing_module_points_at_how_orders_are_booked(kit):
    """A licence without invoices: choose another kind of booking."""
    booking = kit.booking(draft(line("8.22", "1.73", item_code="MOK-01")), insertion_type="sales_invoice")
    kit.fake.division().features -= {"invoicing"}

    with pytest.raises(SettingsProblem) as problem:
        kit.target().create(booking)
    assert problem.value.step == "insertion_type"


def test_a_row_that_is_gone_is_no_wrong_address():
    """404 on one row means that somebody removed it."""
    error = ExactTarget.classify(answer(404, url=f"{ENTRIES}(guid'71b9')"))

    assert isinstance(error, Rejected)
    assert error.data["reason"] == "gone"


@pytest.mark.parametrize("status", [400, 401])
def test_a_refresh_that_came_too_early_is_no_failed_login(status):
    """Somebody else has just renewed the tokens: wait a moment and use those."""
    body = '{"error":"access_denied","error_description":"Rate limit exceeded: access_token not expired"}'

    assert isinstance(ExactTarget.classify(answer(status, url=TOKEN, body=body, wrote=False)), RateLimited)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, '{"error":"unauthorized_client","error_description":"Old refresh token used."}', "elders"),
        (400, '{"error":"invalid_grant"}', "30 dagen"),
        (400, "", "30 dagen"),
        (400, '{"error":"invalid_request"}', "App Center"),
    ],
)
def test_other_refusals_of_the_token_endpoint_ask_for_a_new_login(status, body, words):
    """Each says what probably happened."""
    error = ExactTarget.classify(answer(status, url=TOKEN, body=body, wrote=False))

    assert isinstance(error, AuthFailed)
    assert words in error.sentence.nl


MINUTE = {"x_ratelimit_minutely_remaining": "0", "x_ratelimit_minutely_reset": "1683879540000"}
DAY = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": "1683936000000"}


@pytest.mark.parametrize(
    ("status", "headers", "until"),
    [
        (429, MINUTE, "2023-05-12T08:19:00+00:00"),
        (429, DAY, "2023-05-13T00:00:00+00:00"),
        (429, {}, "2023-05-12T08:19:00+00:00"),
        (429, {"x_ratelimit_reset": "1683936000000"}, "2023-05-13T00:00:00+00:00"),
        (429, {"x_ratelimit_remaining": "0"}, "2023-05-13T00:00:00+00:00"),
        (200, MINUTE, "2023-05-12T08:19:00+00:00"),
        (200, {**MINUTE, **DAY}, "2023-05-13T00:00:00+00:00"),
        (200, {"x_ratelimit_minutely_remaining": "58", "x_ratelimit_remaining": "4766"}, None),
        (200, {}, None),
    ],
)
def test_a_limit_ends_when_its_headers_say_or_at_the_next_full_minute(status, headers, until):
    """All headers are optional; resets are milliseconds in UTC."""
    found = ExactTarget.limited_until(answer(status, body="", **headers), NOW)

    assert (found.isoformat() if found else None) == until


def book_often(kit, booking, times):
    """Book the same thing again and again."""
    for _ in range(times):
        kit.target().create(booking)


def test_a_429_is_a_rate_limit_with_its_end(make_kit):
    """The minute of the fake is spent: the error says when it goes on."""
    kit = make_kit(minutely_limit=30)
    booking = kit.booking(draft(debtor=by_code("1000")))

    with pytest.raises(RateLimited) as stopped:
        book_often(kit, booking, 30)
    assert stopped.value.until == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)


def test_an_outage_while_reading_is_tried_again(kit):
    """Two faults and then an answer: nobody notices."""
    faults = [Response(status=503), Response(status=500)]
    kit.fake.before.append(lambda _: faults.pop() if faults else None)

    assert kit.options("journals")


def test_an_outage_while_writing_is_an_unknown_outcome(kit):
    """A gateway that gave up says nothing of what happened behind it."""
    booking = kit.booking(draft(debtor=by_code("1000")))
    kit.fake.before.append(lambda request: Response(status=504) if request.method == "POST" else None)

    with pytest.raises(UnknownOutcome):
        kit.target().create(booking)


def test_a_page_instead_of_data_is_no_answer(kit):
    """A proxy's page with status 200 raises, it is never read as an empty list."""
    kit.fake.before.append(lambda _: Response("<html>login</html>"))

    with pytest.raises(Unavailable):
        kit.options("administrations")


def test_no_field_is_sent_that_exact_does_not_know(make_kit):
    """The strict fake refuses unknown names; nothing of ours is refused in any of its moods."""
    kit = make_kit(Switches(overflow="error", vat_override="within_5_cents"))
    kit.target().create(kit.booking(draft()))

    assert all(call.status < 400 for call in kit.fake.calls)


def test_a_refusal_is_final_and_is_not_tried_again(kit):
    """Status 500 with a message on a read: one call."""
    said = answer(500, "Object reference not set to an instance of an object.")
    kit.fake.before.append(lambda _: Response(said.content, status=500))

    with pytest.raises(Rejected):
        kit.options("administrations")
    assert len(kit.fake.calls) == 1


def test_five_refusals_of_one_address_stop_the_calls_before_exact_does(kit):
    """A hundred documents that meet the same missing right are five calls; an hour later it is tried again."""
    booking = kit.booking(draft(debtor=by_code("1000")))
    kit.fake.user.denied |= {("salesentry/salesentries", "POST")}
    for _ in range(5):
        with pytest.raises(AuthFailed):
            kit.target().create(booking)

    with pytest.raises(RateLimited) as stopped:
        kit.target().create(booking)
    assert len(kit.sent("SalesEntries")) == 5
    kit.clock.at = stopped.value.until
    kit.fake.user.denied.clear()
    assert kit.target().create(booking).total_incl == Decimal("121.00")


def test_refusals_for_reasons_of_the_books_do_not_stop_anything(kit):
    """Exact does not count them: the eleventh document is still tried."""
    booking = kit.booking(draft(debtor=by_code("1000"), issued_on=date(2024, 5, 1)))
    for _ in range(11):
        with pytest.raises(Rejected):
            kit.target().create(booking)

    assert len(kit.sent("SalesEntries")) == 11
