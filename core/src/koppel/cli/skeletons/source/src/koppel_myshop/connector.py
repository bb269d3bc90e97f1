"""My Shop as a source: the declarations, and the reading of what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final

from koppel.api import (
    Account,
    ApiKey,
    Batch,
    Document,
    Facet,
    Feature,
    Limit,
    Option,
    Since,
    Source,
    Text,
    WrongUse,
    categories,
    steps,
)
from koppel_myshop import wire
from koppel_myshop.mapping import to_document
from koppel_myshop.wire import Order

_PAGE: Final = 100
_NOT_FOUND: Final = 404
_OVERLAP: Final = timedelta(minutes=5)
"""Each reading begins this much before the last change seen, for shops whose clocks or databases lag behind."""


class MyShopSource(Source):
    """My Shop. It says what changed, so a reading asks for that and nothing else."""

    key: ClassVar[str] = "myshop"
    title: ClassVar[str] = "My Shop"
    hosts: ClassVar[tuple[str, ...]] = ("api.myshop.example",)
    auth = (
        ApiKey(
            base="https://api.myshop.example",
            label=Text(en="API key", nl="API-sleutel"),
            help=Text(en="In My Shop: Settings > API keys.", nl="In My Shop: Instellingen > API-sleutels."),
        ),
    )
    limits = (Limit(calls=60, window_s=60),)
    facets = frozenset({Facet.VAT_CATEGORIES, Facet.ORDER_STATUSES})
    features = frozenset({Feature.GUEST_CHECKOUT, Feature.PRODUCT_NUMBERS, Feature.SEPARATE_SHIPPING_LEDGER})
    steps = (steps.standard.order_statuses(("paid", "shipped", "refunded")), steps.standard.export_from())

    def verify(self) -> Account:
        """Whose key it is. A key of another shop gives another `key`, and the connection is then refused."""
        shop = wire.SHOP.read(self.client.get("v1/me"))
        return Account(key=shop.id, name=shop.name, country=shop.country, currency=shop.currency)

    def facet(self, name: Facet) -> Sequence[Option]:
        """The shop's own VAT rates and statuses."""
        if name is Facet.VAT_CATEGORIES:
            rates = wire.RATE.read_all(self.client.get("v1/vat-rates"))
            rows = sorted({categories.row_of(rate.country, rate.percent) for rate in rates})
            return [Option(value=row, label=categories.row_label(row)) for row in rows]
        if name is Facet.ORDER_STATUSES:
            found = wire.STATUS.read_all(self.client.get("v1/statuses"))
            return [Option(value=status.key, label=status.name) for status in found]
        return []

    def documents(self, since: Since) -> Iterator[Batch]:
        """Changed orders, oldest change first.

        The next page is asked for by the last row of this one and not by its number: rows move to the end of the list
        when they change, and a page number would then skip the row that took their place.
        """
        changed, after = _begin(since), 0
        while True:
            params: dict[str, str | int] = {"changed_since": wire.moment(changed), "after": after, "limit": _PAGE}
            page = wire.ORDER.read_all(self.client.get("v1/orders", params=params))
            if page:
                changed, after = page[-1].changed_at, page[-1].id
            yield Batch(documents=tuple(map(self._document, page)), cursor=wire.moment(changed))
            if len(page) < _PAGE:
                return

    def document(self, key: str) -> Document | None:
        """One order or refund as it stands now."""
        order = self._order(key.rpartition(":")[2])
        return None if order is None else self._document(order)

    def latest(self, count: int) -> Sequence[Document]:
        """The newest first, for a preview."""
        page = wire.ORDER.read_all(self.client.get("v1/orders", params={"newest": 1, "limit": count}))
        return [self._document(order) for order in page]

    def _document(self, order: Order) -> Document:
        """A refund brings its sale and the refunds before it along: the rest of a sale is what these left of it."""
        if order.refund_of is None:
            return to_document(order)
        sale = self._order(str(order.refund_of))
        if sale is None:
            return to_document(order)
        before = [self._order(str(number)) for number in sale.refunds if number < order.id]
        return to_document(order, sale, [one for one in before if one is not None])

    def _order(self, number: str) -> Order | None:
        try:
            return wire.ORDER.read(self.client.get(f"v1/orders/{number}"))
        except WrongUse as error:
            if error.data.get("status") == _NOT_FOUND:
                return None
            raise


def _begin(since: Since) -> datetime:
    """At the first reading from the owner's own start day on."""
    return since.start_at if since.cursor is None else datetime.fromisoformat(since.cursor) - _OVERLAP
