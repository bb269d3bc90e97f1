"""The Plug&Pay source: what it declares, and where each of its answers comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any

from koppel.api import (
    Account,
    Answer,
    ApiKey,
    Batch,
    Document,
    Facet,
    Feature,
    KoppelError,
    Limit,
    Option,
    ReceivedPayment,
    SecretFrom,
    Signed,
    Since,
    Source,
    Text,
    Webhook,
    steps,
)
from koppel_plugandpay import facets, payments, refusals
from koppel_plugandpay.lists import WANTED, Lists
from koppel_plugandpay.mapping import is_for_books
from koppel_plugandpay.originals import Originals
from koppel_plugandpay.reading import Reading, check_complete
from koppel_plugandpay.verification import INCLUDES, account_of

KEY_HELP = Text(
    en='Log in to Plug&Pay, click "Add new API key", give the key a name you will recognise (such as Koppel), save it and '
    "copy it. It is not the key for webhooks.",
    nl='Log in bij Plug&Pay, klik op "Nieuwe API key toevoegen", geef de sleutel een herkenbare naam (zoals Koppel), sla op '
    "en kopieer hem. Het is niet de sleutel voor webhooks.",
)
NUMBER_HELP = Text(
    en="The order number is a plain number that Plug&Pay gives itself; the invoice number is the one on the invoice.",
    nl="Het ordernummer is een nummer dat Plug&Pay zelf geeft; het factuurnummer is dat wat op de factuur staat.",
)

WEBHOOK_HELP = Text(
    en="In Plug&Pay: Settings > Integrations > add a rule with the trigger Invoice created and the action to call a webhook, "
    "with the address; then another with the trigger Order paid. The key that calls are signed with stands under Settings > "
    "Developers: paste it here, and calls without it are refused. Credits and refunds are not told; they are found at the "
    "usual times.",
    nl="In Plug&Pay: Instellingen > Integraties > voeg een regel toe met als trigger Factuur aangemaakt en als actie het "
    "aanroepen van een webhook, met het adres; daarna nog een met als trigger Bestelling betaald. De sleutel waarmee "
    "berichten worden ondertekend staat onder Instellingen > Developers: plak hem hier, dan worden berichten zonder geweigerd. "
    "Creditfacturen en terugbetalingen worden niet gemeld; die worden op de gewone tijden gevonden.",
)


class PlugAndPaySource(Source):
    """A shop on Plug&Pay, read with an API key. All that is ever written there is that an invoice was paid."""

    key = "plugandpay"
    title = "Plug&Pay"
    hosts = ("api.plugandpay.com", "api.plugandpay.nl")
    auth = (
        ApiKey(
            base="https://api.plugandpay.com",
            label=Text(en="API key", nl="API-sleutel"),
            help=KEY_HELP,
        ),
    )
    # The service tells no limits; one call a second is what nobody will mind.
    limits = (Limit(calls=60, window_s=60, is_careful=True),)
    facets = frozenset({Facet.VAT_CATEGORIES, Facet.PAYMENT_METHODS, Facet.PAYMENT_CONDITIONS})
    features = frozenset(
        {
            Feature.CREDIT_INVOICES,
            Feature.CUSTOMERS_BY_EMAIL,
            Feature.GUEST_CHECKOUT,
            Feature.INVOICE_NUMBERS,
            Feature.NUMERIC_INVOICE_NUMBERS,
            Feature.PAYMENT_CONDITIONS,
            Feature.PERIODS,
            Feature.PRODUCT_LEDGERS,
            Feature.PRODUCT_NUMBERS,
            Feature.REGISTERS_PAYMENTS,
            Feature.SEPARATE_SHIPPING_LEDGER,
        }
    )
    steps = (
        steps.standard.group_lines(),
        steps.standard.export_from(),
        steps.standard.number_source(NUMBER_HELP),
    )
    headers = MappingProxyType({"Accept": "application/json", "Accept-Language": "en", "User-Agent": "CustomApiCall/2"})
    timeout_s = 60.0
    webhook = Webhook(
        help=WEBHOOK_HELP,
        events=("Invoice created", "Order paid"),
        signed=Signed(
            header="X-Signature",
            label=Text(en="Webhook key", nl="Webhook-sleutel"),
            secret_from=SecretFrom.SERVICE,
        ),
    )

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        return refusals.classify(answer)

    def verify(self) -> Account:
        return account_of(self.client)

    def facet(self, name: Facet) -> Sequence[Option]:
        if name is Facet.VAT_CATEGORIES:
            return facets.vat_categories(self.client)
        if name in {Facet.PAYMENT_METHODS, Facet.PAYMENT_CONDITIONS}:
            return facets.payment_conditions(self._lists())
        return ()

    def documents(self, since: Since) -> Iterator[Batch]:
        lists = self._lists()
        return Reading(lists, Originals(lists, self.memory), since, self.client.now()).batches()

    def document(self, key: str) -> Document | None:
        """`order:900301`, a credit invoice too; None for a concept, a test order, and one that is gone."""
        kind, _, number = key.partition(":")
        body = self._lists().order(number) if kind == "order" and number.isdigit() else None
        if body is None or not is_for_books(body):
            return None
        check_complete([body])
        return self._documents([body])[0]

    def latest(self, count: int) -> Sequence[Document]:
        params = {"mode": "live", "invoice_status": "final", "sort": "invoice_date", "direction": "desc"}
        page = self._lists().ask(params, limit=max(1, min(count, 100)))
        rows = [row for row in page.rows if is_for_books(row)]
        check_complete(rows)
        return sorted(self._documents(rows), key=lambda document: document.created_at, reverse=True)[:count]

    def register_payment(self, payment: ReceivedPayment) -> bool:
        return payments.register(self.client, payment)

    def _documents(self, rows: Sequence[Any]) -> list[Document]:
        return Originals(self._lists(), self.memory).documents(rows)

    def _lists(self) -> Lists:
        """The service's lists, with the parts of an order that it turned out to know when it was verified."""
        known = self.account.data.get(INCLUDES, "") if self.account else ""
        return Lists(self.client, includes=tuple(known.split(",")) if known else WANTED)
