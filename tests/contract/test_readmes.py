"""The README of each plugin is what its guide and its declaration say; `--regenerate` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from koppel.connectors.base import Connector
from koppel.connectors.facets import Capability, Facet, Feature
from koppel.errors import Bug
from koppel.steps.conditions import Answered, Equals, SourceGives
from koppel.testing import readme
from koppel.testing.readme import wording
from koppel_billit.connector import BillitTarget
from koppel_eboekhouden.connector import EBoekhoudenTarget
from koppel_exact.connector import ExactTarget
from koppel_mijnwebwinkel.connector import MijnwebwinkelSource
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_woocommerce.connector import WooCommerceSource

PLUGINS = Path(__file__).parents[2] / "plugins"
CONNECTORS: list[type[Connector]] = [
    BillitTarget,
    EBoekhoudenTarget,
    ExactTarget,
    MijnwebwinkelSource,
    PlugAndPaySource,
    WooCommerceSource,
]


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda connector: connector.key)
def test_the_readme_is_what_the_declaration_says(connector: type[Connector], request: pytest.FixtureRequest) -> None:
    """A step that was added, renamed or reworded shows in the README; seen to fail with a changed help text."""
    folder = PLUGINS / f"plugin-{connector.key}"
    if request.config.getoption("--regenerate"):
        readme.write(folder, connector)
    assert not readme.stale(folder, connector)


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda connector: connector.key)
def test_every_step_and_field_is_in_the_readme(connector: type[Connector]) -> None:
    """By its key, as the command line and the settings file name it."""
    text = (PLUGINS / f"plugin-{connector.key}" / "README.md").read_text()
    fields = {field.key for method in connector.auth for field in method.own_fields()}
    assert [key for key in fields | {step.key for step in connector.steps} if f"`{key}`" not in text] == []


def test_everything_that_can_be_declared_has_words() -> None:
    """A new feature without a sentence would end in a KeyError at whoever writes the next README."""
    assert set(wording.FEATURES) == set(Feature)
    assert set(wording.FACETS) == set(Facet)
    assert set(wording.CAPABILITIES) == set(wording.NOT_CAPABLE) == set(Capability)


def test_a_guide_that_leaves_a_table_out_is_refused() -> None:
    """The message names the marks that a guide must have."""
    with pytest.raises(Bug) as refused:
        readme.text("# koppel-exact\n\n<!-- declared: steps -->\n", ExactTarget)
    assert "manners" in str(refused.value.data)


def test_conditions_read_as_one_says_them() -> None:
    """With the question's own words, and the value as it is saved."""
    asked = (SourceGives("periods") & ~Answered("a")) | Equals("a", "x")
    assert wording.condition(asked, {"a": "Way"}) == "shops with periods and not *Way* has an answer or *Way* is `x`"
