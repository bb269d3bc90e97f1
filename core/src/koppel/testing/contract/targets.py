"""The contract of a target: it plans without asking, books to the cent, and whatever happens on the line, books once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.connections import manage
from koppel.connectors import BookedDocument, Capability, Connector, Target
from koppel.model import Document
from koppel.store import LedgerRow
from koppel.sync import integrations
from koppel.sync.history import HistoryRow, history
from koppel.sync.pairs import open_pair
from koppel.sync.rules import rules_of
from koppel.testing import coupling
from koppel.testing.contract.bench import NAME, Bench, bench
from koppel.testing.contract.declared import ConnectorContract
from koppel.testing.contract.shop import shop_with
from koppel.testing.fake import LostAnswer
from koppel.testing.samples import sample_documents
from koppel.testing.service import Lent

INTEGRATION = "kit"
_START = "2026-01-01"
_MANY = 125

BEFORE: dict[str, Callable[[], Response]] = {
    "a fault of the server": lambda: Response("Internal Server Error", 500),
    "a gateway's page": lambda: Response("<html>Bad gateway</html>", 502, mimetype="text/html"),
    "too many calls": lambda: Response("", 429),
    "too many calls, with a time": lambda: Response("", 429, headers={"Retry-After": "1"}),
    "a refused login": lambda: Response("", 401),
}
AFTER = ("the answer is lost", "half an answer")


class TargetContract(ConnectorContract):
    """Rules for targets."""

    def test_planning_asks_nobody(self, tmp_path: Path) -> None:
        """`plan` makes no call, and gives the same for the same."""
        with (
            coupled(tmp_path, self.kind, self.lent, sample_documents()) as at,
            open_pair(at.home, INTEGRATION) as pair,
        ):
            rules = rules_of(pair)
            drafts = [found for one in sample_documents() if isinstance(found := decide(one, rules), Draft)]
            calls = len(at.fake.calls)
            first = [pair.target.plan(draft, pair.answers, initial=False) for draft in drafts]
            second = [pair.target.plan(draft, pair.answers, initial=False) for draft in drafts]

            assert drafts
            assert first == second
            assert len(at.fake.calls) == calls

    def test_every_sample_is_booked_to_the_cent_or_held(self, tmp_path: Path) -> None:
        """Each booked document stands in the package once with the shop's total; each held one says why."""
        with coupled(tmp_path, self.kind, self.lent, sample_documents()) as at:
            until_done(at)
            rows = history(at.home, INTEGRATION)

            assert _disagreements(at, rows) == []
            assert Counter(row.state for row in rows)["booked"] >= len(rows) // 2
            assert [row.number for row in rows if row.state in ("held", "failed") and not row.sentence] == []

    def test_a_second_run_writes_nothing(self, tmp_path: Path) -> None:
        """What is booked is not written again."""
        with coupled(tmp_path, self.kind, self.lent, sample_documents()) as at:
            until_done(at)
            wrote = len(writes(at))
            until_done(at)

            assert len(writes(at)) == wrote

    def test_what_was_booked_can_be_read(self, tmp_path: Path) -> None:
        """`read` gives the totals that were booked; a key that does not exist gives None."""
        with coupled(tmp_path, self.kind, self.lent, sample_documents()[:1]) as at:
            until_done(at)
            row = history(at.home, INTEGRATION, state="booked")[0]
            with open_pair(at.home, INTEGRATION) as pair, at.home.reading():
                form = _form(at, row)
                posted = pair.target.read(str(row.target_id), form)

            assert posted is not None
            assert posted.total_incl == row.total_incl

    def test_what_was_booked_is_listed_on_its_own_day(self, tmp_path: Path) -> None:
        """`documents` gives each booking once, on its day and with its total, and nothing outside the period."""
        if not self._lists():
            return
        with coupled(tmp_path, self.kind, self.lent, (*sample_documents()[:3], *sample_documents()[-2:])) as at:
            until_done(at)
            rows = history(at.home, INTEGRATION, state="booked")
            days = sorted({row.issued_on for row in rows if row.issued_on})
            listed = [_listed(at, day, day) for day in days]
            around = _listed(at, days[0] - timedelta(days=9), days[0] - timedelta(days=1))
            around += _listed(at, days[-1] + timedelta(days=1), days[-1] + timedelta(days=9))

            assert any(row.total_incl < 0 for row in rows)
            assert around == []
            assert sorted(map(_told, (one for day in listed for one in day))) == sorted(map(_booked, rows))

    def test_pages_of_a_list_lose_and_repeat_nothing(self, tmp_path: Path) -> None:
        """A period of more documents than fit on a page of most packages comes whole, each document once."""
        if not self._lists():
            return
        several = sample_documents()[0]
        many = [replace(several, key=f"order:{n}", number=str(n)) for n in range(5000, 5000 + _MANY)]
        with coupled(tmp_path, self.kind, self.lent, many) as at:
            until_done(at)
            rows = history(at.home, INTEGRATION, state="booked")
            days = [row.issued_on for row in rows if row.issued_on]
            listed = Counter(one.target_id for one in _listed(at, min(days), max(days)))

            assert len(rows) == _MANY
            assert listed == Counter(str(row.target_id) for row in rows)

    def _lists(self) -> bool:
        """Whether there is a list to try. Who has one must say so: nobody asks for it otherwise."""
        declared = Capability.LISTS_DOCUMENTS in getattr(self.kind, "capabilities", frozenset())
        assert declared == (getattr(self.kind, "documents", None) is not Target.documents)
        return declared

    @pytest.mark.parametrize("trouble", [*BEFORE, *AFTER])
    @pytest.mark.parametrize("nth", [1, 2, 3])
    def test_trouble_with_a_write_books_once(self, tmp_path: Path, trouble: str, nth: int) -> None:
        """Whatever happens to the first, second or third write, each document ends up in the package exactly once."""
        with coupled(tmp_path, self.kind, self.lent, sample_documents()[:2]) as at:
            _inject(at, trouble, nth)
            until_done(at)
            rows = history(at.home, INTEGRATION)

            assert {row.state for row in rows} <= {"booked", "failed"}
            assert _disagreements(at, rows) == []
            if trouble != "a fault of the server":
                assert {row.state for row in rows} == {"booked"}


