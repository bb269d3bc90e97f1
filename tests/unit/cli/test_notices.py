"""`koppel channel`, `koppel service-level`, `koppel watch`, and the order of `koppel issues`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from koppel.sync import issues
from koppel.text import same
from support.mailbox import Mailbox, mail_server
from unit.cli.conftest import Bench


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    with mail_server() as found:
        yield found


def given(box: Mailbox, **more: str) -> list[str]:
    """The options of `koppel channel add mail`."""
    return [part for key, value in {**box.fields, **more}.items() for part in ("--set", f"{key}={value}")]


def test_a_channel_is_added_tested_and_removed(koppel: Bench, box: Mailbox) -> None:
    """Each step prints the channel, never its secrets."""
    added = koppel.json("channel", "add", "mail", "owner", *given(box, user="me", password="p4ssw0rd!"))
    assert (added["on"], added["used_at"], "p4ssw0rd!" in str(added)) == (True, None, False)
    assert koppel.json("channel", "test", "owner")["used_at"] is not None
    assert len(box.mails) == 1
    assert koppel.json("channel", "off", "owner")["on"] is False
    assert [one["name"] for one in koppel.json("channel", "list")] == ["owner"]
    assert koppel.json("channel", "remove", "owner") == {"name": "owner", "removed": True}
    assert koppel("channel", "list").out == "There are no channels yet.\n"


def test_a_test_that_fails_ends_with_the_servers_words(koppel: Bench, box: Mailbox) -> None:
    """And with the exit code of what went wrong."""
    koppel.json("channel", "add", "mail", "owner", *given(box))
    box.refuse["RCPT"] = "550 no such mailbox"
    found = koppel("channel", "test", "owner")
    assert (found.code, "no such mailbox" in found.err) == (1, True)


def test_a_service_level_is_changed(koppel: Bench) -> None:
    """All or nothing; a table for a person."""
    assert koppel.json("service-level", "set", "pro", "every_minutes=20", "webhooks=yes")["every_minutes"] == 20
    assert koppel("service-level", "set", "pro", "every_minutes=30", "alert_after_failures=0").code == 2
    assert [one["every_minutes"] for one in koppel.json("service-level", "list")] == [60, 20, 5]
    assert "Looks every" in koppel("service-level", "list").out
    assert koppel("service-level", "set", "gold", "every_minutes=30").code == 2


def test_what_is_watched_is_chosen(coupled: Bench) -> None:
    """A number, auto or off."""
    assert coupled.json("watch", "set", "webshop", "no_orders=9") == {
        "integration": "webshop",
        "no_orders": "9",
        "days": 9,
    }
    assert coupled.json("watch", "list")[0]["days"] == 9
    assert coupled("watch", "set", "webshop", "no_orders=never").code == 2
    assert coupled("watch", "set", "webshop", "orders=9").code == 2
    assert coupled("watch", "set", "elsewhere", "no_orders=9").code == 2
    assert "webshop" in coupled("watch", "list").out


def test_issues_come_by_urgency(coupled: Bench) -> None:
    """What stops everything first, and each says how urgent it is."""
    home = coupled.home
    with home.writing() as session:
        for kind in ("AuthFailed", "documents_wait", "reading"):
            issues.raise_issue(session, home.now(), subject=kind, kind=kind, sentence=same(kind))
    assert [one["severity"] for one in coupled.json("issues")] == ["stops", "waits", "look"]
    shown = coupled("issues", lang="nl").out
    assert shown.index("Alles staat stil") < shown.index("Documenten wachten") < shown.index("Kijk ernaar")
