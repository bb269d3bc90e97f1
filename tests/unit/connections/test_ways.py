"""Finding out how a shop can be signed in at: each hosting of section 2.1 of the shop's API file, as the fake plays it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select
from werkzeug.wrappers import Response

from koppel.connections import manage
from koppel.errors import AuthFailed, WrongUse
from koppel.home import Home
from koppel.http.inprocess import InProcess
from koppel.store import Connection
from koppel_woocommerce.fake import WooCommerceFake


def add(home: Home, fake: WooCommerceFake, url: str, **fields: str) -> manage.ConnectionView:
    """Connect to a shop that answers at shop.example."""
    home.transport = InProcess({"shop.example": fake})
    values = {"url": url, "consumer_key": fake.consumer_key, "consumer_secret": fake.consumer_secret, **fields}
    return manage.add(home, "woocommerce", "shop", values)


def way(home: Home) -> str | None:
    """The way that was remembered."""
    with home.reading() as session:
        return session.scalars(select(Connection.way)).one()


@pytest.mark.parametrize(
    ("url", "switches", "expected"),
    [
        ("https://shop.example", {"https": True}, "basic"),
        ("https://shop.example", {"https": True, "header_dropped": True}, "query"),
        ("https://shop.example", {"tls_proxy": True}, "oauth1_http"),
        ("http://shop.example", {}, "oauth1"),
    ],
)
def test_the_way_that_works_is_found_and_kept(
    sqlite_home: Home, url: str, switches: Mapping[str, bool], expected: str
) -> None:
    """Plain https, a server that drops the header, a proxy that ends TLS, and plain http each get their own way."""
    view = add(sqlite_home, WooCommerceFake(**switches), url)  # type: ignore[arg-type]

    assert (view.state, way(sqlite_home)) == ("verified", expected)


def test_secrets_never_travel_over_plain_http(sqlite_home: Home) -> None:
    """At an http address neither Basic nor the query string is tried: the secret would be readable on the way."""
    fake = WooCommerceFake()
    add(sqlite_home, fake, "http://shop.example")

    assert not [call for call in fake.calls if fake.consumer_secret in call.query]


def test_a_wrong_secret_leaves_a_failed_connection_with_a_sentence(sqlite_home: Home) -> None:
    """The connection is kept, marked failed, and says in both languages what to do."""
    view = add(sqlite_home, WooCommerceFake(https=True), "https://shop.example", consumer_secret="cs_" + "0" * 40)

    assert view.state == "failed"
    assert view.error is not None
    assert view.error.en != view.error.nl


def test_an_outage_makes_no_working_login_a_failed_one(sqlite_home: Home) -> None:
    """Verifying while the shop is away fails with that reason; the connection stays verified, since nothing was refused."""
    fake = WooCommerceFake(https=True)
    add(sqlite_home, fake, "https://shop.example")
    fake.before.append(lambda _: Response("", 503))
    said = manage.verify(sqlite_home, "shop")

    assert (said.state, said.error_kind) == ("failed", "Unavailable")
    assert (manage.show(sqlite_home, "shop").state, manage.show(sqlite_home, "shop").error) == ("verified", None)


def test_an_address_is_taken_as_people_paste_it(sqlite_home: Home) -> None:
    """A missing scheme, a slash or the admin page at the end do no harm."""
    view = add(sqlite_home, WooCommerceFake(https=True), "shop.example/wp-admin/")

    assert view.public["url"] == "https://shop.example"


@pytest.mark.parametrize(
    "fields",
    [{"consumer_key": ""}, {"surprise": "1"}, {"url": "not an address"}, {"url": "ftp://shop.example"}],
)
def test_wrong_fields_make_no_connection(sqlite_home: Home, fields: dict[str, str]) -> None:
    """A missing field, an unknown one or an unusable address is refused before anything is stored."""
    with pytest.raises(WrongUse):
        add(sqlite_home, WooCommerceFake(https=True), **{"url": "https://shop.example", **fields})

    assert manage.listing(sqlite_home) == []


def test_a_connection_in_use_cannot_be_removed(sqlite_home: Home) -> None:
    """Removing it would leave an integration without its shop; the sentence names the integration."""
    from support.memory import build

    build(sqlite_home, activate=False)

    with pytest.raises(WrongUse, match="webshop"):
        manage.remove(sqlite_home, "shop")


def test_a_new_key_of_the_same_account_is_tried_and_kept(sqlite_home: Home) -> None:
    """What is left empty stays; the integration that uses the connection notices nothing."""
    add(sqlite_home, WooCommerceFake(https=True), "https://shop.example")
    replaced = WooCommerceFake(https=True, consumer_secret="cs_" + "7" * 40)
    sqlite_home.transport = InProcess({"shop.example": replaced})
    assert manage.verify(sqlite_home, "shop").state == "failed"

    view = manage.change(sqlite_home, "shop", {"consumer_secret": "cs_" + "7" * 40, "consumer_key": ""})

    assert (view.state, manage.verify(sqlite_home, "shop").state) == ("verified", "verified")


def test_a_refused_new_key_changes_nothing(sqlite_home: Home) -> None:
    """The old key goes on working."""
    add(sqlite_home, WooCommerceFake(https=True), "https://shop.example")

    with pytest.raises(AuthFailed):
        manage.change(sqlite_home, "shop", {"consumer_secret": "cs_" + "2" * 40})
    assert manage.verify(sqlite_home, "shop").state == "verified"
