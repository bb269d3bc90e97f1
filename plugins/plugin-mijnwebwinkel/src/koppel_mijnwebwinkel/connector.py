"""The Mijnwebwinkel source: what it declares, and where each of its answers comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from koppel.api import (
    Account,
    Answer,
    Batch,
    Document,
    Facet,
    Feature,
    Field,
    KoppelError,
    Limit,
    Option,
    SentIn,
    Since,
    Source,
    Text,
    Token,
    steps,
)
from koppel_mijnwebwinkel import facets, refusals
from koppel_mijnwebwinkel.lists import LARGEST, Lists
from koppel_mijnwebwinkel.mapping import is_for_books
from koppel_mijnwebwinkel.originals import Originals
from koppel_mijnwebwinkel.reading import Reading
from koppel_mijnwebwinkel.refusals import MENU
from koppel_mijnwebwinkel.verification import CREDIT_STATUSES, account_of

TOKEN = Field(
    key="token",
    label=Text(en="Token", nl="Token"),
    secret=True,
    help=Text(
        en=f"In Mijnwebwinkel: {MENU.en}. Click Add token, choose the partner that your partner token belongs to, click Save "
        "and copy the token.",
        nl=f"In Mijnwebwinkel: {MENU.nl}. Klik op Token toevoegen, kies de partner waar uw partnertoken bij hoort, klik op "
        "Opslaan en kopieer het token.",
    ),
)
PARTNER_TOKEN = Field(
    key="partner_token",
    label=Text(en="Partner token", nl="Partnertoken"),
    secret=True,
    required=False,
    help=Text(
        en="The token that Mijnwebwinkel gave you when your application was registered. Nearly everything needs it; without "
        "it Mijnwebwinkel usually refuses the connection.",
        nl="Het token dat u van Mijnwebwinkel kreeg toen uw toepassing werd aangemeld. Bijna alles heeft het nodig; zonder dit "
        "token weigert Mijnwebwinkel de koppeling meestal.",
    ),
)


class MijnwebwinkelSource(Source):
    """A shop on Mijnwebwinkel (MyOnlineStore), read with a token of the shop. Nothing is ever written there."""

    key = "mijnwebwinkel"
    title = "Mijnwebwinkel"
    hosts = ("api.myonlinestore.com", "api.mijnwebwinkel.nl")
    auth = (Token(base="https://api.myonlinestore.com", tokens=(TOKEN, PARTNER_TOKEN), sent_in=SentIn.QUERY),)
    # The service has a limit per shop and partner but does not say which; one call a second is what nobody will mind.
    limits = (Limit(calls=60, window_s=60, is_careful=True),)
    facets = frozenset({Facet.VAT_CATEGORIES, Facet.ORDER_STATUSES, Facet.PAYMENT_METHODS})
    features = frozenset({Feature.COST_LINES, Feature.DISCOUNT_LINES})
    steps = (
        # Shipped, paid, paid and collected, and a return that was processed; the shop's own list is what is shown.
        steps.standard.order_statuses(("2", "3", "6", "10")),
        steps.standard.export_from(),
    )
    timeout_s = 60.0

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        return refusals.classify(answer)

    def verify(self) -> Account:
        return account_of(self.client)

    def facet(self, name: Facet) -> Sequence[Option]:
        lists = Lists(self.client)
        if name is Facet.VAT_CATEGORIES:
            return facets.vat_categories(lists, self._known().country)
        if name is Facet.ORDER_STATUSES:
            return facets.order_statuses(lists)
        if name is Facet.PAYMENT_METHODS:
            return facets.payment_methods(lists)
        return ()

    def documents(self, since: Since) -> Iterator[Batch]:
        lists = Lists(self.client)
        return Reading(lists, self._originals(lists), since, self.client.now()).batches()

    def document(self, key: str) -> Document | None:
        """`order:1042`, a credit order too; None for a test order, and for one that is gone."""
        kind, _, number = key.partition(":")
        if kind != "order" or not number.isdigit():
            return None
        lists = Lists(self.client)
        body = lists.order(number)
        return next(iter(self._originals(lists).documents([body])), None) if body else None

    def latest(self, count: int) -> Sequence[Document]:
        lists = Lists(self.client)
        rows = lists.orders({}, limit=max(1, min(count, LARGEST)), newest_first=True)
        found = self._originals(lists).documents([row for row in rows if is_for_books(row)])
        return sorted(found, key=lambda document: document.created_at, reverse=True)[:count]

    def _originals(self, lists: Lists) -> Originals:
        statuses = self._known().data.get(CREDIT_STATUSES, "")
        return Originals(lists, frozenset(statuses.split(",")) - {""})

    def _known(self) -> Account:
        """The shop as it was verified; asked for again when the connection has never been."""
        return self.account or self.verify()
