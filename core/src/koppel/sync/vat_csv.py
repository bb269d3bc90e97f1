"""The VAT return of a period as CSV: one line per total, for a spreadsheet beside the package's own figures."""

from __future__ import annotations

import csv
import io

from koppel.model import plain, rate_text
from koppel.sync.vat_return import VatReturn

_HEAD = ("part", "box", "country", "rate", "vat_number", "corrects", "base", "vat")


def to_csv(found: VatReturn) -> str:
    """Decimal points and ISO codes, whatever the language: a spreadsheet is told the format when it opens the file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for box in found.boxes:
        writer.writerow(("return", box.box, found.country, "", "", "", plain(box.base), plain(box.vat)))
    for line in found.union_scheme:
        rate, corrects = rate_text(line.rate), line.corrects or ""
        writer.writerow(("union_scheme", "", line.country, rate, "", corrects, plain(line.base), plain(line.vat)))
    for business in found.businesses:
        for kind, base in (("goods", business.goods), ("services", business.services)):
            if base:
                writer.writerow((f"eu_business_{kind}", "", "", "", business.vat_number, "", plain(base), ""))
    return out.getvalue()
