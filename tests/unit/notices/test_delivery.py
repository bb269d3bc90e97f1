"""What a channel is told, and when: once, gathered, again after some days, and later when it cannot be reached."""

from __future__ import annotations

import pytest

from koppel.home import Home
from koppel.store import Issue
from koppel.sync.issues import open_issues
from koppel.sync.notices import channels
from koppel.sync.notices.address import remember_address
from koppel.sync.notices.deliver import deliver
from koppel.testing.clock import Clock
from support.mailbox import Mailbox
from unit.notices.conftest import Raise


def bodies(box: Mailbox) -> list[str]:
    """The texts that arrived, in order."""
    return [str(mail.get_content()).replace("\r\n", "\n") for mail in box.mails]


def test_ten_issues_become_one_message(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """The first waits three minutes for the others, and all are told together."""
    for number in range(10):
        trouble(f"shop {number}")
        clock.advance(seconds=15)
        assert deliver(mail) == 0
    clock.advance(minutes=1)

    assert deliver(mail) == 1
    assert box.mails[0]["Subject"] == "Koppel: 10 things need you"
    assert all(f"Trouble with shop {number}." in bodies(box)[0] for number in range(10))


def test_an_issue_is_told_once(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """Seen again in every run, told one time, and the database says when."""
    trouble("the shop")
    told_at = clock.advance(minutes=5)
    for _ in range(5):
        deliver(mail)
        clock.advance(minutes=5)
        trouble("the shop")

    assert len(box.mails) == 1
    with mail.reading() as session:
        assert session.query(Issue).one().told_at == told_at


def test_what_solved_itself_meanwhile_is_not_told(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """Trouble of two minutes is nobody's business."""
    trouble("the shop")
    clock.advance(minutes=2)
    trouble("the shop", solved=True)
    clock.advance(minutes=10)

    assert (deliver(mail), box.mails) == (0, [])


def test_what_stays_open_is_told_again_after_three_days(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """As still open, and then not for another three days."""
    trouble("the shop")
    for _ in range(96):
        clock.advance(hours=1)
        deliver(mail)

    assert ["Still open" in body for body in bodies(box)] == [False, True]


def test_what_was_solved_is_a_line_in_the_next_message(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """No message of its own, and said once."""
    trouble("the shop")
    clock.advance(minutes=5)
    deliver(mail)
    trouble("the shop", solved=True)
    clock.advance(minutes=5)
    assert deliver(mail) == 0

    for subject in ("the books", "the bank"):
        trouble(subject)
        clock.advance(minutes=5)
        deliver(mail)
    assert ["Solved since the last message\n- Trouble with the shop." in body for body in bodies(box)] == [
        False,
        True,
        False,
    ]


def test_the_most_urgent_comes_first_with_its_link(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """Grouped by urgency; each links to the page that leads to where it is solved."""
    remember_address(mail, "https://koppel.example/sub")
    trouble("the notice")
    trouble("the login", kind="AuthFailed")
    clock.advance(minutes=5)
    deliver(mail)

    first, second = (issue.id for issue in open_issues(mail))
    assert bodies(box)[0] == (
        f"Everything stops\n- Trouble with the login.\n  https://koppel.example/sub/issues/{first}\n\n"
        f"Look at it\n- Trouble with the notice.\n  https://koppel.example/sub/issues/{second}\n\n"
        "Everything at a glance: https://koppel.example/sub/\n"
    )


def test_a_message_speaks_the_language_of_its_channel(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """Two channels, two languages."""
    channels.add(mail, "mail", "eigenaar", box.fields, language="nl")
    trouble("the shop")
    clock.advance(minutes=5)

    assert deliver(mail) == 2
    assert {str(sent["Subject"]) for sent in box.mails} == {
        "Koppel: something needs you",
        "Koppel: iets vraagt uw aandacht",
    }


def test_a_channel_that_fails_is_an_issue_and_is_tried_later(
    mail: Home, box: Mailbox, trouble: Raise, clock: Clock
) -> None:
    """Later each time, up to six hours; when it works again everything is told and the issue is gone."""
    box.refuse["MAIL"] = "451 out of paper"
    trouble("the shop")
    for _ in range(24 * 12):
        clock.advance(minutes=5)
        deliver(mail)
    tries = sum(command.upper().startswith("MAIL") for command in box.commands)
    [broken] = [issue for issue in open_issues(mail) if issue.kind == "channel_failed"]
    assert 5 <= tries <= 12
    assert "out of paper" in broken.sentence.en

    box.refuse.clear()
    clock.advance(hours=6)
    assert deliver(mail) == 1
    assert [issue.kind for issue in open_issues(mail)] == ["reading"]


def test_a_channel_that_is_broken_is_told_to_the_others(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """To itself it would never arrive."""
    channels.add(mail, "mail", "broken", {**box.fields, "port": "1"}, language="en")
    trouble("the shop")
    for _ in range(2):
        clock.advance(minutes=5)
        deliver(mail)

    assert "Messages to the channel broken do not arrive" in bodies(box)[-1]


def test_a_channel_that_is_off_hears_nothing(mail: Home, box: Mailbox, trouble: Raise, clock: Clock) -> None:
    """And when it is on again, what is open then."""
    channels.switch(mail, "owner", on=False)
    trouble("the shop")
    clock.advance(hours=1)
    assert deliver(mail) == 0

    channels.switch(mail, "owner", on=True)
    assert deliver(mail) == 1


def test_an_unknown_channel_is_refused(mail: Home) -> None:
    """By name, with the way to see the names."""
    from koppel.errors import WrongUse

    with pytest.raises(WrongUse, match="no channel phone"):
        channels.test(mail, "phone")
