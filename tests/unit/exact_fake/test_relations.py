"""Sections 5.1 and 5.2: accounts, contacts, addresses and bank accounts."""

from __future__ import annotations

import pytest

ACCOUNTS = "crm/Accounts"


def make_account(shop, **values):
    response = shop.post(ACCOUNTS, {"Name": "Nieuwe klant", **values})
    assert response.status_code == 201, response.text
    return shop.fake.division().table("Accounts")[response.json["d"]["ID"]]


def test_an_account_gets_the_next_code_and_is_no_customer_yet(shop):
    """The highest code plus one; status C must be asked for."""
    account = make_account(shop)
    assert (account["Code"], account["Status"]) == ("2071", "A")
    assert shop.refused(Customer=account["ID"]).startswith("Ongeldig: Klant (Type)")


def test_a_customer_can_be_booked_on(shop):
    """With status C and a payment condition."""
    account = make_account(shop, Status="C", PaymentConditionSales="14", Country="NL")
    assert shop.book(Customer=account["ID"])["PaymentCondition"] == "14"
    row = shop.get(f"{ACCOUNTS}(guid'{account['ID']}')?$select=IsSales,Type").json["d"]
    assert (row["IsSales"], row["Type"]) == (True, "A")


@pytest.mark.parametrize("code", ["1000", "1000".rjust(18)])
def test_a_code_that_exists_is_refused(shop, refused, code):
    """Padded or not."""
    assert refused(shop.post(ACCOUNTS, {"Name": "x", "Code": code})) == "Gegeven bestaat reeds."


def test_a_put_with_its_own_code_is_refused(shop, refused):
    """Repeating a key value does not pass."""
    path = f"{ACCOUNTS}(guid'{shop.account('1000')}')"
    assert refused(shop.put(path, {"Code": "1000"})) == "Gegeven bestaat reeds."
    assert shop.put(path, {"Status": "C", "IsSales": False}).status_code == 204


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Name": ""}, "Verplicht: Naam"),
        ({"Name": "x" * 51}, "Ongeldig: Naam (50)"),
        ({"Code": "AB"}, "Ongeldig: Code"),
        ({"Status": "X"}, "Ongeldig: Status"),
        ({"Country": "ZZ"}, "Ongeldige referentie: Land"),
        ({"Country": "NL", "State": "Utrecht"}, "Ongeldige referentie: Provincie"),
        ({"PaymentConditionSales": "99"}, "Ongeldige referentie: Betalingsconditie"),
        ({"SalesVATCode": "X"}, "Ongeldige referentie: Btw-code"),
    ],
)
def test_accounts_are_checked(shop, refused, values, text):
    """Names, codes and references."""
    assert refused(shop.post(ACCOUNTS, {"Name": "Nieuw", **values})) == text


def test_an_unknown_currency_is_emptied(shop):
    """Without a word."""
    assert make_account(shop, SalesCurrency="XXX")["SalesCurrency"] is None


def test_the_address_of_an_account_is_its_visit_address(shop):
    """Writing the account's address keeps the main visit row."""
    account = make_account(shop, AddressLine1="Domplein 1", City="Utrecht", Country="NL")
    shop.put(f"{ACCOUNTS}(guid'{account['ID']}')", {"City": "Zeist"})
    where = f"Account eq guid'{account['ID']}'"
    [address] = shop.rows(f"crm/Addresses?$select=City,Type,Main&$filter={where}")
    assert (address["City"], address["Type"], address["Main"]) == ("Zeist", 1, True)


def test_an_identical_address_is_not_made_twice(shop):
    """The existing key comes back."""
    body = {"Account": shop.account("1000"), "Type": 4, "AddressLine1": "Domplein 1", "Country": "NL"}
    first = shop.post("crm/Addresses", body).json["d"]["ID"]
    assert shop.post("crm/Addresses", body).json["d"]["ID"] == first
    assert shop.post("crm/Addresses", {**body, "Type": 3}).json["d"]["ID"] != first


def test_a_contact_needs_an_account_and_a_name(shop, refused):
    """One of the two names will do."""
    assert refused(shop.post("crm/Contacts", {})) == "Verplicht: Relatie\r\nVerplicht: Achternaam"
    made = shop.post("crm/Contacts", {"Account": shop.account("1000"), "FirstName": "Inkoop"})
    assert made.status_code == 201
    [row] = shop.rows("crm/Contacts?$select=FullName,AccountName,HID")
    assert (row["FullName"], row["AccountName"], row["HID"]) == ("Inkoop", "Webwinkelklanten", 1)


def test_bank_accounts_hang_below_their_account(shop):
    """They can be expanded."""
    key = shop.account("1000")
    shop.post("crm/BankAccounts", {"Account": key, "BankAccount": "NL02ABNA0123456789"})
    row = shop.get(f"{ACCOUNTS}(guid'{key}')?$select=BankAccounts/BankAccount&$expand=BankAccounts").json["d"]
    assert [bank["BankAccount"] for bank in row["BankAccounts"]["results"]] == ["NL02ABNA0123456789"]


def test_an_account_with_transactions_stays(shop):
    """One without can go."""
    shop.book()
    assert shop.delete(f"{ACCOUNTS}(guid'{shop.account('1000')}')").status_code == 500
    assert shop.delete(f"{ACCOUNTS}(guid'{shop.account('1006')}')").status_code == 204
