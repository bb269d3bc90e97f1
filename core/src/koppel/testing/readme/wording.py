"""What declarations are called in a README: features, facets and capabilities in a sentence, conditions in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from koppel.connectors.facets import Capability, Facet, Feature
from koppel.steps.conditions import AllOf, Answered, AnyOf, Condition, Equals, Not, OneOf, SourceGives

FEATURES: Final[Mapping[Feature, str]] = MappingProxyType(
    {
        Feature.POINT_OF_SALE: "Sales at a counter are told apart.",
        Feature.COST_LINES: "Payment costs and other fees are lines of their own.",
        Feature.DISCOUNT_LINES: "Discounts are lines of their own.",
        Feature.GUEST_CHECKOUT: "Buyers may be guests, without an account.",
        Feature.CUSTOMERS_BY_EMAIL: "Buyers are known by their e-mail address alone; there are no customer numbers.",
        Feature.SEPARATE_SHIPPING_LEDGER: "Shipping is told apart, so it can have a ledger account of its own.",
        Feature.INVOICE_NUMBERS: "Invoices have numbers of their own beside the order number.",
        Feature.NUMERIC_INVOICE_NUMBERS: "Its numbers are plain numbers.",
        Feature.INVOICE_FILES: "Invoices can be had as PDF.",
        Feature.CREDIT_INVOICES: "What is taken back has a credit invoice of its own.",
        Feature.PAYMENT_CONDITIONS: "It has ways of paying that fit payment conditions.",
        Feature.PERIODS: "Lines may say which days they pay for.",
        Feature.PRODUCT_LEDGERS: "Products may name a ledger account.",
        Feature.PRODUCT_NUMBERS: "Products have numbers.",
        Feature.REGISTERS_PAYMENTS: "Payments seen by the package can be written down in the shop.",
    }
)
_SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Feature.POINT_OF_SALE: "sales at a counter",
        Feature.COST_LINES: "lines for costs",
        Feature.DISCOUNT_LINES: "lines for discounts",
        Feature.GUEST_CHECKOUT: "guests",
        Feature.CUSTOMERS_BY_EMAIL: "buyers known by e-mail alone",
        Feature.SEPARATE_SHIPPING_LEDGER: "shipping told apart",
        Feature.INVOICE_NUMBERS: "invoice numbers",
        Feature.NUMERIC_INVOICE_NUMBERS: "plain invoice numbers",
        Feature.INVOICE_FILES: "invoices as PDF",
        Feature.CREDIT_INVOICES: "credit invoices",
        Feature.PAYMENT_CONDITIONS: "payment conditions",
        Feature.PERIODS: "periods",
        Feature.PRODUCT_LEDGERS: "ledger accounts of products",
        Feature.PRODUCT_NUMBERS: "product numbers",
        Feature.REGISTERS_PAYMENTS: "payments to register",
    }
)
FACETS: Final[Mapping[Facet, str]] = MappingProxyType(
    {
        Facet.VAT_CATEGORIES: "kinds of VAT",
        Facet.ORDER_STATUSES: "order statuses",
        Facet.PAYMENT_METHODS: "ways of paying",
        Facet.PAYMENT_CONDITIONS: "payment conditions",
        Facet.SHIPPING_METHODS: "ways of shipping",
    }
)
CAPABILITIES: Final[Mapping[Capability, str]] = MappingProxyType(
    {
        Capability.CREDIT_NOTES: "Credit notes are booked.",
        Capability.OWN_VAT_AMOUNTS: "It takes the shop's own VAT amounts.",
        Capability.OTHER_CURRENCIES: "Other currencies than the administration's own are booked.",
        Capability.UNION_SCHEME: "VAT of other member states (OSS) is booked.",
        Capability.ITEMS: "Lines may name items.",
        Capability.ATTACHMENTS: "The shop's invoice goes along as a file.",
        Capability.SENDS_INVOICES: "It can send invoices to customers.",
        Capability.REPORTS_PAYMENTS: "It reports which invoices were paid.",
        Capability.DELIVERIES: "It tells what became of invoices that it sent; a failed delivery becomes an issue.",
        Capability.LISTS_DOCUMENTS: "It lists what was booked in a period, so that it can be compared with the shop.",
    }
)
NOT_CAPABLE: Final[Mapping[Capability, str]] = MappingProxyType(
    {
        Capability.CREDIT_NOTES: "It books no credit notes; refunds are listed for you.",
        Capability.OWN_VAT_AMOUNTS: "It computes VAT itself; Koppel sees to it that the cents are the shop's.",
        Capability.OTHER_CURRENCIES: "Documents in another currency are held.",
        Capability.UNION_SCHEME: "Sales with VAT of other member states (OSS) are held.",
        Capability.ITEMS: "There are no items.",
        Capability.ATTACHMENTS: "Files cannot go along.",
        Capability.SENDS_INVOICES: "It sends nothing to customers.",
        Capability.REPORTS_PAYMENTS: "It does not report payments.",
        Capability.DELIVERIES: "It does not tell what became of invoices that it sent.",
        Capability.LISTS_DOCUMENTS: "It does not list what was booked in a period.",
    }
)
_WINDOWS: Final[Mapping[int, str]] = MappingProxyType({1: "a second", 60: "a minute", 3600: "an hour", 86_400: "a day"})


def window(window_s: int) -> str:
    """60 is "a minute"."""
    return _WINDOWS.get(window_s) or f"in {window_s} seconds"


def condition(when: Condition, labels: Mapping[str, str]) -> str:
    """A condition as one says it. `labels` are the questions of the steps that it may look at."""
    match when:
        case SourceGives(feature):
            return f"shops with {_SOURCES[feature]}"
        case Equals(key, value):
            return f"*{labels.get(key, key)}* is `{value}`"
        case OneOf(key, values):
            return f"*{labels.get(key, key)}* is {' or '.join(f'`{value}`' for value in values)}"
        case Answered(key):
            return f"*{labels.get(key, key)}* has an answer"
        case AllOf(parts):
            return " and ".join(condition(part, labels) for part in parts)
        case AnyOf(parts):
            return " or ".join(condition(part, labels) for part in parts)
        case Not(part):
            return f"not {condition(part, labels)}"
    raise TypeError(f"a condition without words: {type(when).__name__}")
