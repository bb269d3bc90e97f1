"""What every target must do, tried against the fake with the core around it."""

from __future__ import annotations

from pathlib import Path

from koppel.testing import readme
from koppel.testing.contract import target_tests
from koppel_mybooks import demo
from koppel_mybooks.connector import MyBooksTarget

TestMyBooks = target_tests(MyBooksTarget, demo.service())

FOLDER = Path(__file__).parents[1]


def test_the_readme_is_what_the_declaration_says() -> None:
    """When it is not: `python -c "from tests.test_contract import write; write()"`."""
    assert not readme.stale(FOLDER, MyBooksTarget)


def write() -> None:
    """Make README.md anew."""
    readme.write(FOLDER, MyBooksTarget)
