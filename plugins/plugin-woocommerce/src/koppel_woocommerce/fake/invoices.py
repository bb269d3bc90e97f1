"""The download link of "PDF Invoices & Packing Slips": it makes an invoice for an order that has none."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from typing import Literal

from werkzeug.wrappers import Request, Response

from koppel_woocommerce.fake.answers import html_answer
from koppel_woocommerce.fake.dates import local_text
from koppel_woocommerce.fake.rendering import invoice_number
from koppel_woocommerce.fake.store import ShopStore

Access = Literal["full", "logged_in"]
_PRETTY = re.compile(r"^/wcpdf/(?P<kind>[\w-]+)/(?P<order>\d+)/(?P<key>[^/]+)(/pdf)?/?$")
_REFUSED = "You do not have sufficient permissions to access this page."


@dataclass(slots=True)
class Invoices:
    """The plugin's numbering and what its link has done.

    `made` lists the orders for which opening the link burnt an invoice number: a program that only wants to read must
    leave it empty.
    """

    store: ShopStore
    access: Access = "full"
    made: list[int] = field(default_factory=list)
    downloaded: set[int] = field(default_factory=set)
    last: int = 3
    """The recorded shop had given three numbers; the next was F2026-00004."""

    def answer(self, request: Request, path: str) -> Response | None:
        """Answer either form of the link; None when the request is for something else."""
        match = _PRETTY.match(path)
        if match:
            return self._download(match["kind"], match["order"], match["key"])
        if path == "/wp-admin/admin-ajax.php" and request.args.get("action") == "generate_wpo_wcpdf":
            asked = request.args
            return self._download(
                asked.get("document_type", ""), asked.get("order_ids", ""), asked.get("access_key", "")
            )
        return None

    def _download(self, kind: str, order_id: str, key: str) -> Response:
        if not key:
            return html_answer(f"{_REFUSED} Reason: empty access key")
        order = self.store.orders.get(int(order_id)) if order_id.isdigit() else None
        if self.access != "full" or kind != "invoice" or order is None:
            return html_answer(_REFUSED)
        if not hmac.compare_digest(key.encode(), order["order_key"].encode()):
            return html_answer(_REFUSED)
        number = invoice_number(order) or self.make(order["id"])
        if order["id"] not in self.downloaded:
            self.downloaded.add(order["id"])
            self.store.touch(order["id"])
        return Response(
            pdf(number),
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="invoice-{number}.pdf"'},
        )

    def make(self, order_id: int) -> str:
        """Give an order its invoice, as the link does and as the shop does on completion; returns the number."""
        self.made.append(order_id)
        return self.give(order_id)

    def give(self, order_id: int) -> str:
        """Give an order an invoice number in the ordinary way, without counting it as made by the link."""
        now = self.store.clock()
        self.last += 1
        prefix = f"F{now.astimezone(self.store.zone).year}-"
        number = f"{prefix}{self.last:05d}"
        data = {
            "number": self.last, "formatted_number": number, "prefix": "F[invoice_year]-", "suffix": "",
            "document_type": "invoice", "order_id": order_id, "padding": 5,
        }  # fmt: skip
        values = {
            "_wcpdf_invoice_number": number,
            "_wcpdf_invoice_number_data": data,
            "_wcpdf_invoice_date": str(int(now.timestamp())),
            "_wcpdf_invoice_date_formatted": local_text(now, self.store.zone).replace("T", " "),
            "_wcpdf_invoice_display_date": "document_date",
        }
        self.store.change_order(order_id, meta_data=[{"key": key, "value": value} for key, value in values.items()])
        self.store.touch(order_id)
        return number


def pdf(title: str) -> bytes:
    """A small but whole PDF of one page that shows a line of text."""
    text = f"BT /F1 24 Tf 72 760 Td (Factuur {title}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 %s >> >> >>"
        % b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
