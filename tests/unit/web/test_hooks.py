"""Calls from shops: proven by address and signature, answered at once, never believed; and the page where they are set up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from koppel.api import Encoding, SecretFrom, Signed, Text, Webhook, same
from koppel.connections import webhooks
from koppel.store import Run
from koppel.store.accounts import Webhook as Row
from koppel.sync import integrations
from unit.web.conftest import MakePages
from unit.web.visiting import Visitor, readable, said
from unit.web.world import ANSWERS, Pages

HELP = Text(en="Paste it under Shop > Webhooks.", nl="Plak het bij Winkel > Webhooks.")
OURS = Webhook(
    help=HELP,
    events=("Order updated",),
    signed=Signed(header="X-Proof", label=Text(en="Secret", nl="Geheim"), encoding=Encoding.BASE64),
    ping="webhook_id",
)
THEIRS = Webhook(help=HELP, signed=Signed(header="X-Signature", label=same("Key"), secret_from=SecretFrom.SERVICE))


def offer(pages: Pages, webhook: Webhook = OURS) -> Pages:
    """The shop has webhooks, and the integration listens."""
    pages.home.plugins.connector("test-shop").webhook = webhook  # type: ignore[attr-defined]  # it is a source
    pages.couple({**ANSWERS, "service_level": "premium"}, activate=True)
    return pages


@pytest.fixture
def hooked(pages: Pages) -> Pages:
    """With a webhook that the shop signs."""
    return offer(pages)


def make(pages: Pages, **more: str) -> tuple[str, str]:
    """The path of the address, and the secret."""
    view = webhooks.make(pages.home, "shop", **more)
    return urlsplit(str(view.address)).path, str(view.secret)


def proof(secret: str, body: bytes) -> dict[str, str]:
    return {"X-Proof": base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()}


def call(
    pages: Pages, path: str, body: bytes = b"{}", headers: dict[str, str] | None = None, kind: str = "json"
) -> int:
    """The shop calls."""
    answer: TestResponse = pages.app.test_client().post(
        path, data=body, headers=headers or {}, content_type=f"application/{kind}"
    )
    return answer.status_code


def runs(pages: Pages) -> list[tuple[str, str]]:
    with pages.home.reading() as session:
        return [(run.trigger, run.state) for run in session.query(Run)]


def counted(pages: Pages) -> tuple[int, int]:
    with pages.home.reading() as session:
        row = session.query(Row).one()
        return row.received, row.refused


def test_a_signed_call_asks_for_a_run(hooked: Pages) -> None:
    """No login, no form; the run is on record and the call counted."""
    path, secret = make(hooked)

    assert call(hooked, path, b'{"id": 1}', proof(secret, b'{"id": 1}')) == 200
    assert (runs(hooked), counted(hooked)) == ([("webhook", "queued")], (1, 0))


@pytest.mark.parametrize("headers", [{}, {"X-Proof": "AAAA"}, {"X-Proof": "é"}])
def test_a_wrong_signature_is_refused(hooked: Pages, headers: dict[str, str]) -> None:
    """Counted, and nothing runs."""
    path, _ = make(hooked)

    assert call(hooked, path, b"{}", {name: value.encode().decode("latin-1") for name, value in headers.items()}) == 401
    assert (runs(hooked), counted(hooked)) == ([], (0, 1))


def test_a_signature_of_another_body_is_refused(hooked: Pages) -> None:
    """One byte is enough."""
    path, secret = make(hooked)

    assert call(hooked, path, b'{"id": 2}', proof(secret, b'{"id": 1}')) == 401


def test_an_unknown_address_is_not_found(hooked: Pages) -> None:
    """Also before anything was made, and for whatever else stands there."""
    path, secret = make(hooked)

    assert call(hooked, path[:-1], b"{}", proof(secret, b"{}")) == 404
    assert call(hooked, "/hooks/" + "x" * 4000) == 404
    assert call(hooked, "/hooks/%00%ff") == 404
    assert runs(hooked) == []


def test_before_anybody_was_set_up_it_is_not_found_either(pages: Pages) -> None:
    """A machine is not led to a page."""
    assert call(pages, "/hooks/whatever") == 404


def test_a_replay_leads_to_nothing_new(hooked: Pages) -> None:
    """The same call again is a hint again; there is one run."""
    path, secret = make(hooked)
    for _ in range(3):
        assert call(hooked, path, b"{}", proof(secret, b"{}")) == 200

    assert runs(hooked) == [("webhook", "queued")]


def test_a_storm_is_one_run(hooked: Pages) -> None:
    """A hundred calls in a row are all answered."""
    path, secret = make(hooked)
    signed = proof(secret, b"{}")

    assert {call(hooked, path, b"{}", signed) for _ in range(100)} == {200}
    assert (runs(hooked), counted(hooked)) == ([("webhook", "queued")], (100, 0))


@pytest.mark.parametrize("body", [b"", b"not json", b'{"topic": "order.exploded"}', b"\xff\xfe", b"[" * 5000])
def test_what_a_call_says_does_not_matter(hooked: Pages, body: bytes) -> None:
    """Unknown words, half a body or none: proven is proven."""
    path, secret = make(hooked)

    assert call(hooked, path, body, proof(secret, body)) == 200


def test_a_huge_body_is_turned_away(hooked: Pages) -> None:
    """Before any of it is hashed."""
    path, secret = make(hooked)
    body = b"x" * 1_000_001

    assert call(hooked, path, body, proof(secret, body)) == 413
    assert counted(hooked) == (0, 0)


def test_the_first_ping_is_answered(hooked: Pages) -> None:
    """It is not signed and asks for nothing."""
    path, _ = make(hooked)

    assert call(hooked, path, b"webhook_id=12", kind="x-www-form-urlencoded") == 200
    assert (runs(hooked), counted(hooked)) == ([], (0, 0))


@pytest.mark.parametrize("body", [b"webhook_id=12&id=3", b"id=12", b"webhook_id=" + b"1" * 500])
def test_a_form_that_is_no_ping_needs_its_signature(hooked: Pages, body: bytes) -> None:
    """Exactly the one field."""
    path, _ = make(hooked)

    assert call(hooked, path, body, kind="x-www-form-urlencoded") == 401


def test_without_a_secret_the_address_is_the_proof(pages: Pages) -> None:
    """Where the service makes the secret and nobody gave it."""
    path, _ = make(offer(pages, THEIRS))

    assert call(pages, path) == 200
    assert runs(pages) == [("webhook", "queued")]


def test_a_secret_of_the_services_is_asked_for_once_it_is_given(pages: Pages) -> None:
    """Hexadecimal, in either case; taken away, the address counts again."""
    path, _ = make(offer(pages, THEIRS), secret="their-own-key")
    signature = hmac.new(b"their-own-key", b"{}", hashlib.sha256).hexdigest()

    assert call(pages, path) == 401
    assert call(pages, path, b"{}", {"X-Signature": signature.upper()}) == 200
    webhooks.make(pages.home, "shop", secret="")
    assert call(pages, path) == 200


def test_guessing_is_slowed_down(hooked: Pages) -> None:
    """Sixty wrong ones a minute from one place."""
    answers = [call(hooked, f"/hooks/guess-{number}") for number in range(61)]

    assert (set(answers[:60]), answers[60]) == ({404}, 429)


def test_the_queue_is_not_waited_for(hooked: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue that does not answer would keep the shop waiting, so it is not asked."""
    monkeypatch.setattr("koppel.work.valkey.connect", lambda folder: pytest.fail(f"asked for the queue of {folder}"))
    path, secret = make(hooked)

    assert call(hooked, path, b"{}", proof(secret, b"{}")) == 200
    assert runs(hooked) == [("webhook", "queued")]


