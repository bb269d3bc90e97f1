"""Who is signed in with the fake: the divisions he sees, what he granted to the app, and what he may not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from .catalogue import Entity
from .division import Division
from .refusal import Refusal, forbidden
from .switches import Switches

ARCHIVED = 2


@dataclass(slots=True, kw_only=True)
class SignedIn:
    """The user and the grants; a test changes them to see a client refused.

    `granted` are the divisions ticked at the consent, `scopes` those of the app (None: all), `denied` pairs of a
    lower-case endpoint and a verb that the user has no right to, `refusal` a status and a Reason for everything.
    """

    clock: Callable[[], datetime]
    switches: Switches
    language: str
    divisions: dict[int, Division]
    granted: set[int]
    current_division: int
    scopes: set[str] | None = None
    denied: set[tuple[str, str]] = field(default_factory=set)
    refusal: tuple[int, str] | None = None

    @property
    def message_language(self) -> str:
        """The language of messages: the user's, or always English."""
        return self.language if self.switches.message_language == "user" else "EN"

    def division(self, code: int) -> Division:
        """A division that the app may work in; raises a Refusal with status 403 otherwise."""
        if code not in self.granted or code not in self.divisions:
            raise Refusal(403, reason="NoDivisionAccess")
        found = self.divisions[code]
        if found.profile["Status"] == ARCHIVED:
            raise Refusal(403, reason="DivisionBlocked")
        return found

    def check(self, entity: Entity, verb: str, division: Division) -> None:
        """Scope of the app, module of the licence and, for writing, the right of the user."""
        if entity.scope is not None and self.scopes is not None and entity.scope not in self.scopes:
            raise forbidden(f"Application Scope Violated. Cannot {'read' if verb == 'GET' else 'write'}")
        if entity.module is not None and entity.module not in division.features:
            raise forbidden()
        if verb != "GET" and not self.may(entity, verb):
            raise forbidden()

    def may(self, entity: Entity, verb: str) -> bool:
        """Whether the user has the right; a GET without it shows as an empty list."""
        return (entity.path.lower(), verb) not in self.denied
