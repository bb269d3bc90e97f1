"""Comparing three sides: each kind of difference by itself, seen on exactly the document that has it.

Each test names the part of `matching` that it rests on: without that, it fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from koppel.api import BookedDocument
from koppel.sync.reconciliation import report as reports
from koppel.sync.reconciliation.kinds import ACTIONS, TITLES, Kind, sentence_of
from koppel.sync.reconciliation.matching import Sides, match
from koppel.sync.reconciliation.report import Report, Sum
from koppel.sync.reconciliation.rows import BookRow, ShopRow, booked_document, shop_row, to_json
from koppel.text import Text

BEGIN, UNTIL, DAY = date(2026, 6, 1), date(2026, 6, 30), date(2026, 6, 10)
WHY = Text(en="A reason.", nl="Een reden.")


def shown(number: str = "1001", total: str = "121.00", **more: object) -> ShopRow:
    """A document as the shop has it."""
    fields: dict[str, object] = {"key": f"order:{number}", "number": number, "day": DAY, "currency": "EUR"}
    return ShopRow(**{**fields, "total": Decimal(total), "reference": number, **more})  # type: ignore[arg-type]


def booked(number: str = "1001", total: str = "121.00", **more: object) -> BookRow:
    """A row of the ledger."""
    fields: dict[str, object] = {"key": f"order:{number}", "number": number, "day": DAY, "currency": "EUR"}
    fields |= {"total": Decimal(total), "reference": number, "state": "booked", "form": "entry"}
    return BookRow(**{**fields, "target_id": f"id-{number}", **more})  # type: ignore[arg-type]


def there(name: str = "1001", total: str = "121.00", **more: object) -> BookedDocument:
    """A document of the package."""
    fields: dict[str, object] = {"target_id": f"id-{name}", "form": "entry", "issued_on": DAY, "reference": name}
    return BookedDocument(**{**fields, "total_incl": Decimal(total), "number": f"26-{name}", **more})  # type: ignore[arg-type]


def compared(
    shop: Iterable[ShopRow] = (),
    ledger: Iterable[BookRow] = (),
    package: Iterable[BookedDocument] = (),
    gone: Iterable[str] = (),
) -> Report:
    """June 2026."""
    return match(
        Sides(
            begin=BEGIN,
            until=UNTIL,
            shop={row.key: row for row in shop},
            ledger={row.key: row for row in ledger},
            package=list(package),
            gone_at_shop=frozenset(gone),
        )
    )


def kinds(found: Report) -> list[Kind]:
    """What was found, in order of the report."""
    return [one.kind for one in found.findings]


def test_three_that_say_the_same_agree() -> None:
    """A document that all three have alike needs no word, and counts in each column."""
    found = compared([shown()], [booked()], [there()])

    assert found.agrees
    assert kinds(found) == []
    assert [(line.shop, line.ledger, line.package) for line in found.lines] == [
        (Sum(count=1, total=Decimal("121.00")),) * 3
    ]


def test_what_koppel_never_read_is_missing() -> None:
    """In the shop and in no row of the ledger (`row is None`)."""
    found = compared([shown("1001"), shown("1002")], [booked("1001")], [there("1001")])

    assert [(one.kind, one.document) for one in found.findings] == [(Kind.MISSING, "order:1002")]
    assert not found.agrees
    assert found.lines[0].difference == Sum(count=1, total=Decimal("121.00"))


def test_what_is_held_says_why() -> None:
    """A held row is a difference with the ledger's own reason and sentence (`_UNBOOKED`, `own`)."""
    row = booked(state="held", reason="vat_code_not_mapped", sentence=WHY, target_id=None, day=None)
    found = next(compared([shown()], [row]).findings)

    assert (found.kind, found.reason, found.sentence) == (Kind.HELD, "vat_code_not_mapped", WHY)


def test_what_the_package_refuses_is_failed() -> None:
    """A failed row is a difference of its own kind (`_UNBOOKED`)."""
    assert kinds(compared([shown()], [booked(state="failed", target_id=None)])) == [Kind.FAILED]


