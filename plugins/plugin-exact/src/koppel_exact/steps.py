"""The questions that Exact Online asks, in form order. Which exist depends on what the source can give.

The choices come from the administration itself; reading them is left to `options`.
"""

from __future__ import annotations

from typing import Final

from koppel.api import Facet, Feature, Option, Text, steps
from koppel_exact.forms import DIRECT_INVOICE, INVOICE, ITEM_FORMS, SALES_ENTRY

_standard = steps.standard
_DIVISION: Final = ("administration",)
_LEDGERS: Final = steps.Live(name="ledgers", after=_DIVISION)
_ITEMS: Final = steps.Live(name="items", after=_DIVISION)
_WITH_ITEMS: Final = steps.OneOf("insertion_type", tuple(sorted(ITEM_FORMS)))
_AS_INVOICE: Final = steps.OneOf("insertion_type", (INVOICE, DIRECT_INVOICE))
_AS_ENTRY: Final = steps.Equals("insertion_type", SALES_ENTRY)

OPEN: Final = "open"
PROCESSED: Final = "processed"
EMAIL: Final = "email"
PEPPOL: Final = "peppol"
BY_CUSTOMER: Final = "by_customer"
GENERATE: Final = "generate"
OWN_NUMBER: Final = "invoice"

_BOOKS: Final[tuple[steps.Step, ...]] = (
    steps.Choice(
        key="administration",
        label=Text(en="Administration", nl="Administratie"),
        help=Text(
            en="The administration that everything is booked in, whichever one is open on the screen in Exact Online.",
            nl="De administratie waarin alles wordt geboekt, welke er ook in Exact Online op het scherm open staat.",
        ),
        required=True,
        group=_standard.BOOKS,
        options=steps.Live(name="administrations"),
    ),
    steps.Choice(
        key="journal",
        label=Text(en="Journal", nl="Dagboek"),
        help=Text(
            en="The sales journal that orders are booked in.",
            nl="Het verkoopdagboek waarin bestellingen worden geboekt.",
        ),
        required=True,
        group=_standard.BOOKS,
        options=steps.Live(name="journals", after=_DIVISION),
    ),
    steps.Choice(
        key="credit_journal",
        label=Text(en="Journal for credit notes", nl="Dagboek voor creditnota's"),
        help=Text(
            en="Leave it empty to book credit notes in the same journal.",
            nl="Laat het leeg om creditnota's in hetzelfde dagboek te boeken.",
        ),
        group=_standard.BOOKS,
        source_when=steps.SourceGives(Feature.CREDIT_INVOICES),
        options=steps.Live(name="journals", after=_DIVISION),
    ),
    steps.Choice(
        key="insertion_type",
        label=Text(en="Book orders as", nl="Bestellingen boeken als"),
        help=Text(
            en="A sales entry goes into the ledger at once and suits shops that make their own invoices. With a sales "
            "invoice Exact Online makes the invoice; a sales order waits there for delivery. Choose to create items too "
            "if you do not keep items in Exact Online. The list shows what your licence allows.",
            nl="Een verkoopboeking staat direct in het grootboek en past bij winkels die zelf facturen maken. Bij een "
            "verkoopfactuur maakt Exact Online de factuur; een verkooporder wacht daar op levering. Laat dan ook artikelen "
            "aanmaken als u die niet in Exact Online bijhoudt. De lijst toont wat uw licentie toestaat.",
        ),
        required=True,
        default=SALES_ENTRY,
        group=_standard.BOOKS,
        options=steps.Live(name="insertion_types", after=_DIVISION, ttl_s=3600),
    ),
    steps.Choice(
        key="entry_numbers",
        label=Text(en="Entry numbers", nl="Boekstuknummers"),
        help=Text(
            en="The shop's invoice number can only be used when it is a plain number.",
            nl="Het factuurnummer van de winkel kan alleen worden gebruikt als het enkel uit cijfers bestaat.",
        ),
        default=GENERATE,
        group=_standard.BOOKS,
        source_when=steps.SourceGives(Feature.NUMERIC_INVOICE_NUMBERS),
        when=_AS_ENTRY,
        options=(
            Option(value=GENERATE, label=Text(en="given by Exact Online", nl="door Exact Online gegeven")),
            Option(value=OWN_NUMBER, label=Text(en="the invoice number", nl="het factuurnummer")),
        ),
    ),
    steps.Mapping(
        key="payment_condition_mapping",
        label=Text(en="Payment conditions", nl="Betalingscondities"),
        help=Text(
            en="A row without a choice gets the debtor's own payment condition.",
            nl="Een rij zonder keuze krijgt de eigen betalingsconditie van de debiteur.",
        ),
        group=_standard.BOOKS,
        source_when=steps.SourceGives(Feature.PAYMENT_CONDITIONS),
        rows=steps.FromFacet(facet=Facet.PAYMENT_CONDITIONS),
        options=steps.Live(name="payment_conditions", after=_DIVISION),
        row_heading=Text(en="In the shop", nl="In de winkel"),
        option_heading=Text(en="Payment condition", nl="Betalingsconditie"),
    ),
    steps.Toggle(
        key="periods",
        label=Text(en="Use the periods of the invoice", nl="Periodes van de factuur gebruiken"),
        help=Text(
            en="Spreads revenue over the period that a line pays for. These periods must be open in Exact Online.",
            nl="Verdeelt de omzet over de periode waarvoor een regel betaalt. Deze periodes moeten in Exact Online open zijn.",
        ),
        default=False,
        group=_standard.BOOKS,
        source_when=steps.SourceGives(Feature.PERIODS),
        when=_AS_ENTRY,
    ),
)

