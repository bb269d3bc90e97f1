"""What Billit's answers stand for: codes, logins, rights, shapes that are odd, limits."""

from __future__ import annotations

import json

import pytest
from werkzeug.wrappers import Response

from koppel.api import Answer, AuthFailed, RateLimited, Rejected, Unavailable, UnknownOutcome
from koppel_billit import BillitTarget
from koppel_billit.fake import Switches
from support.drafts import draft


def answer(status, body="", **headers):
    """An answer to a write; a code stands for the usual body around it."""
    usual = {"errors": [{"Code": body, "Description": f"About {body}"}]}
    content = body if body[:1] in {"", "{", "<", "["} else json.dumps(usual)
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return Answer(
        service="Billit",
        method="POST",
        url="https://api.billit.be/v1/orders",
        status=status,
        headers=named,
        content=content.encode(),
        wrote=True,
    )


def error_of(status, body=""):
    """What an answer stands for; it must stand for something."""
    error = BillitTarget.classify(answer(status, body))
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("code", "reason", "step"),
    [
        ("InvalidVAtPercentageForTaxCountry_0_", "vat_rate", None),
        ("_0_IsNoValidBEVAT", "vat_number", None),
        ("YourVATIsNotValid", "vat_number", None),
        ("CompanyNameOrContactNameIsRequired", "customer_name", None),
        ("TheCustomerIsNotActiveOnPeppol", "not_on_peppol", "send_by"),
        ("TheCustomerDoesNotSupportPeppolForType_0", "not_on_peppol", "send_by"),
        ("TheCustomer_0_DoesNotHaveAValidEmailAddress", "no_email", None),
        ("PleaseSupplyAValidPONumberInTheFieldYourReference", "order_number_needed", None),
        ("This_0_WasAlreadySentLessThen_1_MinutesAgoTo_2_OrIsStillInTheQueue", "already_sent", None),
        ("thecustomerisnotactiveonpeppol", "not_on_peppol", "send_by"),
        ("GenericError", "refused", None),
        ("SomethingNew", "refused", None),
    ],
)
def test_a_code_becomes_a_reason_a_step_and_a_sentence_that_quotes_billit(code, reason, step):
    """Capitals do not matter; an unknown code is told as it is."""
    error = error_of(400, code)

    assert isinstance(error, Rejected)
    assert (error.data["reason"], error.data.get("step")) == (reason, step)
    assert f"About {code}" in error.sentence.en
    assert f"About {code}" in error.sentence.nl
    assert error.sentence.en != error.sentence.nl


def test_several_codes_are_all_told():
    """Each is a field."""
    errors = [{"Code": "GenericError", "Description": "One"}, {"Code": "YourVATIsNotValid"}, "odd"]
    error = error_of(400, json.dumps({"errors": errors}))

    assert isinstance(error, Rejected)
    assert set(error.fields) == {"GenericError", "YourVATIsNotValid"}
    assert error.data["reason"] == "vat_number"
    assert "One" in error.sentence.en


@pytest.mark.parametrize(
    "body",
    [
        '{"Message": "No"}',
        '{"ErrorEnum": "E1", "ErrorMessage": "No"}',
        '{"DefaultText": "No"}',
        '{"Errors": [{"Description": "No"}]}',
    ],
)
def test_other_shapes_of_a_refusal_are_read(body):
    """Public clients have met them."""
    assert "No" in error_of(400, body).sentence.en


@pytest.mark.parametrize("body", ["<html>Bad request</html>", "[1]", ""])
def test_a_refusal_without_words_is_left_to_the_common_table(body):
    """It is a refusal all the same."""
    assert BillitTarget.classify(answer(400, body)) is None


def test_a_conflict_is_a_key_that_was_used():
    """Whatever its body says."""
    for body in ("Idempotent token already exists", "<html>", ""):
        assert error_of(409, body).data["reason"] == "key_used"


@pytest.mark.parametrize("code", ["ApiKeyNotValid", "InvalidAccessToken", "AccessTokenExpired", "AccessTokenRevoked"])
def test_each_refused_login_says_what_to_do(code):
    """Four codes, four sentences."""
    error = error_of(401, code)

    assert isinstance(error, AuthFailed)
    assert error.data["reason"] == code
    assert "Billit" in error.sentence.nl


def test_a_refusal_without_a_known_code_speaks_of_rights():
    """It may be the company, or the right."""
    error = error_of(401, "GenericError")

    assert "company" in error.sentence.en
    assert error.data["reason"] == "unclear"


@pytest.mark.parametrize("status", [200, 404, 429, 500, 503])
def test_the_rest_is_left_to_the_common_table(status):
    """Good answers, outages and limits mean here what they mean everywhere."""
    assert BillitTarget.classify(answer(status, "GenericError")) is None


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("shape", ["errors", "message"])
def test_a_key_without_the_right_to_write_is_told(make_kit, language, shape):
    """In whichever language and shape Billit speaks."""
    kit = make_kit(Switches(language=language, error_shape=shape))
    kit.fake.access.rights.discard("write")

    with pytest.raises(AuthFailed) as refused:
        kit.book(draft())
    assert "rights" in refused.value.sentence.en


def test_a_wrong_key_is_told(kit):
    """Before anything is written."""
    with pytest.raises(AuthFailed, match="API key"):
        kit.target(key="wrong").create(kit.booking(draft()))


def test_a_company_that_vanished_is_told(kit):
    """Its owner withdrew it from the API."""
    kit.fake.company().open_to_api = False

    with pytest.raises(AuthFailed, match="company"):
        kit.book(draft())


def test_a_limit_is_kept(make_kit):
    """Retry-After is honoured; a minute without."""
    kit = make_kit(per_minute=0)
    with pytest.raises(RateLimited) as limited:
        kit.target().read("1", "invoice")
    kit.fake.retry_after = None
    with pytest.raises(RateLimited) as later:
        kit.target().read("1", "invoice")

    assert (limited.value.until - kit.clock()).total_seconds() == 30
    assert (later.value.until - kit.clock()).total_seconds() == 60


@pytest.mark.parametrize(("status", "error"), [(500, UnknownOutcome), (502, UnknownOutcome), (429, RateLimited)])
def test_trouble_of_the_server_with_a_write(kit, status, error):
    """A 500 says nothing of whether it was done."""
    kit.instead("/v1/orders", Response("<html>", status))

    with pytest.raises(error):
        kit.book(draft())


def test_trouble_of_the_server_with_a_read(kit):
    """It is tried again, and then later."""
    kit.instead("/v1/orders", Response("<html>", 500), method="GET", times=2)
    assert kit.target().read("1", "invoice") is None
    kit.instead("/v1/orders", Response("<html>", 500), method="GET", times=3)

    with pytest.raises(Unavailable):
        kit.target().read("1", "invoice")
