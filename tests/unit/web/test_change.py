"""New credentials for a connection: drawn without the secrets, tried before they are kept."""

from __future__ import annotations

from koppel.store import Connection
from unit.web.visiting import Visitor
from unit.web.world import Pages


def test_the_form_shows_no_secret(pages: Pages, admin: Visitor) -> None:
    """A key that is kept is not sent to the browser, and says that it may stay."""
    pages.couple()
    page = admin.get("/connections/1/change").get_data(as_text=True)

    assert "cs_a_secret_12345" not in page
    assert "unchanged" in page


def test_a_new_key_is_kept(pages: Pages, admin: Visitor) -> None:
    """The page of the connection says that it works."""
    pages.couple()
    answer = admin.send("/connections/1/change", {"field.consumer_key": "another-key-456"})

    assert answer.status_code == 302
    with pages.home.reading() as session:
        row = session.query(Connection).filter_by(id=1).one()
    assert pages.home.vault.unseal(row.sealed)["consumer_key"] == "another-key-456"
