"""Is a connector class well-formed? Asked when its plugin is loaded, so that a mistake shows at once and not in a form."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from koppel.connectors.auth import AuthMethod
from koppel.connectors.base import Connector
from koppel.connectors.facets import Capability
from koppel.connectors.source import Source
from koppel.connectors.target import Target
from koppel.steps.kinds import Choice, Choices, Mapping, Note, Step
from koppel.steps.options import Live
from koppel.text import Text

_KEY = re.compile(r"[a-z][a-z0-9_-]{1,40}")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_STEP_KEY = re.compile(r"[a-z][a-z0-9_]{1,40}")


def faults(connector: object) -> list[str]:
    """What is wrong with it, in words for its author; empty when all is well."""
    if not (inspect.isclass(connector) and issubclass(connector, (Source, Target))):
        return ["it is neither a Source nor a Target"]
    return [*_identity(connector), *_auth(connector), *_steps(connector), *_promised(connector)]


def _identity(connector: type[Connector]) -> Iterator[str]:
    if not _KEY.fullmatch(str(getattr(connector, "key", ""))):
        yield "key must be lower case letters, digits, _ or -"
    if not str(getattr(connector, "title", "")).strip():
        yield "title is missing"
    if not isinstance(connector.version, int) or connector.version < 1:
        yield "version must be a whole number from 1"
    if not isinstance(connector.hosts, tuple) or not all(_HOST.fullmatch(host) for host in connector.hosts):
        yield "hosts must be a tuple of host names, without https:// and without a path"
    if inspect.isabstract(connector):
        yield f"these methods are missing: {', '.join(sorted(connector.__abstractmethods__))}"


def _auth(connector: type[Connector]) -> Iterator[str]:
    if not connector.auth:
        yield "auth is empty"
    if not all(isinstance(method, AuthMethod) for method in connector.auth):
        yield "auth holds something that is no auth method"


def _promised(connector: type[Connector]) -> Iterator[str]:
    """What is declared is called or shown; what is missing would be found out in somebody's run, or by a blank page."""
    if issubclass(connector, Source) and connector.webhook is not None:
        told = connector.webhook.help
        if not (told.en.strip() and told.nl.strip()):
            yield "webhook needs its help in both languages"
    if issubclass(connector, Target) and Capability.DELIVERIES in connector.capabilities:
        for name in ("deliveries", "is_sent_out"):
            if getattr(connector, name) is getattr(Target, name):
                yield f"capability deliveries needs a method {name}"


def _steps(connector: type[Connector]) -> Iterator[str]:
    before: set[str] = set()
    for step in connector.steps:
        if not isinstance(step, Step) or not _STEP_KEY.fullmatch(step.key):
            yield f"not a step: {step!r}"
            continue
        if step.key in before:
            yield f"step {step.key} is declared twice"
        yield from _step(connector, step, before)
        before.add(step.key)


def _step(connector: type[Connector], step: Step, before: set[str]) -> Iterator[str]:
    if not isinstance(step.label, Text) or not (step.label.en and step.label.nl):
        yield f"step {step.key} needs a label in both languages"
    late = (step.when.names() if step.when else frozenset()) - before
    if late:
        yield f"step {step.key} looks at {', '.join(sorted(late))}, which does not come before it"
    if isinstance(step, (Choice, Choices, Mapping)):
        lists = [step.options, *([step.rows] if isinstance(step, Mapping) else [])]
        for options in lists:
            if isinstance(options, Live):
                yield from _live(connector, step, options, before)
    if isinstance(step, Note) and step.required:
        yield f"step {step.key} is a note and cannot be required"


def _live(connector: type[Connector], step: Step, live: Live, before: set[str]) -> Iterator[str]:
    if not callable(getattr(connector, f"options_{live.name}", None)):
        yield f"step {step.key} needs a method options_{live.name}"
    if set(live.after) - before:
        yield f"step {step.key} takes its options after a step that does not come before it"
