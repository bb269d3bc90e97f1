"""What sources and targets have in common: the declarations, and how a vendor's answers become our errors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from koppel.connectors.auth import AuthMethod
from koppel.connectors.context import Account, Context
from koppel.errors import KoppelError
from koppel.http.answer import Answer
from koppel.steps.kinds import Step

Role = Literal["source", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many calls in a window of so many seconds, counted in windows that begin at whole multiples of it (UTC).

    The owner may choose fewer. More only up to `most`, for services with larger plans; or any number when `is_careful`:
    the service documents no figure, and this one is what nobody will mind.
    """

    calls: int
    window_s: int
    most: int | None = None
    is_careful: bool = False

    @property
    def ceiling(self) -> int | None:
        """The most that an owner may choose; None for no end."""
        return self.most or (None if self.is_careful else self.calls)


class Connector(ABC):
    """One service. Everything above the methods is data and is checked when the plugin is loaded.

    `key` names the connector for ever; `version` is that of the saved answers, see `migrate`. `hosts` are the only
    hosts that the client will talk to besides the connection's own address; the secrets go nowhere else.
    """

    role: ClassVar[Role]
    key: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[int] = 1
    hosts: ClassVar[tuple[str, ...]] = ()
    auth: ClassVar[tuple[AuthMethod, ...]] = ()
    limits: ClassVar[tuple[Limit, ...]] = ()
    steps: ClassVar[tuple[Step, ...]] = ()
    headers: ClassVar[Mapping[str, str]] = {"Accept": "application/json"}
    timeout_s: ClassVar[float] = 30.0

    def __init__(self, context: Context) -> None:
        self.client = context.client
        self.memory = context.memory
        self.answers = context.answers
        self.account = context.account
        self.fields = context.fields

    @abstractmethod
    def verify(self) -> Account:
        """Find out, with as few calls as possible, whether the credentials work and whose account it is.

        Raises AuthFailed for refused credentials, Unavailable or WrongUse with a sentence that says what to do.
        """

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        """The vendor's own reading of an answer; None leaves it to the common table (`http.mapping`).

        Called for every answer, good ones too: some services report failures with status 200, or outages with 500.
        """
        del answer
        return None

    @classmethod
    def limited_until(cls, answer: Answer, now: datetime) -> datetime | None:
        """When an answer says, in the vendor's own way, that no call may come before some moment; else None."""
        del answer, now
        return None

    @classmethod
    def migrate(cls, values: dict[str, object], from_version: int) -> dict[str, object]:
        """Saved answers of an older version, made fit for this one."""
        del from_version
        return values
