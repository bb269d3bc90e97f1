"""A target that talks to the fake Billit, and what a test wants to know of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from koppel.api import Account, Answers, Booking, Context, Draft, Held, Posted
from koppel.testing import Call, LostAnswer
from koppel.testing.clock import Clock
from koppel.testing.wiring import client_for
from koppel_billit import BillitTarget
from koppel_billit.fake import BillitFake
from support.handed import Header, KeptMemory, Planner


@dataclass
class Kit(Planner):
    """The fake, and targets that share one memory."""

    fake: BillitFake
    clock: Clock
    memory: KeptMemory = field(default_factory=KeptMemory)

    def target(self, *, fields: Mapping[str, str] | None = None, is_new: bool = False, key: str = "") -> BillitTarget:
        """A target as the core makes it for each run: nothing is left of an earlier one but the memory."""
        client = client_for(
            self.fake,
            BillitTarget,
            service="Billit",
            signer=Header(key or self.fake.api_key, name="ApiKey"),
            headers=BillitTarget.headers,
            hosts=frozenset(BillitTarget.hosts),
            now=self.clock,
        )
        company = self.fake.company()
        account = None if is_new else Account(key=str(company.id), name="Shop", country=company.country)
        return BillitTarget(Context(client=client, memory=self.memory, account=account, fields=fields or {}))

    @staticmethod
    def answers(**values: object) -> Answers:
        """Answers to the steps; nothing is sent unless told otherwise."""
        return Answers(values={"send_by": "none", **values})

    def plan(self, draft: Draft, *, initial: bool = False, **answers: object) -> Booking | Held:
        """The booking of a draft, or why it is held."""
        return self.target().plan(draft, self.answers(**answers), initial=initial)

    def book(self, draft: Draft, **answers: object) -> tuple[Booking, Posted]:
        """Plan and create; the document of the fake is under the reference."""
        booking = self.booking(draft, initial=False, **answers)
        return booking, self.target().create(booking)

    def sent(self, path: str = "/v1/orders", method: str = "POST") -> list[dict[str, Any]]:
        """The bodies that were sent to exactly this path."""
        return self.bodies(method, lambda asked: asked == path)

    def calls(self, path: str = "") -> list[Call]:
        """The calls to a path and below."""
        return [call for call in self.fake.calls if call.path.startswith(path)]

    def lose(self, path: str, *, times: int = 1) -> None:
        """Lose the answers to the next POSTs to this path; the work is done."""
        left = [times]

        def lose(request: Request, response: Response) -> Response:
            if (request.method, request.path) == ("POST", path) and response.status_code == 200 and left[0]:
                left[0] -= 1
                raise LostAnswer
            return response

        self.fake.after.append(lose)

    def instead(self, path: str, response: Response, *, method: str = "POST", times: int = 1) -> None:
        """Answer the next calls to this path so; the work is not done."""
        left = [times]

        def answer(request: Request) -> Response | None:
            if (request.method, request.path) != (method, path) or not left[0]:
                return None
            left[0] -= 1
            return response

        self.fake.before.append(answer)

    def watch(self, *names: str) -> list[tuple[str, ...]]:
        """What each call from now on carries in these headers, behind its path."""
        seen: list[tuple[str, ...]] = []

        def note(request: Request) -> None:
            seen.append((request.path, *(request.headers.get(name, "") for name in names)))

        self.fake.before.append(note)
        return seen

    def totals(self, number: str) -> tuple[str, str, str]:
        """What the fake made of a document: net, VAT, gross."""
        row = self.fake.document(number)
        return str(row["TotalExcl"]), str(row["TotalVAT"]), str(row["TotalIncl"])
