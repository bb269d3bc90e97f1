"""The way from nothing to an integration that runs: its seven steps, which are done, and where this page stands on it.

Nothing of it is stored. What is done follows from what there is: connections, an integration, its answers. So one can
leave anywhere and come back, and whoever set half of it up by command finds that half ticked off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Flask, g, request, url_for
from flask_login import current_user

from koppel.connections import manage
from koppel.connections.manage import ConnectionView
from koppel.home import Home
from koppel.sync import integrations
from koppel.sync.integrations import DRAFT, IntegrationView
from koppel.text import Text
from koppel.web.lookup import integration_name
from koppel.web.questions import Open, still_open
from koppel.web.site import the_home

SHOP, PACKAGE, COUPLE, QUESTIONS, PREVIEW, START, ACTIVATE = (
    "shop", "package", "couple", "questions", "preview", "start", "activate",
)  # fmt: skip

_TITLES: Final = {
    SHOP: Text(en="Connect the shop", nl="Winkel verbinden"),
    PACKAGE: Text(en="Connect the package", nl="Pakket verbinden"),
    COUPLE: Text(en="Couple the two", nl="De twee koppelen"),
    QUESTIONS: Text(en="Answer the questions", nl="Vragen beantwoorden"),
    PREVIEW: Text(en="Look at the preview", nl="Voorbeeld bekijken"),
    START: Text(en="Choose the first day", nl="Eerste dag kiezen"),
    ACTIVATE: Text(en="Activate", nl="Activeren"),
}
_TOLD: Final = {
    SHOP: Text(en="Koppel reads your orders there.", nl="Koppel leest daar uw bestellingen."),
    PACKAGE: Text(
        en="With a key from the package, or by logging in there yourself.",
        nl="Met een sleutel uit het pakket, of door daar zelf in te loggen.",
    ),
    COUPLE: Text(en="Say which shop goes to which package.", nl="Zeg welke winkel bij welk pakket hoort."),
    QUESTIONS: Text(
        en="In a few groups, mostly with a suggestion. What you answered is kept.",
        nl="In een paar groepen, meestal met een suggestie. Wat u hebt beantwoord, blijft bewaard.",
    ),
    PREVIEW: Text(
        en="Your last ten orders as the bookings they would become. Nothing is written.",
        nl="Uw laatste tien bestellingen als de boekingen die ze zouden worden. Er wordt niets geschreven.",
    ),
    START: Text(
        en="From which day to book, and how many documents that is.",
        nl="Vanaf welke dag er wordt geboekt, en hoeveel documenten dat zijn.",
    ),
    ACTIVATE: Text(en="From then on it runs by itself.", nl="Daarna loopt alles vanzelf."),
}
_PLACES: Final = {
    "connections.choose": None,
    "connections.form": None,
    "connections.add": None,
    "connections.page": None,
    "connections.pasted": None,
    "connections.log_in_again": None,
    "integrations.form": COUPLE,
    "integrations.add": COUPLE,
    "integrations.page": ACTIVATE,
    "settings.form": QUESTIONS,
    "settings.save": QUESTIONS,
    "preview.page": PREVIEW,
    "start_day.page": START,
    "start_day.choose": START,
}
"""Pages of the way, and the step that each is about; None where the connector decides it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `names` are what was made there; `address` is None while what it needs is not there yet."""

    key: str
    done: bool
    address: str | None
    names: Sequence[str] = ()

    @property
    def title(self) -> Text:
        """What is done there."""
        return _TITLES[self.key]

    @property
    def told(self) -> Text:
        """What it comes to, in a sentence."""
        return _TOLD[self.key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The whole way. `here` is the step that the page is about, None on pages that are about none."""

    steps: Sequence[Step]
    here: str | None
    open: Open | None = None

    @property
    def next(self) -> Step:
        """The first that is not done; the last is done by nobody but the button on its page."""
        return next(step for step in self.steps if not step.done)

    @property
    def after(self) -> Step | None:
        """What comes after the step of this page."""
        keys = [step.key for step in self.steps]
        place = keys.index(self.here) + 1 if self.here in keys else len(keys)
        return self.steps[place] if place < len(keys) else None

    @property
    def place(self) -> int:
        """Which step this page is about, or is to be taken now, counted from 1."""
        keys = [step.key for step in self.steps]
        return keys.index(self.here if self.here in keys else self.next.key) + 1

    def is_done(self, key: str | None) -> bool:
        """Whether a step is."""
        return any(step.key == key and step.done for step in self.steps)


