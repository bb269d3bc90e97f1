"""The shop of the contract kit: it holds the sample documents, and lets a target be tried with any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from koppel.booking.categories import row_of
from koppel.connectors import Account, ApiKey, Batch, Facet, Feature, Since, Source
from koppel.model import Document
from koppel.steps.options import Option
from koppel.steps.standard import export_from, order_statuses
from koppel.text import same


class KitShop(Source):
    """A source without a service. `documents_held` are what it gives."""

    key = "kit-shop"
    title = "Kit shop"
    auth = (ApiKey(base="https://kit-shop.invalid", label=same("Key")),)
    facets = frozenset({Facet.VAT_CATEGORIES, Facet.ORDER_STATUSES, Facet.PAYMENT_METHODS, Facet.PAYMENT_CONDITIONS})
    features = frozenset({Feature.GUEST_CHECKOUT, Feature.COST_LINES, Feature.DISCOUNT_LINES, Feature.PRODUCT_NUMBERS})
    steps = (order_statuses(("completed",)), export_from())

    documents_held: ClassVar[tuple[Document, ...]] = ()

    def verify(self) -> Account:
        return Account(key="kit-shop", name="Kit shop", country="NL", currency="EUR")

    def facet(self, name: Facet) -> Sequence[Option]:
        if name is Facet.VAT_CATEGORIES:
            rows = {
                row_of(tax.country, tax.rate) for one in self.documents_held for line in one.lines for tax in line.taxes
            }
            return [Option(value=row, label=row) for row in sorted(rows)]
        return [Option(value="completed", label="Completed")] if name is Facet.ORDER_STATUSES else []

    def documents(self, since: Since) -> Iterator[Batch]:
        yield Batch(documents=self.documents_held, cursor="1", left=0)

    def document(self, key: str) -> Document | None:
        return next((one for one in self.documents_held if one.key == key), None)

    def latest(self, count: int) -> Sequence[Document]:
        return self.documents_held[:count]


def shop_with(documents: Sequence[Document]) -> type[KitShop]:
    """A shop class that holds these documents."""
    return type("KitShop", (KitShop,), {"documents_held": tuple(documents)})
