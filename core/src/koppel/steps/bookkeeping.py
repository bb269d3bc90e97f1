"""Questions about the books that no installation manual asks: each with an answer that suits most shops, so that nobody
has to look at them. Which of them a pair asks is left to `sync.bookkeeping`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from koppel.model import rate_text
from koppel.steps.conditions import Equals
from koppel.steps.kinds import Choice, Mapping, Text, Toggle
from koppel.steps.options import Live, Option
from koppel.text import Text as Words

VAT = Words(en="VAT", nl="Btw")
DATES = Words(en="Date, reference and lines", nl="Datum, kenmerk en regels")
DEBTORS = Words(en="Customers", nl="Klanten")

SELLER_COUNTRY = "seller_country"
FOREIGN_STOCK = "foreign_stock_codes"
VIES = "vies"

NL, BE = Words(en="the Netherlands", nl="Nederland"), Words(en="Belgium", nl="België")


def seller_country(assumed: str) -> Choice:
    """Whose VAT rules hold; only where the package does not say it."""
    return Choice(
        key=SELLER_COUNTRY,
        label=Words(en="Your country for VAT", nl="Uw land voor de btw"),
        help=Words(
            en="The country where you file your VAT return. Your accounting package does not say it.",
            nl="Het land waar u btw-aangifte doet. Uw boekhoudpakket zegt het niet.",
        ),
        required=True,
        default=assumed,
        group=VAT,
        options=(Option(value="NL", label=NL), Option(value="BE", label=BE)),
    )


def vat_scheme() -> Choice:
    """Under the exemption for small enterprises no VAT may be charged."""
    return Choice(
        key="vat_scheme",
        label=Words(en="VAT scheme", nl="Btw-regeling"),
        help=Words(
            en="With the scheme for small enterprises (Dutch KOR, Belgian exemption) you charge no VAT. An order with VAT is "
            "then held, never changed.",
            nl="Met de kleineondernemersregeling (KOR) of de Belgische vrijstellingsregeling berekent u geen btw. Een "
            "bestelling met btw wordt dan vastgehouden, nooit gewijzigd.",
        ),
        required=True,
        default="normal",
        group=VAT,
        options=(
            Option(value="normal", label=Words(en="normal", nl="gewoon")),
            Option(
                value="small_enterprise",
                label=Words(en="small enterprise, no VAT", nl="kleine onderneming, geen btw"),
            ),
        ),
    )


def vat_number_check() -> Choice:
    """Whether the EU's service is asked about VAT numbers."""
    return Choice(
        key="vat_number_check",
        label=Words(en="Check VAT numbers of businesses", nl="Btw-nummers van bedrijven controleren"),
        help=Words(
            en="For sales without VAT to businesses in other EU countries. With VIES the number is looked up at the European "
            "Commission, at most once a month; a number that is not valid holds the order. Without it, the shop's own check "
            "and the form of the number count.",
            nl="Voor verkopen zonder btw aan bedrijven in andere EU-landen. Met VIES wordt het nummer opgezocht bij de Europese "
            "Commissie, hooguit eens per maand; een nummer dat niet geldig is houdt de bestelling vast. Zonder VIES tellen de "
            "controle van de winkel zelf en de vorm van het nummer.",
        ),
        required=True,
        default="off",
        group=VAT,
        options=(
            Option(value="off", label=Words(en="not looked up", nl="niet opzoeken")),
            Option(value=VIES, label=Words(en="look up in VIES", nl="opzoeken in VIES")),
        ),
    )


def accept_earlier_vat_check() -> Toggle:
    """Whether an earlier valid result counts while the checking service is down."""
    return Toggle(
        key="accept_earlier_vat_check",
        label=Words(en="Accept an earlier check of a VAT number", nl="Eerdere controle van een btw-nummer aanvaarden"),
        help=Words(
            en="When the checking service does not answer, a number that was valid before still counts. Otherwise the order "
            "waits until the service answers.",
            nl="Als de controledienst niet antwoordt, telt een nummer dat eerder geldig was nog steeds. Anders wacht de "
            "bestelling tot de dienst antwoordt.",
        ),
        default=False,
        group=VAT,
    )


def voucher_kind() -> Choice:
    """When the VAT on a voucher is owed."""
    return Choice(
        key="voucher_kind",
        label=Words(en="Vouchers that you sell", nl="Tegoedbonnen die u verkoopt"),
        help=Words(
            en="A voucher for goods of several rates, or for several countries, is taxed when it is used. One for goods of a "
            "single rate in your own country is taxed when it is sold.",
            nl="Een bon voor goederen van meer tarieven, of voor meer landen, wordt belast als hij wordt gebruikt. Een bon voor "
            "goederen van één tarief in uw eigen land wordt belast als hij wordt verkocht.",
        ),
        required=True,
        default="multi_purpose",
        group=VAT,
        options=(
            Option(value="multi_purpose", label=Words(en="taxed when used", nl="belast bij gebruik")),
            Option(value="single_purpose", label=Words(en="taxed when sold", nl="belast bij verkoop")),
        ),
    )


