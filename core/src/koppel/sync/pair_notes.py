"""What one side of a pair has and the other lacks, from what both declare: told when the pair is made, so that nobody finds
out later. Each note says what becomes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from koppel.connectors import Capability, Feature, Source, Target
from koppel.steps.form import Form
from koppel.text import Text


@dataclass(frozen=True, slots=True)
class Sides:
    """The two connectors and the questions that they ask together."""

    source: type[Source]
    target: type[Target]
    form: Form

    def gives(self, feature: Feature) -> bool:
        """The shop's documents may hold it."""
        return feature in self.source.features

    def can(self, capability: Capability) -> bool:
        """The package can do it."""
        return capability in self.target.capabilities

    def asks(self, key: str) -> bool:
        """The pair has the step."""
        return self.form.get(key) is not None

    def books_on_ledgers(self) -> bool:
        """The package lets an owner choose ledger accounts, so it takes them on lines."""
        return any("ledger" in step.key for step in self.target.steps)


_Rule = tuple[Callable[[Sides], bool], Text]

_RULES: Final[Mapping[str, _Rule]] = {
    "credit_notes": (
        lambda sides: not sides.can(Capability.CREDIT_NOTES),
        Text(
            en="{target} cannot book credit notes: refunds are listed for you instead.",
            nl="{target} kan geen creditnota's boeken: terugbetalingen worden dan voor u op een rij gezet.",
        ),
    ),
    "currencies": (
        lambda sides: not sides.can(Capability.OTHER_CURRENCIES),
        Text(
            en="{target} holds one currency only: documents in another currency are held, or converted where you choose so "
            "among the bookkeeping choices.",
            nl="{target} kent maar één valuta: documenten in een andere valuta worden vastgehouden, of omgerekend als u dat "
            "kiest bij de boekhoudkeuzes.",
        ),
    ),
    "one_stop_shop": (
        lambda sides: not sides.can(Capability.UNION_SCHEME),
        Text(
            en="{target} cannot receive VAT of other EU countries (One Stop Shop): such orders are held, and you enter them "
            "there yourself.",
            nl="{target} kan geen btw van andere EU-landen ontvangen (Unieregeling): zulke bestellingen worden vastgehouden en "
            "voert u daar zelf in.",
        ),
    ),
    "counter_sales": (
        lambda sides: sides.gives(Feature.POINT_OF_SALE) and not sides.asks("pos_debtor"),
        Text(
            en="{source} can have counter sales, and the settings with {target} have no debtor for them: choose one among "
            "the bookkeeping choices.",
            nl="{source} kan kassaverkopen hebben, en de instellingen met {target} hebben daar geen debiteur voor: kies er een "
            "bij de boekhoudkeuzes.",
        ),
    ),
    "invoice_files": (
        lambda sides: sides.gives(Feature.INVOICE_FILES) and not sides.can(Capability.ATTACHMENTS),
        Text(
            en="{target} takes no files: the shop's invoices are not attached.",
            nl="{target} neemt geen bestanden aan: de facturen van de winkel gaan niet mee.",
        ),
    ),
    "product_ledgers": (
        lambda sides: sides.gives(Feature.PRODUCT_LEDGERS) and not sides.books_on_ledgers(),
        Text(
            en="{target} takes no ledger accounts on lines: those of your products in {source} are not used.",
            nl="{target} neemt geen grootboekrekeningen op regels aan: die van uw producten in {source} worden niet gebruikt.",
        ),
    ),
    "periods": (
        lambda sides: sides.gives(Feature.PERIODS) and not sides.asks("periods"),
        Text(
            en="{target} takes no periods on lines: the from and to of subscriptions in {source} do not go along.",
            nl="{target} neemt geen periodes op regels aan: het van en tot van abonnementen in {source} gaat niet mee.",
        ),
    ),
    "payment_conditions": (
        lambda sides: sides.gives(Feature.PAYMENT_CONDITIONS) and not sides.asks("payment_condition_mapping"),
        Text(
            en="{target} gets no payment conditions: those of {source} do not go along.",
            nl="{target} krijgt geen betalingscondities: die van {source} gaan niet mee.",
        ),
    ),
    "payments_to_shop": (
        lambda sides: sides.gives(Feature.REGISTERS_PAYMENTS) and not sides.can(Capability.REPORTS_PAYMENTS),
        Text(
            en="{target} does not tell what was paid: payments that you enter there are not registered in {source}.",
            nl="{target} zegt niet wat er is betaald: betalingen die u daar invoert worden niet in {source} geregistreerd.",
        ),
    ),
    "payments_from_package": (
        lambda sides: sides.can(Capability.REPORTS_PAYMENTS) and not sides.gives(Feature.REGISTERS_PAYMENTS),
        Text(
            en="{source} takes no payments: what {target} sees as paid is not registered in the shop.",
            nl="{source} neemt geen betalingen aan: wat {target} als betaald ziet wordt niet in de winkel geregistreerd.",
        ),
    ),
    "deliveries": (
        lambda sides: sides.can(Capability.SENDS_INVOICES) and not sides.can(Capability.DELIVERIES),
        Text(
            en="{target} does not tell whether an invoice that it sent has arrived: look there when a customer misses one.",
            nl="{target} zegt niet of een verstuurde factuur is aangekomen: kijk daar als een klant er een mist.",
        ),
    ),
    "sending": (
        lambda sides: not sides.can(Capability.SENDS_INVOICES) and not sides.gives(Feature.INVOICE_FILES),
        Text(
            en="{target} sends no invoices for Koppel: your customers get none unless {source} sends them.",
            nl="{target} verstuurt geen facturen voor Koppel: uw klanten krijgen er geen, tenzij {source} ze verstuurt.",
        ),
    ),
    "comparing": (
        lambda sides: not sides.can(Capability.LISTS_DOCUMENTS),
        Text(
            en="{target} cannot list a period's documents: Koppel cannot compare the books with the shop.",
            nl="{target} kan de documenten van een periode niet opsommen: Koppel kan de boeken niet met de winkel vergelijken.",
        ),
    ),
    "invoice_numbers": (
        lambda sides: not sides.gives(Feature.INVOICE_NUMBERS),
        Text(
            en="{source} has no invoice numbers of its own: bookings carry the order number.",
            nl="{source} heeft geen eigen factuurnummers: boekingen dragen het ordernummer.",
        ),
    ),
}
"""In the order of their weight: what is held comes before what does not go along."""


def lacking(source: type[Source], target: type[Target], form: Form) -> tuple[str, ...]:
    """What one side lacks that the other has, by name."""
    sides = Sides(source, target, form)
    return tuple(name for name, (holds, _) in _RULES.items() if holds(sides))


def notes_of(source: type[Source], target: type[Target], form: Form) -> tuple[Text, ...]:
    """The notes of a pair, with the names of its services."""
    names = {"target": target.title, "source": source.title}
    return tuple(_RULES[name][1].with_data(**names) for name in lacking(source, target, form))
