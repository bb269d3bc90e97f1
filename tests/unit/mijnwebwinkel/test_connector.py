"""What the source declares and answers: fields, steps, lists, single documents, the newest ones, the lent fake."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from koppel.api import Facet, Feature, Unavailable
from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.booking.outcome import Skipped
from koppel.booking.rules import Rules
from koppel.connections import manage
from koppel.connectors.checks import faults
from koppel.http.inprocess import InProcess
from koppel_mijnwebwinkel import MijnwebwinkelSource, koppel_connectors, koppel_fakes
from koppel_mijnwebwinkel.fake import MijnwebwinkelFake, Shapes

STATUSES = frozenset({"2", "3", "6", "10"})


def test_the_plugin_is_well_formed():
    """It brings one connector, without a fault."""
    assert koppel_connectors() == [MijnwebwinkelSource]
    assert faults(MijnwebwinkelSource) == []


def test_the_fields_of_a_connection():
    """The shop's token, the partner's, which may be left empty, and another address; both tokens are secret."""
    fields = MijnwebwinkelSource.auth[0].fields()
    assert [(field.key, field.secret, field.required) for field in fields] == [
        ("token", True, True), ("partner_token", True, False), ("base_url", False, False),
    ]  # fmt: skip


def test_the_steps_are_those_of_the_manual():
    """Statuses and the start of the export; costs and discounts have items of their own at the target."""
    assert [step.key for step in MijnwebwinkelSource.steps] == ["order_statuses", "export_from"]
    assert MijnwebwinkelSource.features == {Feature.COST_LINES, Feature.DISCOUNT_LINES}


def test_a_connection_is_made_with_both_tokens(sqlite_home):
    """They travel in the address, as the service wants them, and are never shown again."""
    fake = MijnwebwinkelFake()
    sqlite_home.transport = InProcess({"api.myonlinestore.com": fake})
    view = manage.add(sqlite_home, "mijnwebwinkel", "shop", {"token": fake.token, "partner_token": fake.partner_token})

    assert view.account is not None
    assert (view.state, view.account.name) == ("verified", "Koffiewinkel De Kan")
    assert all(
        f"token={fake.token}" in call.query and f"partner_token={fake.partner_token}" in call.query
        for call in fake.calls
    )
    assert fake.token not in str(view)


def test_kinds_of_vat(world):
    """Country and rate of all regions, home first and high to low, whether the list comes wrapped or bare."""
    expected = ["NL-21", "NL-9", "BE-21", "BE-6", "DE-19", "DE-7", "FR-20", "FR-5.5"]
    assert [option.value for option in world.source().facet(Facet.VAT_CATEGORIES)] == expected

    world.fake.regions_wrapped = False
    assert [option.value for option in world.source().facet(Facet.VAT_CATEGORIES)] == expected


def test_kinds_of_vat_of_odd_regions(world):
    """A region without VAT stands at 0% at home only; rates that cannot be read name no row."""
    regions = [
        {"regionCode": "NL", "taxEnabled": False, "taxRate": "0.21"}, {"regionCode": "BE", "taxEnabled": False},
        {"regionCode": "DE", "taxEnabled": True, "taxRate": "much", "overrides": [{"taxRate": "0.0700"}, "x"]},
        {"taxRate": "0.19"}, "nothing",
    ]  # fmt: skip
    world.fake.answer_with(json.dumps({"regions": regions}))
    assert [option.value for option in world.source().facet(Facet.VAT_CATEGORIES)] == ["NL-0", "DE-7"]


def test_order_statuses(world):
    """The service's own words, by number; those of returns too."""
    found = {option.value: option.label for option in world.source().facet(Facet.ORDER_STATUSES)}
    assert (found["3"], found["10"], len(found)) == ("Betaald", "Retour verwerkt", 11)