def test_what_is_on_its_way_waits() -> None:
    """Planned and sending rows are differences that solve themselves (`_UNBOOKED`)."""
    rows = [booked("1001", state="planned", target_id=None), booked("1002", state="sending", target_id=None)]

    assert kinds(compared([shown("1001"), shown("1002")], rows)) == [Kind.WAITING, Kind.WAITING]


def test_a_skipped_document_that_should_now_be_booked_waits() -> None:
    """Its status changed since it was read; the next run sees it (`SKIPPED` in `_UNBOOKED`)."""
    assert kinds(compared([shown()], [booked(state="skipped", target_id=None)])) == [Kind.WAITING]


def test_what_is_rightly_skipped_is_counted_and_no_difference() -> None:
    """It is in no column (`counts`), and the three still agree."""
    found = compared([shown(counts=False, reason="status_not_selected", sentence=WHY)], [booked(state="skipped")])

    assert kinds(found) == [Kind.SKIPPED]
    assert found.agrees
    assert found.lines == []


def test_a_booking_that_is_no_longer_there_is_gone() -> None:
    """Booked in the ledger, in the package nowhere (`row.key not in self._found`)."""
    found = compared([shown()], [booked()])

    assert kinds(found) == [Kind.GONE]
    assert found.lines[0].difference == Sum(count=1, total=Decimal("121.00"))


def test_a_total_that_was_edited_by_hand_shows() -> None:
    """The package says something else than what was booked, to the cent (`total_incl != row.total`)."""
    found = next(compared([shown()], [booked()], [there(total="121.01")]).findings)

    assert (found.kind, found.ledger, found.package) == (Kind.TOTAL, Decimal("121.00"), Decimal("121.01"))
    assert "121.01" in found.sentence.nl


def test_another_currency_is_another_total() -> None:
    """121 dollars are not 121 euros."""
    found = compared([shown()], [booked()], [there(currency="USD")])

    assert kinds(found) == [Kind.TOTAL]
    assert [line.currency for line in found.lines] == ["EUR", "USD"]


def test_a_booking_that_was_moved_in_the_package_shows() -> None:
    """Another day is a difference of that day, though the period's totals are equal (`one.issued_on != row.day`)."""
    found = compared([shown()], [booked()], [there(issued_on=date(2026, 6, 11))])

    assert kinds(found) == [Kind.DAY]
    assert found.lines[0].difference == Sum()
    assert [day.lines[0].difference.count for day in found.days] == [1, -1]


def test_a_booking_that_was_moved_out_of_the_period_is_not_gone() -> None:
    """It was looked for and found on a day outside: moved, and in no column of the package here."""
    found = compared([shown()], [booked()], [there(issued_on=date(2026, 7, 2))])

    assert kinds(found) == [Kind.DAY]
    assert found.lines[0].package == Sum()


def test_a_booking_that_was_moved_into_the_period_shows_on_its_new_day() -> None:
    """Its own row has a day outside; the finding stands where the package has it."""
    found = compared([], [booked(day=date(2026, 5, 30))], [there()])

    assert [(one.kind, one.day) for one in found.findings] == [(Kind.DAY, DAY)]


def test_a_document_of_another_period_is_none_of_this_ones_business() -> None:
    """Rows and documents outside the period that came along are left alone, whatever is wrong with them (`covers`)."""
    outside = date(2026, 7, 1)
    package = [there(total="5.00", issued_on=outside), there("7", issued_on=outside, reference=None)]
    found = compared([], [booked(day=outside)], package)

    assert (kinds(found), found.days) == ([], [])


def test_a_change_after_booking_shows() -> None:
    """What the comparison of the change says is the sentence; the shop's column has the new amount (`shown.change`)."""
    found = compared([shown(total="100.00", change=WHY)], [booked()], [there()])
    one = next(found.findings)

    assert (one.kind, one.sentence, one.shop, one.ledger) == (Kind.CHANGED, WHY, Decimal("100.00"), Decimal("121.00"))
    assert found.lines[0].difference.total == Decimal("-21.00")


def test_a_change_of_vat_alone_shows() -> None:
    """Equal totals and a change all the same."""
    assert kinds(compared([shown(change=WHY)], [booked()], [there()])) == [Kind.CHANGED]


