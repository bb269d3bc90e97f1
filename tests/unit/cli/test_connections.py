"""`koppel connectors` and `koppel connection ...`: their JSON, what they say, how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from koppel.testing import consent
from unit.cli.conftest import SECRETS, SHOP, Bench

FIELDS = {
    "woocommerce": ["url", "consumer_key", "consumer_secret", "base_url"],
    "exact": ["client_id", "client_secret", "country", "base_url"],
}


def shop_fields(koppel: Bench, **changes: str) -> list[str]:
    """The options of `connection add` for the shop."""
    keys = {"url": SHOP, "consumer_key": koppel.shop.consumer_key, "consumer_secret": koppel.shop.consumer_secret}
    return [part for key, value in {**keys, **changes}.items() for part in ("--set", f"{key}={value}")]


def books_fields() -> list[str]:
    """The options of `connection add` for the package."""
    return [part for key, value in SECRETS.items() for part in ("--set", f"{key}={value}")]


@pytest.mark.parametrize("key", FIELDS)
def test_connectors_are_listed_with_their_fields(koppel: Bench, key: str) -> None:
    """Each with its role, its plugin and the fields of its login, secret ones marked."""
    found = next(one for one in koppel.json("connectors") if one["key"] == key)
    assert set(found) == {"key", "role", "title", "plugin", "version", "auth", "problems"}
    assert [field["key"] for field in found["auth"][0]["fields"]] == FIELDS[key]
    assert {field["key"] for field in found["auth"][0]["fields"] if field["secret"]} <= {
        "consumer_key", "consumer_secret", "client_secret",
    }  # fmt: skip
    assert found["problems"] == []


def test_a_shop_is_connected_and_verified(koppel: Bench) -> None:
    """The answer says whose shop it is."""
    found = koppel.json("connection", "add", "woocommerce", "shop", *shop_fields(koppel))
    assert found == {
        "name": "shop", "connector": "woocommerce", "state": "verified", "account": "Grachtenpand Winkel",
    }  # fmt: skip
    assert koppel.json("connection", "list") == [found]
    assert koppel.json("connection", "verify", "shop") == found


def test_a_connection_can_be_added_without_trying_it(koppel: Bench) -> None:
    """No call is made; it is verified later."""
    found = koppel.json("connection", "add", "woocommerce", "shop", *shop_fields(koppel), "--no-verify")
    assert (found["state"], koppel.shop.calls) == ("failed", [])
    assert koppel.json("connection", "verify", "shop")["state"] == "verified"


def test_a_secret_can_come_from_a_file(koppel: Bench, tmp_path: Path) -> None:
    """So that it is not on the command line."""
    file = tmp_path / "secret"
    file.write_text(koppel.shop.consumer_secret + "\n")
    without = shop_fields(koppel)[:4]
    found = koppel.json("connection", "add", "woocommerce", "shop", *without, "--set-file", f"consumer_secret={file}")
    assert found["state"] == "verified"


def test_a_login_at_a_page_is_done_in_two_commands(koppel: Bench) -> None:
    """Adding gives the address to go to, and the address that the person lands on completes it."""
    added = koppel.json("connection", "add", "exact", "books", *books_fields())
    assert (added["state"], added["account"]) == ("authorize", None)
    landed = consent(koppel.books, added["authorize_url"])
    found = koppel.json("connection", "authorize", "books", "--redirected", landed)
    assert (found["state"], "Webwinkel Voorbeeld" in found["account"]) == ("verified", True)


def test_a_login_can_be_started_again(koppel: Bench) -> None:
    """With the redirect address exactly as it must be registered."""
    koppel.json("connection", "add", "exact", "books", *books_fields())
    found = koppel.json("connection", "authorize", "books")
    assert set(found) == {"authorize_url", "redirect_uri"}
    assert found["redirect_uri"] == "https://localhost:8750/connections/callback"


def test_a_login_that_belongs_to_nothing_is_refused(koppel: Bench) -> None:
    """An address without a login of ours changes nothing."""
    koppel.json("connection", "add", "exact", "books", *books_fields())
    found = koppel("connection", "authorize", "books", "--redirected", "https://localhost:8750/connections/callback")
    assert (found.code, found.out) == (2, "")
    assert "Copy the whole address" in found.err


def test_a_connection_is_removed(koppel: Bench) -> None:
    """And its secrets with it."""
    koppel.connect_shop()
    assert koppel.json("connection", "remove", "shop") == {"name": "shop", "removed": True}
    assert koppel.json("connection", "list") == []


def test_a_person_sees_a_table(koppel: Bench) -> None:
    """In the language asked for."""
    koppel.connect_shop()
    assert "Grachtenpand Winkel" in koppel("connection", "list").out
    assert "gecontroleerd" in koppel("--lang", "nl", "connection", "list").out


def test_an_empty_list_says_what_to_do(koppel: Bench) -> None:
    """Nothing is connected yet."""
    assert "koppel connectors" in koppel("connection", "list").out