def test_payment_methods(world):
    """Those that the shop switched on; all that exist where it does not tell."""
    ways = world.source().facet(Facet.PAYMENT_METHODS)
    assert [(way.value, way.label) for way in ways][:2] == [("ideal", "iDEAL"), ("bancontact", "Bancontact")]

    def forbid(request, response):
        if "stores" in request.path:
            response.status_code = 403
        return response

    world.fake.after.append(forbid)
    assert world.source().facet(Facet.PAYMENT_METHODS) == ways


def test_a_list_that_the_shop_does_not_have(world):
    """Nothing is asked for it."""
    assert (world.source().facet(Facet.SHIPPING_METHODS), world.fake.calls) == ((), [])


def test_one_document(world):
    """By its key: one call for a sale."""
    assert world.document("1001").number == "1001"
    assert len(world.fake.calls) == 1


@pytest.mark.parametrize("key", ["order:999999", "order:1027T", "refund:1", "order:", "order:1/2", "1001"])
def test_a_document_that_is_not_there(world, key):
    """Unknown, a test order, or no key of ours."""
    assert world.source().document(key) is None


def test_a_document_that_does_not_come_whole(world):
    """Broken off is not gone."""
    world.fake.answer_with("{}")
    with pytest.raises(Unavailable):
        world.source().document("order:1001")


def test_the_newest(world):
    """Newest first, without test orders, returns with their orders."""
    found = world.source().latest(9)
    assert [document.key for document in found] == [f"order:{number}" for number in (1028, *range(1026, 1018, -1))]
    assert next(document for document in found if document.is_credit).original is not None


def test_a_connection_that_was_never_verified(world):
    """Asks who it is before it reads."""
    assert world.source(account=None).document("order:1019").is_credit


def test_the_lent_fake():
    """The demonstration knows how to log in, and what the shop holds."""
    (lent,) = koppel_fakes()
    fake = lent.start("")
    totals = {total.key: total.amount for total in lent.totals(fake)}

    assert (lent.connector, set(lent.credentials(fake))) == ("mijnwebwinkel", {"token", "partner_token", "base_url"})
    assert (len(totals), totals["order:1017"]) == (27, Decimal("-41.10"))
    assert (
        date.fromisoformat(str(lent.answers["export_from"]))
        < min(one["created_at"] for one in fake.orders.values()).date()
    )


@pytest.mark.parametrize(
    "shapes",
    [
        Shapes(),
        Shapes(credit_amounts="positive", with_gross=False),
        Shapes(one_rate_as_object=False, discount_type="korting"),
    ],
    ids=["likely", "signs and no gross", "lists and another discount"],
)
def test_every_sample_is_booked_to_the_cent(make_world, shapes):
    """Total and VAT per rate as the shop charged them, or held and skipped with the reason that was to be expected."""
    world = make_world(shapes=shapes)
    rules = Rules(order_statuses=STATUSES, eu_consumer_vat="oss")
    left_out = {}
    for document in world.read().documents:
        draft, order = decide(document, rules), world.fake.orders[document.key.removeprefix("order:")]
        if not isinstance(draft, Draft):
            left_out[document.key] = draft.reason
            continue
        vat: dict[Decimal, Decimal] = {}
        for line in draft.lines:
            vat[line.vat.rate] = vat.get(line.vat.rate, Decimal(0)) + line.vat_amount
        assert draft.total_incl == order["total"]
        assert {rate: tax for rate, tax in vat.items() if rate} == {
            tax["rate"]: tax["amount"] for tax in order["tax"] if tax["rate"]
        }
    assert left_out == {
        "order:1006": "status_not_selected", "order:1007": "status_not_selected", "order:1023": "zero_total",
        "order:1013": "zero_rate_without_valid_vat_number",
    }  # fmt: skip


def test_a_return_waits_for_a_chosen_status(world):
    """One that was only announced is not booked."""
    world.fake.store.set_status("1017", 9)
    decided = decide(world.document("1017"), Rules(order_statuses=STATUSES))
    assert isinstance(decided, Skipped)
    assert decided.reason == "status_not_selected"
