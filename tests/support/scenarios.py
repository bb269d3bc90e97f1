"""The scenarios as cases: orders and refunds of the data file as documents, its settings as rules and accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from koppel.booking.assignment import Accounts
from koppel.booking.booking import Ref
from koppel.booking.items import ItemChoices
from koppel.booking.rules import ForeignStock, Rules, Scheme, Seller
from koppel.model import (
    Address,
    Amounts,
    CheckResult,
    Discount,
    Document,
    DocumentKind,
    ExchangeRate,
    Line,
    LineKind,
    LineTax,
    Party,
    Payment,
    Supply,
    TaxTotal,
    VatNumberCheck,
)

FILE = Path(__file__).resolve().parents[1] / "golden" / "scenarios.json"
REVENUE = ("std", "mid", "red", "oss", "icp", "icp_services", "export", "rc", "sme")
SAME_KEYS = (
    "number_source",
    "date_source",
    "group_lines",
    "discounts_separately",
    "book_zero_totals",
    "eu_consumer_vat",
    "default_debtor",
    "pos_debtor",
    "skip_email_check",
    "reference_prefix",
    "voucher_kind",
    "convert_to_base_currency",
    "accept_earlier_vat_check",
)
"""Settings that are rules by the same name."""
OTHER_ROLES = ("fees", "discount", "rounding", "voucher.liability", "deposit.liability")


@dataclass(frozen=True)
class Case:
    """A scenario or one of its variants, with everything that it needs and expects."""

    name: str
    seller: Mapping[str, Any]
    settings: Mapping[str, Any]
    target: Mapping[str, Any]
    events: list[dict[str, Any]]
    expected: Mapping[str, Any]


@cache
def cases() -> list[Case]:
    """All scenarios and variants of the file."""
    scenarios = json.loads(FILE.read_text(encoding="utf-8"))
    return [case for scenario in scenarios for case in _with_variants(scenario)]


def _with_variants(scenario: dict[str, Any]) -> Iterator[Case]:
    for place, changed in enumerate([scenario, *scenario["variants"]]):
        yield Case(
            name=f"{scenario['number']}" + (f"-variant-{place}" if place else ""),
            seller=scenario["seller"],
            settings={**scenario["settings"], **changed["settings"]},
            target={**scenario["target"], **changed["target"]},
            events=(changed["input"] or scenario["input"])["events"],
            expected=changed,
        )


def rules_of(case: Case) -> Rules:
    """The settings as `decide` takes them."""
    settings = case.settings
    is_invoice = settings["insertion_type"] != "sales_entry"
    return Rules(
        seller=Seller(**{**case.seller, "scheme": Scheme(case.seller["scheme"])}),
        order_statuses=frozenset(settings["order_statuses"]),
        voucher_rate=_decimal(settings["voucher_rate"]),
        multi_currency=case.target["multi_currency"],
        structured_invoice=is_invoice and settings["send_by"] == "peppol",
        with_items=is_invoice,
        foreign_stock=tuple(
            ForeignStock(**{**stock, "rate": Decimal(stock["rate"])}) for stock in settings["foreign_stock_codes"]
        ),
        **{key: settings[key] for key in SAME_KEYS},
    )


def accounts_of(case: Case) -> Accounts:
    """Ledgers that go by the name of their role, and a VAT code for every row that is asked for."""
    roles = [*(f"revenue.{name}" for name in REVENUE), *OTHER_ROLES]
    settings = case.settings
    return Accounts(
        vat_codes=_EveryRow(),
        shipping=_ref(settings["shipping_ledger"]),
        oss=_ref(settings["oss_ledger"]),
        pos=_ref(settings["pos_ledger"]),
        roles={role: Ref(value=role, label=role) for role in roles},
    )


class _EveryRow(dict[str, Ref]):
    """A VAT table in which every row is filled in."""

    def get(self, key: str, default: Any = None) -> Any:
        """The code that goes by the row's own name."""
        return Ref(value=key, label=key)


def items_of(case: Case) -> ItemChoices:
    """The settings for items."""
    settings = case.settings
    return ItemChoices(
        shipping=settings["shipping_item"],
        costs=settings["costs_item"],
        discounts=settings["discounts_item"],
        fallback=settings["fallback_item"],
        create=settings["create_items"],
    )


@dataclass
class Shop:
    """The shop as the events tell of it: orders as last seen, and the refunds on each so far."""

    orders: dict[tuple[str, str], Document] = field(default_factory=dict)
    refunds: dict[tuple[str, str], list[Document]] = field(default_factory=dict)

    def document(self, event: Mapping[str, Any]) -> Document:
        """The document that an event brings."""
        if event["type"] == "refund":
            return self._refund(event)
        document = order_document(event["order"])
        self.orders.setdefault((document.shop, event["order"]["id"]), document)
        return document

    def _refund(self, event: Mapping[str, Any]) -> Document:
        key = (event["shop"], event["order_id"])
        earlier = self.refunds.setdefault(key, [])
        known = [document for document in earlier if document.key == f"refund:{event['refund']['id']}"]
        if known:
            return known[0]
        document = refund_document(event["refund"], self.orders[key], tuple(earlier))
        earlier.append(document)
        return document


