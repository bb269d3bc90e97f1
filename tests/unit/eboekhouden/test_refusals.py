"""What the service says when it refuses, and what comes of it: a plain sentence, and the right kind of error."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.wrappers import Response

from koppel.api import AuthFailed, Bug, RateLimited, Rejected, Unavailable, UnknownOutcome, WrongUse
from koppel_eboekhouden.sentences import ACCOUNT, MEANINGS
from support.drafts import consumer, draft


def instead(kit, path, **answer):
    """Answer calls to a path so, whatever the service would say."""
    kit.fake.before.append(lambda request: Response(**answer) if request.path.startswith(path) else None)


def test_verifying_takes_one_call_and_tells_the_country(kit):
    """No call tells a name; the oldest ledger account stands for the administration."""
    account = kit.target().verify()
    assert (account.key, account.country, account.currency) == ("22206401", "NL", "EUR")
    assert len(kit.fake.calls) == 1


def test_an_administration_without_dutch_vat_is_of_no_known_country(kit):
    """The shop's country then decides."""
    for row in kit.fake.books.ledgers.values():
        row["category"] = "BAL"
    assert kit.target().verify().country is None


def test_an_empty_administration_cannot_be_used(kit):
    """The sentence says what to finish."""
    kit.fake.books.ledgers.clear()
    with pytest.raises(WrongUse, match="ledger accounts"):
        kit.target().verify()


@pytest.mark.parametrize("code", sorted(ACCOUNT))
@pytest.mark.parametrize("status", [403, 400])
def test_what_is_about_the_account_stops_everything(make_kit, code, status):
    """Rights, bills, trials: nothing counts as failed, and the sentence says what to do."""
    kit = make_kit(refused_status=status)
    kit.fake.refuse(code)
    with pytest.raises(AuthFailed) as refused:
        kit.create(draft())
    assert refused.value.sentence == ACCOUNT[code]


@pytest.mark.parametrize("body", ["empty", "security_010"])
def test_a_session_that_is_refused_is_a_failed_login(make_kit, body):
    """With or without a body."""
    kit = make_kit(dead_session_body=body)
    target = kit.target()
    kit.fake.end_sessions()
    with pytest.raises(AuthFailed, match="API token"):
        target.verify()


def test_a_used_up_trial_is_about_the_account(make_kit):
    """It looks like any 400."""
    with pytest.raises(AuthFailed, match="trial"):
        make_kit(trial_over=True).create(draft())


@pytest.mark.parametrize("by_accountant", [True, False])
@pytest.mark.parametrize("form", ["ledger_mutation", "sales_invoice"])
def test_a_closed_period_is_said_and_no_date_is_moved(make_kit, by_accountant, form):
    """VAT falls in the period of its day."""
    kit = make_kit(closed_until=date(2026, 3, 31), closed_by_accountant=by_accountant)
    with pytest.raises(Rejected) as refused:
        kit.create(draft(), insertion_type=form)
    assert refused.value.data["reason"] == "period_closed"
    assert "afgesloten" in refused.value.sentence.nl


def test_a_day_before_the_opening_balance_is_said(kit):
    """It points at the day to book from."""
    with pytest.raises(Rejected) as refused:
        kit.create(draft(issued_on=date(2024, 12, 31)))
    assert (refused.value.data["reason"], refused.value.data["step"]) == ("date_out_of_range", "export_from")


@pytest.mark.parametrize("shape", ["strings", "objects", "map"])
def test_findings_are_read_in_every_shape(make_kit, shape):
    """Debtor account and VAT code are both wrong: both are explained."""
    kit = make_kit(errors_shape=shape)
    booking = kit.booking(draft())
    kit.fake.books.ledger("1300")["category"] = "BAL"
    kit.fake.books.country = "BE"
    with pytest.raises(Rejected) as refused:
        kit.target().create(booking)
    assert refused.value.data["reasons"] == ["debtor_ledger_refused", "vat_code_refused"]
    assert set(refused.value.fields) == {"MUT_011", "MUT_109"}


def test_too_many_lines_point_at_grouping(make_kit):
    """The most is not documented."""
    kit = make_kit(most_rows=1)
    with pytest.raises(Rejected) as refused:
        kit.create(draft(*draft().lines * 2))
    assert refused.value.data["step"] == "group_lines"


