"""Questions that more than one connector asks, in one wording. A connector takes the ones it needs and says where the
options come from; what a connector alone asks stands in its plugin. The keys are those of the installation manuals.
"""

from __future__ import annotations

from koppel.steps.conditions import Condition, Equals
from koppel.steps.kinds import Choice, Choices, Date, Mapping, Text, Toggle
from koppel.steps.options import FromFacet, Live, Option
from koppel.text import Text as Words

SOURCE = Words(en="What is booked", nl="Wat er wordt geboekt")
BOOKS = Words(en="Where it is booked", nl="Waar het wordt geboekt")
VAT = Words(en="VAT and ledgers", nl="Btw en grootboek")
DEBTORS = Words(en="Customers", nl="Klanten")
ITEMS = Words(en="Items and invoices", nl="Artikelen en facturen")
RUNNING = Words(en="Running", nl="Uitvoering")


def order_statuses(default: tuple[str, ...]) -> Choices:
    """At which statuses an order is booked."""
    return Choices(
        key="order_statuses",
        label=Words(en="Order statuses", nl="Orderstatussen"),
        help=Words(
            en="An order is booked once it has one of these statuses. Choose statuses at which it is no longer edited.",
            nl="Een bestelling wordt geboekt zodra zij een van deze statussen heeft. Kies statussen waarbij zij niet meer "
            "wordt gewijzigd.",
        ),
        required=True,
        default=list(default),
        group=SOURCE,
        options=FromFacet(facet="order_statuses"),
    )


def export_from() -> Date:
    """The start of the first export."""
    return Date(
        key="export_from",
        label=Words(en="Book from", nl="Boeken vanaf"),
        help=Words(
            en="Everything dated on or after this day is booked. Leave it empty to begin with today.",
            nl="Alles met een datum op of na deze dag wordt geboekt. Laat het leeg om met vandaag te beginnen.",
        ),
        group=SOURCE,
    )


def number_source(help_: Words) -> Choice:
    """Whose number the booking carries."""
    return Choice(
        key="number_source",
        label=Words(en="Number on the booking", nl="Nummer op de boeking"),
        help=help_,
        default="order",
        group=SOURCE,
        options=(
            Option(value="order", label=Words(en="order number", nl="ordernummer")),
            Option(value="invoice", label=Words(en="invoice number", nl="factuurnummer")),
        ),
    )


def group_lines() -> Toggle:
    """One line per VAT code and ledger."""
    return Toggle(
        key="group_lines",
        label=Words(en="Group the lines", nl="Regels groeperen"),
        help=Words(
            en="One line per VAT code and ledger account; the descriptions of the lines are then not used.",
            nl="Eén regel per btw-code en grootboekrekening; de omschrijvingen van de regels vervallen dan.",
        ),
        default=False,
        group=SOURCE,
    )


def vat_mapping(options: Live) -> Mapping:
    """VAT of the shop to VAT codes of the package."""
    return Mapping(
        key="vat_mapping",
        label=Words(en="VAT codes", nl="Btw-codes"),
        help=Words(
            en="Which VAT code of your administration belongs to each kind of VAT of the shop.",
            nl="Welke btw-code van uw administratie bij elke soort btw van de winkel hoort.",
        ),
        required=True,
        group=VAT,
        rows=FromFacet(facet="vat_categories"),
        options=options,
        row_heading=Words(en="VAT in the shop", nl="Btw in de winkel"),
        option_heading=Words(en="VAT code", nl="Btw-code"),
    )


def ledger_mapping(options: Live) -> Mapping:
    """VAT of the shop to revenue ledgers of the package."""
    return Mapping(
        key="ledger_mapping",
        label=Words(en="Revenue ledger accounts", nl="Grootboekrekeningen omzet"),
        help=Words(
            en="On which account the revenue of each kind of VAT is booked. A product's own account goes first.",
            nl="Op welke rekening de omzet van elke soort btw wordt geboekt. Een eigen rekening van een product gaat voor.",
        ),
        required=True,
        group=VAT,
        rows=FromFacet(facet="vat_categories"),
        options=options,
        row_heading=Words(en="VAT in the shop", nl="Btw in de winkel"),
        option_heading=Words(en="Ledger account", nl="Grootboekrekening"),
    )


