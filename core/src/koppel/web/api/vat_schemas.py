"""The VAT return of a period in the JSON API, as `koppel vat-return` prints it. Amounts are texts with two decimals."""

from __future__ import annotations

from marshmallow import Schema, fields

from koppel.web.api.schemas import text


class VatReturnQuery(Schema):
    """The period, both days included."""

    begin = fields.Date(required=True, data_key="from")
    until = fields.Date(required=True, data_key="to")


class BoxTotalSchema(Schema):
    """One box of the return of the seller's country."""

    box = fields.String(required=True)
    base = fields.String(required=True)
    vat = fields.String(required=True)


class UnionTotalSchema(Schema):
    """One line of the return of the One Stop Shop; `corrects` is the earlier quarter (2026-Q1) of a sale taken back."""

    country = fields.String(required=True)
    rate = fields.String(required=True)
    base = fields.String(required=True)
    vat = fields.String(required=True)
    corrects = text(description="2026-Q1; null for sales and refunds of the same quarter")


class BusinessTotalSchema(Schema):
    """One line of the list of sales to businesses in other member states."""

    vat_number = fields.String(required=True)
    goods = fields.String(required=True)
    services = fields.String(required=True)


class VatReturnSchema(Schema):
    """The totals of a period. `waiting` documents of it are held or failed, and not in the totals."""

    country = fields.String(required=True)
    begin = fields.String(required=True, data_key="from", attribute="from")
    until = fields.String(required=True, data_key="to", attribute="to")
    documents = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    boxes = fields.List(fields.Nested(BoxTotalSchema), required=True)
    union_scheme = fields.List(fields.Nested(UnionTotalSchema), required=True)
    businesses = fields.List(fields.Nested(BusinessTotalSchema), required=True)
