"""The questions of each pair: exactly those of its installation manual."""

from __future__ import annotations

import pytest

from koppel.api import Feature, steps
from koppel_exact.connector import ExactTarget

WOOCOMMERCE = {
    Feature.POINT_OF_SALE,
    Feature.COST_LINES,
    Feature.DISCOUNT_LINES,
    Feature.GUEST_CHECKOUT,
    Feature.SEPARATE_SHIPPING_LEDGER,
    Feature.INVOICE_NUMBERS,
    Feature.INVOICE_FILES,
}
PLUGANDPAY = {
    Feature.CREDIT_INVOICES,
    Feature.CUSTOMERS_BY_EMAIL,
    Feature.GUEST_CHECKOUT,
    Feature.INVOICE_NUMBERS,
    Feature.NUMERIC_INVOICE_NUMBERS,
    Feature.PAYMENT_CONDITIONS,
    Feature.PERIODS,
    Feature.PRODUCT_LEDGERS,
    Feature.PRODUCT_NUMBERS,
    Feature.REGISTERS_PAYMENTS,
    Feature.SEPARATE_SHIPPING_LEDGER,
}
MIJNWEBWINKEL = {Feature.COST_LINES, Feature.DISCOUNT_LINES}

BOTH = """administration journal insertion_type create_items shipping_item vat_mapping ledger_mapping invoice_delivery
eu_consumer_vat oss_ledger use_item_ledgers"""
OF_MANUAL = {
    "woocommerce": f"""{BOTH} costs_item discounts_item default_debtor pos_debtor pos_ledger shipping_ledger""",
    "plugandpay": f"""{BOTH} credit_journal entry_numbers payment_condition_mapping add_product_numbers shipping_ledger
    skip_email_check default_debtor periods""",
    "mijnwebwinkel": f"{BOTH} costs_item discounts_item",
}


def keys(features):
    given = frozenset(features)
    return [step.key for step in ExactTarget.steps if step.source_when is None or step.source_when.holds({}, given)]


@pytest.mark.parametrize(
    ("source", "features"),
    [("woocommerce", WOOCOMMERCE), ("plugandpay", PLUGANDPAY), ("mijnwebwinkel", MIJNWEBWINKEL)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pair_asks_what_its_manual_asks_and_nothing_else(source, features):
    """The keys of the manual, each once."""
    assert sorted(keys(features)) == sorted(OF_MANUAL[source].split())


def test_no_step_looks_at_one_that_comes_after_it():
    """Conditions and lists depend on earlier answers only, so the form can be filled in from top to bottom."""
    before: set[str] = set()
    for step in ExactTarget.steps:
        named = set(step.when.names()) if step.when else set()
        lists = [getattr(step, "options", ()), getattr(step, "rows", ())]
        named |= {key for one in lists if isinstance(one, steps.Live) for key in one.after}
        assert named <= before, step.key
        before.add(step.key)


def test_steps_of_one_heading_follow_each_other():
    """No heading comes twice."""
    headings = [step.group for step in ExactTarget.steps]
    changes = [heading for place, heading in enumerate(headings) if place == 0 or headings[place - 1] != heading]

    assert len(changes) == len(set(changes))


def test_every_live_list_has_its_method():
    """A step never names a list that the connector cannot give."""
    live = {
        one.name
        for step in ExactTarget.steps
        for one in [getattr(step, "options", None)]
        if isinstance(one, steps.Live)
    }

    assert all(callable(getattr(ExactTarget, f"options_{name}", None)) for name in live)


def test_questions_about_items_are_asked_for_invoices_and_orders_only():
    """A sales entry has no items."""
    asked = {step.key: step.when for step in ExactTarget.steps if step.when}

    assert not asked["create_items"].holds({"insertion_type": "sales_entry"}, frozenset())
    assert asked["create_items"].holds({"insertion_type": "sales_order"}, frozenset())
    assert not asked["invoice_delivery"].holds({"insertion_type": "sales_order"}, frozenset())
