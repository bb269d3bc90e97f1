"""Putting the shop's invoice with its sales entry: a document, its file, and the link from the entry, once.

Three calls, each of which may be lost. The link is made last, so an entry that has one is done; what an earlier try left is
taken up again rather than made twice.
"""

from __future__ import annotations

import base64
from typing import Final

from koppel.api import Booking, Posted, Rejected, Text, UnknownOutcome, clip, text_of
from koppel_exact import lengths, wire
from koppel_exact.books import Books
from koppel_exact.division import Division
from koppel_exact.forms import FORMS, SALES_ENTRY

_SALES_INVOICE: Final = 10
_LARGEST: Final = 9_000_000  # the vendor's pages disagree (9.5, 10 and 38 MB): the least, with some room
_TOO_LARGE = Text(
    en="The file {name} is too large for Exact Online (more than 9 MB). The booking itself stands.",
    nl="Het bestand {name} is te groot voor Exact Online (meer dan 9 MB). De boeking zelf staat er.",
)


def attach(division: Division, books: Books, booking: Booking, made: Posted, *, name: str, content: bytes) -> None:
    """Attach one file. Raises Rejected for one that is too large."""
    encoded = base64.b64encode(content).decode()
    if len(encoded) > _LARGEST:
        raise Rejected(_TOO_LARGE, reason="file_too_large", name=name, size=len(content))
    account = books.take_fresh(made.target_id)
    linked, document, files = (None, None, []) if account else _left_behind(division, made)
    document = document or _new_document(division, booking, made, account, name)
    if name not in files:
        body = {"Document": document, "FileName": name, "Attachment": encoded}
        division.post("documents/DocumentAttachments", body)
    if linked is None:
        division.put(FORMS[SALES_ENTRY].path, made.target_id, {"Document": document})


def _left_behind(division: Division, made: Posted) -> tuple[str | None, str | None, list[str]]:
    """What an earlier try made: the document that the entry links to, the document itself, and the files in it."""
    where = f"EntryID eq {wire.guid_literal(made.target_id)}"
    entries = division.rows(FORMS[SALES_ENTRY].path, select=("EntryID", "Document"), where=where)
    linked = next((wire.guid(row.get("Document")) for row in entries), None)
    document = linked or _unlinked(division, made)
    if document is None:
        return None, None, []
    where = f"Document eq {wire.guid_literal(document)}"
    files = division.rows("documents/DocumentAttachments", select=("ID", "FileName"), where=where)
    return linked, document, [text_of(row.get("FileName")) for row in files]


def _unlinked(division: Division, made: Posted) -> str | None:
    where = f"FinancialTransactionEntryID eq {wire.guid_literal(made.target_id)}"
    found = division.rows("documents/Documents", select=("ID", "Subject"), where=where)
    return next((wire.guid(row.get("ID")) for row in found), None)


def _new_document(division: Division, booking: Booking, made: Posted, account: str | None, name: str) -> str:
    body = {
        "Subject": clip(f"{booking.reference} {name}", lengths.DESCRIPTION),
        "Type": _SALES_INVOICE,
        "Account": account,
        "DocumentDate": booking.issued_on,
        "FinancialTransactionEntryID": made.target_id,
    }
    document = wire.guid(division.post("documents/Documents", body).get("ID")) or _unlinked(division, made)
    if document is None:
        raise UnknownOutcome(service="Exact Online", path="documents/Documents")
    return document
