"""The rules for what is sent hold for targets that declare it, and fail on a connector that was built to break them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from koppel.api import Booking, Capability, Delivery, DeliveryState
from koppel.connectors.checks import faults
from koppel.testing.contract import target_tests
from koppel_billit import demo as billit
from koppel_billit.connector import BillitTarget
from koppel_exact.connector import ExactTarget


class SendsTheFirstExport(BillitTarget):
    def is_sent_out(self, booking: Booking) -> bool:
        return True


class KnowsTooMuch(BillitTarget):
    def deliveries(self, target_ids: Sequence[str]) -> Mapping[str, Delivery]:
        return dict.fromkeys(target_ids, Delivery(state=DeliveryState.DELIVERED))


class PromisesTooMuch(ExactTarget):
    capabilities = ExactTarget.capabilities | {Capability.DELIVERIES}


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (SendsTheFirstExport, "test_nothing_of_a_first_export_goes_out"),
        (KnowsTooMuch, "test_asking_for_deliveries_writes_nothing"),
    ],
)
def test_a_target_that_is_wrong_about_deliveries_is_caught(kind: type[BillitTarget], rule: str, tmp_path: Path) -> None:
    """The rule fails on the connector that breaks it."""
    tests = target_tests(kind, billit.service())()

    with pytest.raises(AssertionError):
        getattr(tests, rule)(tmp_path)


def test_a_declared_capability_needs_its_methods() -> None:
    """It is told when the plugin is loaded, not in somebody's run."""
    assert faults(PromisesTooMuch) == [
        "capability deliveries needs a method deliveries",
        "capability deliveries needs a method is_sent_out",
    ]
