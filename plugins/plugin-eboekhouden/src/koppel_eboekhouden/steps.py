"""The questions that e-Boekhouden.nl asks, in form order, whatever the source.

The choices come from the administration itself; reading them is left to `options`.
"""

from __future__ import annotations

from typing import Final

from koppel.api import Option, Text, steps
from koppel_eboekhouden.forms import MUTATION
from koppel_eboekhouden.states import STATES

_standard = steps.standard
_REVENUE: Final = steps.Live(name="revenue_ledgers")

GENERATE: Final = "generate"
FROM_NAME: Final = "name"

STEPS: Final[tuple[steps.Step, ...]] = (
    steps.Choice(
        key="insertion_type",
        label=Text(en="Book orders as", nl="Bestellingen boeken als"),
        help=Text(
            en="A ledger mutation suits shops that make their own invoices. With a sales invoice e-Boekhouden.nl makes the "
            "invoice and books it; it is not sent. For that an invoice template (factuursjabloon) must stand in "
            "e-Boekhouden.nl first.",
            nl="Een boeking in het grootboek past bij winkels die zelf facturen maken. Bij een verkoopfactuur maakt "
            "e-Boekhouden.nl de factuur en boekt die; versturen gebeurt niet. Daarvoor moet eerst een factuursjabloon in "
            "e-Boekhouden.nl staan.",
        ),
        required=True,
        default=MUTATION,
        group=_standard.BOOKS,
        options=steps.Live(name="insertion_types"),
    ),
    steps.Choice(
        key="debtor_ledger",
        label=Text(en="Debtor ledger account", nl="Grootboekrekening debiteuren"),
        help=Text(
            en="The account on which what customers owe is kept.",
            nl="De rekening waarop staat wat klanten verschuldigd zijn.",
        ),
        required=True,
        group=_standard.BOOKS,
        options=steps.Live(name="debtor_ledgers"),
    ),
    steps.Choice(
        key="counter_account",
        label=Text(en="Counter account for revenue", nl="Tegenrekening omzet"),
        help=Text(
            en="The profit and loss account that revenue is booked on. A product's own ledger account goes first, where "
            "e-Boekhouden.nl has it too.",
            nl="De winst-en-verliesrekening waarop de omzet wordt geboekt. Een eigen grootboekrekening van een product gaat "
            "voor, als e-Boekhouden.nl die ook heeft.",
        ),
        required=True,
        group=_standard.BOOKS,
        options=_REVENUE,
    ),
    _standard.vat_mapping(steps.Live(name="vat_codes")),
    _standard.shipping_ledger(_REVENUE),
    _standard.eu_consumer_vat(),
    steps.Mapping(
        key="oss_vat_ledgers",
        label=Text(en="VAT accounts per EU country", nl="Btw-rekeningen per EU-land"),
        help=Text(
            en="Under the One Stop Shop the VAT of each country is booked on a ledger account of its own. Countries without "
            "a choice only hold the orders that go there.",
            nl="Bij de Unieregeling wordt de btw van elk land op een eigen grootboekrekening geboekt. Landen zonder keuze "
            "houden alleen de bestellingen daarheen vast.",
        ),
        group=_standard.VAT,
        when=steps.Equals("eu_consumer_vat", "oss"),
        rows=tuple(Option(value=code, label=name) for code, name in STATES.items()),
        options=steps.Live(name="vat_ledgers"),
        row_heading=Text(en="Country", nl="Land"),
        option_heading=Text(en="VAT account", nl="Btw-rekening"),
    ),
    steps.Choice(
        key="customer_codes",
        label=Text(en="Codes of new customers", nl="Codes van nieuwe klanten"),
        help=Text(
            en="The code under which a new customer stands in e-Boekhouden.nl.",
            nl="De code waaronder een nieuwe klant in e-Boekhouden.nl staat.",
        ),
        required=True,
        default=GENERATE,
        group=_standard.DEBTORS,
        options=(
            Option(value=GENERATE, label=Text(en="given by e-Boekhouden.nl", nl="door e-Boekhouden.nl gegeven")),
            Option(
                value=FROM_NAME,
                label=Text(en="the first five letters of the name", nl="de eerste vijf letters van de naam"),
            ),
        ),
    ),
)