def order_document(order: Mapping[str, Any]) -> Document:
    """An order of the file as a source would give it."""
    invoice = order["invoice"] or {}
    fx = order["fx"]
    return Document(
        key=f"order:{order['id']}",
        kind=DocumentKind.INVOICE,
        shop=order["shop"],
        number=order["number"],
        status=order["status"],
        created_at=_moment(order["created_at"]),
        paid_at=_moment(order["paid_at"]) if order["paid_at"] else None,
        currency=order["currency"],
        exchange_rate=ExchangeRate(base_currency=fx["base_currency"], rate=Decimal(fx["rate"])) if fx else None,
        total_incl=Decimal(order["total_incl"]),
        total_tax=_decimal(order["total_tax"]),
        tax_totals=None if order["tax_totals"] is None else tuple(_tax_total(total) for total in order["tax_totals"]),
        prices_include_tax=order["prices_include_tax"],
        lines=tuple(_line(item) for item in order["items"]),
        time_zone=order["time_zone"],
        invoice_number=invoice.get("number"),
        invoice_date=date.fromisoformat(invoice["date"]) if invoice else None,
        invoice_text=invoice.get("text"),
        buyer=_party(order["customer"]),
        billing=_address(order["billing"]),
        delivery=_address(order["delivery"]),
        ships_from=order["ships_from"],
        is_pos=order["pos"],
        discounts=tuple(Discount(name=one["name"], amounts=_amounts(one, 1)) for one in order["discounts"]),
        payments=tuple(_payment(payment, 1) for payment in order["payments"]),
    )


def refund_document(refund: Mapping[str, Any], order: Document, earlier: tuple[Document, ...]) -> Document:
    """A refund of the file as a source would give it: amounts negative, lines pointing at the order's."""
    return Document(
        key=f"refund:{refund['id']}",
        kind=DocumentKind.CREDIT_NOTE,
        shop=order.shop,
        number=order.number,
        status=order.status,
        created_at=_moment(refund["at"]),
        currency=order.currency,
        total_incl=-Decimal(refund["amount"]),
        lines=tuple(_refund_line(line, order) for line in refund["lines"] or ()),
        time_zone=order.time_zone,
        reason=refund["reason"],
        payments=tuple(_payment(payment, -1) for payment in refund["payments"]),
        original=order,
        earlier=earlier,
    )


def _line(item: Mapping[str, Any]) -> Line:
    before = item["before_discount"]
    return Line(
        key=item["id"],
        kind=LineKind(item["kind"]),
        description=item["name"],
        quantity=Decimal(item["quantity"]),
        amounts=_amounts(item, 1),
        taxes=tuple(
            LineTax(country=tax["country"], rate=Decimal(tax["rate"]), amount=Decimal(tax["amount"]))
            for tax in item["taxes"]
        ),
        tax_known=item["tax_known"],
        unit_price=_decimal(item["unit_price"]),
        before_discount=_amounts(before, 1) if before else None,
        item_code=item["sku"],
        supply=Supply(item["supply"]) if item["supply"] else None,
        product_ledger=item.get("product_ledger"),
        domestic_reverse_charge=item.get("domestic_reverse_charge", False),
    )


def _refund_line(line: Mapping[str, Any], order: Document) -> Line:
    sold = next(one for one in order.lines if one.key == line["item"])
    taxes: tuple[LineTax, ...] = ()
    if line["tax"] is not None and len(sold.taxes) == 1:
        taxes = (LineTax(country=sold.taxes[0].country, rate=sold.taxes[0].rate, amount=-Decimal(line["tax"])),)
    return Line(
        key=f"r{line['item']}",
        kind=sold.kind,
        description=sold.description,
        quantity=-Decimal(line["quantity"]),
        amounts=_amounts(line, -1),
        taxes=taxes,
        tax_known=line["tax"] is not None,
        item_code=sold.item_code,
        supply=sold.supply,
        refunds_line=line["item"],
    )


def _amounts(values: Mapping[str, Any], sign: int) -> Amounts:
    net, tax = _decimal(values["net"]), _decimal(values["tax"])
    return Amounts(
        net=None if net is None else sign * net,
        tax=None if tax is None else sign * tax,
        gross=sign * Decimal(values["gross"]),
    )


def _tax_total(total: Mapping[str, Any]) -> TaxTotal:
    return TaxTotal(country=total["country"], rate=Decimal(total["rate"]), tax=Decimal(total["tax"]))


def _party(customer: Mapping[str, Any] | None) -> Party | None:
    if customer is None:
        return None
    check = customer["vat_number_check"]
    return Party(
        name=customer["name"],
        company=customer["company"],
        email=customer["email"],
        shop_customer_id=customer["shop_customer_id"],
        vat_number=customer["vat_number"],
        vat_number_check=None
        if check is None
        else VatNumberCheck(
            result=CheckResult(check["result"]), checked_on=date.fromisoformat(check["on"]) if check["on"] else None
        ),
    )


def _address(address: Mapping[str, Any] | None) -> Address | None:
    if address is None:
        return None
    return Address(country=address["country"], postcode=address["postcode"], city=address["city"])


def _payment(payment: Mapping[str, Any], sign: int) -> Payment:
    return Payment(
        method=payment["method"],
        amount=sign * Decimal(payment["amount"]),
        is_voucher=payment["is_voucher"],
        provider_cost=_decimal(payment.get("provider_cost")),
        paid_out=_decimal(payment.get("paid_out")),
    )


def _ref(value: str | None) -> Ref | None:
    return None if value is None else Ref(value=value, label=value)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
