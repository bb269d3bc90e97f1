"""When something is unclear: the papers, the checks, the log, and a file to send along with a question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from koppel.logs import masked
from koppel.web.papers import papers
from koppel.web.site import the_home
from koppel.work import diagnostics
from koppel.work.checkup import examine

pages = Blueprint("support", __name__, url_prefix="/support")

_LINES: Final = 100
_READ: Final = 200_000
_WIDEST: Final = 400
_SHOWN_APART: Final = {"timestamp", "level", "event", "exception"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of the log; `details` are its other fields, `raised` the last line of a traceback."""

    at: datetime | None
    level: str
    event: str
    details: str
    raised: str


@pages.get("/")
def page() -> str:
    """The checks run only when asked for: looking through a large database takes a while."""
    home = the_home()
    asked = "check" in request.args
    findings = list(examine(home, try_connections=False, start_queue=False)) if asked else None
    return render_template(
        "support.html",
        findings=findings,
        lines=list(_lines(home.folder.logs / "koppel.log")),
        papers=papers(),
        folder=home.folder.path,
    )


@pages.get("/koppel-diagnostics.json")
def file() -> Response:
    """The file of `koppel doctor --file`."""
    home = the_home()
    found = diagnostics.as_text(home, list(examine(home, try_connections=False, start_queue=False)))
    answer = Response(found, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="koppel-diagnostics.json"'
    return answer


def _lines(log: Path) -> Iterator[LogLine]:
    """The newest first. Secrets were masked when they were written; what has become known since is masked now."""
    for text in reversed(_tail(log)[-_LINES:]):
        try:
            entry = json.loads(masked(text))
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield _line(entry)


def _tail(log: Path) -> list[str]:
    """The last whole lines: a log grows to megabytes."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _READ))
        lines = file.read().decode(errors="replace").splitlines()
    return lines if size <= _READ else lines[1:]


def _line(entry: Mapping[str, Any]) -> LogLine:
    rest = " ".join(f"{key}={value}" for key, value in entry.items() if key not in _SHOWN_APART)
    trace = str(entry.get("exception") or "").strip()
    return LogLine(
        at=_moment(entry.get("timestamp")),
        level=str(entry.get("level", "")),
        event=str(entry.get("event", ""))[:_WIDEST],
        details=rest[:_WIDEST],
        raised=trace.rpartition("\n")[2][:_WIDEST],
    )


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