def test_a_refund_that_was_deleted_in_the_shop_shows() -> None:
    """Booked, and the shop was asked and does not have it any more (`gone_at_shop`)."""
    found = compared([], [booked()], [there()], gone=["order:1001"])

    assert kinds(found) == [Kind.REMOVED]


def test_our_reference_in_the_package_without_a_booking_shows() -> None:
    """The package has what the shop would be booked under, and the ledger knows nothing of it (`_expected`)."""
    found = compared([shown()], [], [there(target_id="by-hand")])

    assert sorted(kinds(found)) == [Kind.MISSING, Kind.UNLINKED]
    assert found.lines[0].package.count == 1


def test_a_held_document_whose_reference_is_taken_shows_both() -> None:
    """The row knows the reference, but did not book it (`_rows`)."""
    found = compared([shown()], [booked(state="held", target_id=None)], [there(target_id="by-hand")])

    assert sorted(kinds(found)) == [Kind.HELD, Kind.UNLINKED]


def test_a_second_document_under_one_reference_is_a_double() -> None:
    """One is the booking, the other is told with its number there (`is_booked`)."""
    found = compared([shown()], [booked()], [there(), there(target_id="other", number="26-77")])

    assert [(one.kind, one.number, one.document) for one in found.findings] == [(Kind.TWICE, "26-77", "order:1001")]
    assert found.lines[0].package.count == 2


def test_the_same_sale_in_another_list_is_no_double() -> None:
    """The entry that a processed invoice makes has the invoice's reference (`row.form != one.form`)."""
    found = compared([shown()], [booked()], [there(), there(target_id="entry-of-it", form="invoice")])

    assert found.agrees


def test_what_was_made_by_hand_is_told_apart() -> None:
    """Other book-keeping is counted, in no column and no difference (`NOT_OURS`)."""
    found = compared([shown()], [booked()], [there(), there("9", reference=None)])

    assert (kinds(found), found.agrees, found.lines[0].package.count) == ([Kind.NOT_OURS], True, 1)


def test_money_is_exact() -> None:
    """A thousand times ten cents is a hundred, in every currency by itself."""
    numbers = [str(n) for n in range(1000)]
    found = compared(
        [*(shown(n, "0.10") for n in numbers), shown("usd", "0.30", currency="USD")],
        [*(booked(n, "0.10") for n in numbers), booked("usd", "0.30", currency="USD")],
        [*(there(n, "0.10") for n in numbers), there("usd", "0.30", currency="USD")],
    )

    assert [(line.currency, str(line.package.total)) for line in found.lines] == [("EUR", "100.00"), ("USD", "0.30")]


def test_a_list_of_thousands_is_counted_whole_and_shown_in_part() -> None:
    """Counts are of everything; what is left out is told."""
    found = compared([shown(str(n)) for n in range(reports.MOST_LISTED + 5)])

    assert found.counts == {Kind.MISSING: reports.MOST_LISTED + 5}
    assert (len(kinds(found)), found.left_out) == (reports.MOST_LISTED, 5)


def test_a_report_survives_the_database() -> None:
    """Written as JSON and read again it is the same."""
    found = compared([shown(), shown("2", change=WHY)], [booked("2")], [there("2", "1.23"), there("9", reference=None)])

    assert reports.from_json(reports.to_json(found)) == found


def test_rows_survive_being_put_aside() -> None:
    """What waits between two slices comes back as it was."""
    row, one = (
        shown(sentence=WHY, counts=False, reason="x"),
        there(total_vat=Decimal("21.00"), url="https://books.example"),
    )

    assert (shop_row(to_json(row)), booked_document(to_json(one))) == (row, one)
    assert shop_row(to_json(replace(row, total=Decimal("0.10")))).total == Decimal("0.10")


def test_every_kind_has_words_in_both_languages() -> None:
    """A title and a sentence that differ between the languages; actions only for differences."""
    assert set(TITLES) == set(Kind)
    assert [kind for kind in Kind if TITLES[kind].en == TITLES[kind].nl] == []
    assert [kind for kind in Kind if sentence_of(kind, number="1").en == sentence_of(kind, number="1").nl] == []
    assert all(kind.is_difference for kind in ACTIONS)
