"""The contract kit itself: each of its rules fails on a connector that was built to break it, and on no other ground.

The hostile connectors are good ones with one thing spoilt.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from koppel.api import (
    Account,
    Answers,
    Batch,
    BookedDocument,
    Booking,
    Capability,
    Document,
    Draft,
    Held,
    KoppelError,
    Posted,
    Since,
    Sought,
    Text,
    steps,
)
from koppel.testing.contract import source_tests, target_tests
from koppel_exact import demo as exact
from koppel_exact.connector import ExactTarget
from koppel_woocommerce import demo as woocommerce
from koppel_woocommerce.connector import WooCommerceSource

_NUMBERS = count(1)


class Spoilt(WooCommerceSource):
    """A shop whose documents pass through `spoil`."""

    def spoil(self, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        return documents

    def documents(self, since: Since) -> Iterator[Batch]:
        for batch in super().documents(since):
            yield replace(batch, documents=self.spoil(batch.documents))


class TwoStepsOfOneName(WooCommerceSource):
    steps = (*WooCommerceSource.steps, WooCommerceSource.steps[0])  # type: ignore[assignment]  # the good one's are fixed


class NoDutch(WooCommerceSource):
    steps = (steps.Toggle(key="flag", label=Text(en="Flag", nl=" ")),)  # type: ignore[assignment]


class AnotherAccountEachTime(WooCommerceSource):
    def verify(self) -> Account:
        return replace(super().verify(), key=str(next(_NUMBERS)))


class TakesAnyKey(WooCommerceSource):
    def verify(self) -> Account:
        try:
            return super().verify()
        except KoppelError:
            return Account(key="any", name="Any")


class LogsItsSecret(WooCommerceSource):
    def verify(self) -> Account:
        logging.getLogger("hostile").warning("signed with %s", vars(self.client.signer)["_client"].client_secret)
        return super().verify()


class OneCentMore(Spoilt):
    def spoil(self, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        return tuple(replace(one, total_incl=one.total_incl + Decimal("0.01")) for one in documents)


class NeverTheSame(Spoilt):
    def spoil(self, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        return tuple(replace(one, revision=str(next(_NUMBERS))) for one in documents)


class LosesALine(Spoilt):
    def spoil(self, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        return tuple(replace(one, lines=one.lines[1:]) for one in documents)


class ForgetsTheSale(Spoilt):
    def spoil(self, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        return tuple(replace(one, original=None) for one in documents)


class AnotherWhenAskedAlone(WooCommerceSource):
    def document(self, key: str) -> Document | None:
        found = super().document(key)
        return replace(found, number="0") if found else None


class NothingNew(WooCommerceSource):
    def latest(self, count: int) -> Sequence[Document]:
        return []


class FallsOver(WooCommerceSource):
    def documents(self, since: Since) -> Iterator[Batch]:
        try:
            yield from super().documents(since)
        except KoppelError as error:
            raise KeyError("orders") from error


class AsksWhilePlanning(ExactTarget):
    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        self.client.get("api/v1/current/Me", params={"$select": "UserID"})
        return super().plan(draft, answers, initial=initial)


class OneCentLess(ExactTarget):
    def create(self, booking: Booking) -> Posted:
        first = booking.lines[0]
        lines = (replace(first, net=first.net - Decimal("0.01")), *booking.lines[1:])
        return super().create(replace(booking, lines=lines))


class WritesWhilePlanning(ExactTarget):
    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        self.client.post("api/v1/1234567/crm/Accounts", {"Name": "Nobody", "Status": "C"})
        return super().plan(draft, answers, initial=initial)


class CannotRead(ExactTarget):
    def read(self, target_id: str, form: str) -> Posted | None:
        return None


class NeverFinds(ExactTarget):
    def find(self, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        return {}


class LosesAPage(ExactTarget):
    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        yield from list(super().documents(begin, until))[1:]


class ListsOnAnotherDay(ExactTarget):
    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        return super().documents(begin - timedelta(days=1), until - timedelta(days=1))


class RepeatsAPage(ExactTarget):
    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        for page in super().documents(begin, until):
            yield page
            yield page[-1:]


class ListsInSecret(ExactTarget):
    capabilities = ExactTarget.capabilities - {Capability.LISTS_DOCUMENTS}


SOURCES = [
    (TwoStepsOfOneName, "test_the_declaration_is_well_formed", ()),
    (NoDutch, "test_every_text_is_there_in_both_languages", ()),
    (AnotherAccountEachTime, "test_verify_says_whose_account_it_is", (Path,)),
    (TakesAnyKey, "test_wrong_credentials_are_refused_in_words", (Path,)),
    (LogsItsSecret, "test_secrets_stay_out_of_the_log", (Path,)),
    (OneCentMore, "test_every_document_that_is_read_is_the_shops", (Path,)),
    (NeverTheSame, "test_reading_again_gives_the_same", (Path,)),
    (NeverTheSame, "test_reading_on_brings_nothing_new", (Path,)),
    (AnotherWhenAskedAlone, "test_one_document_is_what_the_reading_gave", (Path,)),
    (LosesALine, "test_lines_add_up", (Path,)),
    (ForgetsTheSale, "test_credit_notes_know_their_sale", (Path,)),
    (NothingNew, "test_the_newest_come_first", (Path,)),
    (FallsOver, "test_trouble_is_an_error_of_the_family", (Path, "half an answer")),
]
TARGETS = [
    (AsksWhilePlanning, "test_planning_asks_nobody", (Path,)),
    (OneCentLess, "test_every_sample_is_booked_to_the_cent_or_held", (Path,)),
    (WritesWhilePlanning, "test_a_second_run_writes_nothing", (Path,)),
    (CannotRead, "test_what_was_booked_can_be_read", (Path,)),
    (ListsOnAnotherDay, "test_what_was_booked_is_listed_on_its_own_day", (Path,)),
    (LosesAPage, "test_pages_of_a_list_lose_and_repeat_nothing", (Path,)),
    (RepeatsAPage, "test_pages_of_a_list_lose_and_repeat_nothing", (Path,)),
    (ListsInSecret, "test_what_was_booked_is_listed_on_its_own_day", (Path,)),
    (NeverFinds, "test_trouble_with_a_write_books_once", (Path, "the answer is lost", 2)),
]


@pytest.mark.parametrize(("kind", "rule", "given"), SOURCES)
def test_a_spoilt_source_is_caught(
    kind: type[WooCommerceSource], rule: str, given: tuple[object, ...], tmp_path: Path
) -> None:
    """The rule fails on the connector that breaks it."""
    tests = source_tests(kind, woocommerce.service())()

    with pytest.raises((AssertionError, KeyError, pytest.fail.Exception)):
        getattr(tests, rule)(*[tmp_path if one is Path else one for one in given])


@pytest.mark.parametrize(("kind", "rule", "given"), TARGETS)
def test_a_spoilt_target_is_caught(
    kind: type[ExactTarget], rule: str, given: tuple[object, ...], tmp_path: Path
) -> None:
    """The rule fails on the connector that breaks it."""
    tests = target_tests(kind, exact.service())()

    with pytest.raises(AssertionError):
        getattr(tests, rule)(*[tmp_path if one is Path else one for one in given])
