"""The shop's invoice with its sales entry: document, file and link, once."""

from __future__ import annotations

import pytest

from koppel.api import Attachment, Posted, Rejected, UnknownOutcome
from koppel.testing import LostAnswer
from support.drafts import by_code, draft

PDF = b"%PDF-1.4 an invoice"


@pytest.fixture
def booked(kit):
    """An entry that waits for its file."""
    order = draft(debtor=by_code("1000"), invoice_number="7", attachments=(Attachment(key="pdf", name="F-7.pdf"),))
    booking = kit.booking(order, number_source="invoice")
    return booking, kit.target().create(booking)


def lose(part):
    """Lose the answer to the first call on a path."""
    left = [part]

    def change(request, response):
        if left and left[0] in request.path and request.method != "GET":
            left.clear()
            raise LostAnswer
        return response

    return change


def test_a_file_hangs_on_the_entry_as_a_document(kit, booked):
    """A document of the debtor with the file, linked from the entry, in three calls."""
    kit.fake.calls.clear()
    kit.target().attach(*booked, "F-7.pdf", PDF)

    document = kit.fake.division().documents[0]
    assert kit.fake.entry_by_ref("10001")["Document"] == document["ID"]
    assert [(one["FileName"], one["Attachment"]) for one in document["Attachments"]] == [("F-7.pdf", PDF)]
    assert document["Account"] == kit.fake.entry_by_ref("10001")["Customer"]
    assert len(kit.fake.calls) == 3


@pytest.mark.parametrize("part", ["/Documents", "DocumentAttachments", "SalesEntries"])
def test_whatever_answer_is_lost_the_file_hangs_there_once(kit, booked, part):
    """The second try takes up what the first one left."""
    booking, posted = booked
    kit.fake.after.append(lose(part))
    with pytest.raises(UnknownOutcome):
        kit.target().attach(booking, posted, "F-7.pdf", PDF)
    kit.target().attach(booking, Posted(target_id=posted.target_id), "F-7.pdf", PDF)

    documents = kit.fake.division().documents
    assert [len(one["Attachments"]) for one in documents] == [1]
    assert kit.fake.entry_by_ref("10001")["Document"] == documents[0]["ID"]


def test_a_second_file_joins_the_same_document(kit, booked):
    """An entry links to one document; that has both files."""
    for name in ("F-7.pdf", "terms.pdf", "terms.pdf"):
        kit.target().attach(*booked, name, PDF)

    documents = kit.fake.division().documents
    assert [[file["FileName"] for file in one["Attachments"]] for one in documents] == [["F-7.pdf", "terms.pdf"]]


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(kit, booked):
    """More than nine megabytes; the booking stands."""
    kit.fake.calls.clear()

    with pytest.raises(Rejected, match=r"F-7\.pdf"):
        kit.target().attach(*booked, "F-7.pdf", bytes(7_000_000))
    assert kit.fake.calls == []
