"""Bad input: one clear sentence that says what to do, the right exit code, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from koppel.connections import manage
from koppel.http.inprocess import InProcess
from koppel_woocommerce.fake import WooCommerceFake
from unit.cli.conftest import SHOP, Bench

Fix = Callable[[Bench], None]


def play(koppel: Bench, shop: WooCommerceFake) -> None:
    """Let another shop answer."""
    koppel.shop = shop
    koppel.home.transport = InProcess({"winkel.example": shop, "start.exactonline.nl": koppel.books})


def add_shop(koppel: Bench, *more: str, url: str = SHOP, secret: str | None = None) -> tuple[int, str, dict]:
    """Add the shop: exit code, stderr, JSON."""
    keys = [f"consumer_key={koppel.shop.consumer_key}", f"consumer_secret={secret or koppel.shop.consumer_secret}"]
    given = [part for field in (f"url={url}", *keys) for part in ("--set", field)]
    found = koppel("connection", "add", "woocommerce", "shop", *given, *more, "--json")
    return found.code, found.err, found.value


def changed(setting: str, value: object = True) -> Fix:
    """A shop with one setting of its own."""
    return lambda koppel: play(koppel, WooCommerceFake(https=True, **{setting: value}))  # type: ignore[arg-type]


def page_everywhere(koppel: Bench) -> None:
    """A web server that knows nothing of a shop."""
    koppel.shop.before.append(lambda _: Response("<html><body>Hallo</body></html>", content_type="text/html"))


def in_maintenance(koppel: Bench) -> None:
    """It comes back later."""
    koppel.shop.maintenance()


REFUSED: dict[str, tuple[Fix, int, str]] = {
    "an HTML page instead of JSON": (page_everywhere, 2, "web page instead of data"),
    "a redirect to another host": (changed("redirect_to", "https://nieuw.example"), 2, "https://nieuw.example"),
    "plain permalinks": (changed("plain_permalinks", "nginx"), 2, "Post name"),
    "WordPress without a shop": (changed("not_woocommerce"), 2, "Activate WooCommerce"),
    "a key that may only write": (changed("permission", "write"), 3, "Read"),
    "a shop in maintenance": (in_maintenance, 3, "goes on by itself"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_shop_that_cannot_be_used_is_not_kept(koppel: Bench, case: str) -> None:
    """The sentence says what to do, on stderr and in the JSON."""
    fix, code, words = REFUSED[case]
    fix(koppel)
    before = koppel.stored()
    ended, err, value = add_shop(koppel)
    assert (ended, value["state"], value["account"]) == (code, "failed", None)
    assert words in value["error"]
    assert err == value["error"] + "\n"
    assert koppel.stored() == before


def test_a_wrong_key_is_refused_and_not_kept(koppel: Bench) -> None:
    """The next try with the right key needs no other name."""
    code, err, value = add_shop(koppel, secret="cs_wrong")
    assert (code, value["state"]) == (3, "failed")
    assert "cs_wrong" not in err
    assert koppel.json("connection", "list") == []
    assert add_shop(koppel)[0] == 0


def test_an_address_where_nothing_answers_is_refused(koppel: Bench) -> None:
    """Nothing is kept of it."""
    koppel.home.transport = None
    code, _, value = add_shop(koppel, url="https://no-such-shop.invalid")
    assert (code, value["state"]) == (3, "failed")
    assert "No shop answers at https://no-such-shop.invalid" in value["error"]
    assert koppel.json("connection", "list") == []


def test_a_read_only_key_is_enough(koppel: Bench) -> None:
    """Koppel writes nothing to the shop."""
    play(koppel, WooCommerceFake(https=True, permission="read"))
    assert add_shop(koppel)[0] == 0


def test_a_connection_that_stops_working_says_so(koppel: Bench) -> None:
    """Verifying it again keeps it, with the reason."""
    koppel.connect_shop()
    play(koppel, WooCommerceFake(https=True, consumer_key="ck_other"))
    found = koppel("connection", "verify", "shop", "--json")
    assert (found.code, found.value["state"]) == (3, "failed")
    assert koppel.json("connection", "list")[0]["error"] == found.value["error"]


WRONG_USE: dict[str, tuple[list[str], str]] = {
    "an unknown connector": (["connection", "add", "shopify", "x"], "There is no connector shopify."),
    "a field too few": (["connection", "add", "woocommerce", "x", "--set", "url=a.example"], "consumer_key"),
    "a field too many": (
        ["connection", "add", "woocommerce", "x", "--set", "key=1", "--set", "consumer_key=a", "--set",
         "consumer_secret=b", "--set", "url=a.example"],
        "has no field key",
    ),
    "no address": (
        ["connection", "add", "woocommerce", "x", "--set", "url=ht tp", "--set", "consumer_key=a", "--set",
         "consumer_secret=b"],
        "is not a web address",
    ),
    "a field without =": (["connection", "add", "woocommerce", "x", "--set", "url"], "url is not KEY=VALUE."),
    "a field given twice": (
        ["connection", "add", "woocommerce", "x", "--set", "url=a.example", "--set", "url=b.example"], "given twice",
    ),
    "a name that is taken": (
        ["connection", "add", "woocommerce", "shop", "--set", "url=a.example", "--set", "consumer_key=a", "--set",
         "consumer_secret=b"],
        "There is already a connection shop.",
    ),
    "a connection in use": (["connection", "remove", "shop"], "used by the integration webshop"),
    "an unknown connection": (["connection", "verify", "nothing"], "There is no connection nothing."),
    "a connection that needs no login": (["connection", "authorize", "shop"], "needs no login"),
    "two integrations on one pair": (
        ["integration", "add", "again", "--source", "shop", "--target", "books"], "already coupled",
    ),
    "a package where the shop belongs": (
        ["integration", "add", "again", "--source", "books", "--target", "shop"], "is no shop",
    ),
    "an unknown integration": (["sync", "nothing"], "There is no integration nothing."),
    "an unknown integration to show": (["history", "nothing"], "There is no integration nothing."),
    "an unknown step": (["integration", "set", "webshop", "jornal=70"], "There is no step jornal"),
    "a ledger that does not exist": (
        ["integration", "set", "webshop", 'ledger_mapping={"NL 21%": "9999"}'], "9999 is not in the list",
    ),
    "no answers at all": (["integration", "set", "webshop"], "at least one KEY=VALUE"),
    "a settings file that is not there": (
        ["integration", "set", "webshop", "--file", "/nonexistent/settings.yaml"], "cannot be read (it does not exist)",
    ),
    "an unknown state": (["history", "webshop", "--state", "lost"], "There is no state lost."),
    "an unknown document": (["preview", "webshop", "--document", "999999"], "no document 999999"),
    "an unknown document to retry": (["retry", "webshop", "999999"], "no document 999999"),
    "an unknown command": (["integration", "delete", "webshop"], "There is no command delete."),
    "an unknown option": (["sync", "webshop", "--fast"], "There is no option --fast here."),
    "a missing argument": (["sync"], "NAME is missing."),
    "a missing option": (["integration", "add", "again", "--source", "shop"], "--target is missing."),
    "a number that cannot be": (["preview", "webshop", "--limit", "0"], "--limit is a whole number from 1 to 200."),
    "a number without a top": (["history", "webshop", "--limit", "0"], "--limit is a whole number from 1."),
    "a day that is none": (["sync", "webshop", "--again-from", "2026-02-30"], "--again-from is a day that exists"),
    "a choice that is none": (["token", "add", "t", "--scope", "all"], "--scope is one of: read, run, write."),
    "a folder where a file belongs": (["backup", "/"], "FILE is a file, not a folder."),
    "issues of an unknown integration": (["issues", "--integration", "nothing"], "There is no integration nothing."),
    "a bookkeeping choice among the settings": (
        ["integration", "set", "webshop", "voucher_kind=single"], "`koppel integration bookkeeping` changes it",
    ),
    "an argument too many": (["sync", "webshop", "again"], "That is not how it is used"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_USE)
def test_wrong_use_ends_with_2_and_changes_nothing(coupled: Bench, case: str) -> None:
    """One sentence on stderr, in the reader's language; with --json the same on stdout."""
    args, words = WRONG_USE[case]
    before, calls = coupled.stored(), len(coupled.books.writes())
    plain, found, dutch = coupled(*args), coupled(*args, "--json"), coupled(*args, lang="nl")
    assert dutch.err not in ("", plain.err)
    assert (plain.code, plain.out, found.code) == (2, "", 2)
    assert words in plain.err
    assert found.value["error"] == found.err.splitlines()[0]
    assert (coupled.stored(), len(coupled.books.writes())) == (before, calls)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("journal: 70\nvat_mapping: {NL 21%: 2\nledger_mapping: x\n", "line 3"),
        ("journal: '70\n", "line"),
        ("- a\n- b\n", "holds no settings"),
        ("", "holds no settings"),
        ("\x00", "line"),
    ],
)
def test_a_corrupt_settings_file_is_refused_with_its_line(
    coupled: Bench, tmp_path: Path, text: str, words: str
) -> None:
    """And nothing is changed."""
    file, before = tmp_path / "settings.yaml", coupled.stored()
    file.write_text(text)
    found = coupled("integration", "set", "webshop", "--file", str(file))
    assert found.code == 2
    assert words in found.err
    assert len(found.err.splitlines()) == 1
    assert coupled.stored() == before


def test_the_answer_to_a_call_never_shows_a_secret(koppel: Bench) -> None:
    """Not in an error, not in the log on stderr."""
    secret = koppel.shop.consumer_secret
    koppel.shop.before.append(lambda request: echo(request))
    given = ["--set", f"url={SHOP}", "--set", "consumer_key=ck_1", "--set", f"consumer_secret={secret}"]
    found = koppel("-vv", "connection", "add", "woocommerce", "shop", *given)
    assert found.code != 0
    assert secret not in found.out + found.err


def echo(request: Request) -> Response:
    """A server that repeats what it was sent."""
    return Response(f"{request.headers} {request.url}", status=500, content_type="text/plain")


def test_a_name_for_a_connection_must_be_a_name(koppel: Bench) -> None:
    """It is refused before the service is asked."""
    keys = {"url": SHOP, "consumer_key": "a", "consumer_secret": "b"}
    given = [part for key, value in keys.items() for part in ("--set", f"{key}={value}")]
    found = koppel("connection", "add", "woocommerce", "../x", *given)
    assert (found.code, koppel.shop.calls) == (2, [])
    assert manage.listing(koppel.home) == []
