"""The generated form: drawing every kind of question, taking answers, errors in their place, suggestions."""

from __future__ import annotations

import re
from typing import Any

import pytest

from koppel.store import Integration, MemoryRow
from koppel.sync import integrations
from unit.web.visiting import Visitor, readable, said
from unit.web.world import ANSWERS, LEDGERS, Pages

FORM = "/integrations/1/settings/"
KEYS = (
    "order_statuses", "export_from", "administration", "journal", "insertion_type", "vat_mapping", "ledger_mapping",
    "shipping_ledger", "eu_consumer_vat", "group_lines", "check_every", "service_level",
)  # fmt: skip


@pytest.fixture
def draft(pages: Pages) -> Pages:
    """An integration of which only the administration is chosen."""
    pages.couple({"administration": "1"})
    return pages


def value_of(pages: Pages, key: str) -> object:
    """The answer that is kept."""
    return next(view.value for view in integrations.steps(pages.home, "webshop") if view.key == key)


def sent(pages: Pages, **changes: Any) -> dict[str, Any]:
    """What the browser sends when the form is as it stands and some fields are changed (`a_KEY`, `r_KEY_ROW`)."""
    fields: dict[str, Any] = {"asked": list(KEYS)}
    for view in integrations.steps(pages.home, "webshop"):
        if view.kind == "mapping" and isinstance(view.value, dict):
            fields |= {f"r.{view.key}.{row}": code for row, code in view.value.items()}
        elif view.kind == "toggle":
            fields |= {f"a.{view.key}": "on"} if view.value else {}
        elif view.kind != "mapping" and view.value is not None and view.visible:
            fields[f"a.{view.key}"] = view.value
    return fields | changes


def question(page: str, key: str) -> str:
    """The part of the page about one question."""
    found = re.search(rf'id="step-{key}".*?(?=id="step-|class="save-bar")', page, flags=re.DOTALL)
    assert found is not None, key
    return found[0]


def test_every_kind_of_question_has_its_field(draft: Pages, admin: Visitor) -> None:
    """Text, number, toggle, choice, several, table, day, schedule and note, each with a label."""
    page = admin.get(FORM).text
    assert 'type="checkbox" name="a.order_statuses" value="completed" checked' in page
    assert 'type="date" id="a-export_from"' in page
    assert re.search(r'<select id="a-journal" name="a.journal"', page)
    assert 'type="radio" name="a.insertion_type" value="entry" checked' in page
    assert 'type="checkbox" id="a-group_lines"' in page
    assert "minutes" in question(page, "check_every")
    assert "Everything lands in one administration." in question(page, "welcome")
    assert 'name="r.vat_mapping.NL-21"' in page


def test_a_question_whose_condition_does_not_hold_is_hidden_and_not_sent(draft: Pages, admin: Visitor) -> None:
    """It is in the page for the script, with its condition, but its fields are off."""
    part = question(admin.get(FORM).text, "days_to_pay")
    assert " hidden" in part.split(">")[0]
    assert "equals" in part
    assert 'name="a.days_to_pay"' in part
    assert "disabled" in part


def test_without_script_the_question_appears_after_saving(draft: Pages, admin: Visitor) -> None:
    """The server decides; the script is only quicker."""
    admin.send(FORM, sent(draft, **{"a.insertion_type": "invoice"}))
    part = question(admin.get(FORM).text, "days_to_pay")
    assert " hidden" not in part.split(">")[0]
    assert "disabled" not in part


def test_saving_takes_all_answers(draft: Pages, admin: Visitor) -> None:
    """Every kind, and the page says that it is saved."""
    fields = sent(
        draft,
        **{
            "a.order_statuses": ["completed", "refunded"],
            "a.export_from": "2026-06-01",
            "a.journal": "71",
            "a.group_lines": "on",
            "a.check_every": "30",
            "r.vat_mapping.NL-21": "H",
            "r.ledger_mapping.NL-21": "8001 Revenue 1",
            "a.shipping_ledger": "8005 Revenue 5",
        },
    )
    assert admin.send(FORM, fields).status_code == 302
    assert "Saved." in said(admin.get(FORM))
    assert value_of(draft, "order_statuses") == ["completed", "refunded"]
    assert (value_of(draft, "export_from"), value_of(draft, "journal")) == ("2026-06-01", "71")
    assert (value_of(draft, "group_lines"), value_of(draft, "check_every")) == (True, 30)
    assert (value_of(draft, "ledger_mapping"), value_of(draft, "shipping_ledger")) == ({"NL-21": "8001"}, "8005")


def test_what_is_still_open_is_said_after_saving(draft: Pages, admin: Visitor) -> None:
    """With the names, and the page opens at the first."""
    answer = admin.send(FORM, sent(draft, **{"a.journal": "70"}))
    assert answer.headers["Location"].endswith("#step-vat_mapping")
    assert "VAT codes, Revenue ledger accounts" in said(admin.get(FORM))


def test_a_complete_draft_can_go_on_to_the_preview(pages: Pages, admin: Visitor) -> None:
    """With the button for it."""
    pages.couple()
    assert admin.send(FORM, sent(pages, preview="1")).headers["Location"] == "/integrations/1/preview"


