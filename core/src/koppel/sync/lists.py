"""The lists that steps choose from, asked of the services and kept for a while, so that a form opens at once.

A service that does not answer never raises here: what was known of the list is given with the problem beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from koppel.booking.categories import row_label, shown_rows
from koppel.connectors import Facet, Source, Target
from koppel.errors import AuthFailed, Bug, KoppelError, RateLimited, Unavailable
from koppel.steps.answers import Answers
from koppel.steps.kinds import Side
from koppel.steps.lists import Listing
from koppel.steps.options import FromFacet, Live, Option, Options
from koppel.sync.pairs import Pair
from koppel.text import Text

log = structlog.get_logger(__name__)

_NAMESPACE = "options"

_LOGIN = Text(
    en="{service} refuses the login. Open the connection and log in again; the list then fills.",
    nl="{service} weigert de inlog. Open de koppeling en log opnieuw in; de lijst vult zich dan.",
)
_NO_ANSWER = Text(
    en="{service} did not give this list ({why}). Try again in a moment.",
    nl="{service} gaf deze lijst niet ({why}). Probeer het zo weer.",
)


class PairLists:
    """The lists of one pair. `at_least_s` lets a caller be content with older lists than the step asks for."""

    def __init__(self, pair: Pair, *, refresh: bool = False, at_least_s: int = 0) -> None:
        self._pair = pair
        self._refresh = refresh
        self._at_least_s = at_least_s
        self._seen: dict[str, Listing] = {}
        self._away: dict[Side, KoppelError] = {}

    def options(self, side: Side, options: Options, answers: Answers) -> Listing:
        """See `steps.lists.Lists`; `answers` are only those that the list depends on."""
        if isinstance(options, tuple):
            return Listing(options=options)
        name, ttl_s = _described(options)
        key = "|".join([name, *(f"{step}={value}" for step, value in sorted(answers.values.items()))])
        if key not in self._seen:
            self._seen[key] = self._known_or_asked(side, key, options, answers, max(ttl_s, self._at_least_s))
        return self._seen[key]

    def _known_or_asked(self, side: Side, key: str, options: Live | FromFacet, answers: Answers, ttl_s: int) -> Listing:
        memory = self._connector(side).memory
        kept = memory.get(_NAMESPACE, key)
        known = _from_memory(kept) if isinstance(kept, Mapping) else None
        now = self._pair.home.now()
        if known is not None and not self._refresh and now - known[0] < timedelta(seconds=ttl_s):
            return Listing(options=self._with_special_rows(options, known[1]))
        try:
            asked = self._ask(side, options, answers)
        except KoppelError as error:
            log.info("list not given", side=side, list=key, error=type(error).__name__, **_plain(error.data))
            if isinstance(error, Unavailable | AuthFailed | RateLimited):
                self._away[side] = error
            old = self._with_special_rows(options, known[1] if known else ())
            return Listing(options=old, problem=self._problem(side, error), fresh=False)
        memory.put(_NAMESPACE, {key: _to_memory(now, asked)})
        return Listing(options=self._with_special_rows(options, asked))

    def _ask(self, side: Side, options: Live | FromFacet, answers: Answers) -> tuple[Option, ...]:
        """From the connector. A service that was away a moment ago is not waited for once per list."""
        if side in self._away:
            raise self._away[side]
        try:
            return self._from_connector(side, options, answers)
        except KoppelError:
            raise
        except Exception as error:
            log.exception("list failed", side=side)
            raise Bug(what=f"{self._connector(side).key}: {type(error).__name__}") from error

    def _from_connector(self, side: Side, options: Live | FromFacet, answers: Answers) -> tuple[Option, ...]:
        if isinstance(options, FromFacet):
            facet = Facet(options.facet)
            source = self._pair.source
            return tuple(source.facet(facet)) if facet in source.facets else ()
        found: Sequence[Option] = getattr(self._connector(side), f"options_{options.name}")(answers)
        return tuple(found)

    def _connector(self, side: Side) -> Source | Target:
        return self._pair.source if side == "source" else self._pair.target

    def _with_special_rows(self, options: Live | FromFacet, found: tuple[Option, ...]) -> tuple[Option, ...]:
        """The kinds of VAT that no shop lists because they are no rate: reverse charge, export, none at all."""
        if not (isinstance(options, FromFacet) and options.facet == Facet.VAT_CATEGORIES):
            return found
        by_value = {option.value: option for option in found}
        home = seller_country(self._pair)
        return tuple(
            by_value.get(row) or Option(value=row, label=row_label(row)) for row in shown_rows(by_value, (), home)
        )

    def _problem(self, side: Side, error: KoppelError) -> Text:
        service = self._connector(side).title
        if isinstance(error, AuthFailed):
            return _LOGIN.with_data(service=service)
        sentence = error.sentence
        return Text(
            en=_NO_ANSWER.with_data(service=service, why=sentence.en.rstrip(".")).en,
            nl=_NO_ANSWER.with_data(service=service, why=sentence.nl.rstrip(".")).nl,
        )


def seller_country(pair: Pair) -> str:
    """The seller's home for VAT: what the package says, else what the owner chose, else that of the shop."""
    shop = (pair.source_row.account or {}).get("country")
    return told_country(pair) or chosen_country(pair) or str(shop or "NL")


def told_country(pair: Pair) -> str | None:
    """The country that the package gives: of the chosen administration, else of its account."""
    chosen = pair.answers.option("administration")
    said = (chosen.data.get("country") if chosen else None) or (pair.target_row.account or {}).get("country")
    return str(said) if said else None


def chosen_country(pair: Pair) -> str | None:
    """The country among the bookkeeping choices."""
    said = (pair.row.bookkeeping or {}).get("values", {}).get("seller_country")
    return str(said) if said else None


def _described(options: Live | FromFacet) -> tuple[str, int]:
    if isinstance(options, Live):
        return options.name, options.ttl_s
    return f"facet:{options.facet}", options.ttl_s


def _to_memory(now: datetime, options: Sequence[Option]) -> dict[str, Any]:
    return {
        "at": now.isoformat(),
        "options": [
            {
                "value": option.value,
                "label": option.label if isinstance(option.label, str) else [option.label.en, option.label.nl],
                "data": dict(option.data),
                "fits": list(option.fits),
            }
            for option in options
        ],
    }


def _from_memory(kept: Mapping[str, Any]) -> tuple[datetime, tuple[Option, ...]]:
    options = tuple(
        Option(
            value=entry["value"],
            label=entry["label"] if isinstance(entry["label"], str) else Text(*entry["label"]),
            data=entry["data"],
            fits=tuple(entry["fits"]),
        )
        for entry in kept["options"]
    )
    return datetime.fromisoformat(kept["at"]), options


def _plain(data: Mapping[str, object]) -> dict[str, str]:
    return {f"error_{key}": str(value)[:200] for key, value in data.items()}
