"""Which company a connection is for, and logging in with the core around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pluggy
import pytest
from werkzeug.wrappers import Response

from koppel.api import AuthFailed, Unavailable, WrongUse
from koppel.connections import manage
from koppel.connections.clients import open_connector
from koppel.home import Home, open_home
from koppel.hookspecs import PROJECT
from koppel.http.inprocess import InProcess
from koppel.plugins import Installed, Plugins
from koppel.store import Connection
from koppel.testing import consent
from koppel.testing.clock import Clock
from koppel_billit import BillitTarget
from koppel_billit.fake import BELGIAN, DUTCH, BillitFake

BASE = "https://billit.invalid"
BACK = "http://127.0.0.1:8750/connections/callback"


def verify(kit, company=""):
    return kit.target(is_new=True, fields={"company": company} if company else {}).verify()


def test_the_only_company_is_the_one(kit):
    """Its number is the account's key; its country decides the VAT."""
    account = verify(kit)

    assert (account.key, account.name) == (str(DUTCH), "Webwinkel Voorbeeld B.V.")
    assert (account.country, account.currency) == ("NL", "EUR")


def test_of_several_companies_none_is_guessed(make_kit):
    """All are named, with the field that solves it."""
    kit = make_kit(companies=(DUTCH, BELGIAN))
    with pytest.raises(WrongUse) as several:
        verify(kit)

    assert str(DUTCH) in several.value.sentence.nl
    assert "Webshop Voorbeeld BV" in several.value.sentence.en


@pytest.mark.parametrize("named", [str(BELGIAN), "BE 0777.777.771", "webshop voorbeeld bv"])
def test_a_company_can_be_named(make_kit, named):
    """By number, VAT number or name."""
    kit = make_kit(companies=(DUTCH, BELGIAN))

    assert verify(kit, named).key == str(BELGIAN)
    assert verify(kit, named).country == "BE"


def test_a_company_that_the_login_does_not_see_is_told(kit):
    """With those that it does see."""
    with pytest.raises(WrongUse, match=str(DUTCH)):
        verify(kit, "999")


def test_companies_that_do_not_allow_the_api_do_not_count(make_kit):
    """One left is the one; none left is told."""
    kit = make_kit(companies=(DUTCH, BELGIAN))
    kit.fake.company(DUTCH).open_to_api = False
    assert verify(kit).key == str(BELGIAN)
    kit.fake.company(BELGIAN).open_to_api = False

    with pytest.raises(WrongUse, match="no company"):
        verify(kit)


@pytest.mark.parametrize("body", ["<html>Log in</html>", '{"Companies": [', "{}", "[]"])
def test_an_answer_that_is_no_account_is_no_answer(kit, body):
    """A page, half an answer, another shape."""
    kit.instead("/v1/account/accountInformation", Response(body), method="GET", times=3)

    with pytest.raises(Unavailable):
        verify(kit)


def test_unknown_members_of_an_account_do_no_harm(kit):
    """New fields come with new versions."""
    kit.fake.company().profile["Moon"] = {"Phase": 3}

    assert verify(kit).key == str(DUTCH)


def test_before_a_company_is_known_nothing_is_booked(kit):
    """The connection must be verified."""
    with pytest.raises(WrongUse):
        kit.target(is_new=True).read("1", "invoice")


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Iterator[Home]:
    """An installation that has this connector alone."""
    made = open_home(tmp_path)
    made.now = clock
    installed = {"billit": Installed(connector=BillitTarget, plugin="koppel-billit", version="1")}
    made.__dict__["plugins"] = Plugins(manager=pluggy.PluginManager(PROJECT), installed=installed)
    yield made
    made.close()


@pytest.fixture
def fake(home: Home) -> BillitFake:
    """Under an address of its own."""
    made = BillitFake(redirect_uris=[BACK], clock=lambda: home.now(), companies=(DUTCH, BELGIAN))
    made.access.visible = {DUTCH}
    made.base_url = BASE
    home.transport = InProcess({"billit.invalid": made, "api.billit.be": made})
    return made


def add(home, **fields):
    return manage.add(home, "billit", "books", {"base_url": BASE, **fields})


def signed_in(home):
    with home.reading() as session:
        return open_connector(home, session.query(Connection).one())


def test_an_api_key_connects(home, fake):
    """At once."""
    view = add(home, api_key=fake.api_key)

    assert (view.state, view.account.key) == ("verified", str(DUTCH))


def test_a_wrong_api_key_is_told(home, fake):
    """In words that say where to look."""
    view = add(home, api_key="wrong-key")

    assert view.state == "failed"
    assert "API-sleutel" in view.error.nl


def test_the_company_of_a_connection_is_one_of_its_fields(home, fake):
    """Kept in the open, since it is no secret."""
    fake.access.visible = None
    view = add(home, api_key=fake.api_key, company=str(BELGIAN))

    assert view.account.key == str(BELGIAN)
    assert view.public["company"] == str(BELGIAN)


def log_in(home, fake):
    client, secret = fake.client
    view = add(home, client_id=client, client_secret=secret)
    return manage.finish_login(home, consent(fake, view.authorize_url), name="books")


def test_oauth_connects(home, fake):
    """Code for tokens, asked for as JSON and without Basic."""
    view = log_in(home, fake)
    (call,) = [call for call in fake.calls if call.path == "/OAuth2/token"]

    assert (view.state, view.account.key) == ("verified", str(DUTCH))
    assert call.body.startswith(b"{")


def test_oauth_login_page_lives_at_another_host(home, fake):
    """The person is sent to my.billit.be, with exactly one redirect address."""
    client, secret = fake.client
    view = manage.add(home, "billit", "books", {"client_id": client, "client_secret": secret})
    assert view.authorize_url is not None
    address = urlsplit(view.authorize_url)

    assert (address.scheme, address.netloc, address.path) == ("https", "my.billit.be", "/Account/Logon")
    assert parse_qs(address.query)["redirect_uri"] == [BACK]


def test_a_user_who_refuses_is_told(home, fake):
    """Nothing is connected."""
    fake.tokens.approves = False

    with pytest.raises(AuthFailed):
        log_in(home, fake)


def test_a_wrong_client_secret_is_told(home, fake):
    """When the code is traded."""
    view = add(home, client_id=fake.client[0], client_secret="wrong-secret")

    with pytest.raises(AuthFailed):
        manage.finish_login(home, consent(fake, view.authorize_url), name="books")


def test_an_old_token_is_renewed_once(home, fake, clock):
    """After an hour; the new refresh token is the one that counts next."""
    log_in(home, fake)
    clock.advance(minutes=61)
    signed_in(home).read("1", "invoice")
    signed_in(home).read("1", "invoice")

    assert len([call for call in fake.calls if call.path == "/OAuth2/token"]) == 2


def test_withdrawn_access_asks_for_a_new_login(home, fake):
    """The user removed the app."""
    log_in(home, fake)
    fake.tokens.revoke()

    with pytest.raises(AuthFailed):
        signed_in(home).read("1", "invoice")


def test_another_company_does_not_take_a_connections_place(home, fake):
    """After a new login it must be the same one."""
    log_in(home, fake)
    fake.access.visible = {BELGIAN}
    view = manage.verify(home, "books")

    assert view.state == "failed"
    assert view.error is not None
    assert "Webshop Voorbeeld BV" in view.error.en
