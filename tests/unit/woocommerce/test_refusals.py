"""Each way in which a shop says no, with the sentence that says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from koppel.api import Answer, AuthFailed, KoppelError, Rejected, Text, Unavailable, WrongUse
from koppel_woocommerce import refusals
from koppel_woocommerce.connector import WooCommerceSource

RECORDINGS = Path(__file__).parents[2] / "recordings" / "woocommerce"
ORDERS = "https://winkel.example/wp-json/wc/v3/orders"


def replayed(name: str) -> Answer:
    """A recorded answer as the client hands it on."""
    call = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))
    body, request = call["body"], call["request"]
    return Answer(
        service="WooCommerce",
        method=request["method"],
        url=f"{request['scheme']}://{request['host']}{request['path'].split('?')[0]}",
        status=call["status"],
        headers=dict(call["headers"]),
        content=(body if isinstance(body, str) else json.dumps(body)).encode(),
    )


def answered(status: int, content: str, *, url: str = ORDERS, **headers: str) -> Answer:
    """An answer that was not recorded."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(service="WooCommerce", method="GET", url=url, status=status, headers=names, content=content.encode())


def is_about(error: KoppelError | None, kind: type[KoppelError], sentence: Text) -> None:
    """The error is of that kind and its sentence is that one, filled in, in both languages."""
    assert error is not None
    assert type(error) is kind
    for told, meant in ((error.sentence.en, sentence.en), (error.sentence.nl, sentence.nl)):
        assert told.startswith(meant.partition("{")[0])
        assert not re.search(r"{\w+}", told)


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("auth/none", AuthFailed, refusals.KEY_UNKNOWN),
        ("auth/wrong-key", AuthFailed, refusals.KEY_UNKNOWN),
        ("auth/basic-http", AuthFailed, refusals.KEY_UNKNOWN),
        ("auth/header-dropped-basic", AuthFailed, refusals.KEY_UNKNOWN),
        ("auth/wrong-secret", AuthFailed, refusals.KEY_REFUSED),
        ("auth/oauth1-http-wrong-secret", AuthFailed, refusals.KEY_REFUSED),
        ("auth/oauth1-http-missing-nonce", AuthFailed, refusals.KEY_REFUSED),
        ("auth/write-key-reading", AuthFailed, refusals.KEY_ONLY_WRITES),
        ("auth/key-of-a-customer", AuthFailed, refusals.NO_RIGHTS),
        ("errors/no-route", WrongUse, refusals.NO_WOOCOMMERCE),
        ("trouble/woocommerce-not-active", WrongUse, refusals.NO_WOOCOMMERCE),
        ("errors/order-not-found", WrongUse, refusals.GONE),
        ("errors/refund-id-as-order", WrongUse, refusals.GONE),
        ("errors/bad-orderby", Rejected, refusals.BAD_QUESTION),
        ("errors/two-bad-parameters", Rejected, refusals.BAD_QUESTION),
        ("errors/bad-json", Rejected, refusals.BAD_QUESTION),
        ("trouble/database-down", Unavailable, refusals.TROUBLE),
        ("trouble/database-down-accept-json", Unavailable, refusals.TROUBLE),
        ("trouble/fatal-error-in-a-plugin", Unavailable, refusals.TROUBLE),
        ("trouble/fatal-error-in-a-plugin-accept-json", Unavailable, refusals.TROUBLE),
        ("plain-permalinks/wp-json-nginx", WrongUse, refusals.PLAIN_PERMALINKS),
        ("plain-permalinks/wp-json-nginx-followed", WrongUse, refusals.PAGE_INSTEAD),
        ("plain-permalinks/wp-json-apache", WrongUse, refusals.NO_API),
    ],
)
def test_recorded_refusal(name: str, kind: type[KoppelError], sentence: Text) -> None:
    """A recorded refusal of a real shop gets its own sentence."""
    is_about(refusals.classify(replayed(name)), kind, sentence)


@pytest.mark.parametrize("name", ["auth/basic-https", "orders/nl-b2c-mixed", "orders-list/empty", "root/anonymous"])
def test_good_answers_pass(name: str) -> None:
    """A good answer is no error."""
    assert refusals.classify(replayed(name)) is None


@pytest.mark.parametrize("name", ["trouble/maintenance", "trouble/maintenance-accept-json"])
def test_maintenance_is_left_to_the_common_table(name: str) -> None:
    """Maintenance names its end, which the common table reads."""
    assert refusals.classify(replayed(name)) is None


