"""What each of the nine pairs says when it is made: what one side has and the other lacks, in both directions."""

from __future__ import annotations

import pytest

from koppel.connectors import Source, Target
from koppel.plugins import load_plugins
from koppel.steps.core_steps import CORE_STEPS
from koppel.steps.form import Form, compile_form
from koppel.sync import pair_notes

_PLUGINS = load_plugins()

EXPECTED: dict[str, set[str]] = {
    "woocommerce-exact": {"deliveries"},
    "woocommerce-eboekhouden": {"currencies", "counter_sales", "invoice_files"},
    "woocommerce-billit": {"currencies", "one_stop_shop", "counter_sales", "invoice_files", "payments_from_package"},
    "plugandpay-exact": {"payments_to_shop", "deliveries"},
    "plugandpay-eboekhouden": {"currencies", "periods", "payment_conditions", "payments_to_shop", "sending"},
    "plugandpay-billit": {"currencies", "one_stop_shop", "product_ledgers", "periods", "payment_conditions"},
    "mijnwebwinkel-exact": {"deliveries", "invoice_numbers"},
    "mijnwebwinkel-eboekhouden": {"currencies", "sending", "invoice_numbers"},
    "mijnwebwinkel-billit": {"currencies", "one_stop_shop", "payments_from_package", "invoice_numbers"},
}


def form_of(pair: str) -> tuple[type[Source], type[Target], Form]:
    """Both connectors and their questions together."""
    source_key, target_key = pair.split("-")
    source, target = _PLUGINS.source(source_key), _PLUGINS.target(target_key)
    features = frozenset(str(feature) for feature in source.features)
    return source, target, compile_form(source.steps, target.steps, CORE_STEPS, features)


@pytest.mark.parametrize("pair", EXPECTED)
def test_a_pair_tells_what_it_lacks(pair: str) -> None:
    """No more and no less than follows from what both declare."""
    assert set(pair_notes.lacking(*form_of(pair))) == EXPECTED[pair]


@pytest.mark.parametrize("pair", EXPECTED)
def test_a_note_names_both_services_and_reads_in_both_languages(pair: str) -> None:
    """Nothing is left to fill in, and the Dutch is Dutch."""
    source, target, form = form_of(pair)
    notes = pair_notes.notes_of(source, target, form)

    assert notes
    for note in notes:
        assert "{" not in note.en + note.nl
        assert note.en != note.nl
        assert target.title in note.en or source.title in note.en


def test_a_package_of_its_own_without_credit_notes_and_lists_says_so() -> None:
    """What no pair here lacks is told of others."""
    source, target, form = form_of("woocommerce-exact")
    bare = type("Bare", (target,), {"capabilities": frozenset()})

    assert {"credit_notes", "comparing"} <= set(pair_notes.lacking(source, bare, form))
