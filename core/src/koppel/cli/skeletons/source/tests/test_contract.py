"""What every source must do, tried against the fake with the core around it."""

from __future__ import annotations

from pathlib import Path

from koppel.testing import readme
from koppel.testing.contract import source_tests
from koppel_myshop import demo
from koppel_myshop.connector import MyShopSource

TestMyShop = source_tests(MyShopSource, demo.service())

FOLDER = Path(__file__).parents[1]


def test_the_readme_is_what_the_declaration_says() -> None:
    """When it is not: `python -c "from tests.test_contract import write; write()"`."""
    assert not readme.stale(FOLDER, MyShopSource)


def write() -> None:
    """Make README.md anew."""
    readme.write(FOLDER, MyShopSource)
