"""What a database says when the machine it lives on has a problem, in a sentence that tells a person what to do.

The only place that knows the codes of the drivers. Pages, commands and runs ask here; what is no problem of the machine is
a mistake of ours, and stays one.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from koppel.errors import DatabaseProblem
from koppel.text import Text

_FULL: Final = Text(
    en="The disk with Koppel's data is full. Make room on it; nothing is lost, and runs go on by themselves.",
    nl="De schijf met de gegevens van Koppel is vol. Maak er ruimte op; er gaat niets verloren en runs gaan vanzelf verder.",
)
_LOCKED: Final = Text(
    en="Another program keeps Koppel's database locked. Close it (a backup or a database browser); runs go on by themselves.",
    nl="Een ander programma houdt de database van Koppel vergrendeld. Sluit het (een back-up of een databaseprogramma); runs "
    "gaan vanzelf verder.",
)
_READ_ONLY: Final = Text(
    en="Koppel may only read its data, not write. Give it write access to the data folder or the database; runs go on by "
    "themselves.",
    nl="Koppel mag zijn gegevens alleen lezen, niet schrijven. Geef het schrijfrechten op de gegevensmap of de database; runs "
    "gaan vanzelf verder.",
)
_AWAY: Final = Text(
    en="Koppel's database cannot be reached. Start its server, or see that the data folder is there; runs go on by themselves.",
    nl="De database van Koppel is niet bereikbaar. Start de server, of kijk of de gegevensmap er is; runs gaan vanzelf verder.",
)
_DAMAGED: Final = Text(
    en="Koppel's database is damaged. Stop Koppel, and restore the newest backup with `koppel restore`.",
    nl="De database van Koppel is beschadigd. Stop Koppel en zet de nieuwste back-up terug met `koppel restore`.",
)

# sqlite.org/rescode.html, the primary codes: extended ones carry them in their low byte.
_SQLITE: Final[dict[int, Text]] = {
    5: _LOCKED, 6: _LOCKED, 8: _READ_ONLY, 10: _AWAY, 11: _DAMAGED, 13: _FULL, 14: _AWAY, 15: _LOCKED, 26: _DAMAGED,
}  # fmt: skip
# postgresql.org/docs/current/errcodes-appendix.html; a shorter one stands for its whole class.
_POSTGRES: Final[dict[str, Text]] = {
    "53100": _FULL, "53": _AWAY, "25006": _READ_ONLY, "55P03": _LOCKED, "08": _AWAY, "57P": _AWAY, "58": _AWAY,
    "XX001": _DAMAGED, "XX002": _DAMAGED,
}  # fmt: skip


def problem_of(error: BaseException) -> DatabaseProblem | None:
    """The problem of the machine behind an error of the database, None when it is another kind of error."""
    if isinstance(error, PoolTimeout):
        return DatabaseProblem(_AWAY)
    if not isinstance(error, DBAPIError):
        return None
    sentence = _sentence(error.orig) or (_AWAY if _is_about_the_line(error) else None)
    return DatabaseProblem(sentence) if sentence else None


def _sentence(said: Any) -> Text | None:
    code, state = getattr(said, "sqlite_errorcode", None), getattr(said, "sqlstate", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    if state is not None:
        return next((text for begin, text in _POSTGRES.items() if state.startswith(begin)), None)
    return None


def _is_about_the_line(error: DBAPIError) -> bool:
    """A server that does not answer gives no code, and neither does a connection that was cut."""
    has_code = hasattr(error.orig, "sqlite_errorcode") or getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or (isinstance(error, OperationalError | InterfaceError) and not has_code)
