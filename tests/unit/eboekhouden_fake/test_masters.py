"""Sections 3, 4.5 and 4.6: ledger accounts and the small resources."""

from __future__ import annotations

import pytest


def test_ids_have_nothing_to_do_with_codes(books):
    """A client that sends the code as id is wrong."""
    assert books.refused("mutation", books.sale(books.row() | {"ledgerId": 8000})) == "MUT_104"


def test_every_category_can_be_read_and_five_written(books):
    """Accounts for VAT are made by the service alone."""
    assert {"AF19", "AF6", "AFOVERIG", "VOOR", "BTWRC"} <= {row["category"] for row in books.items("ledger")}
    new = {"code": "1699", "description": "Btw XI (OSS)", "category": "BAL"}
    assert books.made("ledger", new)["id"]
    assert books.refused("ledger", new) == "LEDG_013"
    assert books.refused("ledger", {**new, "code": "1698", "category": "AFOVERIG"}) == "LEDG_018"
    assert books.refused("ledger", {**new, "code": "1698", "category": "X"}) == "LEDG_010"


def test_a_booked_account_keeps_its_category(books, refusal):
    """It only changes to BAL or VW."""
    books.made("mutation", books.sale())
    path = f"ledger/{books.ledger('8000')}"
    assert refusal(books.call("PATCH", path, {"category": "FIN"})) == "LEDG_014"
    assert books.call("PATCH", path, {"description": "Omzet winkel"}).status_code == 204
    assert books.get(path).json["description"] == "Omzet winkel"


@pytest.mark.parametrize("status", [204, 200])
def test_a_change_answers_with_an_empty_body(make, status):
    """204 or 200."""
    books = make(empty_status=status)
    answer = books.call("PATCH", f"ledger/{books.ledger('8000')}", {"description": "x"})
    assert (answer.status_code, answer.text) == (status, "")


def test_a_balance_is_told_per_account(books):
    """What was sold stands on the account."""
    books.made("mutation", books.sale(books.row(100, "GEEN")))
    debtors = books.get(f"ledger/{books.ledger('1300')}/balance", to="2026-12-31").json
    assert (debtors["code"], debtors["type"], debtors["balance"]) == ("1300", "DEB", 100)
    assert books.get(f"ledger/{books.ledger('8000')}/balance").json["balance"] == -100
    assert books.get(f"ledger/{books.ledger('8000')}/balance", **{"from": "2026-03-03"}).json["balance"] == 0


def test_there_is_an_account_for_the_vat_of_every_other_member_state(books):
    """Twenty-six of them, on the balance sheet."""
    oss = [row for row in books.items("ledger", category="BAL") if "(OSS)" in row["description"]]
    assert len(oss) == 26
    assert {row["code"][:2] for row in oss} == {"16"}


def test_cost_centres_have_a_path(books, refusal):
    """And keep their parent."""
    child = next(row for row in books.items("costcenter") if row["parentId"])
    assert books.get(f"costcenter/{child['id']}").json["fullPath"] == "Webwinkel > Nederland"
    assert refusal(books.call("PATCH", f"costcenter/{child['id']}", {"parentId": 1})) == "COST_006"
    assert books.call("DELETE", f"costcenter/{child['id']}").status_code == 204
    assert refusal(books.get(f"costcenter/{child['id']}"), 404) == "COST_001"


def test_a_products_vat_is_called_vat(books):
    """Elsewhere it is vatCode."""
    product = {"code": "M1", "description": "Mug", "ledgerId": books.ledger("8000"), "priceIncl": 12.1}
    assert books.made("product", {**product, "vat": "HOOG_VERK_21"})["id"]
    assert books.refused("product", {**product, "vatCode": "HOOG_VERK_21"}) == "ERR_002"
    assert books.refused("product", {**product, "vat": "HOOG_INK_21"}) == "ART_013"
    assert books.refused("product", {**product, "vat": "GEEN", "ledgerId": books.ledger("1300")}) == "ART_028"


def test_groups_have_no_pages(books):
    """And members are for clubs."""
    assert books.items("product/groups")[0]["code"] == "MOK"
    assert books.refused("member", {}) == "MEM_056"


@pytest.mark.parametrize("path", ["document", "ledger/balances", "vatcode", "quote"])
def test_what_the_service_does_not_have(books, path):
    """Never documented: 404."""
    assert books.get(path).status_code == 404


@pytest.mark.parametrize("path", ["invoicetemplate", "emailtemplate", "unit"])
def test_what_can_only_be_read(books, path):
    """No POST."""
    assert books.items(path)
    assert books.post(path, {"name": "x"}).status_code == 405