_VAT: Final[tuple[steps.Step, ...]] = (
    _standard.vat_mapping(steps.Live(name="vat_codes", after=_DIVISION)),
    _standard.ledger_mapping(_LEDGERS),
    _standard.shipping_ledger(_LEDGERS, steps.SourceGives(Feature.SEPARATE_SHIPPING_LEDGER)),
    _standard.pos_ledger(_LEDGERS, steps.SourceGives(Feature.POINT_OF_SALE)),
    _standard.eu_consumer_vat(),
    _standard.oss_ledger(_LEDGERS),
)


def _item(key: str, label: Text, help_: Text, source_when: steps.Condition | None = None) -> steps.Choice:
    return steps.Choice(
        key=key,
        label=label,
        help=help_,
        group=_standard.ITEMS,
        source_when=source_when,
        when=_WITH_ITEMS,
        options=_ITEMS,
    )


_ITEM_STEPS: Final[tuple[steps.Step, ...]] = (
    steps.Toggle(
        key="create_items",
        label=Text(en="Create items", nl="Artikelen aanmaken"),
        help=Text(
            en="Creates an item in Exact Online when an order needs one that is not there. The shop's item needs a code.",
            nl="Maakt een artikel aan in Exact Online als een bestelling er een nodig heeft dat er niet is. Het artikel in de "
            "winkel moet een code hebben.",
        ),
        default=False,
        group=_standard.ITEMS,
        when=_WITH_ITEMS,
    ),
    _item(
        "shipping_item",
        Text(en="Item for shipping", nl="Artikel voor verzendkosten"),
        Text(
            en="The item that shipping costs are booked on.",
            nl="Het artikel waarop verzendkosten worden geboekt.",
        ),
    ),
    _item(
        "costs_item",
        Text(en="Item for costs", nl="Artikel voor kosten"),
        Text(
            en="The item that other costs are booked on, such as a surcharge for the way of paying.",
            nl="Het artikel waarop overige kosten worden geboekt, zoals een toeslag voor de betaalwijze.",
        ),
        steps.SourceGives(Feature.COST_LINES),
    ),
    _item(
        "discounts_item",
        Text(en="Item for discounts", nl="Artikel voor kortingen"),
        Text(
            en="The item that discounts are booked on when they stand on a line of their own.",
            nl="Het artikel waarop kortingen worden geboekt als die op een eigen regel staan.",
        ),
        steps.SourceGives(Feature.DISCOUNT_LINES),
    ),
    steps.Toggle(
        key="use_item_ledgers",
        label=Text(en="Use the ledger accounts of the items", nl="Grootboekrekeningen van de artikelen gebruiken"),
        help=Text(
            en="The revenue account of the item or its group goes before the one chosen here.",
            nl="De omzetrekening van het artikel of zijn artikelgroep gaat voor de rekening die hier is gekozen.",
        ),
        default=False,
        group=_standard.ITEMS,
        when=_WITH_ITEMS,
    ),
    steps.Toggle(
        key="add_product_numbers",
        label=Text(en="Add product numbers", nl="Productnummers toevoegen"),
        help=Text(
            en="Puts the product number before the description of each line.",
            nl="Zet het productnummer voor de omschrijving van elke regel.",
        ),
        default=False,
        group=_standard.ITEMS,
        source_when=steps.SourceGives(Feature.PRODUCT_NUMBERS),
    ),
    steps.Choice(
        key="invoice_delivery",
        label=Text(en="Invoices in Exact Online", nl="Facturen in Exact Online"),
        help=Text(
            en="An open invoice can still be changed and is not in the ledger yet. Nothing of the first export is ever sent: "
            "those invoices are processed only.",
            nl="Een openstaande factuur kan nog worden gewijzigd en staat nog niet in het grootboek. Van de eerste export "
            "wordt nooit iets verstuurd: die facturen worden alleen verwerkt.",
        ),
        default=OPEN,
        group=_standard.ITEMS,
        when=_AS_INVOICE,
        options=(
            Option(value=OPEN, label=Text(en="leave open", nl="open laten staan")),
            Option(value=PROCESSED, label=Text(en="process, do not send", nl="verwerken, niet versturen")),
            Option(value=EMAIL, label=Text(en="process and send by e-mail", nl="verwerken en per e-mail versturen")),
            Option(value=PEPPOL, label=Text(en="process and send by Peppol", nl="verwerken en via Peppol versturen")),
            Option(
                value=BY_CUSTOMER,
                label=Text(
                    en="process and send as set on the customer",
                    nl="verwerken en versturen zoals bij de klant is ingesteld",
                ),
            ),
        ),
    ),
)

_DEBTORS: Final[tuple[steps.Step, ...]] = (
    _standard.default_debtor(steps.SourceGives(Feature.GUEST_CHECKOUT)),
    _standard.pos_debtor(steps.SourceGives(Feature.POINT_OF_SALE)),
    _standard.skip_email_check(steps.SourceGives(Feature.CUSTOMERS_BY_EMAIL)),
)

STEPS: Final[tuple[steps.Step, ...]] = (*_BOOKS, *_VAT, *_ITEM_STEPS, *_DEBTORS)
