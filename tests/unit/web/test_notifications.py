"""Notifications and service levels in the pages and the JSON API: adding, testing, switching, removing, changing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from koppel.store import Connection
from koppel.sync import issues, service_levels
from koppel.sync.issues import open_issues
from koppel.sync.notices import channels
from koppel.text import same
from koppel.web.people import person_of_session
from koppel.web.tokens import make_token
from support.mailbox import Mailbox, mail_server
from unit.web.visiting import Visitor, said
from unit.web.world import ANSWERS, Pages, orders

PAGE = "/account/notifications/"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    with mail_server() as found:
        yield found


def fields(box: Mailbox, **more: str) -> dict[str, str]:
    """The form of a mail channel, filled in."""
    return {
        "name": "owner",
        "language": "en",
        **{f"field.{key}": value for key, value in {**box.fields, **more}.items()},
    }


def test_a_mail_channel_is_added_tested_and_removed(pages: Pages, admin: Visitor, box: Mailbox) -> None:
    """The whole way of a person, each step said."""
    assert admin.send(f"{PAGE}add/mail", fields(box)).status_code == 302
    [view] = channels.listing(pages.home)
    assert admin.post(f"{PAGE}{view.id}/test").status_code == 302
    assert len(box.mails) == 1
    assert "A test message was sent to owner" in admin.text(PAGE)

    admin.post(f"{PAGE}{view.id}/switch", on="no")
    assert "owner (off)" in admin.text(PAGE)
    admin.post(f"{PAGE}{view.id}/remove")
    assert channels.listing(pages.home) == []


def test_the_test_button_shows_the_real_error(pages: Pages, admin: Visitor, box: Mailbox) -> None:
    """In the words of the mail server."""
    admin.send(f"{PAGE}add/mail", fields(box))
    box.refuse["RCPT"] = "550 no such mailbox"

    answer = admin.post(f"{PAGE}{channels.listing(pages.home)[0].id}/test")
    assert answer.status_code == 422
    assert "no such mailbox" in said(answer)


def test_a_refused_form_comes_back_without_the_password(admin: Visitor, box: Mailbox) -> None:
    """What was typed stays, but no secret is ever sent back."""
    answer = admin.send(f"{PAGE}add/mail", fields(box, to="nobody", password="p4ssw0rd!"))

    assert (answer.status_code, "not an e-mail address" in said(answer)) == (422, True)
    assert "koppel@shop.example" in answer.text
    assert "p4ssw0rd!" not in answer.text


def test_a_number_of_days_without_orders_is_chosen(pages: Pages, admin: Visitor) -> None:
    """A number, and a number that cannot be is refused."""
    pages.couple()
    assert admin.post(f"{PAGE}watch", integration="webshop", choice="days", days="9").status_code == 302
    assert 'value="9"' in admin.get(PAGE).text
    assert admin.post(f"{PAGE}watch", integration="webshop", choice="days", days="0").status_code == 422


def test_a_service_level_is_changed(pages: Pages, admin: Visitor) -> None:
    """All fields of one level; a switch that is not ticked is off."""
    given = {"every_minutes": "10", "give_up_after_hours": "6", "alert_after_failures": "2", "keep_history_days": "90"}
    assert admin.send("/account/service-levels/premium", given).status_code == 302

    premium = service_levels.listing(pages.home)[2]
    assert (premium.every_minutes, premium.webhooks, premium.keep_history_days) == (10, False, 90)
    assert admin.send("/account/service-levels/premium", {**given, "every_minutes": "0"}).status_code == 422
    assert admin.send("/account/service-levels/gold", given).status_code == 404


def test_both_pages_are_reached_from_the_account(dutch_admin: Visitor) -> None:
    """And speak Dutch."""
    assert "Meldingen" in dutch_admin.text("/account/")
    assert "Als er geen bestellingen binnenkomen" in dutch_admin.text(PAGE)
    assert "Mailserver (SMTP)" in dutch_admin.text(f"{PAGE}add/mail")
    assert "Kijkt elke" in dutch_admin.text("/account/service-levels/")


def test_the_address_of_an_issue_leads_to_its_solution(pages: Pages, admin: Visitor) -> None:
    """While it is open; later the overview says that it is solved."""
    home, number = pages.home, pages.couple()
    with home.writing() as session:
        issues.raise_issue(
            session, home.now(), subject="x", kind="documents_wait", sentence=same("?"), integration_id=number,
            step="vat_mapping", row="DE-19",
        )  # fmt: skip
    [issue] = open_issues(home)
    landed = admin.get(f"/issues/{issue.id}").headers["Location"]
    assert landed.endswith(f"/integrations/{number}/settings/#row-vat_mapping-DE-19")
    with home.writing() as session:
        issues.solve(session, home.now(), subject="x")
    assert "That has been solved." in admin.text(f"/issues/{issue.id}")


def test_a_new_vat_rate_opens_its_row(pages: Pages, admin: Visitor) -> None:
    """The issue about a rate that nobody mapped leads to the row of the table, and the row is there."""
    pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L"}}, activate=True)
    pages.shop.put(*orders())
    pages.run()
    issue = next(one for one in open_issues(pages.home) if one.row == "NL-21")
    address, _, anchor = admin.get(f"/issues/{issue.id}").headers["Location"].partition("#")

    assert f'id="{anchor}"' in admin.get(address).text


def test_the_same_in_the_json_api(pages: Pages, admin: Visitor, box: Mailbox) -> None:
    """Channels, service levels and what is watched."""
    pages.couple()
    person = person_of_session(pages.home, "1.0")
    assert person is not None
    token = make_token(pages.home, person.id, "test", days=1)
    client, headers = pages.app.test_client(), {"Authorization": f"Bearer {token}"}

    def call(method: str, path: str, body: object = None, status: int = 200) -> object:
        answer = client.open(f"/api/v1{path}", method=method, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json if answer.data else None

    new = {"name": "owner", "kind": "mail", "fields": {**box.fields, "password": "p4ssw0rd!"}}
    assert "p4ssw0rd!" not in str(call("POST", "/channels", new, 201))
    call("POST", "/channels/owner/test")
    call("PATCH", "/channels/owner", {"on": False})
    assert [one["on"] for one in call("GET", "/channels")] == [False]  # type: ignore[attr-defined]
    call("DELETE", "/channels/owner", status=204)
    call("POST", "/channels/owner/test", status=404)
    call("PATCH", "/service-levels/pro", {"every_minutes": 20})
    assert [one["every_minutes"] for one in call("GET", "/service-levels")] == [60, 20, 5]  # type: ignore[attr-defined]
    call("PATCH", "/integrations/webshop/watch", {"no_orders": "7"})
    assert call("GET", "/watch") == [{"integration": "webshop", "no_orders": "7", "days": 7}]


def test_a_run_that_waits_for_a_login_says_so(pages: Pages, admin: Visitor) -> None:
    """It has no time to go on at."""
    number = pages.couple(activate=True)
    with pages.home.writing() as session:
        session.query(Connection).filter_by(name="books").one().state = "authorize"
    run_id = pages.run()
    page = admin.text(f"/integrations/{number}/runs/{run_id}")
    assert "It goes on by itself as soon as somebody has logged in." in page
    assert "The connection books is not logged in" in page
