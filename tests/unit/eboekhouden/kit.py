"""A target that talks to the fake e-Boekhouden.nl, and what a test wants to know of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from koppel.api import Account, Answers, Booking, Context, Draft, Held, Option, Posted, Sought
from koppel.testing import Call
from koppel.testing.clock import Clock
from koppel.testing.wiring import client_for
from koppel_eboekhouden.connector import EBoekhoudenTarget
from koppel_eboekhouden.fake import EBoekhoudenFake
from koppel_eboekhouden.steps import STEPS
from support.handed import Header, KeptMemory, Planner

HOME = Account(key="22206401", name="e-Boekhouden.nl 22206401", country="NL", currency="EUR")


@dataclass
class Kit(Planner):
    """The fake, and targets that share one memory."""

    fake: EBoekhoudenFake
    clock: Clock
    memory: KeptMemory = field(default_factory=KeptMemory)
    _lists: dict[str, Mapping[str, Option]] = field(default_factory=dict)

    def target(self, answers: Answers | None = None, *, account: Account | None = HOME) -> EBoekhoudenTarget:
        """A target as the core makes it for each run: nothing is left of an earlier one but the memory."""
        client = client_for(
            self.fake,
            EBoekhoudenTarget,
            service="e-Boekhouden.nl",
            signer=Header(self.fake.sign_in()),
            headers=EBoekhoudenTarget.headers,
            now=self.clock,
        )
        known = answers or self.answers()
        return EBoekhoudenTarget(Context(client=client, memory=self.memory, answers=known, account=account))

    def options(self, name: str) -> Mapping[str, Option]:
        """A live list by value, read once; the calls that it took do not count."""
        if name not in self._lists:
            before = list(self.fake.calls)
            target = self.target(Answers())
            self._lists[name] = {o.value: o for o in getattr(target, f"options_{name}")(Answers())}
            self.fake.calls[:] = before
        return self._lists[name]

    def answers(self, **more: object) -> Answers:
        """Answers of a Dutch shop; `more` adds to them or replaces them, None takes one out."""
        values: dict[str, object] = {
            "insertion_type": "ledger_mutation",
            "debtor_ledger": "1300",
            "counter_account": "8000",
            "vat_mapping": {"NL-21": "HOOG_VERK_21", "NL-9": "LAAG_VERK_9", "reverse-charge-eu": "BI_EU_VERK"},
            "eu_consumer_vat": "oss",
            "oss_vat_ledgers": {"DE": "1641", "BE": "1640"},
            "customer_codes": "generate",
            **more,
        }
        given = {key: value for key, value in values.items() if value is not None}
        lists = {step.key: getattr(getattr(step, "options", None), "name", "") for step in STEPS}
        return Answers(values=given, chosen={key: self.options(lists[key]) for key in given if lists.get(key)})

    def plan(self, draft: Draft, *, initial: bool = False, **answers: object) -> Booking | Held:
        """The booking of a draft, or why it is held."""
        known = self.answers(**answers)
        return self.target(known).plan(draft, known, initial=initial)

    def create(self, draft: Draft, **answers: object) -> Posted:
        """Book a draft with these answers."""
        known = self.answers(**answers)
        target = self.target(known)
        planned = target.plan(draft, known, initial=False)
        assert isinstance(planned, Booking), planned
        return target.create(planned)

    def find(self, *references: str, form: str = "ledger_mutation", **answers: object) -> Mapping[str, Posted]:
        """What stands there under these references."""
        sought = [Sought(reference=reference, form=form) for reference in references]
        return self.target(self.answers(**answers)).find(sought)

    def sent(self, path: str, method: str = "POST") -> list[dict[str, Any]]:
        """The bodies that were sent to a path."""
        return self.bodies(method, lambda asked: asked.startswith(f"/v1/{path}"))

    def asked(self, path: str) -> list[Call]:
        """The reads of a path."""
        return [call for call in self.fake.calls if call.method == "GET" and call.path.startswith(f"/v1/{path}")]

    def booked(self, number: str = "10001") -> dict[str, Any]:
        """The booking with that number; there must be one."""
        found = self.fake.booked(number)
        assert found is not None
        return found

    def ledger(self, code: str) -> int:
        """The id of a ledger account."""
        return int(self.fake.books.ledger(code)["id"])

    def add_relation(self, code: str, **fields: object) -> dict[str, Any]:
        """Somebody makes a relation in e-Boekhouden.nl itself."""
        like = {name: None for name in self.fake.books.relation("00001") if name != "id"}
        known = {"type": "P", "name": f"Relatie {code}", "code": code}
        return self.fake.books.add("relation", self.fake.books.relations, {**like, **known, **fields})