def shipping_ledger(options: Live, source_when: Condition | None = None) -> Choice:
    """Where shipping goes."""
    return Choice(
        key="shipping_ledger",
        label=Words(en="Ledger account for shipping", nl="Grootboekrekening verzendkosten"),
        help=Words(
            en="Leave it empty to book shipping with the revenue of the goods.",
            nl="Laat het leeg om verzendkosten bij de omzet van de goederen te boeken.",
        ),
        group=VAT,
        source_when=source_when,
        options=options,
    )


def eu_consumer_vat() -> Choice:
    """VAT for consumers in other member states."""
    return Choice(
        key="eu_consumer_vat",
        label=Words(en="Consumers in other EU countries", nl="Particulieren in andere EU-landen"),
        help=Words(
            en="Choose the VAT that the shop charges them. VAT of the customer's country is always booked as such, with a "
            "warning where you chose that of the shop's country; with the One Stop Shop, an order of goods with VAT of the "
            "shop's country is held. VAT is never changed.",
            nl="Kies de btw die de winkel hun berekent. Btw van het land van de klant wordt altijd zo geboekt, met een "
            "waarschuwing als u die van het land van de winkel koos; met de Unieregeling wordt een bestelling van goederen met "
            "btw van het land van de winkel vastgehouden. Btw wordt nooit gewijzigd.",
        ),
        required=True,
        default="home",
        group=VAT,
        options=(
            Option(value="home", label=Words(en="VAT of the shop's country", nl="btw van het land van de winkel")),
            Option(value="oss", label=Words(en="One Stop Shop (OSS)", nl="Unieregeling (OSS)")),
        ),
    )


def oss_ledger(options: Live) -> Choice:
    """Where sales under the Union scheme go."""
    return Choice(
        key="oss_ledger",
        label=Words(en="Ledger account for OSS revenue", nl="Grootboekrekening omzet Unieregeling (OSS)"),
        help=Words(
            en="Leave it empty to use the account of the VAT table.",
            nl="Laat het leeg om de rekening uit de btw-tabel te gebruiken.",
        ),
        group=VAT,
        when=Equals("eu_consumer_vat", "oss"),
        options=options,
    )


def default_debtor(source_when: Condition | None = None) -> Text:
    """One debtor for everything."""
    return Text(
        key="default_debtor",
        label=Words(en="Default debtor", nl="Standaarddebiteur"),
        help=Words(
            en="The code of the debtor that every order is booked on. Leave it empty to have a debtor per customer.",
            nl="De code van de debiteur waarop elke bestelling wordt geboekt. Laat het leeg voor een debiteur per klant.",
        ),
        group=DEBTORS,
        max_length=18,
        source_when=source_when,
    )


def skip_email_check(source_when: Condition | None = None) -> Toggle:
    """Whether a debtor is looked for by e-mail address."""
    return Toggle(
        key="skip_email_check",
        label=Words(en="Do not look for customers by e-mail address", nl="Klanten niet op e-mailadres zoeken"),
        help=Words(
            en="Switch on when several customers share one e-mail address.",
            nl="Zet aan wanneer meerdere klanten één e-mailadres delen.",
        ),
        default=False,
        group=DEBTORS,
        source_when=source_when,
    )


def pos_debtor(source_when: Condition) -> Text:
    """The debtor for sales at the counter."""
    return Text(
        key="pos_debtor",
        label=Words(en="Debtor for counter sales", nl="Debiteur voor kassaverkopen"),
        help=Words(
            en="The code of the debtor that sales of the point of sale are booked on.",
            nl="De code van de debiteur waarop kassaverkopen worden geboekt.",
        ),
        group=DEBTORS,
        max_length=18,
        source_when=source_when,
    )


def pos_ledger(options: Live, source_when: Condition) -> Choice:
    """Where sales at the counter go."""
    return Choice(
        key="pos_ledger",
        label=Words(en="Ledger account for counter sales", nl="Grootboekrekening kassaverkopen"),
        help=Words(
            en="Leave it empty to use the account of the VAT table.",
            nl="Laat het leeg om de rekening uit de btw-tabel te gebruiken.",
        ),
        group=VAT,
        source_when=source_when,
        options=options,
    )
