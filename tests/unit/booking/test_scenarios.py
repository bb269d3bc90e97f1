"""Every scenario and variant of the golden file, from its orders to bookings, against all that the file expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from koppel.booking.booking import BookingLine
from koppel.booking.boxes import add_up, sales_list
from koppel.booking.draft import BoxAmount, DebtorKind, Draft
from koppel.booking.einvoice import invoice_totals
from koppel.model import cents, plain, rate_text
from support.books import Books, Made
from support.scenarios import Case, cases

ALL = cases()


@pytest.fixture(params=ALL, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    """Each scenario and variant."""
    found: Case = request.param
    return found


def _played(case: Case) -> Books:
    books = Books(case)
    books.play()
    return books


def test_the_file_is_read_whole() -> None:
    """All forty scenarios and their variants are played, whatever they need."""
    assert len({case.name.partition("-")[0] for case in ALL}) == 40
    assert len(ALL) == 46


def test_events_come_out_as_expected(case: Case) -> None:
    """Each event is booked, held, skipped or unchanged, with its reason and its warnings."""
    expected = [
        (row["event"], row["outcome"], row["reason"], sorted(row["warnings"]))
        for row in case.expected["event_outcomes"]
    ]
    assert Books(case).play() == expected


def test_documents_are_exactly_the_expected_ones(case: Case) -> None:
    """Kind, day, reference, currency and totals of everything made, and nothing else is made."""
    assert [_head(made) for made in _played(case).made] == [_expected_head(one) for one in case.expected["documents"]]


def test_lines_are_the_expected_ones(case: Case) -> None:
    """Role, code, category, exemption, net and VAT of every line; on invoices item and quantity too."""
    found = [_lines(made) for made in _played(case).made]
    assert found == [_expected_lines(one) for one in case.expected["documents"]]


def test_debtors_are_the_expected_ones(case: Case) -> None:
    """Kind, code, order of looking, name, country and VAT number; and who shares a debtor with whom."""
    made = _played(case).made
    expected = [one["debtor"] for one in case.expected["documents"]]
    assert [_debtor(one) for one in made] == [_expected_debtor(one) for one in expected]
    assert _sharing([one.debtor_code for one in made]) == _sharing([one["key"] for one in expected])


def test_returns_are_the_expected_ones(case: Case) -> None:
    """Boxes of the return, the list of sales to EU businesses, and the totals of a structured invoice."""
    booked = [one for one in case.expected["documents"] if one["kind"] != "payment"]
    made = [one for one in _played(case).made if one.kind in {"sales_entry", "sales_invoice", "credit_note"}]
    for expected, found in zip([one for one in booked if one["kind"] != "proposal"], made, strict=True):
        assert found.draft is not None
        assert _boxes(found.draft) == Counter(tuple(sorted(box.items())) for box in expected["boxes"])
        assert _sales_list(found.draft) == expected["ec_sales_list"]
        if expected["einvoice"] is not None:
            assert _einvoice(found.draft) == expected["einvoice"]


def test_items_are_made_only_where_asked(case: Case) -> None:
    """The articles made in the package are those of the file."""
    assert _played(case).items == case.expected["created"]["items"]


def test_a_second_time_nothing_is_made(case: Case) -> None:
    """The same events on the same memory make no new document."""
    books = _played(case)
    before = len(books.made)
    books.play()
    assert len(books.made) == before


def _head(made: Made) -> dict[str, Any]:
    if made.payment is not None:
        payment = made.payment
        return {
            "event": made.event,
            "kind": "payment",
            "date": payment.paid_on.isoformat(),
            "reference": payment.reference,
            "currency": payment.currency,
            "amount": plain(payment.amount),
        }
    source = made.correction or made.draft
    assert source is not None
    assert made.draft is not None
    return {
        "event": made.event,
        "kind": made.kind,
        "date": source.issued_on.isoformat(),
        "reference": source.reference,
        "currency": source.currency,
        "fx": _fx(made.draft),
        "converted_from": _converted(made.draft),
        "totals": [plain(source.total_excl), plain(source.total_vat), plain(source.total_incl)],
    }


def _fx(draft: Draft) -> dict[str, str] | None:
    rate = draft.exchange_rate
    if rate is None:
        return None
    base_total = plain(cents(draft.total_incl / rate.rate))
    return {"base_currency": rate.base_currency, "rate": str(rate.rate), "base_total_incl": base_total}


def _converted(draft: Draft) -> dict[str, str] | None:
    one = draft.converted_from
    if one is None:
        return None
    return {"currency": one.currency, "rate": str(one.rate), "total_incl": plain(one.total_incl)}


def _expected_head(one: Mapping[str, Any]) -> dict[str, Any]:
    same = ("event", "kind", "date", "reference", "currency")
    if one["kind"] == "payment":
        return {key: one[key] for key in (*same, "amount")}
    totals = [one["total_excl"], one["total_vat"], one["total_incl"]]
    return {**{key: one[key] for key in (*same, "fx", "converted_from")}, "totals": totals}


def _lines(made: Made) -> Counter[tuple[str | None, ...]]:
    if made.payment is not None:
        sides = ((line.role, plain(line.debit), plain(line.credit)) for line in made.payment.lines)
        return Counter(
            (role, *(None if side == "0.00" else side for side in (debit, credit))) for role, debit, credit in sides
        )
    if made.correction is not None:
        return Counter(
            (line.role, line.treatment, plain(line.net), plain(line.vat_amount)) for line in made.correction.lines
        )
    return Counter(
        _line(line, with_item=made.kind == "sales_invoice" or any(one.item for one in made.lines))
        for line in made.lines
    )


def _line(line: BookingLine, *, with_item: bool) -> tuple[str | None, ...]:
    ledger = line.ledger.value if line.ledger else None
    found = (ledger, line.treatment, line.category, line.exemption, plain(line.net), plain(line.vat_amount))
    if not with_item:
        return found
    return (*found, line.item.value if line.item else None, rate_text(line.quantity))


def _expected_lines(one: Mapping[str, Any]) -> Counter[tuple[str | None, ...]]:
    if one["kind"] == "payment":
        return Counter((line["role"], line["debit"], line["credit"]) for line in one["payment_lines"])
    if one["kind"] == "proposal":
        return Counter((line["role"], line["code"], line["net"], line["vat"]) for line in one["lines"])
    return Counter(
        (line["role"], line["code"], line["ubl"], line["exemption"], line["net"], line["vat"])
        + ((line["item"], line["quantity"]) if "item" in line else ())
        for line in one["lines"]
    )


def _debtor(made: Made) -> dict[str, Any]:
    source = made.payment or made.correction or made.draft
    assert source is not None
    debtor = source.debtor
    is_code = debtor.kind in {DebtorKind.POS, DebtorKind.DEFAULT}
    return {
        "kind": debtor.kind.value,
        "code": debtor.code,
        "match_by": list(debtor.match_by),
        "name": None if is_code else debtor.name,
        "country": debtor.country or None,
        "vat_number": debtor.vat_number,
    }


def _expected_debtor(debtor: Mapping[str, Any]) -> dict[str, Any]:
    return {key: debtor[key] for key in ("kind", "code", "match_by", "name", "country", "vat_number")}


def _sharing(keys: Iterable[str]) -> list[int]:
    """The same debtor as the same number, in the order in which they first appear."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _boxes(draft: Draft) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(
        tuple(sorted(_box(box).items())) for box in add_up([box for line in draft.lines for box in line.boxes])
    )


def _box(box: BoxAmount) -> dict[str, str]:
    found = {"box": box.box, "base": plain(box.base), "vat": plain(box.vat)}
    if box.rate is not None:
        found |= {"country": box.country, "rate": rate_text(box.rate)}
    absent = "base" if box.base == 0 else "vat" if box.vat == 0 else ""
    return {key: value for key, value in found.items() if key != absent}


def _sales_list(draft: Draft) -> list[dict[str, str]]:
    return [
        {"vat_number": one.vat_number, "supply": one.supply, "amount": plain(one.amount)} for one in sales_list(draft)
    ]


def _einvoice(draft: Draft) -> dict[str, str]:
    totals = invoice_totals(draft)
    return {
        "BT-109": plain(totals.net),
        "BT-110": plain(totals.vat),
        "BT-112": plain(totals.gross),
        "BT-114": plain(totals.rounding),
    }
