"""The tables of a README, each made from what a connector declares: signing in, steps, abilities, limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from koppel.connectors.auth import AuthMethod, Field, OAuth2
from koppel.connectors.base import Connector, Limit
from koppel.connectors.source import Source
from koppel.connectors.target import Target
from koppel.steps.kinds import Choice, Choices, Note, Step
from koppel.steps.options import Option
from koppel.testing.readme import wording


def signing_in(connector: type[Connector]) -> str:
    """The fields per way of signing in, and the commands that enter them."""
    return "\n\n".join(_method(connector, method) for method in connector.auth)


def steps(connector: type[Connector]) -> str:
    """Every question, when it is asked, and what it means."""
    labels = {step.key: step.label.en for step in connector.steps}
    rows = [_step(step, labels) for step in connector.steps if not isinstance(step, Note)]
    return _table(("step", "question", "asked", "what it does"), rows)


def abilities(connector: type[Connector]) -> str:
    """What the other side may count on."""
    lines: list[str] = []
    if issubclass(connector, Source):
        lines += [f"- {wording.FEATURES[feature]}" for feature in sorted(connector.features)]
        lists = ", ".join(wording.FACETS[facet] for facet in sorted(connector.facets))
        lines.append(f"- It lists its {lists}.")
        lines.append(
            "- It can tell when something changes (`koppel connection webhook`): integrations that listen then run at once."
            if connector.webhook
            else "- It cannot tell when something changes: it is read at the times of the service level."
        )
    if issubclass(connector, Target):
        able, not_able = wording.CAPABILITIES, wording.NOT_CAPABLE
        lines += [f"- {able[each] if each in connector.capabilities else not_able[each]}" for each in sorted(able)]
    return "\n".join(lines)


def manners(connector: type[Connector]) -> str:
    """Where it calls, and how often at most."""
    hosts = ", ".join(f"`{host}`" for host in connector.hosts) or "the address of the connection, and no other"
    calls = " and ".join(_limit(limit) for limit in connector.limits)
    kept = f"At most {calls}, shared by all workers" if calls else "No limit is kept by itself"
    return (
        f"- It calls: {hosts}.\n"
        f"- {kept}. A limit of your own is set on the page of the connection, or with `koppel connection limits`.\n"
        f"- An answer may take {connector.timeout_s:g} seconds. `Retry-After` is kept to."
    )


SECTIONS: Final[Mapping[str, Callable[[type[Connector]], str]]] = MappingProxyType(
    {"signing_in": signing_in, "steps": steps, "abilities": abilities, "manners": manners}
)


def _method(connector: type[Connector], method: AuthMethod) -> str:
    fields = [field for field in method.fields() if field.key != "base_url"]
    rows = [(f"`{field.key}`", field.label.en, _sort(field), _meaning(field)) for field in fields]
    set_ = " ".join(f"--set {field.key}=..." for field in fields if field.required or field.secret)
    commands = [f"koppel connection add {connector.key} NAME {set_}"]
    if isinstance(method, OAuth2):
        commands += ["koppel connection authorize NAME", "koppel connection authorize NAME --redirected 'https://...'"]
    shown = "\n".join(commands)
    return f"{_table(('field', 'name', 'kind', 'remark'), rows)}\n\n```\n{shown}\n```"


def _sort(field: Field) -> str:
    kind = "secret" if field.secret else "one of a list" if field.options else "text"
    return kind if field.required else f"{kind}, may be empty"


def _meaning(field: Field) -> str:
    options = ", ".join(f"`{option.value}`" for option in field.options)
    return " ".join(part for part in (field.help.en if field.help else "", options) if part)


def _step(step: Step, labels: Mapping[str, str]) -> tuple[str, str, str, str]:
    asked = [wording.condition(each, labels) for each in (step.source_when, step.when) if each is not None]
    meaning = " ".join(part for part in (step.help.en if step.help else "", _values(step)) if part)
    return f"`{step.key}`", step.label.en, "; ".join(asked) or "always", meaning


def _values(step: Step) -> str:
    options = step.options if isinstance(step, (Choice, Choices)) and isinstance(step.options, tuple) else ()
    listed = ", ".join(_value(option) for option in options)
    return f"One of: {listed}." if listed else ""


def _value(option: Option) -> str:
    return f"`{option.value}` ({option.named('en')})"


def _limit(limit: Limit) -> str:
    return f"{limit.calls:,} calls {wording.window(limit.window_s)}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
