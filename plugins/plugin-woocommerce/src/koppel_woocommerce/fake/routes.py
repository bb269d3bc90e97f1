"""The addresses of wc/v3 that this shop answers."""

from __future__ import annotations

from koppel_woocommerce.fake import reading, writing
from koppel_woocommerce.fake.rest import Route

_LIST = "GET, POST"
_ITEM = "GET, POST, PUT, PATCH, DELETE"

ROUTES: tuple[Route, ...] = (
    Route(pattern=r"/orders", handlers={"GET": reading.list_orders, "POST": writing.create_order}, allow=_LIST),
    Route(pattern=r"/orders/statuses", handlers={"GET": reading.statuses}, allow="GET"),
    Route(
        pattern=r"/orders/(?P<id>\d+)",
        handlers={
            "GET": reading.one_order,
            "PUT": writing.change_order,
            "PATCH": writing.change_order,
            "POST": writing.change_order,
            "DELETE": writing.delete_order,
        },
        allow=_ITEM,
    ),
    Route(
        pattern=r"/orders/(?P<order>\d+)/notes",
        handlers={"GET": reading.list_notes, "POST": writing.add_note},
        allow=_LIST,
    ),
    Route(
        pattern=r"/orders/(?P<order>\d+)/refunds",
        handlers={"GET": reading.refunds_of_order, "POST": writing.add_refund},
        allow=_LIST,
    ),
    Route(
        pattern=r"/orders/(?P<order>\d+)/refunds/(?P<id>\d+)",
        handlers={"GET": reading.one_refund, "DELETE": writing.delete_refund},
        allow="GET, DELETE",
    ),
    Route(pattern=r"/refunds", handlers={"GET": reading.all_refunds}, allow="GET"),
    Route(pattern=r"/reports/orders/totals", handlers={"GET": reading.order_totals}, allow="GET"),
    Route(pattern=r"/taxes", handlers={"GET": reading.taxes}, allow=_LIST),
    Route(pattern=r"/taxes/(?P<id>\d+)", handlers={"GET": reading.one_tax}, allow=_ITEM),
    Route(pattern=r"/taxes/classes", handlers={"GET": reading.tax_classes}, allow=_LIST),
    Route(pattern=r"/settings/(?:general|tax)", handlers={"GET": reading.settings}, allow="GET"),
    Route(pattern=r"/payment_gateways", handlers={"GET": reading.payment_gateways}, allow="GET"),
    Route(pattern=r"/products", handlers={"GET": reading.products}, allow=_LIST),
    Route(pattern=r"/products/(?P<id>\d+)", handlers={"GET": reading.one_product}, allow=_ITEM),
    Route(pattern=r"/system_status", handlers={"GET": reading.system_status}, allow="GET"),
)
