"""How many calls a first export costs: a known customer one, a new one two, and very little besides."""

from __future__ import annotations

from koppel.api import Sought
from support.drafts import consumer, draft

ORDERS = 100


def export(kit, debtors, **answers):
    """As the core does it: look for the whole portion, book each, then finish each."""
    bookings = [
        kit.booking(draft(reference=f"100{place:03}", debtor=debtor), initial=True, **answers)
        for place, debtor in enumerate(debtors)
    ]
    kit.target().find([Sought(reference=one.reference, form=one.form) for one in bookings])
    made = [(one, kit.target().create(one)) for one in bookings]
    return [kit.target().send(*one) for one in made]


def test_known_customers_cost_one_call_an_order(kit):
    """At most 1.1, with looking before and reading back after."""
    debtors = [consumer(str(place), email=f"klant{place + 1:03}@klanten.example") for place in range(ORDERS)]
    done = export(kit, debtors)

    assert len(kit.fake.calls) <= ORDERS * 1.1
    assert all(one.total_incl is not None for one in done)


def test_new_customers_cost_two_calls_an_order(kit):
    """At most 2.1."""
    export(kit, [consumer(str(place)) for place in range(ORDERS)])

    assert len(kit.fake.calls) <= ORDERS * 2.1


def test_sending_costs_one_call_more(kit):
    """By e-mail; the network is asked once per customer."""
    bookings = [kit.booking(draft(reference=str(place)), send_by="email") for place in range(20)]
    made = [(one, kit.target().create(one)) for one in bookings]
    kit.fake.calls.clear()
    for one in made:
        kit.target().send(*one)

    assert len(kit.fake.calls) <= 20 + 2
