"""The short list of named lists that sources can give and targets can ask for, and of features a source may have.

A target never knows a source's name: it asks for facets and puts conditions on features, both from this page.
"""

from __future__ import annotations

from enum import StrEnum


class Facet(StrEnum):
    """A named list. Rows of a mapping table come from one."""

    VAT_CATEGORIES = "vat_categories"
    ORDER_STATUSES = "order_statuses"
    PAYMENT_METHODS = "payment_methods"
    PAYMENT_CONDITIONS = "payment_conditions"
    SHIPPING_METHODS = "shipping_methods"


class Feature(StrEnum):
    """What a source's documents may hold. A step of a target may exist only for sources that have it.

    `CUSTOMERS_BY_EMAIL`: the shop has no customer number, so an e-mail address alone says who bought.
    """

    POINT_OF_SALE = "point_of_sale"
    COST_LINES = "cost_lines"
    DISCOUNT_LINES = "discount_lines"
    GUEST_CHECKOUT = "guest_checkout"
    CUSTOMERS_BY_EMAIL = "customers_by_email"
    SEPARATE_SHIPPING_LEDGER = "separate_shipping_ledger"
    INVOICE_NUMBERS = "invoice_numbers"
    NUMERIC_INVOICE_NUMBERS = "numeric_invoice_numbers"
    INVOICE_FILES = "invoice_files"
    CREDIT_INVOICES = "credit_invoices"
    PAYMENT_CONDITIONS = "payment_conditions"
    PERIODS = "periods"
    PRODUCT_LEDGERS = "product_ledgers"
    PRODUCT_NUMBERS = "product_numbers"
    REGISTERS_PAYMENTS = "registers_payments"


class Capability(StrEnum):
    """What a target can do beyond booking a sale. `LISTS_DOCUMENTS`: its documents can be reconciled, see `documents`."""

    CREDIT_NOTES = "credit_notes"
    OWN_VAT_AMOUNTS = "own_vat_amounts"
    OTHER_CURRENCIES = "other_currencies"
    UNION_SCHEME = "union_scheme"
    ITEMS = "items"
    ATTACHMENTS = "attachments"
    SENDS_INVOICES = "sends_invoices"
    REPORTS_PAYMENTS = "reports_payments"
    LISTS_DOCUMENTS = "lists_documents"
    DELIVERIES = "deliveries"