def test_another_host() -> None:
    """A redirect names the new address and nothing of its query, which may hold the keys."""
    where = "https://www.winkel.example/wp-json/wc/v3/orders?consumer_secret=cs_1"
    error = refusals.classify(answered(301, "", location=where))
    is_about(error, WrongUse, refusals.MOVED)
    assert error is not None
    assert "https://www.winkel.example." in error.sentence.nl
    assert "cs_1" not in f"{error} {dict(error.data)}"


def test_another_folder() -> None:
    """A shop that moved into a folder is shown with it."""
    error = refusals.classify(answered(308, "", location="https://www.winkel.example/shop/wp-json/wc/v3/orders"))
    assert error is not None
    assert "https://www.winkel.example/shop." in error.sentence.en


def test_from_http_to_https() -> None:
    """The same host under https is another address too."""
    error = refusals.classify(
        answered(301, "", url=ORDERS.replace("https", "http"), location="https://winkel.example/wp-json/wc/v3/orders")
    )
    is_about(error, WrongUse, refusals.MOVED)


def test_login_wall() -> None:
    """A redirect to a page of the same site is a page in front of the data."""
    error = refusals.classify(answered(302, "", location="https://winkel.example/wp-login.php"))
    is_about(error, WrongUse, refusals.PAGE_INSTEAD)


@pytest.mark.parametrize("before", ["<br />\n<b>Warning</b>: Undefined variable in x.php", "Notice: iets"])
def test_text_in_front_of_data(before: str) -> None:
    """A plugin that prints something in front of the data is quoted, so that it can be found."""
    error = refusals.classify(answered(200, f'{before}[{{"id": 1}}]', content_type="application/json"))
    is_about(error, Unavailable, refusals.TEXT_BEFORE_DATA)
    assert error is not None
    assert before[:12] in error.sentence.nl
    assert "id" not in error.sentence.nl.rpartition(":")[2]


def test_byte_order_mark_is_no_text() -> None:
    """A byte order mark in front of the data does no harm."""
    assert refusals.classify(answered(200, '\ufeff[{"id": 1}]', content_type="application/json")) is None


def test_empty_answer() -> None:
    """Nothing at all with a good status is the server's trouble."""
    is_about(refusals.classify(answered(200, "")), Unavailable, refusals.EMPTY)


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (401, '{"code": "rest_not_logged_in", "message": "x", "data": {"status": 401}}', AuthFailed),
        (403, '{"code": "rest_cannot_access", "message": "x", "data": {"status": 403}}', AuthFailed),
        (401, "<html>Authorization Required</html>", AuthFailed),
        (403, "<html>Forbidden</html>", Unavailable),
    ],
)
def test_protection(status: int, content: str, kind: type[KoppelError]) -> None:
    """A security plugin's refusal is not the key's; a page with 403 may be a limit that passes."""
    is_about(refusals.classify(answered(status, content)), kind, refusals.GUARDED)


def test_limit_of_the_hoster() -> None:
    """Too many calls is left to the common table."""
    assert refusals.classify(answered(429, "<html>slow down</html>", retry_after="30")) is None


def test_message_does_not_decide() -> None:
    """In a Dutch shop the write-only key gets the sentence that fits both cases."""
    body = {"code": "woocommerce_rest_authentication_error", "message": "De sleutel heeft geen leesrechten."}
    is_about(refusals.classify(answered(401, json.dumps(body))), AuthFailed, refusals.KEY_REFUSED)


def test_bad_question_names_fields() -> None:
    """What the shop did not understand is named by its parameters."""
    error = refusals.classify(replayed("errors/two-bad-parameters"))
    assert isinstance(error, Rejected)
    assert set(error.fields) == {"per_page", "orderby"}


def test_connector_uses_them() -> None:
    """The connector's own reading of answers is this one."""
    error = WooCommerceSource.classify(replayed("auth/wrong-key"))
    is_about(error, AuthFailed, refusals.KEY_UNKNOWN)


def test_sentences_have_the_same_marks() -> None:
    """Every sentence has the same blanks to fill in both languages."""
    blanks: Callable[[str], Any] = lambda text: sorted(part.split("}")[0] for part in text.split("{")[1:])  # noqa: E731
    texts = [value for value in vars(refusals).values() if isinstance(value, Text)]
    assert len(texts) > 10
    assert all(blanks(text.en) == blanks(text.nl) for text in texts)
