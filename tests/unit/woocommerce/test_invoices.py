"""Invoice numbers, their days and their files, without ever making an invoice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from werkzeug.wrappers import Response

from koppel.api import Document, KoppelError, Rejected
from koppel_woocommerce.connector import WooCommerceSource
from koppel_woocommerce.fake import WooCommerceFake

Sale = Callable[..., Document]
MakeSource = Callable[..., WooCommerceSource]


def test_order_with_invoice(sale: Sale) -> None:
    """Number, local day and file of an order that has an invoice."""
    document = sale("pdf-invoice")
    assert (document.invoice_number, document.invoice_date) == ("F2026-00001", date(2026, 10, 20))
    assert [(found.key, found.name) for found in document.attachments] == [("invoice", "F2026-00001.pdf")]


def test_order_without_invoice(sale: Sale) -> None:
    """Without a number there is no file to ask for: asking would make one."""
    document = sale("nl-b2c-mixed")
    assert (document.invoice_number, document.invoice_date, document.attachments) == (None, None, ())


def test_invoice_day_is_local(sale: Sale) -> None:
    """An invoice of 1 October 00:30 in Amsterdam is of 1 October, though it is still September in UTC."""
    meta = [{"key": "_wcpdf_invoice_number", "value": "7"}, {"key": "_wcpdf_invoice_date", "value": "1790807400"}]
    assert sale("nl-b2c-mixed", meta_data=meta).invoice_date == date(2026, 10, 1)


def test_invoice_day_as_text(sale: Sale) -> None:
    """Without the seconds the written day counts; without either there is a number and no day."""
    number = {"key": "_wcpdf_invoice_number", "value": "7"}
    written = {"key": "_wcpdf_invoice_date_formatted", "value": "2026-10-20 11:05:00"}
    assert sale("nl-b2c-mixed", meta_data=[number, written]).invoice_date == date(2026, 10, 20)
    assert sale("nl-b2c-mixed", meta_data=[number]).invoice_date is None


def test_name_of_the_file(sale: Sale) -> None:
    """What cannot be in the name of a file is replaced."""
    document = sale("nl-b2c-mixed", wpo_wcpdf_invoice_number="2026/00 12")
    assert document.attachments[0].name == "2026-00-12.pdf"


def test_file_is_a_pdf(fake: WooCommerceFake, source: MakeSource) -> None:
    """The file of an invoice is fetched by the shop's own link."""
    connected = source(fake)
    document = connected.document("order:150")
    assert document is not None
    assert connected.file(document, "invoice").startswith(b"%PDF")
    assert fake.invoices.made == []


def test_file_of_an_order_without_invoice(fake: WooCommerceFake, source: MakeSource) -> None:
    """An order whose invoice is gone is refused before the link is opened: no invoice is made."""
    connected = source(fake)
    document = connected.document("order:104")
    assert document is not None
    with pytest.raises(Rejected) as refused:
        connected.file(document, "invoice")
    assert "104" in refused.value.sentence.nl
    assert fake.invoices.made == []
    assert not any("admin-ajax" in call.path for call in fake.calls)


def test_closed_link(source: MakeSource) -> None:
    """A shop that does not hand the file out answers 200 with a sentence; the person learns which setting to change."""
    closed = WooCommerceFake(https=True, pdf_access="logged_in")
    connected = source(closed)
    document = connected.document("order:150")
    assert document is not None
    with pytest.raises(Rejected) as refused:
        connected.file(document, "invoice")
    for text in (refused.value.sentence.en, refused.value.sentence.nl):
        assert "Document link access type" in text
        assert "F2026-00001" in text


def test_order_key_is_in_no_error(source: MakeSource) -> None:
    """The key that opens the invoice stays out of the error, its sentence and its data."""
    closed = WooCommerceFake(https=True, pdf_access="logged_in")
    connected = source(closed)
    document = connected.document("order:150")
    assert document is not None
    with pytest.raises(KoppelError) as refused:
        connected.file(document, "invoice")
    assert closed.orders[150]["order_key"] not in f"{refused.value} {dict(refused.value.data)}"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_guarded_administration(status: int, fake: WooCommerceFake, source: MakeSource) -> None:
    """A shop whose administration is closed to strangers refuses the file, not the key."""
    connected = source(fake)
    document = connected.document("order:150")
    assert document is not None

    def guard(request: Any) -> Any:
        return Response("<html>", status=status) if "wp-admin" in request.path else None

    fake.before.append(guard)
    with pytest.raises(Rejected) as refused:
        connected.file(document, "invoice")
    assert str(status) in refused.value.sentence.en
