"""The choices of the form, as the administration has them."""

from __future__ import annotations

import pytest

from koppel.api import Answers, SettingsProblem, WrongUse


def test_administrations_are_those_that_can_be_booked_in(kit):
    """Two active ones by number and name; the archived one is left out."""
    found = kit.options("administrations")

    assert set(found) == {"1234567", "1234568"}
    assert found["1234567"].label == "1 - Webwinkel Voorbeeld B.V."
    assert (found["1234568"].data["country"], found["1234568"].data["currency"]) == ("BE", "EUR")


def test_only_what_the_user_granted_is_offered(kit):
    """Consent may cover a part of the administrations, not even the one that is open on the screen."""
    kit.fake.user.granted -= {1234568}

    assert set(kit.options("administrations")) == {"1234567"}


def test_journals_are_open_sales_journals(kit):
    """No bank, no purchases, no blocked journal."""
    found = kit.options("journals")

    assert {code: option.label for code, option in found.items()} == {
        "70": "70 - Verkoopboek",
        "71": "71 - Verkoopboek webwinkel",
    }


def test_vat_codes_never_include_one_with_vat_inside(kit):
    """Codes of type I, purchase codes and blocked codes cannot be chosen."""
    found = kit.options("vat_codes")

    assert {"0", "1", "2", "6", "7"} <= set(found)
    assert not {"3", "4", "8", "9", "19"} & set(found)


def test_a_vat_code_is_labelled_with_its_rate(kit):
    """The label is what a bookkeeper knows the code by."""
    assert kit.options("vat_codes")["2"].label == "2 - Btw hoog tarief, exclusief (21%)"


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("2", {"NL-21"}),
        ("1", {"NL-9"}),
        ("0", {"no-vat", "exempt", "small-enterprise"}),
        ("5", {"reverse-charge-home"}),
        ("6", {"export", "services-outside-eu"}),
        ("7", {"reverse-charge-eu"}),
        ("7D", {"reverse-charge-eu-services"}),
        ("DEH", {"DE-19"}),
        ("BEH", {"BE-21"}),
    ],
)
def test_a_vat_code_fits_rows_by_what_it_is_not_by_what_it_is_called(kit, code, rows):
    """Country, rate, list of EU sales and type decide; Belgian 21 per cent is not Dutch 21 per cent."""
    assert set(kit.options("vat_codes")[code].fits) == rows


def test_a_code_fits_the_rates_of_earlier_days_too(kit):
    """A refund on an Estonian sale of before July 2025 carries 22 per cent on the code that has 24 by now."""
    assert {"EE-24", "EE-22"} <= set(kit.options("vat_codes")["EEH"].fits)


def test_in_a_belgian_administration_the_same_rates_are_belgian(kit):
    """Home is the country of the administration."""
    found = {option.value: option for option in belgian(kit, "vat_codes")}

    assert found["V21"].fits == ("BE-21",)
    assert found["VEX"].fits == ("export", "services-outside-eu")
    assert "I21" not in found


def belgian(kit, name):
    known = Answers(values={"administration": "1234568"}, chosen={"administration": kit.options("administrations")})
    return getattr(kit.target(known), f"options_{name}")(known)


def test_ledgers_are_accounts_that_a_sale_can_stand_on(kit):
    """No bank, debtors, VAT or wages; none that is blocked or demands a cost centre."""
    found = kit.options("ledgers")

    assert {"8000", "8900", "9000", "1450"} <= set(found)
    assert not {"1000", "1100", "1300", "1500", "1600", "4000", "8060", "8090"} & set(found)
    assert found["8000"].label == "8000 - Omzet hoog"


def test_a_ledger_fits_what_its_default_vat_code_is_for_when_it_is_the_only_one(kit):
    """8000 is for 21 per cent; shipping, discounts and the till have that code too but another purpose."""
    found = kit.options("ledgers")

    assert found["8000"].fits == ("NL-21",)
    assert found["8010"].fits == ("NL-9",)
    assert found["8040"].fits == ("reverse-charge-eu",)
    assert found["8100"].fits == found["8300"].fits == ()


def test_the_account_for_the_union_scheme_fits_all_its_rows(kit):
    """8050 is suggested for German, French and all other foreign rates."""
    assert {"DE-19", "FR-20", "BE-21"} <= set(kit.options("ledgers")["8050"].fits)


def test_two_accounts_for_one_rate_are_both_left_unsuggested(kit):
    """A guess between two would be wrong half of the time."""
    kit.fake.division().add("GLAccounts", {"Code": "8001", "Description": "Omzet hoog 2", "Type": 110, "VATCode": "2"})
    found = kit.options("ledgers")

    assert found["8000"].fits == found["8001"].fits == ()


def test_payment_conditions_and_items_are_offered_by_code_and_name(kit):
    """Items that are only bought are left out."""
    assert kit.options("payment_conditions")["30"].label == "30 - 30 dagen"
    assert kit.options("items")["VERZEND"].label == "VERZEND - Verzendkosten"
    assert "DOOS-01" not in kit.options("items")


def test_orders_can_become_what_the_licence_allows(kit):
    """Without the module for direct invoices that choice is not offered."""
    assert list(kit.options("insertion_types")) == ["sales_entry", "sales_invoice", "sales_order"]


def test_direct_invoices_are_offered_where_the_licence_has_them(kit):
    """The fuller edition adds the fourth choice."""
    kit.fake.division().features.add("direct_invoicing")

    assert "direct_sales_invoice" in kit.options("insertion_types")


def test_without_the_invoicing_module_only_entries_are_offered_and_each_module_is_asked_once(kit):
    """Three calls at most: ten refusals within an hour would lock the app out of that address."""
    kit.fake.division().features -= {"invoicing", "orders"}
    target = kit.target()
    kit.fake.calls.clear()

    assert [option.value for option in target.options_insertion_types(kit.answers())] == ["sales_entry"]
    assert len(kit.fake.calls) == 2


def test_a_missing_right_is_told_instead_of_an_empty_list(kit):
    """Exact answers a missing right with an empty list; the person is told which right to give."""
    kit.fake.user.denied |= {("financial/journals", "GET")}
    known = kit.answers(journal=None)

    with pytest.raises(WrongUse, match="journals") as problem:
        kit.target(known).options_journals(known)
    assert "dagboeken" in problem.value.sentence.nl


def test_lists_wait_for_the_administration(kit):
    """Before it is chosen there is nothing to read them from."""
    with pytest.raises(SettingsProblem) as problem:
        kit.target(Answers()).options_journals(Answers())
    assert problem.value.step == "administration"


def test_verifying_tells_who_is_logged_in_and_what_is_open(kit):
    """Two calls; the key is the user."""
    account = kit.target(Answers()).verify()

    assert account.name == "Koppelgebruiker: Webwinkel Voorbeeld B.V., Webwinkel Voorbeeld België BV"
    assert (account.country, account.currency) == (None, "EUR")
    assert len(account.key) == 36
    assert len(kit.fake.calls) == 2


def test_the_account_stays_the_same_when_another_administration_is_opened_on_the_screen(kit):
    """A bookkeeper switches clients all day; the connection must not turn into another one."""
    first = kit.target(Answers()).verify()
    kit.fake.user.current_division = 1234567

    assert kit.target(Answers()).verify().key == first.key


def test_a_user_who_granted_nothing_is_told_so(kit):
    """The login works and still nothing can be booked."""
    kit.fake.user.granted.clear()

    with pytest.raises(WrongUse) as problem:
        kit.target(Answers()).verify()
    assert "administratie" in problem.value.sentence.nl
