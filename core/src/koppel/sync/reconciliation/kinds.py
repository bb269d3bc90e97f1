"""The kinds of difference, each with its sentence and, where there is one, the action that solves it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from koppel.text import Text


class Kind(StrEnum):
    """What was found about one document. The last two are told and counted, and are no differences."""

    MISSING = "missing"
    WAITING = "waiting"
    HELD = "held"
    FAILED = "failed"
    GONE = "gone_in_package"
    TOTAL = "total_differs"
    DAY = "day_differs"
    CHANGED = "changed_after_booking"
    REMOVED = "removed_at_shop"
    UNLINKED = "not_linked"
    TWICE = "twice_in_package"
    SKIPPED = "skipped"
    NOT_OURS = "not_ours"

    @property
    def is_difference(self) -> bool:
        """False for what is as it should be, and only counted."""
        return self not in (Kind.SKIPPED, Kind.NOT_OURS)


class Action(StrEnum):
    """What a person can do about it here. What must be done in the package or in the shop is in the sentence."""

    IMPORT_AGAIN = "import_again"
    RUN = "run"
    RETRY = "retry"


TITLES: Final[Mapping[Kind, Text]] = {
    Kind.MISSING: Text(en="in the shop, not in Koppel", nl="in de winkel, niet in Koppel"),
    Kind.WAITING: Text(en="not booked yet", nl="nog niet geboekt"),
    Kind.HELD: Text(en="held", nl="vastgehouden"),
    Kind.FAILED: Text(en="refused by the package", nl="geweigerd door het pakket"),
    Kind.GONE: Text(en="gone from the package", nl="weg uit het pakket"),
    Kind.TOTAL: Text(en="another total in the package", nl="ander totaal in het pakket"),
    Kind.DAY: Text(en="another day in the package", nl="andere dag in het pakket"),
    Kind.CHANGED: Text(en="changed in the shop after booking", nl="in de winkel gewijzigd na het boeken"),
    Kind.REMOVED: Text(en="removed in the shop after booking", nl="in de winkel verwijderd na het boeken"),
    Kind.UNLINKED: Text(
        en="in the package under our reference, not booked by Koppel",
        nl="in het pakket met ons kenmerk, niet door Koppel geboekt",
    ),
    Kind.TWICE: Text(en="twice in the package", nl="dubbel in het pakket"),
    Kind.SKIPPED: Text(en="rightly not booked", nl="terecht niet geboekt"),
    Kind.NOT_OURS: Text(en="in the package, not from this shop", nl="in het pakket, niet uit deze winkel"),
}

ACTIONS: Final[Mapping[Kind, Action]] = {
    Kind.MISSING: Action.IMPORT_AGAIN,
    Kind.WAITING: Action.RUN,
    Kind.HELD: Action.RETRY,
    Kind.FAILED: Action.RETRY,
    Kind.UNLINKED: Action.IMPORT_AGAIN,
}

_SENTENCES: Final[Mapping[Kind, Text]] = {
    Kind.MISSING: Text(
        en="{number} stands in the shop, but Koppel has not read it. Run the integration; if it stays away, import again "
        "from {day}.",
        nl="{number} staat in de winkel, maar Koppel heeft het niet gelezen. Voer de integratie uit; blijft het weg, importeer "
        "dan opnieuw vanaf {day}.",
    ),
    Kind.WAITING: Text(
        en="{number} is read and not booked yet; the next run books it.",
        nl="{number} is gelezen en nog niet geboekt; de volgende uitvoering boekt het.",
    ),
    Kind.GONE: Text(
        en="{number} was booked and no longer stands in the package: somebody removed it there. Book it there again, or leave "
        "it out knowingly.",
        nl="{number} was geboekt en staat niet meer in het pakket: iemand heeft het daar verwijderd. Boek het daar opnieuw, of "
        "laat het bewust weg.",
    ),
    Kind.TOTAL: Text(
        en="{number} was booked for {ledger} {currency} and now stands in the package for {package}: it was changed there. "
        "Correct it in the package.",
        nl="{number} was geboekt voor {ledger} {currency} en staat nu in het pakket voor {package}: het is daar gewijzigd. "
        "Corrigeer het in het pakket.",
    ),
    Kind.DAY: Text(
        en="{number} was booked on {day} and now stands in the package on {found}: it was moved there.",
        nl="{number} was geboekt op {day} en staat nu in het pakket op {found}: het is daar verplaatst.",
    ),
    Kind.CHANGED: Text(
        en="{number} changed in the shop after it was booked: {shop} instead of {ledger} {currency}.",
        nl="{number} is in de winkel gewijzigd na het boeken: {shop} in plaats van {ledger} {currency}.",
    ),
    Kind.REMOVED: Text(
        en="{number} was booked and no longer exists in the shop: it was removed there. Take it back in the package if that "
        "is right.",
        nl="{number} was geboekt en bestaat niet meer in de winkel: het is daar verwijderd. Boek het in het pakket terug als "
        "dat klopt.",
    ),
    Kind.UNLINKED: Text(
        en="The package has a document with reference {reference} that Koppel did not book. Import again from {day}: Koppel "
        "links it when the totals agree, and holds it when they do not.",
        nl="Het pakket heeft een document met kenmerk {reference} dat Koppel niet heeft geboekt. Importeer opnieuw vanaf {day}: "
        "Koppel koppelt het als de totalen gelijk zijn, en houdt het vast als dat niet zo is.",
    ),
    Kind.TWICE: Text(
        en="The package has {reference} twice: Koppel booked one of them, {number} is the other. Remove it in the package.",
        nl="Het pakket heeft {reference} dubbel: een ervan is door Koppel geboekt, {number} is de andere. Verwijder die in het "
        "pakket.",
    ),
    Kind.NOT_OURS: Text(
        en="{number} was made in the package by hand or by another program.",
        nl="{number} is met de hand of door een ander programma in het pakket gemaakt.",
    ),
    Kind.HELD: Text(
        en="{number} is held until somebody looks at it.", nl="{number} wordt vastgehouden tot iemand ernaar kijkt."
    ),
    Kind.FAILED: Text(en="The package refuses {number}.", nl="Het pakket weigert {number}."),
    Kind.SKIPPED: Text(en="{number} is rightly not booked.", nl="{number} wordt terecht niet geboekt."),
}


def sentence_of(kind: Kind, own: Text | None = None, **data: object) -> Text:
    """The sentence of a finding; `own` is what the ledger, or the comparison, says itself, which is always more exact."""
    return own if own is not None else _SENTENCES[kind].with_data(**data)
