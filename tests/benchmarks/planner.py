"""How long the decision of one order takes, next to writing the same order as JSON and reading it back.

The budget is one millisecond per order on one core, decision and the package's codes together.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from koppel import logs
from koppel.booking.engine import decide
from koppel.home import open_home
from koppel.model import Document
from koppel.sync.codec import document_from_json, document_to_json
from koppel.sync.pairs import open_pair
from koppel.sync.planner import Planner
from koppel.sync.rules import rules_of
from support.coupled import couple


def main() -> None:
    """The recorded orders of a real shop, each planned many times."""
    logs.set_up(level="error")
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(folder)
        couple(home)
        with open_pair(home, "webshop") as pair:
            documents = list(pair.source.latest(200))
            planner = Planner(rules_of(pair), pair.target, pair.answers, None)
            kept = [document_to_json(document) for document in documents]
            print(f"{len(documents)} recorded documents, best of 5 rounds")
            base = _per_document(lambda place: json.loads(json.dumps(kept[place])), documents)
            _show("JSON out and in", base, base)
            _show("decide", _per_document(lambda place: decide(documents[place], planner.rules), documents), base)
            _show("decide and plan", _per_document(lambda place: planner.plan(documents[place]), documents), base)
            _show("document out of the ledger", _per_document(lambda at: document_from_json(kept[at]), documents), base)
        home.close()


def _per_document(action: Callable[[int], object], documents: list[Document]) -> float:
    rounds = []
    for _ in range(5):
        started = time.perf_counter()
        for place in range(len(documents)):
            action(place)
        rounds.append((time.perf_counter() - started) / len(documents))
    return min(rounds)


def _show(name: str, seconds: float, base: float) -> None:
    print(f"  {name:<28} {seconds * 1000:7.3f} ms   {seconds / base:6.1f} x JSON")


if __name__ == "__main__":
    main()
