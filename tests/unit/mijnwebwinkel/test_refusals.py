"""Refusals, limits and nonsense: one clear sentence each, in both languages, and no token in any of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.wrappers import Response

from koppel.api import AuthFailed, RateLimited, Rejected, Since, Unavailable, WrongUse
from koppel_mijnwebwinkel.fake.answers import problem
from koppel_mijnwebwinkel.lists import Lists
from unit.mijnwebwinkel.world import APRIL, NOON


def refusal(shop, error, **tokens):
    """The error of a verification; its sentence is in both languages and keeps the tokens secret."""
    with pytest.raises(error) as raised:
        shop.source(**tokens).verify()
    found = raised.value
    assert found.sentence.en != found.sentence.nl
    shown = f"{found.sentence.en} {found.sentence.nl} {found.data}"
    assert shop.fake.token not in shown
    assert shop.fake.partner_token not in shown
    return found


def test_who_it_is(world):
    """The shop's own id, name, country and currency; which statuses only returns have. Three calls."""
    account = world.source(account=None).verify()

    assert (account.key, account.name) == ("1a2b3c4d-0000-4000-8000-00000000a001", "Koffiewinkel De Kan")
    assert (account.country, account.currency) == ("NL", "EUR")
    assert account.data["credit_statuses"] == "9,10,11"
    assert len(world.fake.calls) == 3


def test_a_shop_without_country_or_name(world):
    """Older answers lack the country; the address is name enough."""
    world.fake.store.profile.region_code = None
    world.fake.store.profile.name = ""
    account = world.source().verify()
    assert (account.country, account.name) == (None, "https://www.koffiewinkel.example/")


def test_a_wrong_token(world):
    """The menu where tokens are."""
    found = refusal(world, AuthFailed, token="wrong-token")
    assert "does not accept the token" in found.sentence.en
    assert "Instellingen > Add-ons & Modules" in found.sentence.nl


@pytest.mark.parametrize("state", ["off", "expired"])
def test_a_token_that_was_switched_off_or_ended(make_world, state):
    """The service answers both like an unknown one; the sentence names all three."""
    found = refusal(make_world(token_state=state), AuthFailed)
    assert "switched off or removed, or its validity has ended" in found.sentence.en


@pytest.mark.parametrize("partner_token", ["", "wrong-partner-token"])
def test_a_wrong_or_missing_partner_token(world, partner_token):
    """The list that takes only this token tells that it is this one."""
    found = refusal(world, AuthFailed, partner_token=partner_token)
    assert "does not accept the partner token, or it is missing" in found.sentence.en


def test_a_shop_that_takes_calls_without_partner_token(make_world):
    """Where it is not needed its field may stay empty."""
    assert make_world(partner_token_needed=False).source(partner_token="").verify().country == "NL"


def test_a_token_for_another_partner(make_world):
    """Known, but not with this partner token."""
    found = refusal(make_world(token_state="other_partner"), AuthFailed)
    assert "made for another partner" in found.sentence.en


def test_a_partner_that_may_not_see_orders(make_world):
    """The tokens are good; the right is missing."""
    found = refusal(make_world(may_read_orders=False), AuthFailed)
    assert "does not let this partner see the orders" in found.sentence.en
    assert "mag de bestellingen niet zien" in found.sentence.nl


def test_a_page_instead_of_data(world):
    """A login page or maintenance with a good status."""
    world.fake.maintenance(status=200)
    assert "a web page instead of data" in refusal(world, Unavailable).sentence.en


def test_maintenance_passes(world):
    """A fault of the server is asked again."""
    world.fake.maintenance(times=2)
    assert world.source().verify().name == "Koffiewinkel De Kan"


def test_a_half_written_answer(world):
    """Nothing is taken from it."""
    world.fake.break_off()
    refusal(world, Unavailable)


@pytest.mark.parametrize("content", ["", "[]", '{"name": "x"}', "null", "17"])
def test_an_answer_of_another_shape(world, content):
    """Empty, a list, without the id, or no object at all: try again later."""
    world.fake.answer_with(content)
    refusal(world, Unavailable)


@pytest.mark.parametrize(("code", "error"), [(401, AuthFailed), (403, AuthFailed), (404, WrongUse), (500, Unavailable)])
def test_an_error_in_a_good_answer(world, code, error):
    """An error's body counts though the status is 200."""
    world.fake.error_in_a_good_answer(code)
    refusal(world, error)


def test_an_address_with_nothing_behind_it(world):
    """Another address is filled in that is not the service's."""
    source = world.source()
    source.client.base_url = "https://api.myonlinestore.com/elsewhere"
    with pytest.raises(WrongUse) as raised:
        source.verify()
    assert "/elsewhere/v1/store" in raised.value.sentence.en


def test_a_redirect_is_not_followed(world):
    """The tokens would go along; the sentence says where it leads, without what comes after the question mark."""
    location = "https://login.example/start?token=secret"
    world.fake.always(Response("", status=302, headers={"Location": location}))
    found = refusal(world, WrongUse)
    assert "https://login.example/start" in found.sentence.en
    assert "secret" not in found.sentence.en


def test_too_many_calls(world):
    """Koppel waits as long as it is told."""
    world.fake.throttle(90)
    with pytest.raises(RateLimited) as raised:
        world.source().verify()
    assert raised.value.until == NOON + timedelta(seconds=90)


def test_a_limit_in_the_middle_of_a_reading_loses_nothing(make_world):
    """What was read has its cursor; the rest comes in the next minute."""
    world = make_world(samples=False)
    keys = world.sell(450)
    world.fake.calls_per_minute = 3
    given, cursor = [], None
    for _ in range(4):
        try:
            for batch in world.source().documents(Since(start_at=APRIL, cursor=cursor)):
                given += [document.key for document in batch.documents]
                cursor = batch.cursor
        except RateLimited:
            world.later(minutes=1)

    assert set(given) == set(keys)


def test_a_question_that_is_not_understood(world):
    """What the service says goes with it, from either kind of error body."""
    lists = Lists(world.source().client)
    with pytest.raises(Rejected) as raised:
        lists.orders({"start_date": "soon"})
    assert "start_date is not a date" in raised.value.sentence.en


def test_a_refusal_with_fields(world):
    """The newer resources name what is wrong per field."""
    said = problem(422, "Invalid payload", "The request is not valid", {"status_id": "Unknown value"})
    world.fake.always(said.answer())
    with pytest.raises(Rejected) as raised:
        world.source().verify()
    assert raised.value.fields == {"status_id": "Unknown value"}
    assert "Invalid payload: The request is not valid" in raised.value.sentence.en


@pytest.mark.parametrize("content", ['{"count": "many"}', "[]", "{}"])
def test_a_count_that_is_none(world, content):
    """Not knowing how many there are is not the same as none."""
    world.fake.answer_with(content)
    with pytest.raises(Unavailable):
        Lists(world.source().client).count({})


def test_tokens_go_in_the_address_and_nowhere_else(world):
    """As the service wants them; an error names the path alone."""
    world.fake.maintenance(status=200)
    found = refusal(world, Unavailable)
    assert found.data["path"] == "/v1/store"
