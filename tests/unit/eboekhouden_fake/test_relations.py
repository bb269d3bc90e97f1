"""Section 4.1: relations."""

from __future__ import annotations

import pytest


def test_a_list_holds_only_id_type_and_code(books):
    """Names and addresses take a second call."""
    assert {frozenset(row) for row in books.items("relation")} == {frozenset({"id", "type", "code"})}


def test_details_leave_out_empty_fields(books):
    """Absent means empty."""
    detail = books.get(f"relation/{books.relation('JANSE')}").json
    assert detail["name"] == "A. Jansen"
    assert "vatNumber" not in detail


def test_the_type_is_business_and_the_code_generated_by_default(books):
    """Only the name is needed."""
    made = books.made("relation", {"name": "Nieuw"})
    assert set(made) == {"id", "code"}
    assert made["code"]
    assert books.get(f"relation/{made['id']}").json["type"] == "B"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "REL_002"),
        ({"name": "x" * 101}, "REL_003"),
        ({"name": "x", "type": "X"}, "REL_001"),
        ({"name": "x", "code": "c" * 16}, "REL_006"),
        ({"name": "x", "code": "JANSE"}, "REL_049"),
        ({"name": "x", "code": "janse"}, "REL_049"),
        ({"name": "x", "emailAddress": "nonsense"}, "REL_023"),
        ({"name": "x", "emailAddress": "a" * 150 + "@b.nl"}, "REL_022"),
        ({"name": "x", "companyRegistrationNumber": "12 34"}, "REL_008"),
        ({"name": "x", "iban": "NL00BANK0123456789"}, "REL_007"),
        ({"name": "x", "website": "w" * 51}, "REL_028"),
        ({"name": "x", "freeText3": "f" * 101}, "REL_039"),
        ({"name": "x", "ledgerId": 1}, "REL_048"),
        ({"name": "x", "email": "a@b.nl"}, "ERR_002"),
    ],
)
def test_each_field_has_its_rule(books, body, code):
    """And its own code, or ERR_002 for a name that does not exist."""
    assert books.refused("relation", body) == code


def test_unknown_fields_may_be_ignored_instead(make):
    """Most likely the real service drops wrong names silently."""
    books = make(unknown_fields="ignored")
    made = books.made("relation", {"name": "x", "email": "a@b.nl"})
    assert "email" not in books.get(f"relation/{made['id']}").json


@pytest.mark.parametrize(("codes", "status"), [("any", 200), ("letters_and_digits", 400)])
def test_the_characters_of_a_code_are_not_known(make, codes, status):
    """All, or letters and digits only (REL_005)."""
    assert make(relation_codes=codes).post("relation", {"name": "x", "code": "A-1"}).status_code == status


@pytest.mark.parametrize(("omitted", "city"), [("kept", "Utrecht"), ("emptied", None)])
def test_what_a_patch_leaves_out(make, omitted, city):
    """Kept or emptied: a careful client sends everything."""
    books = make(patch_omitted=omitted)
    key = books.relation()
    assert books.call("PATCH", f"relation/{key}", {"name": "Anders"}).status_code == 204
    assert books.get(f"relation/{key}").json.get("city") == city


def test_a_patch_needs_the_name(books, refusal):
    """As a POST does."""
    assert refusal(books.call("PATCH", f"relation/{books.relation()}", {"city": "x"})) == "REL_002"


def test_relations_cannot_be_removed(books, refusal):
    """There is no DELETE, and an unknown id is 404."""
    assert books.call("DELETE", f"relation/{books.relation()}").status_code == 405
    assert refusal(books.get("relation/1"), 404) == "REL_055"


def test_names_and_addresses_need_not_be_unique(books):
    """Duplicates of customers are the caller's own."""
    codes = {books.made("relation", {"name": "Twee", "emailAddress": "t@customers.example"})["code"] for _ in range(2)}
    assert len(codes) == 2
