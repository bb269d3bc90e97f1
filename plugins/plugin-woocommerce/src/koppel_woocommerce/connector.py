"""The WooCommerce source: what it declares, and where each of its answers comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from koppel.api import (
    Account,
    Answer,
    Batch,
    Document,
    Encoding,
    Facet,
    Feature,
    KeySecretUrl,
    KoppelError,
    Option,
    Rejected,
    Signed,
    Since,
    Source,
    Text,
    Way,
    Webhook,
    WrongUse,
    steps,
)
from koppel_woocommerce import facets, invoices, refusals
from koppel_woocommerce.lists import API, SIZES, Lists
from koppel_woocommerce.mapping import document_of
from koppel_woocommerce.reading import Reading, documents_of
from koppel_woocommerce.refund_lists import RefundLists
from koppel_woocommerce.shop import Shop
from koppel_woocommerce.verification import account_of

KEY_HELP = Text(
    en="In WordPress: WooCommerce > Settings > Advanced > REST API > Add key, for a user who is shop manager or "
    "administrator, with the permission Read.",
    nl="In WordPress: WooCommerce > Instellingen > Geavanceerd > REST API > Sleutel toevoegen, voor een gebruiker die "
    "winkelmanager of beheerder is, met rechten Lezen.",
)
NUMBER_HELP = Text(
    en="Invoice numbers come from the plugin PDF Invoices & Packing Slips, with the invoice as PDF. Set WooCommerce > PDF "
    "Invoices > Advanced > Settings > Document link access type to Full. An order without invoice keeps its order number.",
    nl="Factuurnummers komen van de plug-in PDF Invoices & Packing Slips, met de factuur als pdf. Zet WooCommerce > PDF "
    "Invoices > Advanced > Settings > Document link access type op Full. Een bestelling zonder factuur houdt haar "
    "ordernummer.",
)

WEBHOOK_HELP = Text(
    en="In WordPress: WooCommerce > Settings > Advanced > Webhooks > Add webhook. Status Active, Topic Order updated (a new "
    "order fires it too), the address as Delivery URL, the secret as Secret, then Save webhook. The shop only calls "
    "addresses on the internet, at port 80, 443 or 8080. After seven calls without an answer it switches the webhook off: "
    "set its Status to Active again.",
    nl="In WordPress: WooCommerce > Instellingen > Geavanceerd > Webhooks > Webhook toevoegen. Status Actief, Onderwerp "
    "Bestelling bijgewerkt (ook bij een nieuwe bestelling), het adres als Afleverings-URL, het geheim als Geheim, en dan "
    "Webhook opslaan. De winkel roept alleen adressen op internet aan, op poort 80, 443 of 8080. Na zeven oproepen zonder "
    "antwoord zet zij de webhook uit: zet de Status dan weer op Actief.",
)


class WooCommerceSource(Source):
    """A WooCommerce shop, read with a key of its REST API (wc/v3). Nothing is ever written to the shop."""

    key = "woocommerce"
    title = "WooCommerce"
    auth = (
        KeySecretUrl(
            url_label=Text(en="Address of the shop", nl="Adres van de winkel"),
            key_label=Text(en="Consumer key", nl="Consumer key"),
            secret_label=Text(en="Consumer secret", nl="Consumer secret"),
            key_help=KEY_HELP,
            ways=(Way.BASIC, Way.QUERY, Way.OAUTH1, Way.OAUTH1_HTTP),
        ),
    )
    facets = frozenset({Facet.VAT_CATEGORIES, Facet.ORDER_STATUSES, Facet.PAYMENT_METHODS, Facet.SHIPPING_METHODS})
    features = frozenset(
        {
            Feature.POINT_OF_SALE,
            Feature.COST_LINES,
            Feature.DISCOUNT_LINES,
            Feature.GUEST_CHECKOUT,
            Feature.SEPARATE_SHIPPING_LEDGER,
            Feature.INVOICE_NUMBERS,
            Feature.INVOICE_FILES,
        }
    )
    steps = (
        steps.standard.order_statuses(("processing", "completed", "refunded")),
        steps.standard.export_from(),
        steps.standard.number_source(NUMBER_HELP),
    )
    timeout_s = 60.0
    webhook = Webhook(
        help=WEBHOOK_HELP,
        events=("Order updated",),
        signed=Signed(
            header="X-WC-Webhook-Signature",
            label=Text(en="Secret", nl="Geheim"),
            encoding=Encoding.BASE64,
        ),
        ping="webhook_id",
    )

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        return refusals.classify(answer)

    def verify(self) -> Account:
        return account_of(self.client)

    def facet(self, name: Facet) -> Sequence[Option]:
        lists = Lists(self.client)
        if name is Facet.VAT_CATEGORIES:
            return facets.vat_categories(lists, self._shop().base_country)
        if name is Facet.ORDER_STATUSES:
            return facets.order_statuses(lists)
        if name is Facet.PAYMENT_METHODS:
            return facets.payment_methods(lists)
        if name is Facet.SHIPPING_METHODS:
            return facets.shipping_methods(lists)
        return ()

    def documents(self, since: Since) -> Iterator[Batch]:
        return Reading(self._shop(), Lists(self.client), since).batches()

    def document(self, key: str) -> Document | None:
        """`order:117` or `refund:117:119`, also from the trash; None for one that was deleted for good."""
        kind, _, numbers = key.partition(":")
        order_id = numbers.partition(":")[0]
        if kind not in {"order", "refund"} or not order_id.isdigit():
            return None
        body = self._order(order_id)
        if body is None:
            return None
        shop = self._shop()
        if kind == "order":
            return document_of(body, shop)[0]
        return next((found for found in self._with_refunds([body], shop) if found.key == key), None)

    def latest(self, count: int) -> Sequence[Document]:
        lists, shop = Lists(self.client), self._shop()
        lists.sizes = [min(max(1, count), SIZES[0]), *(size for size in SIZES[1:] if size < count)]
        rows = lists.ask("orders", {"orderby": "date", "order": "desc"}).rows
        found = self._with_refunds(rows[:count], shop)
        return sorted(found, key=lambda document: document.created_at, reverse=True)[:count]

    def file(self, document: Document, key: str) -> bytes:
        """The invoice as PDF. The order is asked first: without an invoice the plugin's link would make one."""
        body = self._order(document.key.removeprefix("order:"))
        shop = self._shop()
        known = document_of(body, shop)[0] if body else None
        if body is None or known is None or known.invoice_number is None:
            raise Rejected(invoices.NO_INVOICE, order=document.number, code="no_invoice")
        parameters = invoices.link_parameters(str(body["id"]), str(body.get("order_key") or ""))
        answer = self.client.get(shop.admin_ajax, params=parameters, headers={"Accept": "*/*"})
        return invoices.pdf_or_refusal(answer.content, known.invoice_number)

    def _order(self, order_id: str) -> dict[str, object] | None:
        """One order as the shop sends it; None when it is gone."""
        try:
            body = self.client.get(f"{API}/orders/{order_id}", params={"dp": 2}).json()
        except WrongUse as error:
            if error.data.get("code") == "woocommerce_rest_shop_order_invalid_id":
                return None
            raise
        return body if isinstance(body, dict) else None

    def _with_refunds(self, rows: Sequence[object], shop: Shop) -> tuple[Document, ...]:
        refunds = RefundLists(Lists(self.client), has_list=shop.has_refunds_list)
        return documents_of(rows, refunds, shop)

    def _shop(self) -> Shop:
        """The shop as it was verified; asked for again when the connection has never been."""
        return Shop.of(self.account or self.verify())
