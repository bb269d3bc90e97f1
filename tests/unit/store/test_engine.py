"""How the database is opened."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from koppel.home import Home
from koppel.store import Channel


def test_an_error_of_the_database_does_not_repeat_what_was_to_be_written(home: Home) -> None:
    """The log keeps such errors whole, and a row of the ledger holds a customer's name and address."""

    def add() -> None:
        kept = {"to": "anna@customers.example"}
        with home.writing() as session:
            session.add(Channel(name="a", kind="mail", language="nl", public=kept, sealed=b"", is_on=True))

    add()
    with pytest.raises(IntegrityError) as raised:
        add()
    assert "customers.example" not in str(raised.value)
