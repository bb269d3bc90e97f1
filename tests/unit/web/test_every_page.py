"""What holds for every page of the app, also for one that is added later: the walk goes over all addresses."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pyotp
import pytest

from koppel.api import LineTax, same
from koppel.connections import manage
from koppel.store import ApiToken, Connection, Integration, Issue, LedgerRow, Setting, User, Webhook
from koppel.web import second_factor
from koppel.web.people import person_from
from koppel.web.tokens import make_token
from support.memory import order
from unit.web.visiting import Visitor
from unit.web.walking import calls_of, pages_of
from unit.web.world import PASSWORD, Pages, orders

EVIL = '"><script>alert(1)</script>'
SENT_BY_SERVICES = {"hooks.receive"}
"""Shops send these; a signature is their proof, and they have no session that could be abused."""


@pytest.fixture
def full(pages: Pages, admin: Visitor) -> Pages:
    """Connections, one that waits for a login, an integration with documents in several states, a token, a run."""
    pages.shop.put(*orders())
    pages.couple(activate=True)
    pages.run()
    manage.add(pages.home, "login-books", "other", {"client_id": "an-id", "client_secret": "cs_other_secret_9"})
    make_token(pages.home, 1, "script")
    return pages


def seen(pages: Pages, visitor: Visitor) -> dict[str, str]:
    """The text of every page that a person can open, and of every call of the API that looks."""
    token = make_token(pages.home, 1, "walk", scopes=["read"])
    headers = {"Authorization": f"Bearer {token}"}
    found = {path: visitor.get(path).text for _, path in pages_of(pages.app, "GET") if not path.startswith("/static")}
    found |= {
        path: visitor.client.get(path, headers=headers, buffered=True).text
        for _, method, path in calls_of(pages.app)
        if method == "GET"
    }
    return found


def test_every_form_needs_the_token_of_its_session(full: Pages, admin: Visitor) -> None:
    """Without it nothing is done, at any address that takes a form."""
    asked = 0
    for endpoint, path in pages_of(full.app, "POST"):
        if endpoint not in SENT_BY_SERVICES:
            answer = admin.client.post(path, data={"name": "x", "password": PASSWORD})
            assert (path, answer.status_code) == (path, 400)
            asked += 1
    assert asked > 20


def test_every_answer_carries_the_policy(full: Pages, admin: Visitor) -> None:
    """No script and no style inside a page, nothing from elsewhere; and no page breaks the policy itself."""
    for _, path in pages_of(full.app, "GET"):
        answer = admin.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert ("default-src 'self'" in policy, "unsafe" in policy) == (True, False)
        if answer.mimetype == "text/html":
            for broken in (" style=", "<style", " onclick=", "javascript:", "<script>"):
                assert (path, broken in answer.text) == (path, False)


def test_no_page_fails(full: Pages, admin: Visitor) -> None:
    """Each can be opened, leads elsewhere, or says that there is nothing."""
    for _, path in pages_of(full.app, "GET"):
        assert (path, admin.get(path).status_code in (200, 302, 404, 422)) == (path, True)


def test_no_secret_is_ever_sent_to_a_browser(full: Pages, admin: Visitor) -> None:
    """Not those of connections, nor passwords, hashes, tokens, the key of the sessions, the secret of the second step."""
    home = full.home
    site: Any = full.app.extensions["koppel"]
    person = person_from(_user(full))
    second_factor.begin(home, site.hasher, person, PASSWORD)
    with home.reading() as session:
        sealed = session.query(User).one().totp_sealed
        assert sealed is not None
        totp = home.vault.unseal(sealed)["secret"]
    _, paper = second_factor.confirm(home, person, pyotp.TOTP(totp).at(home.now()))
    visitor = Visitor(full)
    visitor.log_in()
    visitor.post("/login/code", code=paper[0])
    shown = seen(full, visitor)
    assert len(shown) > 40
    assert "webshop" in shown["/"]
    hidden = {PASSWORD, totp, *paper, home.folder.key_file.read_text().strip()}
    with home.reading() as session:
        for connection in session.query(Connection):
            opened = home.vault.unseal(connection.sealed)
            hidden |= {value for value in opened.values() if len(value) > 5} | {connection.sealed.decode()}
        hidden |= {user.password_hash for user in session.query(User)}
        hidden |= {token.token_hash for token in session.query(ApiToken)}
        hidden |= {hashed for user in session.query(User) for hashed in user.recovery["codes"]}
        hidden.add(session.get_one(Setting, "web_secret_key").value)
        hidden.add(home.vault.unseal(session.get_one(Setting, "web_secret_key").value.encode())["key"])
        hidden |= {hook.sealed.decode() for hook in session.query(Webhook) if hook.sealed}
    assert {"cs_a_secret_12345", "cs_other_secret_9"} <= hidden
    leaks = [(path, secret[:12]) for path, text in shown.items() for secret in hidden if secret in text]
    assert leaks == []


def test_what_a_shop_sends_is_text_on_every_page(pages: Pages, admin: Visitor) -> None:
    """Script in every field of an order, in names of accounts, in what services answered: it is shown and never run."""
    sale = order("1001")
    assert sale.buyer is not None
    assert sale.billing is not None
    party = replace(sale.buyer, name=EVIL, company=EVIL, email=EVIL, vat_number=EVIL)
    place = replace(sale.billing, line1=EVIL, city=EVIL, postcode=EVIL)
    line = replace(sale.lines[0], description=EVIL, item_code=EVIL)
    nasty = replace(
        sale, number=EVIL, buyer=party, billing=place, delivery=place, lines=(line,), url=EVIL, reason=EVIL,
        invoice_number=EVIL, payment_method=EVIL, notes=(EVIL,),
    )  # fmt: skip
    odd = replace(nasty, key="order:2", status=EVIL, unreadable=same(EVIL))
    abroad = LineTax(country="FR", rate=line.taxes[0].rate, amount=line.taxes[0].amount)
    pages.shop.put(nasty, odd, replace(nasty, key="order:3", lines=(replace(line, taxes=(abroad,)),)))
    pages.couple(activate=True)
    run = pages.run()
    evil = {"en": EVIL, "nl": EVIL}
    with pages.home.writing() as session:
        for row in session.query(LedgerRow):
            row.target_number, row.target_url, row.reason, row.sentence = EVIL, EVIL, EVIL, evil
            row.warnings = {EVIL: evil}
        for connection in session.query(Connection):
            connection.account = {"key": EVIL, "name": EVIL, "country": EVIL, "currency": EVIL}
            connection.error = {"kind": "AuthFailed", **evil}
        session.query(Integration).one().name = EVIL
        session.add(
            Issue(
                integration_id=1, subject="a document", kind="change", sentence=evil, document_key="order:1001", data={}
            )
        )
    (pages.home.folder.logs / "koppel.log").write_text(json.dumps({"event": EVIL, "level": "info", "why": EVIL}) + "\n")
    found = 0
    for _, path in pages_of(pages.app, "GET"):
        text = admin.get(path).text
        assert (path, "<script>alert" in text) == (path, False)
        found += text.count("&lt;script&gt;alert")
    assert run == 1
    assert found > 60


def _user(pages: Pages) -> User:
    with pages.home.reading() as session:
        return session.query(User).one()
