"""The questions: those of the manual, for every shop."""

from __future__ import annotations

import pytest

from koppel.api import Feature, steps
from koppel.connectors.checks import faults
from koppel_billit import BillitTarget, demo


@pytest.mark.parametrize("features", [frozenset(), frozenset(Feature)], ids=["no features", "all features"])
def test_every_shop_is_asked_what_the_manual_asks(features):
    """Three questions, whatever the shop can give."""
    asked = [one.key for one in BillitTarget.steps if one.source_when is None or one.source_when.holds({}, features)]

    assert asked == ["skip_email_check", "default_debtor", "send_by"]


def test_nothing_is_sent_unless_somebody_chooses_so(kit):
    """The default, and what a missing answer means."""
    send_by = BillitTarget.steps[-1]

    assert isinstance(send_by, steps.Choice)
    assert isinstance(send_by.options, tuple)
    assert send_by.default == "none"
    assert [one.value for one in send_by.options] == ["none", "email", "peppol", "peppol_or_email", "letter"]


def test_the_declaration_is_well_formed():
    """As the core checks it when the plugin is loaded."""
    assert faults(BillitTarget) == []


def test_the_lent_fake_answers_steps_that_exist():
    """With an option that is offered."""
    lent = demo.service()

    assert lent.connector == BillitTarget.key
    assert set(lent.answers) <= {one.key for one in BillitTarget.steps}
    assert lent.totals(lent.start("")) == []