def voucher_rate(rates: Sequence[Decimal]) -> Choice:
    """The rate of a voucher that is taxed when sold; `rates` are those of the seller's country, the highest first."""
    codes = [rate_text(rate) for rate in rates]
    return Choice(
        key="voucher_rate",
        label=Words(en="VAT rate of vouchers", nl="Btw-tarief van tegoedbonnen"),
        help=Words(
            en="The rate of the goods that the vouchers are for.",
            nl="Het tarief van de goederen waarvoor de bonnen zijn.",
        ),
        required=True,
        default=codes[0],
        group=VAT,
        when=Equals("voucher_kind", "single_purpose"),
        options=tuple(
            Option(value=code, label=Words(en=f"{code}%", nl=f"{code.replace('.', ',')}%")) for code in codes
        ),
    )


def foreign_stock_codes(vat_codes: Live) -> Mapping:
    """VAT codes for goods that leave from another country; the rows are what held documents turned out to need."""
    return Mapping(
        key=FOREIGN_STOCK,
        label=Words(en="Stock in another country", nl="Voorraad in een ander land"),
        help=Words(
            en="The VAT code for goods that leave from a warehouse abroad. A row appears here once an order needs it; until "
            "you answer it that order is held.",
            nl="De btw-code voor goederen die uit een magazijn in het buitenland vertrekken. Een rij verschijnt hier zodra een "
            "bestelling haar nodig heeft; tot u haar beantwoordt wordt die bestelling vastgehouden.",
        ),
        group=VAT,
        options=vat_codes,
        row_heading=Words(en="Country and rate", nl="Land en tarief"),
        option_heading=Words(en="VAT code", nl="Btw-code"),
    )


def convert_to_base_currency() -> Toggle:
    """Whether documents in another currency are converted at the shop's rate."""
    return Toggle(
        key="convert_to_base_currency",
        label=Words(en="Convert other currencies", nl="Andere valuta omrekenen"),
        help=Words(
            en="An order in another currency is booked in the currency of your books, at the exchange rate that the shop "
            "stored with it. Switched off, it is booked in its own currency, or held where the package holds one currency only.",
            nl="Een bestelling in een andere valuta wordt geboekt in de valuta van uw administratie, tegen de wisselkoers die de "
            "winkel erbij bewaarde. Staat dit uit, dan wordt zij in haar eigen valuta geboekt, of vastgehouden als het pakket "
            "maar één valuta kent.",
        ),
        default=False,
        group=DATES,
    )


def date_source() -> Choice:
    """Which day a booking has, and so in which period its VAT falls."""
    return Choice(
        key="date_source",
        label=Words(en="Date of the booking", nl="Datum van de boeking"),
        help=Words(
            en="It decides in which period the VAT falls. Choose the payment date if you file on a cash basis. What an order "
            "lacks is taken from the next: invoice, payment, order. A refund always has its own day.",
            nl="Deze bepaalt in welke periode de btw valt. Kies de betaaldatum als u het kasstelsel gebruikt. Wat een bestelling "
            "niet heeft komt van de volgende: factuur, betaling, bestelling. Een terugbetaling heeft altijd haar eigen dag.",
        ),
        required=True,
        default="invoice",
        group=DATES,
        options=(
            Option(value="invoice", label=Words(en="invoice date", nl="factuurdatum")),
            Option(value="payment", label=Words(en="payment date", nl="betaaldatum")),
            Option(value="order", label=Words(en="order date", nl="besteldatum")),
        ),
    )


def reference_prefix() -> Text:
    """What keeps the references of two shops apart in one administration."""
    return Text(
        key="reference_prefix",
        label=Words(en="Letters before the reference", nl="Letters voor het kenmerk"),
        help=Words(
            en="Useful when two shops book in one administration and their order numbers overlap: with WS- before it, order "
            "1001 becomes WS-1001. What is booked already keeps its reference.",
            nl="Handig als twee winkels in één administratie boeken en hun ordernummers overlappen: met WS- ervoor wordt "
            "bestelling 1001 WS-1001. Wat al is geboekt houdt zijn kenmerk.",
        ),
        group=DATES,
        max_length=8,
        pattern=r"[A-Za-z0-9._-]*",
        pattern_help=Words(
            en="Use letters, figures, dots and hyphens only.",
            nl="Gebruik alleen letters, cijfers, punten en streepjes.",
        ),
    )


def discounts_separately() -> Toggle:
    """Whether discounts are lines of their own."""
    return Toggle(
        key="discounts_separately",
        label=Words(en="Discounts on lines of their own", nl="Kortingen op eigen regels"),
        help=Words(
            en="Revenue is then booked before discount, with the discount beside it. Switched off, revenue is what was charged.",
            nl="De omzet wordt dan vóór korting geboekt, met de korting ernaast. Staat dit uit, dan is de omzet wat er is "
            "berekend.",
        ),
        default=False,
        group=DATES,
    )


def book_zero_totals() -> Toggle:
    """Whether orders of nothing are booked."""
    return Toggle(
        key="book_zero_totals",
        label=Words(en="Book orders of 0.00", nl="Bestellingen van 0,00 boeken"),
        help=Words(
            en="Useful when every number must be in the books. Switched off, an order of nothing is skipped.",
            nl="Handig als elk nummer in de boeken moet staan. Staat dit uit, dan wordt een bestelling van niets overgeslagen.",
        ),
        default=False,
        group=DATES,
    )