@pytest.mark.parametrize("taken_off", [True, False])
def test_below_a_path(pages_at: MakePages, taken_off: bool) -> None:
    """The address has the path, and is found whether the proxy takes it off or not."""
    pages = offer(pages_at("https://books.example/koppel"))
    view = webhooks.make(pages.home, "shop", public_url="https://books.example/koppel")
    assert str(view.address).startswith("https://books.example/koppel/hooks/")
    assert view.note is None
    path = urlsplit(str(view.address)).path
    body = b"{}"

    client = pages.app.test_client()
    answer = client.post(
        path.removeprefix("/koppel") if taken_off else path,
        data=body,
        headers={**proof(str(view.secret), body), "Host": "books.example"},
    )
    assert answer.status_code == 200


def test_renewing_ends_the_old_address(hooked: Pages) -> None:
    """And the old secret; removing ends both."""
    old, old_secret = make(hooked)
    view = webhooks.renew(hooked.home, "shop")
    new = urlsplit(str(view.address)).path

    assert call(hooked, old, b"{}", proof(old_secret, b"{}")) == 404
    assert call(hooked, new, b"{}", proof(old_secret, b"{}")) == 401
    assert call(hooked, new, b"{}", proof(str(view.secret), b"{}")) == 200
    webhooks.remove(hooked.home, "shop")
    assert call(hooked, new, b"{}", proof(str(view.secret), b"{}")) == 404


