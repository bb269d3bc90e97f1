"""Fixtures of the tests of notices: a mail server, and an installation with one issue or more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from koppel.home import Home
from koppel.sync import issues
from koppel.sync.notices import channels
from koppel.text import Text
from support.mailbox import Mailbox, mail_server

Raise = Callable[..., None]


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    with mail_server() as found:
        yield found


@pytest.fixture
def mail(sqlite_home: Home, box: Mailbox) -> Home:
    """An installation with the channel `owner`, which mails to the box in English."""
    channels.add(sqlite_home, "mail", "owner", box.fields, language="en")
    return sqlite_home


@pytest.fixture
def trouble(sqlite_home: Home) -> Raise:
    """`trouble("a")` raises an issue about a, `trouble("a", solved=True)` solves it."""

    def change(subject: str, *, kind: str = "reading", solved: bool = False) -> None:
        with sqlite_home.writing() as session:
            if solved:
                issues.solve(session, sqlite_home.now(), subject=subject)
                return
            sentence = Text(en=f"Trouble with {subject}.", nl=f"Problemen met {subject}.")
            issues.raise_issue(session, sqlite_home.now(), subject=subject, kind=kind, sentence=sentence)

    return change
