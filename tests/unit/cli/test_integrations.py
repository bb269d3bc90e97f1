"""`koppel integration ...`: coupling, the steps, answering them, activating."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.cli.conftest import Bench

MANUAL = {
    "source": ["order_statuses", "export_from", "number_source"],
    "target": [
        "administration", "journal", "insertion_type", "create_items", "shipping_item", "costs_item", "discounts_item",
        "vat_mapping", "invoice_delivery", "ledger_mapping", "default_debtor", "pos_debtor", "pos_ledger",
        "eu_consumer_vat", "oss_ledger", "shipping_ledger", "use_item_ledgers",
    ],
    "core": ["service_level"],
}  # fmt: skip
"""The steps of the installation manual of WooCommerce with Exact Online."""


@pytest.fixture
def draft(koppel: Bench) -> Bench:
    """Coupled as `webshop`, nothing answered."""
    koppel.connect_shop()
    koppel.connect_books()
    koppel.json("integration", "add", "webshop", "--source", "shop", "--target", "books")
    return koppel


def steps(koppel: Bench) -> dict[str, dict]:
    """The steps by key."""
    return {step["key"]: step for step in koppel.json("integration", "steps", "webshop")}


def test_two_connections_are_coupled(draft: Bench) -> None:
    """The integration begins as a draft and tells what it couples."""
    found = draft.json("integration", "show", "webshop")
    assert (found["name"], found["state"], found["source"], found["target"]) == ("webshop", "draft", "shop", "books")
    assert draft.json("integration", "list") == [found]


def test_the_steps_are_those_of_the_manual(draft: Bench) -> None:
    """No more and no fewer, each on its side."""
    found = steps(draft)
    assert {side: {key for key in found if found[key]["side"] == side} for side in MANUAL} == {
        side: set(keys) for side, keys in MANUAL.items()
    }


def test_a_step_has_everything_that_a_script_needs(draft: Bench) -> None:
    """The members of the contract; a table has rows too."""
    found = steps(draft)
    members = {"key", "side", "kind", "label", "help", "required", "visible", "options", "value", "error"}
    assert all(members <= set(step) for step in found.values())
    assert found["vat_mapping"]["kind"] == "mapping"
    assert {"value": "NL-21", "label": "NL 21%"} in found["vat_mapping"]["rows"]


def test_answers_are_given_by_value_label_or_json(draft: Bench) -> None:
    """On the command line, with the answers that depend on each other in one go."""
    draft.json(
        "integration", "set", "webshop", "administration=1 - Webwinkel Voorbeeld B.V.", 'journal="71"',
        'vat_mapping={"NL 21%": "2"}', "export_from=2026-09-01", 'order_statuses=["completed"]',
    )  # fmt: skip
    found = {key: step["value"] for key, step in steps(draft).items()}
    assert (found["administration"], found["journal"], found["export_from"]) == ("1234567", "71", "2026-09-01")
    assert (found["vat_mapping"], found["order_statuses"]) == ({"NL-21": "2"}, ["completed"])


def test_answers_come_from_a_file(draft: Bench, tmp_path: Path) -> None:
    """A code with a nought in front stays as it is written."""
    file = tmp_path / "settings.yaml"
    file.write_text("administration: 1234567\njournal: 71\npos_debtor: 0010\nvat_mapping:\n  NL 21%: 2\n")
    draft.json("integration", "set", "webshop", "--file", str(file), "journal=70")
    found = {key: step["value"] for key, step in steps(draft).items()}
    assert (found["journal"], found["pos_debtor"], found["vat_mapping"]) == ("70", "0010", {"NL-21": "2"})


def test_suggestions_are_taken_over_when_asked(draft: Bench) -> None:
    """Equal rate and country; what a person chose stays."""
    draft.json("integration", "set", "webshop", "administration=1234567", "--accept-suggestions")
    found = steps(draft)["vat_mapping"]["value"]
    assert (found["NL-21"], found["NL-9"], found["DE-19"]) == ("2", "1", "DEH")


def test_wrong_answers_change_nothing_and_are_named_per_step_and_row(draft: Bench) -> None:
    """The good answer beside them is not taken over either."""
    draft.json("integration", "set", "webshop", "administration=1234567")
    before = draft.stored()
    wrong = 'ledger_mapping={"NL 21%": "9999", "XX 1%": "8000"}'
    found = draft("integration", "set", "webshop", "journal=70", wrong, "export_from=1-9-2026", "--json")
    assert found.code == 2
    errors = found.value["errors"]
    assert set(errors) == {"ledger_mapping", "export_from"}
    assert set(errors["ledger_mapping"]["row_errors"]) == {"NL-21", "XX 1%"}
    assert "9999" in errors["ledger_mapping"]["row_errors"]["NL-21"]
    assert draft.stored() == before


def test_a_person_reads_the_errors_on_stderr(draft: Bench) -> None:
    """Step and row in front of each sentence."""
    found = draft("integration", "set", "webshop", "administration=1234567", 'ledger_mapping={"NL 21%": "9999"}')
    assert (found.code, found.out) == (2, "")
    assert "ledger_mapping, NL-21: 9999 is not in the list." in found.err


def test_activating_says_what_is_missing(draft: Bench) -> None:
    """Required steps without an answer, by key."""
    found = draft("integration", "activate", "webshop", "--json")
    assert found.code == 2
    assert {"administration", "journal", "vat_mapping"} <= set(found.value["errors"])
    assert draft.json("integration", "show", "webshop")["state"] == "draft"


def test_an_integration_is_activated_paused_and_removed(coupled: Bench) -> None:
    """Each answers with the integration as it then is."""
    assert coupled.json("integration", "show", "webshop")["state"] == "active"
    assert coupled.json("integration", "pause", "webshop")["state"] == "paused"
    assert coupled.json("integration", "activate", "webshop")["state"] == "active"
    assert coupled.json("integration", "remove", "webshop") == {"name": "webshop", "removed": True}
    assert coupled.json("integration", "list") == []


def test_a_person_sees_the_steps_and_what_is_still_open(draft: Bench) -> None:
    """In Dutch when asked for."""
    found = draft("--lang", "nl", "integration", "steps", "webshop")
    assert "Administratie (verplicht)" in found.out
    assert "Nog te beantwoorden: administration" in found.out
