"""Usage, support and the papers: what was used, what helps with a question, and reading without a network."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from koppel.connectors import Limit
from koppel.home import Home
from koppel.logs import keep_secret
from koppel.store import CallCount, LedgerRow
from koppel.sync.usage import shape, usage
from koppel.testing.clock import Clock
from koppel.web.papers import find_paper, papers
from support.memory import order
from unit.web.visiting import Visitor, readable
from unit.web.world import Pages, make_pages, orders


@pytest.fixture
def booked(home: Home, clock: Clock) -> Pages:
    """Documents booked this month and one in the month before, and counts of calls, on either database."""
    clock.at = datetime(2027, 1, 15, 12, 0, 30, tzinfo=UTC)
    pages = make_pages(home)
    Visitor(pages).set_up()
    pages.shop.put(*orders())
    pages.couple(activate=True)
    pages.run()
    with home.writing() as session:
        rows = session.query(LedgerRow).filter_by(state="booked").order_by(LedgerRow.id).all()
        for row in rows:
            row.booked_at = datetime(2027, 1, 1, tzinfo=UTC)
        rows[0].booked_at = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
        session.query(CallCount).delete()
        for window_s, begins_at, calls in (
            (0, datetime(2027, 1, 1, tzinfo=UTC), 1234),
            (0, datetime(2026, 12, 1, tzinfo=UTC), 7),
            (60, datetime(2027, 1, 15, 12, 0, tzinfo=UTC), 42),
            (60, datetime(2027, 1, 15, 11, 59, tzinfo=UTC), 59),
        ):
            session.add(CallCount(connection_id=1, window_s=window_s, begins_at=begins_at, calls=calls))
    home.plugins.installed["test-shop"].connector.limits = (Limit(calls=60, window_s=60),)
    return pages


def test_usage_counts_per_month_and_connection(booked: Pages) -> None:
    """A document counts for the shop and for the package, in the month in which it was booked; calls by month too."""
    found = {one.name: shape(one) for one in usage(booked.home, months=3)}
    assert [one["month"] for one in found["shop"]["months"]] == ["2027-01", "2026-12", "2026-11"]
    assert [(one["documents"], one["calls"]) for one in found["shop"]["months"]] == [(3, 1234), (1, 7), (0, 0)]
    assert [one["documents"] for one in found["books"]["months"]] == [3, 1, 0]


def test_usage_shows_the_limit_of_this_moment(booked: Pages) -> None:
    """What was counted in the window that is open now, not in the one before."""
    shop = next(one for one in usage(booked.home) if one.name == "shop")
    assert [(one.window_s, one.calls, one.allowed) for one in shop.limits] == [(60, 42, 60)]


def test_the_page_of_usage(booked: Pages) -> None:
    """In words and as a bar, each limit with the window that it is for."""
    visitor = Visitor(booked)
    visitor.log_in()
    page = readable(visitor.get("/usage/"))
    assert "Used this minute 42 of 60 calls" in page
    assert "January 2027 3 1,234" in page
    assert '<progress max="60" value="42"' in visitor.get("/usage/").text


def test_the_file_for_a_question_has_nothing_of_anybody(pages: Pages, admin: Visitor) -> None:
    """No secret, name, address, amount or number, whatever was planted; versions, states, counts and faults are there."""
    pages.shop.put(order("1001", gross="1234.56"), *orders()[1:])
    pages.couple(activate=True)
    pages.run()
    trace = 'Traceback:\n  File "/home/jansen/x.py", line 3, in f\nValueError: Käthe Müller'
    (pages.home.folder.logs / "koppel.log").write_text(
        json.dumps({"event": "x", "timestamp": "2026", "exception": trace}) + "\n"
    )
    answer = admin.get("/support/koppel-diagnostics.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="koppel-diagnostics.json"'
    private = [
        "Käthe", "Müller", "kaethe@", "jansen", "cs_a_secret", "ck_a_key", "shop.test", "1001", "1234.56", "1,234",
        "webshop", "Mugs", "An Administrator", "Berlin", str(pages.home.folder.path),
    ]  # fmt: skip
    assert [word for word in private if word in answer.text] == []
    found = json.loads(answer.text)
    assert found["plugins"]["test-shop"] == "koppel-test 1.2.3"
    assert found["faults"] == [{"at": "2026", "kind": "ValueError", "frames": ["x.py:3 f"]}]
    assert found["documents"][0][:2] == [1, "booked"]


def test_the_log_is_shown_with_secrets_masked(pages: Pages, admin: Visitor) -> None:
    """Also those that became known after the line was written; broken lines are left out."""
    keep_secret(["a-planted-secret-77"])
    log = pages.home.folder.logs / "koppel.log"
    entry = {"timestamp": "2026-06-01T10:00:00Z", "level": "warning", "event": "told", "why": "a-planted-secret-77"}
    log.write_text("not json\n" + json.dumps(entry) + "\n[1]\n")
    page = admin.get("/support/")
    assert "a-planted-secret-77" not in page.text
    assert "1 Jun 2026 12:00 warning told why=•••" in readable(page)


def test_only_the_end_of_a_long_log_is_read(pages: Pages, admin: Visitor) -> None:
    """The newest hundred lines, newest first, and no half line."""
    lines = [json.dumps({"event": f"event-{number}.", "level": "info", "pad": "x" * 900}) for number in range(2_000)]
    (pages.home.folder.logs / "koppel.log").write_text("\n".join(lines) + "\n")
    page = admin.get("/support/").text
    assert page.index("event-1999.") < page.index("event-1998.")
    assert len(re.findall(r"event-\d+\.", page)) == 100


def test_the_checks_run_when_asked(pages: Pages, admin: Visitor) -> None:
    """And say what is wrong; without a queue, that nothing runs by itself."""
    assert "The queue does not answer" not in admin.text("/support/")
    page = admin.text("/support/?check=1")
    assert "The queue does not answer, so nothing runs by itself" in page
    assert "SQLite" in page


def test_every_paper_can_be_read(admin: Visitor) -> None:
    """With its headings as addresses, and every link in it leads to something that is there."""
    assert len(papers()) >= 7
    for paper in papers():
        page = admin.get(f"/docs/{paper.name}")
        assert (paper.name, page.status_code) == (paper.name, 200)
        assert f">{paper.title.partition('&')[0]}" in page.text
        article = page.text.partition("<article")[2].partition("</article>")[0]
        for address in re.findall(r'(?:href|src)="(/[^"#]+)', article):
            assert (paper.name, address, admin.get(address).status_code) == (paper.name, address, 200)
        for anchor in re.findall(r'href="#([^"]+)"', page.text):
            assert (paper.name, f'id="{anchor}"' in page.text) == (paper.name, True)


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fpyproject", "decisions.md", "DECISIONS", "%2e%2e"])
def test_only_papers_are_read(admin: Visitor, name: str) -> None:
    """An address cannot name another file."""
    assert admin.get(f"/docs/{name}").status_code == 404


def test_html_in_a_paper_stays_text(
    pages: Pages, admin: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Links between papers stay in these pages, pictures are served, files that are not shipped are plain words."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "images").mkdir()
    (folder / "images" / "a.png").write_bytes(b"\x89PNG")
    (folder / "odd.md").write_text(
        "# Odd `title`\n\n<script>alert(1)</script> [other](other-one.md#there) [code](../src/x.py) [evil](javascript:a) "
        "[out](https://example.org/)\n\n![A](images/a.png)\n\n| a |\n|---|\n| b |\n\n## Second part\n"
    )
    monkeypatch.setattr("koppel.web.papers.folder", lambda: folder)
    monkeypatch.setattr("koppel.web.documentation.folder", lambda: folder)
    with pages.app.test_request_context():
        paper = find_paper("odd")
    assert paper is not None
    assert (paper.title, paper.headings) == ("Odd title", (("second-part", "Second part"),))
    assert "&lt;script&gt;" in paper.body
    assert '<a href="/docs/other-one#there">' in paper.body
    assert "<a>code</a>" in paper.body
    assert 'href="javascript' not in paper.body
    assert '<a href="https://example.org/" rel="noreferrer">' in paper.body
    assert 'src="/docs/images/a.png"' in paper.body
    assert "<td>b</td>" in paper.body
    assert admin.get("/docs/images/a.png").data == b"\x89PNG"


def test_the_api_is_described_on_a_page(admin: Visitor) -> None:
    """Every operation with its scope, fields, an example to type, and what comes back."""
    described = admin.client.get("/api/v1/openapi.json").json
    page = admin.get("/docs/api")
    assert described is not None
    for path, methods in described["paths"].items():
        for method in methods.keys() - {"parameters"}:
            assert f"<code>{method.upper()} {path}</code>" in page.text
    words = readable(page)
    assert "The token needs: run" in words
    assert "curl -X POST -H 'Authorization: Bearer koppel_...'" not in words  # each part stands on a line of its own
    assert "'http://localhost/api/v1/connections/{name}/verify'" in words
    assert '"consumer_key"' not in words
    assert "https://" not in page.text.partition("<main")[2]


def test_the_account_page_leads_to_it(admin: Visitor) -> None:
    """Beside the tokens."""
    assert 'href="/docs/api"' in admin.get("/account/").text
