"""`koppel connection webhook` and `koppel connection limits`: their JSON, what they say, how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.cli.conftest import Bench


@pytest.fixture
def shop(koppel: Bench) -> Bench:
    """With a connection to the shop."""
    koppel.connect_shop()
    return koppel


def test_a_webhook_is_made_shown_and_removed(shop: Bench) -> None:
    """The secret is in the answer that made it, and in no other."""
    none = shop.json("connection", "webhook", "shop")
    assert (none["offered"], none["address"]) == (True, None)
    shop.environment["KOPPEL_PUBLIC_URL"] = "https://books.example/koppel"
    made = shop.json("connection", "webhook", "shop", "--make")
    shown = shop.json("connection", "webhook", "shop")

    assert made["address"].startswith("https://books.example/koppel/hooks/")
    assert len(made["secret"]) > 30
    assert shown == {key: value for key, value in made.items() if key != "secret"}
    assert shop.json("connection", "webhook", "shop", "--remove") == {"name": "shop", "removed": True}
    assert shop.json("connection", "webhook", "shop")["address"] is None


def test_renewing_makes_another(shop: Bench) -> None:
    """Address and secret."""
    shop.environment["KOPPEL_PUBLIC_URL"] = "https://books.example"
    first = shop.json("connection", "webhook", "shop", "--make")
    second = shop.json("connection", "webhook", "shop", "--renew")

    assert first["address"] != second["address"]
    assert first["secret"] != second["secret"]


@pytest.mark.parametrize(("lang", "told"), [("en", "WooCommerce > Settings"), ("nl", "WooCommerce > Instellingen")])
def test_a_person_reads_where_to_paste_it(shop: Bench, lang: str, told: str) -> None:
    """With a warning when nobody can reach this machine."""
    found = shop("connection", "webhook", "shop", "--make", "--lang", lang)

    assert found.code == 0
    assert told in found.out
    assert "KOPPEL_PUBLIC_URL" in found.err


@pytest.mark.parametrize(
    "options", [("--make", "--remove"), ("--renew",), ("--remove",), ("--secret-file", "/nowhere/at/all")]
)
def test_wrong_use_of_webhook(shop: Bench, options: tuple[str, ...]) -> None:
    """Two at once, or one that is not there yet."""
    assert shop("connection", "webhook", "shop", *options).code == 2


def test_a_secret_of_the_services_is_refused_where_we_make_it(shop: Bench, tmp_path: Path) -> None:
    """Two secrets for one address would be a riddle."""
    (tmp_path / "secret").write_text("their-own-key\n")

    assert shop("connection", "webhook", "shop", "--secret-file", str(tmp_path / "secret")).code == 2


def test_a_package_has_none(koppel: Bench) -> None:
    """It says so, and that is no failure."""
    koppel.connect_books()

    assert koppel.json("connection", "webhook", "books") == {"offered": False}
    assert "cannot tell Koppel" in koppel("connection", "webhook", "books").out


def test_limits_are_shown_chosen_and_reset(shop: Bench) -> None:
    """By the name of a window or by its seconds; empty takes one away."""
    chosen = shop.json("connection", "limits", "shop", "minute=30", "3600=500")
    assert {one["window_s"]: one["own"] for one in chosen["windows"]} == {60: 30, 3600: 500, 86_400: None}
    assert shop.json("connection", "limits", "shop") == chosen
    assert shop.json("connection", "limits", "shop", "60=")["windows"][0]["own"] is None
    assert [one["own"] for one in shop.json("connection", "limits", "shop", "--reset")["windows"]] == [None] * 3


@pytest.mark.parametrize("given", ["fortnight=3", "60=0", "60=lots", "60", "7=7"])
def test_wrong_limits_change_nothing(shop: Bench, given: str) -> None:
    """A sentence and exit code 2."""
    found = shop("connection", "limits", "shop", "day=9000", given)

    assert found.code == 2
    assert found.err.strip()
    assert [one["own"] for one in shop.json("connection", "limits", "shop")["windows"]] == [None] * 3


@pytest.mark.parametrize(("lang", "told"), [("en", "Used now"), ("nl", "Nu gebruikt")])
def test_a_person_sees_a_table(koppel: Bench, lang: str, told: str) -> None:
    """What counts, what is usual, what may be chosen, what was used."""
    koppel.connect_books()
    found = koppel("connection", "limits", "books", "--lang", lang)

    assert found.code == 0
    assert told in found.out
    assert "5000" in found.out