def test_an_account_that_vanished_is_said(kit):
    """An id that was remembered and is refused is looked up anew, once; the answer's own id is final."""
    booking = kit.booking(draft())
    kit.fake.books.ledgers.pop(kit.ledger("8000"))
    with pytest.raises(Rejected) as refused:
        kit.target().create(booking)
    assert (refused.value.data["reason"], refused.value.data["step"]) == ("ledger_refused", "counter_account")


def test_an_unknown_code_shows_the_services_own_words(kit):
    """Nothing is hidden, nothing crashes."""
    said = '{"type":"validation","title":"Iets nieuws","status":400,"code":"NEW_123"}'
    instead(kit, "/v1/mutation", response=said, status=400, content_type="application/json")
    with pytest.raises(Rejected) as refused:
        kit.create(draft())
    assert "Iets nieuws NEW_123" in refused.value.sentence.nl


@pytest.mark.parametrize(
    "said",
    [
        '{"type":"validation","title":"x","status":400,"code":"ERR_002","propertyName":"rows[0].amount"}',
        '{"type":"validation","title":"x","status":400,"errors":{"$.rows":["The JSON value could not be converted."]}}',
    ],
)
def test_a_request_that_was_written_wrongly_is_our_mistake(kit, said):
    """Not the person's: the property is in the log."""
    instead(kit, "/v1/mutation", response=said, status=400, content_type="application/json")
    with pytest.raises(Bug, match="rows"):
        kit.create(draft())


@pytest.mark.parametrize(("wrote", "kind"), [(True, UnknownOutcome), (False, Unavailable)])
def test_an_internal_error_says_nothing_of_what_was_done(kit, wrote, kind):
    """ERR_001 after a write may hide a booking."""
    said = '{"type":"x","title":"x","status":400,"code":"ERR_001"}'
    instead(kit, "/v1/mutation", response=said, status=400, content_type="application/json")
    with pytest.raises(kind):
        kit.create(draft()) if wrote else kit.find("1", "2")


@pytest.mark.parametrize("status", [200, 502])
def test_a_page_instead_of_data(kit, status):
    """Maintenance and logins answer with HTML: a read is tried later, a write may have been done."""
    instead(kit, "/v1/mutation", response="<html>Onderhoud</html>", status=status, content_type="text/html")
    with pytest.raises(Unavailable):
        kit.find("1")
    with pytest.raises(UnknownOutcome):
        kit.create(draft())


@pytest.mark.parametrize("half", ['{"items": [{"id": 1', '{"items": null}', "[]", "null", "{}", '"x"'])
def test_half_written_answers(kit, half):
    """They are no answers: nothing is taken for missing, and a write stays open."""
    kit.create(draft(debtor=consumer("1"), reference="1"))
    instead(kit, "/v1/mutation", response=half, status=200, content_type="application/json")
    with pytest.raises(Unavailable):
        kit.find("1")
    with pytest.raises(UnknownOutcome):
        kit.create(draft(debtor=consumer("1")))


def test_new_fields_and_new_values_are_no_reason_to_stop(kit):
    """An answer may grow; categories that nobody knows are offered nowhere."""
    kit.fake.books.ledger("4000").update(category="NIEUW", colour="red")
    assert "4000" not in kit.options("revenue_ledgers")
    kit.create(draft())
    kit.booked()["colour"] = "red"
    assert kit.find("10001")["10001"].target_id


@pytest.mark.parametrize(("pause", "seconds"), [(7, 7), (None, 60)])
def test_throttling_waits_as_long_as_the_service_says(make_kit, pause, seconds):
    """Else a minute."""
    kit = make_kit(throttle_after=0, retry_after_s=pause)
    with pytest.raises(RateLimited) as limited:
        kit.find("1")
    assert (limited.value.until - kit.clock()).total_seconds() == seconds


def test_every_meaning_is_said_in_both_languages():
    """And none of them keeps a mark to fill in."""
    for meaning in MEANINGS.values():
        assert meaning.sentence.en != meaning.sentence.nl
        assert "{" not in meaning.sentence.en + meaning.sentence.nl


def test_no_secret_is_in_an_error(kit):
    """Neither the session nor the API token."""
    kit.fake.refuse("SECURITY_001")
    with pytest.raises(AuthFailed) as refused:
        kit.find("1")
    assert kit.fake.token not in str(refused.value.data)