def test_the_page_makes_the_address_and_shows_the_secret_once(hooked: Pages, admin: Visitor) -> None:
    """With the menus to paste both in; the next look has the address without the secret."""
    page = admin.post("/connections/1/webhook")
    address = re.search(r'id="hook-address"[^>]*value="([^"]+)"', page.text)
    secret = re.search(r'id="hook-secret"[^>]*value="([^"]+)"', page.text)

    assert address is not None
    assert secret is not None
    assert "Paste it under Shop > Webhooks." in readable(page)
    again = admin.get("/connections/1").text
    assert address[1] in again
    assert secret[1] not in again


def test_the_page_says_when_nobody_can_reach_it(hooked: Pages, admin: Visitor) -> None:
    """The address of this machine itself is of no use to a shop."""
    assert "no address on the internet" in said(admin.post("/connections/1/webhook"))


def test_the_page_says_when_nobody_listens(hooked: Pages, admin: Visitor) -> None:
    """At a level without webhooks a message leads to nothing."""
    assert "leads to nothing yet" not in admin.text("/connections/1")
    integrations.set_answers(hooked.home, "webshop", {"service_level": "basic"})

    assert "leads to nothing yet" in admin.text("/connections/1")


def test_the_page_counts(hooked: Pages, admin: Visitor) -> None:
    """What came in, and what was refused with the reason."""
    path, secret = make(hooked)
    call(hooked, path, b"{}", proof(secret, b"{}"))
    call(hooked, path)
    page = admin.text("/connections/1")

    assert "Messages 1" in page
    assert "Refused 1: the signature was wrong" in page


def test_the_page_takes_the_services_secret(pages: Pages, admin: Visitor) -> None:
    """It is kept, and never shown."""
    offer(pages, THEIRS)
    admin.post("/connections/1/webhook")
    page = admin.post("/connections/1/webhook", secret="their-own-key")

    assert "Key (given)" in readable(page)
    assert "their-own-key" not in page.text


def test_the_page_removes(hooked: Pages, admin: Visitor) -> None:
    """Once; a second time says that there is none."""
    make(hooked)
    admin.post("/connections/1/webhook/remove")

    assert "Make an address" in admin.text("/connections/1")
    assert admin.post("/connections/1/webhook/renew").status_code == 422


def test_a_service_without_webhooks_has_no_section(pages: Pages, admin: Visitor) -> None:
    """Nor can one be made."""
    pages.connect()

    assert "tell when something changes" not in admin.text("/connections/1")
    assert admin.post("/connections/1/webhook").status_code == 422


def test_strangers_cannot_make_one(hooked: Pages, admin: Visitor, stranger: Visitor) -> None:
    """Only the calls themselves need no login."""
    del admin
    stranger.post("/connections/1/webhook")

    assert webhooks.show(hooked.home, "shop").address is None  # type: ignore[union-attr]  # it is offered