def test_an_error_stands_at_the_top_at_the_field_and_at_the_row(draft: Pages, admin: Visitor) -> None:
    """The summary links to the row; the field keeps what was typed and is marked; nothing is saved."""
    fields = sent(draft, **{"a.check_every": "soon", "r.ledger_mapping.NL-21": "9999 nowhere", "a.group_lines": "on"})
    answer = admin.send(FORM, fields)
    assert answer.status_code == 422
    assert 'href="#row-ledger_mapping-NL-21">Revenue ledger accounts, NL 21%' in answer.text
    assert 'href="#step-check_every"' in answer.text
    assert "whole number" in question(answer.text, "check_every")
    assert 'value="soon"' in question(answer.text, "check_every")
    row = question(answer.text, "ledger_mapping")
    assert 'value="9999 nowhere"' in row
    assert 'aria-invalid="true"' in row
    assert "9999 nowhere is not in the list" in readable(answer)
    assert value_of(draft, "group_lines") is False


def test_a_good_answer_beside_a_wrong_one_is_still_in_the_page(draft: Pages, admin: Visitor) -> None:
    """Nobody types twice."""
    answer = admin.send(FORM, sent(draft, **{"a.check_every": "soon", "a.export_from": "2026-02-03"}))
    assert 'value="2026-02-03"' in question(answer.text, "export_from")
    assert "data-unsaved" in answer.text


def test_only_what_changed_is_sent_on(pages: Pages, admin: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """An untouched default stays a default; an answer that has gone bad elsewhere does not stand in the way."""
    pages.couple({**ANSWERS, "journal": "71"})
    monkeypatch.setattr(pages.home.plugins.connector("test-books"), "options_journals", lambda *_: [])
    assert admin.send(FORM, sent(pages, **{"a.group_lines": "on"})).status_code == 302
    with pages.home.reading() as session:
        kept = session.query(Integration).one().answers
    assert kept["group_lines"] is True
    assert kept["journal"] == "71"
    assert "eu_consumer_vat" not in kept


def test_suggestions_are_shown_as_suggestions(draft: Pages, admin: Visitor) -> None:
    """The field stays empty until a person says yes."""
    part = question(admin.get(FORM).text, "vat_mapping")
    assert "Suggestion:" in part
    assert 'value="vat_mapping|NL-21"' in part
    assert value_of(draft, "vat_mapping") in (None, {})


@pytest.mark.parametrize(
    ("use", "taken"),
    [
        ("vat_mapping|NL-21", {"vat_mapping": ["H"], "ledger_mapping": []}),
        ("vat_mapping", {"vat_mapping": ["H", "L", "X"], "ledger_mapping": []}),
        ("*", {"vat_mapping": ["H", "L", "X"], "ledger_mapping": ["8001 Revenue 1", "8002 Revenue 2"]}),
    ],
)
def test_suggestions_can_be_taken_by_one_table_or_all(
    draft: Pages, admin: Visitor, use: str, taken: dict[str, list[str]]
) -> None:
    """The form comes back filled in, together with what was typed, and not saved yet."""
    page = admin.send(FORM, sent(draft, use=use, **{"a.export_from": "2026-02-03"})).text
    chosen = re.findall(r'<option value="(\w+)" selected', question(page, "vat_mapping"))
    typed = re.findall(r'class="typed"[^>]* value="([^"]+)"', question(page, "ledger_mapping"))
    assert {"vat_mapping": chosen, "ledger_mapping": typed} == taken
    assert "2026-02-03" in page
    assert "Not saved yet" in page
    assert value_of(draft, "vat_mapping") in (None, {})


def test_what_is_already_answered_is_not_overwritten_by_a_suggestion(draft: Pages, admin: Visitor) -> None:
    """A choice that was typed but not saved counts as an answer."""
    page = admin.send(FORM, sent(draft, use="*", **{"r.vat_mapping.NL-21": "X"})).text
    assert re.findall(r'<option value="(\w+)" selected', question(page, "vat_mapping"))[0] == "X"


def test_the_lists_follow_an_answer_that_is_not_saved(draft: Pages, admin: Visitor) -> None:
    """Another administration, its journals; nothing is kept yet."""
    page = admin.send(FORM, sent(draft, lists="administration", **{"a.administration": "2"})).text
    assert "90 Sales of the holding" in question(page, "journal")
    assert value_of(draft, "administration") == "1"


def test_a_long_list_stands_in_the_page_once(draft: Pages, admin: Visitor) -> None:
    """Six fields choose from sixty ledgers, and each ledger is written once."""
    page = admin.get(FORM).text
    assert page.count("8033 Revenue 33") == 1
    assert len(re.findall(r'list="list-1"', page)) == 7


def test_a_vanished_answer_is_still_shown(pages: Pages, admin: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """As what it was, with the error beside it."""
    pages.couple()
    with pages.home.writing() as session:
        session.query(MemoryRow).delete()
    monkeypatch.setattr(pages.home.plugins.connector("test-books"), "options_codes", lambda *_: list(LEDGERS[:1]))
    part = question(admin.get(FORM).text, "vat_mapping")
    assert "no longer in the list" in part
    assert re.search(r'<option value="H" selected>High 21%', part)


def test_keys_that_are_not_in_the_form_do_nothing(draft: Pages, admin: Visitor) -> None:
    """A page of an older version, or somebody's invention."""
    fields = sent(draft) | {"asked": [*KEYS, "no_such_step"], "a.no_such_step": "x", "r.no_such.NL-21": "y"}
    assert admin.send(FORM, fields).status_code == 302
