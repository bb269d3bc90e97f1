"""Mail and Apprise: what goes over the line, and a clear sentence for each refusal, without secrets in it."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from koppel.errors import AuthFailed, KoppelError, Rejected, Unavailable, WrongUse
from koppel.home import Home
from koppel.store import Channel
from koppel.sync.notices import channels
from support.mailbox import Mailbox

TOPIC = "ntfy://ntfy.example/a-secret-topic"


def test_a_mail_has_what_a_mail_needs(mail: Home, box: Mailbox) -> None:
    """Addresses, date, an id, and the mark that keeps out-of-office answers away."""
    channels.test(mail, "owner")

    [sent] = box.mails
    assert (sent["From"], sent["To"]) == ("koppel@shop.example", "owner@shop.example")
    assert (sent["Subject"], sent["Auto-Submitted"]) == ("Koppel: a test", "auto-generated")
    assert sent["Date"] is not None
    assert sent["Message-ID"].endswith("@shop.example>")


def test_a_login_is_used_where_there_is_one(mail: Home, box: Mailbox) -> None:
    """User name and password go to the server, and the password is nowhere in the clear in the database."""
    channels.add(mail, "mail", "safe", {**box.fields, "user": "me", "password": "p4ssw0rd!"}, language="nl")
    channels.test(mail, "safe")

    assert any(command.startswith("AUTH") for command in box.commands)
    assert "password" not in channels.show(mail, "safe").public
    with mail.reading() as session:
        assert b"p4ssw0rd" not in session.query(Channel).filter_by(name="safe").one().sealed


@pytest.mark.parametrize(
    ("command", "answer", "kind", "said"),
    [
        ("AUTH", "535 wrong password", AuthFailed, "refuses the user name or password (wrong password)"),
        ("RCPT", "550 no such mailbox", Rejected, "refuses the message (no such mailbox)"),
        ("MAIL", "553 not your address", Rejected, "refuses the message (not your address)"),
        (".", "554 looks like spam", Rejected, "refuses the message (looks like spam)"),
    ],
)
def test_what_the_server_refuses_is_told_in_its_words(
    mail: Home, box: Mailbox, command: str, answer: str, kind: type[KoppelError], said: str
) -> None:
    """Whoever presses the test button reads why."""
    channels.add(mail, "mail", "other", {**box.fields, "user": "me", "password": "secret-word"}, language="en")
    box.refuse[command] = answer

    with pytest.raises(kind) as raised:
        channels.test(mail, "other")
    assert said in raised.value.sentence.en
    assert "secret-word" not in str(raised.value.sentence)


def test_a_server_without_starttls_is_told_to_choose_otherwise(mail: Home, box: Mailbox) -> None:
    """Nothing is sent in the clear when security was asked for."""
    channels.add(mail, "mail", "secure", {**box.fields, "security": "starttls"}, language="en")

    with pytest.raises(WrongUse, match="offers no STARTTLS"):
        channels.test(mail, "secure")
    assert box.mails == []


def test_a_server_that_speaks_no_tls_is_told(mail: Home, box: Mailbox) -> None:
    """The usual mistake: TLS at a port for STARTTLS."""
    channels.add(mail, "mail", "tls", {**box.fields, "security": "tls"}, language="en")

    with pytest.raises(Unavailable, match="No secure connection"):
        channels.test(mail, "tls")


def test_a_server_that_is_not_there_is_told(mail: Home, box: Mailbox) -> None:
    """With name and port, since one of them is wrong."""
    channels.add(mail, "mail", "away", {**box.fields, "port": "1"}, language="en")

    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1 does not answer"):
        channels.test(mail, "away")


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("mail", {"to": "nobody"}, "nobody is not an e-mail address"),
        ("mail", {"to": "a@b.example\nBcc: c@d.example"}, "is not an e-mail address"),
        ("mail", {"port": "99999"}, "A port is a number"),
        ("mail", {"host": "smtp://mail.example"}, "not the name of a mail server"),
        ("mail", {"security": "some"}, "security cannot be some"),
        ("mail", {"host": ""}, "Fill in: Mail server"),
        ("mail", {"colour": "red"}, "has no field colour"),
        ("apprise", {"address": "ntfy"}, "An Apprise address begins with"),
        ("pigeon", {}, "no kind of channel pigeon"),
    ],
)
def test_fields_that_cannot_be_are_refused(
    mail: Home, box: Mailbox, kind: str, values: dict[str, str], said: str
) -> None:
    """And nothing is kept."""
    given = {**box.fields, **values} if kind == "mail" else values

    with pytest.raises(WrongUse) as raised:
        channels.add(mail, kind, "new", given, language="nl")
    assert said in raised.value.sentence.en
    assert [view.name for view in channels.listing(mail)] == ["owner"]


class FakeApprise:
    """As much of the library as is used: `known` addresses, and what a notification comes to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.trouble: str | None = None
        self.logging = logging

    def Apprise(self) -> SimpleNamespace:  # noqa: N802 - the library's name
        """A sender."""
        addresses: list[str] = []

        def add(address: str) -> bool:
            addresses.append(address)
            return address.startswith("ntfy://")

        def notify(title: str, body: str) -> bool:
            self.sent.append((addresses[0], title, body))
            return self.trouble is None

        return SimpleNamespace(add=add, notify=notify)

    @contextlib.contextmanager
    def LogCapture(self, level: int, fmt: str) -> Iterator[io.StringIO]:  # noqa: N802 - the library's name
        """What it logs."""
        yield io.StringIO(self.trouble or "")


@pytest.fixture
def apprise(monkeypatch: pytest.MonkeyPatch) -> FakeApprise:
    """The library, as if it were installed."""
    fake = FakeApprise()
    monkeypatch.setitem(sys.modules, "apprise", fake)
    return fake


def test_apprise_gets_the_message(sqlite_home: Home, apprise: FakeApprise) -> None:
    """Subject as title, text as body; what is shown of the address is its service only."""
    view = channels.add(sqlite_home, "apprise", "phone", {"address": TOPIC}, language="nl")
    channels.test(sqlite_home, "phone")

    assert view.public == {"service": "ntfy"}
    assert [(address, title) for address, title, _ in apprise.sent] == [(TOPIC, "Koppel: een proef")]


def test_what_apprise_says_is_told_without_the_address(sqlite_home: Home, apprise: FakeApprise) -> None:
    """An address may be all that a stranger needs."""
    channels.add(sqlite_home, "apprise", "phone", {"address": TOPIC}, language="nl")
    apprise.trouble = "Failed to send to a-secret-topic at ntfy.example: 403."

    with pytest.raises(Unavailable) as raised:
        channels.test(sqlite_home, "phone")
    assert "403" in raised.value.sentence.en
    assert "secret-topic" not in raised.value.sentence.en


def test_an_address_that_apprise_does_not_know_is_told(sqlite_home: Home, apprise: FakeApprise) -> None:
    """Before anything is sent."""
    channels.add(sqlite_home, "apprise", "phone", {"address": "pigeon://loft"}, language="nl")

    with pytest.raises(WrongUse, match="does not understand this address"):
        channels.test(sqlite_home, "phone")
    assert apprise.sent == []


def test_without_apprise_the_way_to_install_it_is_told(sqlite_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra: most people need only mail."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    channels.add(sqlite_home, "apprise", "phone", {"address": TOPIC}, language="nl")

    with pytest.raises(WrongUse, match=r"koppel\[notifications\]"):
        channels.test(sqlite_home, "phone")