def teach(app: Flask) -> None:
    """Every page asks for it; most get None."""
    app.jinja_env.globals["path_here"] = path_here


def path_here() -> Path | None:
    """For the page that is being drawn: None when it is no page of the way, or the way has been gone. Looked up once."""
    if "path" not in g:
        g.path = _path_here()
    found: Path | None = g.path
    return found


def _path_here() -> Path | None:
    endpoint = request.endpoint or ""
    if endpoint not in _PLACES or not current_user.is_authenticated:
        return None
    home = the_home()
    number = (request.view_args or {}).get("integration_id")
    draft = integrations.show(home, integration_name(home, number)) if number is not None else None
    if draft is not None and draft.state != DRAFT:
        return None
    return path_of(home, draft, here=_PLACES[endpoint] or _side())


def path_of(
    home: Home,
    draft: IntegrationView | None = None,
    *,
    here: str | None = None,
    views: Sequence[IntegrationView] | None = None,
) -> Path | None:
    """The way of one draft; without one, that of a first integration, and None when there has been one already.

    `views` are all integrations, where the page has them already.
    """
    if draft is None:
        views = integrations.listing(home) if views is None else views
        if any(view.activated_at for view in views):
            return None
        draft = views[0] if views else None
    connections = manage.listing(home)
    unanswered = still_open(home, draft.name) if draft else None
    steps = (*_sides(connections), _couple(connections, draft), *_own(draft, unanswered))
    return Path(steps=steps, here=here, open=unanswered)


def _sides(connections: Sequence[ConnectionView]) -> tuple[Step, Step]:
    def side(key: str, role: str) -> Step:
        found = [view for view in connections if view.role == role]
        working = [view for view in found if view.state == "verified"]
        stuck = found[0] if found and not working else None
        address = (
            url_for("connections.page", connection_id=stuck.id)
            if stuck
            else url_for("connections.choose", _anchor=role)
        )
        return Step(key=key, done=bool(working), address=address, names=[view.name for view in working])

    return side(SHOP, "source"), side(PACKAGE, "target")


def _couple(connections: Sequence[ConnectionView], draft: IntegrationView | None) -> Step:
    both = {view.role for view in connections} >= {"source", "target"}
    address = url_for("integrations.form") if both else None
    return Step(key=COUPLE, done=draft is not None, address=address, names=[draft.name] if draft else [])


def _own(draft: IntegrationView | None, unanswered: Open | None) -> tuple[Step, ...]:
    """What is done with the draft. Looking at something leaves no trace: the preview counts as seen with what follows."""
    if draft is None or unanswered is None:
        return tuple(Step(key=key, done=False, address=None) for key in (QUESTIONS, PREVIEW, START, ACTIVATE))
    answered, day = not unanswered.labels, unanswered.first_day

    def at(endpoint: str, part: int | None = None) -> str:
        return url_for(endpoint, integration_id=draft.id, part=part)

    steps = [
        Step(key=QUESTIONS, done=answered, address=at("settings.form", unanswered.part or 1)),
        Step(key=PREVIEW, done=answered and day is not None, address=at("preview.page")),
        Step(key=START, done=answered and day is not None, address=at("start_day.page")),
        Step(key=ACTIVATE, done=False, address=at("integrations.page")),
    ]
    return tuple(step for step in steps if step.key != START or unanswered.asks_first_day)


def _side() -> str | None:
    """Which side a page of a connection is about."""
    home, view_args = the_home(), request.view_args or {}
    key = view_args.get("key")
    if "connection_id" in view_args:
        key = next((view.connector for view in manage.listing(home) if view.id == view_args["connection_id"]), None)
    found = home.plugins.installed.get(str(key))
    return None if found is None else SHOP if found.connector.role == "source" else PACKAGE
