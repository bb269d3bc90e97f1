"""The contract of a source: it reads everything, once, the same each time, and says plainly what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from koppel.connectors import Since, Source
from koppel.errors import KoppelError, RateLimited, Unavailable
from koppel.model import ZERO, Document
from koppel.testing.contract.bench import Bench, bench
from koppel.testing.contract.declared import ConnectorContract
from koppel.testing.service import Lent

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_CENTS = Decimal("0.05")

TROUBLES: dict[str, tuple[Callable[[Request], Response], type[KoppelError]]] = {
    "a page instead of data": (lambda _: Response("<html>Log in</html>", mimetype="text/html"), KoppelError),
    "half an answer": (lambda _: Response('{"data": [', mimetype="application/json"), Unavailable),
    "a fault of the server": (lambda _: Response("Internal Server Error", 500), Unavailable),
    "a gateway's page": (lambda _: Response("<html>Bad gateway</html>", 502, mimetype="text/html"), Unavailable),
    "too many calls": (lambda _: Response("", 429, headers={"Retry-After": "30"}), RateLimited),
}


class SourceContract(ConnectorContract):
    """Rules for sources."""

    def test_every_document_that_is_read_is_the_shops(self, tmp_path: Path) -> None:
        """Keys are unique within a reading, and each total is what the shop itself holds for it."""
        with bench(tmp_path, self.kind, self.lent) as at:
            documents, _ = read(at)
            held = {total.key: (total.amount, total.currency) for total in self.lent.totals(at.fake)}
        wrong = [
            one.key
            for one in documents
            if one.unreadable is None and held.get(one.key) != (one.total_incl, one.currency)
        ]

        assert documents
        assert len({one.key for one in documents}) == len(documents)
        assert wrong == []

    def test_reading_again_gives_the_same(self, tmp_path: Path) -> None:
        """Two readings from the beginning are equal, document by document."""
        with bench(tmp_path, self.kind, self.lent) as at:
            (first, _), (second, _) = read(at), read(at)

        assert {one.key: one for one in first} == {one.key: one for one in second}

    def test_reading_on_brings_nothing_new(self, tmp_path: Path) -> None:
        """From the last cursor only documents come that are known, unchanged."""
        with bench(tmp_path, self.kind, self.lent) as at:
            documents, cursor = read(at)
            again, _ = read(at, cursor)
        known = {one.key: one for one in documents}

        assert [one.key for one in again if known.get(one.key) != one] == []

    def test_one_document_is_what_the_reading_gave(self, tmp_path: Path) -> None:
        """`document(key)` and the reading agree; a key that does not exist gives None."""
        with bench(tmp_path, self.kind, self.lent) as at:
            documents, _ = read(at)
            source = opened(at)
            differing = [one.key for one in documents[:8] if source.document(one.key) != one]
            missing = source.document(documents[0].key + "99999")

        assert differing == []
        assert missing is None

    def test_lines_add_up(self, tmp_path: Path) -> None:
        """The gross of the lines of a sale is its total, but for some cents that the shop rounded."""
        with bench(tmp_path, self.kind, self.lent) as at:
            documents, _ = read(at)
        off = {
            one.key: sum((line.amounts.gross for line in one.lines), ZERO) - one.total_incl
            for one in documents
            if not one.is_credit and one.unreadable is None
        }

        assert {key: by for key, by in off.items() if abs(by) > _CENTS} == {}

    def test_credit_notes_know_their_sale(self, tmp_path: Path) -> None:
        """A credit note is negative, names its sale and the credit notes before it; the first has none before it."""
        with bench(tmp_path, self.kind, self.lent) as at:
            documents, _ = read(at)
        credits_ = [one for one in documents if one.is_credit and one.unreadable is None]

        assert credits_
        assert [one.key for one in credits_ if one.original is None or one.total_incl > 0] == []
        assert any(one.sequence == 1 for one in credits_)

    def test_the_newest_come_first(self, tmp_path: Path) -> None:
        """`latest` gives so many documents at most, all of which exist."""
        with bench(tmp_path, self.kind, self.lent) as at:
            known = {one.key for one in read(at)[0]}
            newest = opened(at).latest(5)

        assert len({one.key for one in newest} & known) > 0

    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_trouble_is_an_error_of_the_family(self, tmp_path: Path, trouble: str) -> None:
        """Whatever the shop answers instead of orders is one of our errors with a sentence, never a bare exception."""
        make, kind = TROUBLES[trouble]
        with bench(tmp_path, self.kind, self.lent) as at:
            at.connect()
            at.fake.before.append(make)
            source = opened(at)
            source.client.sleep = lambda _: None
            with pytest.raises(kind) as caught:
                list(source.documents(Since(start_at=BEGINNING)))

        assert caught.value.sentence.en != caught.value.sentence.nl


def source_tests(kind: type[Source], lent: Lent) -> type[SourceContract]:
    """The tests of a source, as a class for pytest to collect."""
    return type(f"Test{kind.__name__}", (SourceContract,), {"kind": kind, "lent": lent})


def opened(at: Bench) -> Source:
    """The source of a bench."""
    connector = at.open()
    assert isinstance(connector, Source)
    return connector


def read(at: Bench, cursor: str | None = None) -> tuple[list[Document], str]:
    """One whole reading, and the cursor it ends with."""
    at.connect()
    found: list[Document] = []
    for batch in opened(at).documents(Since(start_at=BEGINNING, cursor=cursor)):
        found.extend(batch.documents)
        cursor = batch.cursor
    assert cursor is not None
    return found, cursor
