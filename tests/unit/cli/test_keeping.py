"""`koppel hold`, `release`, `link`, `skip` and `sync --again-from`."""

from __future__ import annotations

from koppel.sync.history import document
from unit.cli.conftest import ANSWERS, Bench


def test_hold_release_and_skip(koppel: Bench) -> None:
    """Each prints the documents that it changed; what is held back is not booked by a sync."""
    koppel.couple(**ANSWERS)
    koppel.json("integration", "set", "webshop", 'vat_mapping={"NL 21%": "2"}')
    koppel("sync", "webshop")
    key = koppel.json("history", "webshop", "--state", "held")[0]["document"]
    assert koppel.json("hold", "webshop", key) == {"documents": [key]}
    koppel.json("integration", "set", "webshop", "--accept-suggestions")
    koppel("sync", "webshop")
    assert document(koppel.home, "webshop", key).row.reason == "on_hold"

    assert "1 released" in koppel("release", "webshop").out
    assert koppel.json("skip", "webshop", key) == {"documents": [key]}
    assert document(koppel.home, "webshop", key).row.state == "skipped"


def test_what_is_booked_can_not_be_held_or_linked(coupled: Bench) -> None:
    """Wrong use, in words."""
    coupled("sync", "webshop")
    key = coupled.json("history", "webshop", "--state", "booked")[0]["document"]
    for command in ("hold", "skip", "link"):
        found = coupled(command, "webshop", key)
        assert (found.code, "booked already" in found.err) == (2, True)


def test_a_sync_again_from_a_day_books_nothing_twice(coupled: Bench) -> None:
    """It reads what was read before; a day before the start day is refused until it is said twice."""
    first = coupled.json("sync", "webshop")
    again = coupled.json("sync", "webshop", "--again-from", "2026-09-01")
    assert first["booked"] > 0
    assert (again["booked"], again["unchanged"] > 0) == (0, True)
    refused = coupled("sync", "webshop", "--again-from", "2026-01-01")
    assert (refused.code, "2026-09-01" in refused.err) == (2, True)
    assert coupled("sync", "webshop", "--again-from", "2026-01-01", "--before-start-day").code == 0
