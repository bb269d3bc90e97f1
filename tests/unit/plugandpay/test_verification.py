"""Connecting: whose shop it is, and every way in which that fails, with a sentence for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.wrappers import Response

from koppel.api import AuthFailed, KoppelError, RateLimited, Rejected, Text, Unavailable, WrongUse
from koppel_plugandpay import refusals
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_plugandpay.fake import PlugAndPayFake
from koppel_plugandpay.fake.answers import json_answer
from koppel_plugandpay.fake.query import PROVEN_INCLUDES
from koppel_plugandpay.lists import PROVEN, WANTED
from support.handed import Header
from unit.plugandpay.world import Read

MakeSource = Callable[..., PlugAndPaySource]


def refused(source: PlugAndPaySource, kind: type[KoppelError], sentence: Text) -> KoppelError:
    """Verifying fails with an error of that kind and sentence, in both languages."""
    with pytest.raises(kind) as caught:
        source.verify()
    assert caught.value.sentence.nl.startswith(sentence.nl.partition("{")[0])
    assert caught.value.sentence.en.startswith(sentence.en.partition("{")[0])
    return caught.value


def test_account(fake: PlugAndPayFake, source: MakeSource) -> None:
    """A good key gives the shop's number and name, in two calls."""
    account = source(fake).verify()
    assert (account.key, account.name, account.currency) == ("4021", "Voorbeeld Academie", "EUR")
    assert account.data == {"plan": "premium", "includes": ",".join(WANTED)}
    assert len(fake.calls) == 2


def test_every_call_has_the_headers_that_are_asked_for(fake: PlugAndPayFake, source: MakeSource) -> None:
    """The fake answers 302 or 403 to a call without them; the calls that were made were answered."""
    source(fake).verify()
    assert {call.status for call in fake.calls} == {200}


@pytest.mark.parametrize("key", ["", "wrong", "whsec_webhook_key", "eyJ0eXAiOiJKV1QifQ.revoked.key"])
def test_a_refused_key(fake: PlugAndPayFake, source: MakeSource, key: str) -> None:
    """Wrong, removed or the one for webhooks: the service does not tell which."""
    error = refused(source(fake, signer=Header(f"Bearer {key}")), AuthFailed, refusals.KEY_REFUSED)
    assert not key or key not in str(error.data)


def test_a_key_without_rights(source: MakeSource) -> None:
    """A key whose user may not see orders."""
    refused(source(PlugAndPayFake(key_may_read=False)), AuthFailed, refusals.NO_RIGHTS)


def test_sent_on(fake: PlugAndPayFake, source: MakeSource) -> None:
    """A redirect to a page is never followed; its query, which may hold anything, is not repeated."""
    answer = json_answer({}, status=302, headers={"Location": "https://admin.plugandpay.com/login?secret=1"})
    fake.before.append(lambda _: answer)
    error = refused(source(fake), WrongUse, refusals.SENT_ON)
    assert "secret" not in error.sentence.en + str(error.data)


def test_a_page_instead_of_data(fake: PlugAndPayFake, source: MakeSource) -> None:
    """HTML with a good status is no data."""
    fake.login_page()
    refused(source(fake), Unavailable, refusals.PAGE_INSTEAD)


def test_an_empty_answer(fake: PlugAndPayFake, source: MakeSource) -> None:
    """Nothing at all is no data either."""
    fake.before.append(lambda _: Response(b""))
    refused(source(fake), Unavailable, refusals.BROKEN_OFF)


def test_an_answer_that_breaks_off(fake: PlugAndPayFake, source: MakeSource) -> None:
    """Half an answer is tried again later."""
    fake.break_off()
    with pytest.raises(Unavailable):
        source(fake).verify()


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": []}, {"data": {"name": "x"}}, []])
def test_an_answer_without_a_shop(fake: PlugAndPayFake, source: MakeSource, body: object) -> None:
    """JSON that is not what it should be."""
    fake.before.append(lambda _: json_answer(body))
    refused(source(fake), Unavailable, refusals.BROKEN_OFF)


def test_another_address(fake: PlugAndPayFake, source: MakeSource) -> None:
    """An address at which something else lives."""
    fake.before.append(lambda _: json_answer({"message": "Not Found"}, status=404))
    refused(source(fake), WrongUse, refusals.NOT_THERE)


def test_maintenance(fake: PlugAndPayFake, source: MakeSource) -> None:
    """A page with status 503 is waited out."""
    fake.maintenance()
    with pytest.raises(Unavailable):
        source(fake).verify()


def test_a_short_outage_is_not_noticed(fake: PlugAndPayFake, source: MakeSource) -> None:
    """Reads are tried again."""
    fake.maintenance(times=1)
    assert source(fake).verify().key == "4021"


def test_too_many_calls(fake: PlugAndPayFake, source: MakeSource) -> None:
    """The service says how long to wait, and that is kept."""
    fake.throttle(retry_after_s=30)
    with pytest.raises(RateLimited) as caught:
        source(fake).verify()
    assert (caught.value.until - fake.clock()).total_seconds() == 30


def test_a_question_that_is_not_understood(fake: PlugAndPayFake, source: MakeSource) -> None:
    """What the service says about it is passed on, by field."""
    fake.before.append(lambda _: json_answer({"message": "x", "errors": {"mode": ["is wrong"]}}, status=422))
    error = refused(source(fake), Rejected, refusals.BAD_QUESTION)
    assert isinstance(error, Rejected)
    assert error.fields == {"mode": "is wrong"}


def test_a_service_that_knows_fewer_parts(source: MakeSource, read: Callable[..., Read]) -> None:
    """An unknown part is refused: the proven ones do, and are remembered with the account."""
    fake = PlugAndPayFake(known_includes=PROVEN_INCLUDES)
    account = source(fake).verify()
    assert account.data["includes"] == ",".join(PROVEN)
    calls = len(fake.calls)
    assert read(source(fake, account=account)).keys
    assert {call.status for call in fake.calls[calls:]} == {200}


def test_parts_are_refused_for_the_first_time_while_reading(source: MakeSource, read: Callable[..., Read]) -> None:
    """A part that was known at connecting and no longer is costs one call more, not the reading."""
    fake = PlugAndPayFake(known_includes=PROVEN_INCLUDES)
    assert len(read(source(fake)).keys) == 25
    assert [call.status for call in fake.calls].count(422) == 1
