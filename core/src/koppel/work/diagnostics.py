"""The file of `koppel doctor --file` and of the support page: what helps to find a fault, and nothing that is anybody's business.

Only what is listed here goes in: versions, kinds, states, counts, keys of settings and the frames of tracebacks. Names,
addresses, amounts, numbers of orders, answers and what services said stay out, since any of them may be personal.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koppel.errors import WrongUse, machine_reason
from koppel.home import Home
from koppel.store import Connection, Integration, Issue, LedgerRow, Run
from koppel.sync import ledger
from koppel.sync.standing import standings
from koppel.text import Text
from koppel.work.checkup import Finding

_NEWEST: Final = 50
_CODE: Final = re.compile(r"[A-Za-z]\w*(: \w+)?")
_FRAME: Final = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+), in (?P<name>[\w<>]+)')
_RAISED: Final = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(:|$)")

_CANNOT_WRITE = Text(
    en="{path} cannot be written ({why}). Choose another file.",
    nl="{path} kan niet worden geschreven ({why}). Kies een ander bestand.",
)


def write(path: Path, home: Home | None, findings: Sequence[Finding]) -> None:
    """Write it as JSON; without a home only what is known without one. Raises WrongUse when the file cannot be made."""
    try:
        path.write_text(as_text(home, findings), encoding="utf-8")
    except OSError as error:
        raise WrongUse(_CANNOT_WRITE, path=path, why=machine_reason(error)) from error


def as_text(home: Home | None, findings: Sequence[Finding]) -> str:
    """The file itself."""
    found: dict[str, Any] = {
        "checks": {finding.name: finding.verdict for finding in findings},
        "machine": {"system": platform.system(), "machine": platform.machine(), "python": platform.python_version()},
        "packages": {one.metadata["Name"]: one.version for one in distributions() if one.metadata["Name"]},
        "environment": sorted(name for name in os.environ if name.startswith("KOPPEL_") or name in _TOLD),
    }
    if home is not None:
        found |= _of(home)
    return json.dumps(found, indent=2, sort_keys=True) + "\n"


_TOLD: Final = {"DATABASE_URL", "REDIS_URL"}
_WITH_REASON: Final = (ledger.HELD, ledger.SKIPPED, ledger.FAILED)


def _of(home: Home) -> dict[str, Any]:
    plugins = home.plugins
    with home.reading() as session:
        connections = list(session.scalars(select(Connection).order_by(Connection.id)))
        integrations = list(session.scalars(select(Integration).order_by(Integration.id)))
        runs = list(session.scalars(select(Run).order_by(Run.id.desc()).limit(_NEWEST)))
        documents = list(_documents(session, [row.id for row in integrations]))
        issues = session.execute(
            select(Issue.kind, Issue.step, func.count())
            .where(Issue.solved_at.is_(None))
            .group_by(Issue.kind, Issue.step)
        ).all()
    return {
        "database": home.engine.dialect.name,
        "plugins": {key: f"{one.plugin} {one.version}" for key, one in plugins.installed.items()},
        "plugin_problems": sorted({problem.plugin for problem in plugins.problems}),
        "connections": [_connection(row) for row in connections],
        "integrations": [_integration(row) for row in integrations],
        "documents": documents,
        "open_issues": [[_code(kind), _code(step), count] for kind, step, count in issues],
        "runs": [_run(row) for row in runs],
        "faults": list(_faults(home.folder.logs / "koppel.log"))[-_NEWEST:],
    }


def _documents(session: Session, integration_ids: Sequence[int]) -> Iterator[list[Any]]:
    """Integration, state, reason, number. The many that are booked have no reason, and are counted in an index alone."""
    for integration_id, states in standings(session, integration_ids).items():
        yield from (
            [integration_id, state, None, count] for state, count in states.items() if state not in _WITH_REASON
        )
    with_reason = (
        select(LedgerRow.integration_id, LedgerRow.state, LedgerRow.reason, func.count())
        .where(LedgerRow.integration_id.in_(integration_ids), LedgerRow.state.in_(_WITH_REASON))
        .group_by(LedgerRow.integration_id, LedgerRow.state, LedgerRow.reason)
    )
    yield from ([one, state, _code(reason), count] for one, state, reason, count in session.execute(with_reason))


def _connection(row: Connection) -> dict[str, Any]:
    return {
        "id": row.id,
        "connector": row.connector,
        "method": row.auth_method,
        "way": row.way,
        "state": row.state,
        "error": (row.error or {}).get("kind"),
        "fields": sorted(row.public),
    }


def _integration(row: Integration) -> dict[str, Any]:
    return {
        "id": row.id,
        "source": row.source_id,
        "target": row.target_id,
        "state": row.state,
        "versions": row.versions,
        "answered": sorted(row.answers),
        "aside": sorted(row.aside),
    }


def _run(row: Run) -> dict[str, Any]:
    counts = {name: count for name, count in row.counts.items() if isinstance(count, int)}
    return {
        "integration": row.integration_id,
        "state": row.state,
        "trigger": row.trigger,
        "created_at": row.created_at.isoformat(),
        "error": (row.error or {}).get("kind"),
        "counts": counts,
    }


def _code(found: str | None) -> str | None:
    """A word of ours. Anything else in its place came from outside, and is left out."""
    return found if found is None or _CODE.fullmatch(found) else "?"


def _faults(log: Path) -> Iterator[dict[str, Any]]:
    """The tracebacks of the log, as frames and the kind of error. A message may repeat what a service said: left out."""
    if not log.exists():
        return
    for text in log.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(text)
        except ValueError:
            continue
        trace = entry.get("exception") if isinstance(entry, dict) else None
        if isinstance(trace, str):
            yield {"at": entry.get("timestamp"), "kind": _kind(trace), "frames": _frames(trace)}


def _kind(trace: str) -> str | None:
    found = _RAISED.match(trace.strip().splitlines()[-1])
    return found["kind"] if found else None


def _frames(trace: str) -> list[str]:
    roots = sorted((root for root in sys.path if root), key=len, reverse=True)
    return [f"{_below(found['file'], roots)}:{found['line']} {found['name']}" for found in _FRAME.finditer(trace)]


def _below(file: str, roots: Sequence[str]) -> str:
    """Without the part that is this machine's: a home folder has its owner's name."""
    for root in roots:
        if file.startswith(f"{root}/"):
            return file[len(root) + 1 :]
    return Path(file).name
