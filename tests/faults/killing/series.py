"""Rounds of trade and death, one after the other, and the audit after every few."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import update

from faults.killing.audit import Audit, Wrong, audit, wait_until_quiet
from faults.killing.hurry import LISTS_LAG_S, hurried
from faults.killing.moments import Moments
from faults.killing.trees import Tree
from faults.killing.world import World, build
from koppel.home import Home
from koppel.store import Integration
from koppel.work.queue import request_run

AUDIT_EVERY = 30
_DRAWN = ("horse",) * 11 + ("worker",) * 4 + ("valkey",) * 3 + ("head",) * 2 + ("everything",)
"""The dear ones, after which whole programs must start again, are drawn less often."""

_TWO_AT_ONCE = 0.15
_FIND_VICTIM_S = 6.0


@dataclass
class Report:
    """What a series did, for people and for the papers."""

    seed: int
    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    in_a_call: int = 0
    audit: Audit | None = None
    seconds: float = 0.0

    def __str__(self) -> str:
        kills = ", ".join(f"{number} {kind}" for kind, number in sorted(self.kills.items()))
        return (
            f"seed {self.seed}: {self.rounds} rounds, {self.kills.total()} kills ({kills}), {self.in_a_call} of them "
            f"during a call, {self.seconds:.0f} s; {self.audit}"
        )


@dataclass
class Series:
    """One installation, one or more process trees on it, and somebody who kills them."""

    world: World
    trees: list[Tree]
    moments: Moments
    chance: random.Random
    report: Report

    def run(self, rounds: int, *, say: Callable[[str], None]) -> None:
        """Raises Wrong, with the seed, when the promise is broken."""
        began = time.monotonic()
        try:
            for number in range(1, rounds + 1):
                self._round()
                self.report.rounds, self.report.seconds = number, time.monotonic() - began
                if number % AUDIT_EVERY == 0 or number == rounds:
                    self._settle()
                    say(str(self.report))
        except AssertionError as wrong:
            raise Wrong(
                f"seed {self.report.seed}, after {self.report.rounds} rounds: {wrong}\n{self._said()}"
            ) from wrong

    def _round(self) -> None:
        self.world.trade()
        self._ask()
        self.moments.wait()
        self._strike()
        if self.chance.random() < _TWO_AT_ONCE:
            self._strike()
        for tree in self.trees:
            if not tree.is_alive:
                tree.start()

    def _ask(self) -> None:
        """Every integration's time has come, and now and then a person does not wait for that; where there are two workers,
        people never wait, so that both have a run of the same integration in hand."""
        for name in self.world.packages:
            if len(self.trees) > 1 or self.chance.random() < 0.15:
                request_run(self.world.home, name)
        with self.world.home.writing() as session:
            session.execute(update(Integration).values(next_run_at=self.world.home.now()))

    def _strike(self) -> None:
        """Kill one; when there is nobody of that kind just now, wait a little for one, else kill them all."""
        kind, give_up = self.chance.choice(_DRAWN), time.monotonic() + _FIND_VICTIM_S
        tree = self.chance.choice(self.trees)
        in_a_call = self.moments.in_a_call
        while not tree.kill(kind):
            if time.monotonic() > give_up or not tree.is_alive:
                kind = "everything"
                if not tree.is_alive:
                    return
            time.sleep(0.002)
            in_a_call = self.moments.in_a_call
        self.report.kills[kind] += 1
        self.report.in_a_call += in_a_call

    def _settle(self) -> None:
        """Nobody dies for a while: everything must come to its end by itself, and then be right."""
        for name in self.world.packages:
            request_run(self.world.home, name)
        wait_until_quiet(self.world)
        self.world.lag(0)  # the audit asks for what was booked a moment ago
        self.report.audit = audit(self.world)
        self.world.lag(LISTS_LAG_S)

    def _said(self) -> str:
        return "\n".join(f"{tree.name}: {tree.log.read_text(errors='replace')[-3000:]}" for tree in self.trees)


@contextmanager
def prepared(home: Home, *, seed: int, trees: int = 1) -> Iterator[Series]:
    """A series that is ready to run: services, installation, processes. `home` is the driver's own, and fresh."""
    chance = random.Random(seed)
    with build(hurried(home), chance) as world:
        moments = Moments(chance, random.Random(seed + 1))
        moments.watch([world.shop, *(package.fake for package in world.packages.values())])
        running = [Tree(home.folder.path, f"tree-{number}") for number in range(1, trees + 1)]
        try:
            for tree in running:
                tree.start()
            time.sleep(LISTS_LAG_S)  # what the packages began with must be in their lists
            world.lag(LISTS_LAG_S)
            yield Series(world, running, moments, chance, Report(seed))
        finally:
            for tree in running:
                tree.kill("everything")