@contextmanager
def coupled(folder: Path, kind: type[Connector], lent: Lent, documents: Sequence[Document]) -> Iterator[Bench]:
    """The target coupled with a shop that holds these documents, its steps answered as the plugin suggests."""
    shop = shop_with(documents)
    with bench(folder, kind, lent, [shop]) as at:
        at.connect()
        manage.add(at.home, shop.key, "shop", {"api_key": "kit-key-kit-key"})
        integrations.add(at.home, INTEGRATION, "shop", NAME)
        coupling.answer(at.home, INTEGRATION, [lent])
        integrations.set_answers(at.home, INTEGRATION, {"export_from": _START})
        integrations.activate(at.home, INTEGRATION)
        yield at


def until_done(at: Bench) -> None:
    """Everything that the shop holds is booked, or held."""
    coupling.until_done(at.home, INTEGRATION, NAME)


def _inject(at: Bench, trouble: str, nth: int) -> None:
    """Make the nth write of the run fail in this way, once."""
    seen: list[str] = []

    def is_it(request: Request) -> bool:
        if request.method in {"GET", "HEAD"} or _is_login(request):
            return False
        seen.append(request.path)
        return len(seen) == nth

    def before(request: Request) -> Response | None:
        return BEFORE[trouble]() if is_it(request) else None

    def after(request: Request, response: Response) -> Response:
        if not is_it(request) or response.status_code >= 300:
            return response
        if trouble == "the answer is lost":
            raise LostAnswer
        return Response(
            response.get_data()[: len(response.get_data()) // 2], response.status_code, mimetype="application/json"
        )

    if trouble in BEFORE:
        at.fake.before.append(before)
    else:
        at.fake.after.append(after)


def _is_login(request: Request) -> bool:
    return "token" in request.path.lower() or "session" in request.path.lower() or "oauth" in request.path.lower()


def writes(at: Bench) -> list[str]:
    return [
        call.path
        for call in at.fake.writes()
        if "token" not in call.path.lower() and "session" not in call.path.lower()
    ]


def _disagreements(at: Bench, rows: Sequence[HistoryRow]) -> list[str]:
    """Where the ledger and the package's own store differ: booked but not there, twice, or with another total."""
    held: dict[str, list[Decimal]] = {}
    for total in at.lent.totals(at.fake):
        held.setdefault(total.key, []).append(total.amount)
    booked = {str(row.target_id): row for row in rows if row.state == "booked"}
    wrong = [f"{row.number}: {held.get(key)}" for key, row in booked.items() if held.get(key) != [row.total_incl]]
    return wrong + [f"not in the ledger: {key}" for key in held if key not in booked]


def _listed(at: Bench, begin: date, until: date) -> list[BookedDocument]:
    with open_pair(at.home, INTEGRATION) as pair:
        return [one for page in pair.target.documents(begin, until) for one in page]


def _told(one: BookedDocument) -> tuple[str, str, Decimal, str, bool]:
    return one.target_id, one.issued_on.isoformat(), one.total_incl, one.currency, one.is_credit


def _booked(row: HistoryRow) -> tuple[str, str, Decimal, str, bool]:
    day = row.issued_on.isoformat() if row.issued_on else ""
    return str(row.target_id), day, row.total_incl, row.currency, row.total_incl < 0


def _form(at: Bench, row: HistoryRow) -> str:
    with at.home.reading() as session:
        found = session.query(LedgerRow).filter_by(document_key=row.document).one()
        return found.form or ""
