"""Integrations: coupling, the way to activation, pausing, removing."""

from __future__ import annotations

import pytest

from koppel.connections import manage
from koppel.sync import integrations
from koppel.sync.history import history
from unit.web.visiting import Visitor, said
from unit.web.world import ANSWERS, Pages, keys, orders


def test_without_connections_the_way_there_is_shown(admin: Visitor) -> None:
    """No empty lists to choose from."""
    page = admin.text("/integrations/add")
    assert "you need a connection with a shop and one with an accounting package" in page


def test_coupling_goes_on_to_the_questions(pages: Pages, admin: Visitor) -> None:
    """And tells what this pair cannot do. Without a name it gets the names of the two."""
    pages.connect()
    answer = admin.post("/integrations/add", source="shop", target="books", name="")
    assert answer.headers["Location"] == "/integrations/1/settings/?part=1"
    assert "shop - books is made" in said(admin.get("/integrations/1/settings/"))
    assert "takes no files" in admin.text("/integrations/1")
    assert integrations.show(pages.home, "shop - books").state == "draft"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"source": "shop", "target": "books", "name": "again"}, "book every order twice"),
        ({"source": "shop", "target": "other", "name": "webshop"}, "already an integration webshop"),
        ({"source": "nothing", "target": "books", "name": "x"}, "no connection nothing"),
        ({"source": "books", "target": "shop", "name": "x"}, "is no shop"),
        ({"source": "shop", "target": "other", "name": "n" * 81}, "1 to 80 letters"),
    ],
)
def test_a_pair_that_cannot_be_is_refused(pages: Pages, admin: Visitor, fields: dict[str, str], told: str) -> None:
    """With the reason, and the form as it was filled in."""
    pages.couple({})
    manage.add(pages.home, "test-books", "other", keys("https://books.test"))
    answer = admin.send("/integrations/add", fields)
    assert answer.status_code == 422
    assert told in said(answer)
    assert len(integrations.listing(pages.home)) == 1


def test_a_draft_shows_what_is_still_open(pages: Pages, admin: Visitor) -> None:
    """With a link to each question."""
    number = pages.couple({"administration": "1"})
    page = admin.get(f"/integrations/{number}").text
    assert f'href="/integrations/{number}/settings/#step-journal"' in page
    assert "#step-administration" not in page


def test_activating_too_early_leads_to_the_questions(pages: Pages, admin: Visitor) -> None:
    """The sentence names them."""
    number = pages.couple({"administration": "1"})
    answer = admin.post(f"/integrations/{number}/activate")
    assert answer.headers["Location"] == f"/integrations/{number}/settings/"
    assert "First answer: Journal" in said(admin.get(f"/integrations/{number}/settings/"))
    assert integrations.show(pages.home, "webshop").state == "draft"


def test_activating_without_a_login_says_which(pages: Pages, admin: Visitor) -> None:
    """A connection that does not work is named."""
    manage.add(pages.home, "test-shop", "shop", keys("https://away.test"), verify_now=False)
    manage.add(pages.home, "test-books", "books", keys("https://books.test"))
    integrations.add(pages.home, "webshop", "shop", "books")
    integrations.set_answers(pages.home, "webshop", ANSWERS)
    admin.post("/integrations/1/activate")
    assert "connection shop is not logged in" in said(admin.get("/integrations/1"))


def test_activating_pausing_and_activating_again(pages: Pages, admin: Visitor) -> None:
    """Each says what it did; the state follows."""
    number = pages.couple()
    seen = []
    for deed in ("activate", "pause", "activate"):
        admin.post(f"/integrations/{number}/{deed}")
        seen.append((integrations.show(pages.home, "webshop").state, said(admin.get(f"/integrations/{number}"))))
    assert [state for state, _ in seen] == ["active", "paused", "active"]
    assert "runs by itself" in seen[0][1]
    assert "Nothing is lost" in seen[1][1]


def test_removing_asks_first_and_says_what_stays(pages: Pages, admin: Visitor) -> None:
    """The bookings stay in the package; the history goes."""
    pages.shop.put(*orders())
    number = pages.couple(activate=True)
    pages.run()
    assert len(history(pages.home, "webshop")) > 0
    assert "stays in Test Books" in admin.text(f"/integrations/{number}/remove")
    admin.post(f"/integrations/{number}/remove")
    assert integrations.listing(pages.home) == []
    assert pages.books.creates() != []


@pytest.mark.parametrize(
    "part", ["", "/settings/", "/preview", "/history", "/runs/", "/runs/1", "/remove", "/documents/x"]
)
def test_an_integration_that_does_not_exist_is_not_found(admin: Visitor, part: str) -> None:
    """Whatever part of it is asked."""
    assert admin.get(f"/integrations/7{part}").status_code == 404


def test_the_overview_shows_each_with_its_counts(pages: Pages, admin: Visitor) -> None:
    """State, counts, last and next run."""
    pages.shop.put(*orders())
    pages.couple(activate=True)
    pages.run()
    page = admin.text("/")
    assert "4 booked" in page
    assert "1 skipped" in page
    assert "done" in page
    assert "Nothing needs your attention" in page


def test_the_overview_begins_with_what_needs_a_person(pages: Pages, admin: Visitor) -> None:
    """Each issue has a link to where it is solved: here the row of the table that an order waits for."""
    pages.shop.put(*orders())
    pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L"}}, activate=True)
    pages.run()
    page = admin.get("/").text
    assert page.index("Needs you") < page.index("Integrations</h2>")
    assert 'href="/integrations/1/settings/#row-vat_mapping-NL-21"' in page
    assert 'id="row-vat_mapping-NL-21"' in admin.get("/integrations/1/settings/").text


def test_the_first_steps_are_shown_until_they_are_taken(pages: Pages, admin: Visitor) -> None:
    """The shop that is connected is ticked off, the package is next."""
    manage.add(pages.home, "test-shop", "shop", keys("https://shop.test"))
    page = admin.get("/").text
    assert "Connect the shop (done) shop" in admin.text("/")
    assert 'href="/connections/add#target">Connect the package</a>' in page
    assert "/integrations/add" not in page
