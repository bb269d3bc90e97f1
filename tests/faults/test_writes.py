"""Each kind of trouble at each writing call of each package, over real sockets: everything is booked exactly once.

The guards: `Booker._create_all` keeps a row in *sending* after anything but a clear answer, and `Booker.settle` asks
`find` before anything is sent again; without either of them a lost answer books twice. `http.mapping.error_for` tells "not
now" (a limit, a login, a fault of the server) from a refusal; without it these leave documents failed. A customer, an item or a file
whose answer was lost is looked for by the plugin before it is made again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from werkzeug.wrappers import Request

from faults.services import TROUBLES, Tried, Way, tried, trouble
from koppel.connectors import Feature
from koppel_billit import demo as billit
from koppel_billit.connector import BillitTarget
from koppel_eboekhouden import demo as eboekhouden
from koppel_eboekhouden.connector import EBoekhoudenTarget
from koppel_exact import demo as exact
from koppel_exact.connector import ExactTarget

_ITEMS = {"create_items": True, "shipping_item": "VERZEND", "invoice_delivery": "email"}


def _invoices(fake: Any) -> list[tuple[str, Decimal]]:
    """Exact states credit invoices as positive; an invoice that was processed is an entry as well."""
    books = fake.division()
    orders = [(str(row["OrderID"]), abs(row["AmountFC"])) for row in books.orders]
    return orders + [(str(row["InvoiceID"]), abs(row["AmountFC"])) for row in books.invoices]


def _with_direct_invoices(fake: Any) -> None:
    fake.division().features.add("direct_invoicing")


ENTRY = Way(name="entry", target=ExactTarget, lent=exact.service(), features=frozenset({Feature.INVOICE_FILES}))
INVOICE, ORDER, DIRECT = (
    Way(
        name=form,
        target=ExactTarget,
        lent=exact.service(),
        answers={"insertion_type": form, **_ITEMS},
        prepare=_with_direct_invoices,
        stands=_invoices,
    )
    for form in ("sales_invoice", "sales_order", "direct_sales_invoice")
)
MUTATION = Way(name="mutation", target=EBoekhoudenTarget, lent=eboekhouden.service())
BOOKED = Way(
    name="booked invoice",
    target=EBoekhoudenTarget,
    lent=eboekhouden.service(),
    answers={"insertion_type": "sales_invoice"},
)
SENT = Way(name="sent", target=BillitTarget, lent=billit.service(), answers={"send_by": "email"})
CALLS: list[tuple[Way, str]] = [
    (ENTRY, "POST .*/crm/Accounts"),
    (ENTRY, "POST .*/salesentry/SalesEntries"),
    (ENTRY, "POST .*/documents/Documents"),
    (ENTRY, "POST .*/documents/DocumentAttachments"),
    (INVOICE, "POST .*/logistics/Items"),
    (INVOICE, "POST .*/salesinvoice/SalesInvoices"),
    (INVOICE, "POST .*/salesinvoice/PrintedSalesInvoices"),
    (ORDER, "POST .*/salesorder/SalesOrders"),
    (DIRECT, "POST .*/salesinvoice/SalesInvoices"),
    (MUTATION, "POST /v1/relation"),
    (MUTATION, "POST /v1/mutation"),
    (BOOKED, "POST /v1/invoice"),
    (SENT, "POST /v1/parties"),
    (SENT, "POST /v1/orders"),
    (SENT, "POST /v1/orders/commands/send"),
]
_NUMBERS = count(2001)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Tried]]:
    """One world per way, made when it is first asked for: what earlier troubles left behind is part of the test."""
    with ExitStack() as stack:

        class Made(dict[str, Tried]):
            def __missing__(self, name: str) -> Tried:
                way = next(way for way, _ in CALLS if way.name == name)
                self[name] = stack.enter_context(tried(tmp_path_factory.mktemp("faults"), way))
                return self[name]

        yield Made()


@pytest.mark.parametrize("name", TROUBLES)
@pytest.mark.parametrize(("way", "call"), CALLS, ids=[f"{way.name}-{call.rpartition('/')[2]}" for way, call in CALLS])
def test_a_troubled_write_is_done_once(worlds: dict[str, Tried], way: Way, call: str, name: str) -> None:
    """After the trouble has passed, sale and refund stand in the package once, with the totals of the ledger."""
    at = worlds[way.name]
    at.sell(str(next(_NUMBERS)))
    with trouble(at.fake, name, lambda request: _is(request, call)) as hit:
        at.until_done()
        if at.refused():  # a status 500 is how Exact says that it refuses; a person then asks again
            at.retry()

    assert len(hit) == 1
    assert at.disagreements() == []


def _is(request: Request, call: str) -> bool:
    return re.fullmatch(call, f"{request.method} {request.path}") is not None
