"""Logging: one structured line per event, to stderr and to a file, with every known secret masked by its value.

Masking by value is the only kind that holds: a secret turns up under names nobody thought of, in an address, in a
vendor's error text. Longest first, so that a secret that contains another is not left half open.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import structlog

_MASK: Final = "•••"
_SHORTEST: Final = 6
_MOST: Final = 4_000
_secrets: dict[str, bool] = {}
_pattern: re.Pattern[str] | None = None


def keep_secret(values: Iterable[str], *, lasting: bool = False) -> None:
    """From now on these values never appear in a log line or in anything passed through `masked`.

    A server lives for months and sees tokens that live for minutes, so only the latest few thousand are kept. What is in
    use passes here again each time it is unsealed, and so is always among the latest; `lasting` is for what is unsealed
    once and used for as long as the process lives: it is never dropped.
    """
    global _pattern  # noqa: PLW0603 - one set of secrets per process, as there is one log
    given = [value for value in values if len(value) >= _SHORTEST]
    is_news = any(value not in _secrets for value in given)
    for value in given:
        _secrets[value] = _secrets.pop(value, False) or lasting
    if not is_news:
        return
    for value in [value for value, stays in _secrets.items() if not stays][: max(0, len(_secrets) - _MOST)]:
        del _secrets[value]
    forms = {form for value in _secrets for form in (value, quote(value, safe=""))}
    _pattern = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))


def masked(text: str) -> str:
    """The text without any known secret."""
    return _pattern.sub(_MASK, text) if _pattern else text


def set_up(*, level: str = "info", folder: Path | None = None, stream_level: str | None = None) -> None:
    """Send structlog and the standard library's logging to stderr, and to a rotating file in `folder`."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    root.setLevel(level.upper())
    for name in ("httpx", "httpcore", "rq.worker", "rq", "waitress", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    stream = logging.StreamHandler(sys.stderr)
    stream.setLevel((stream_level or level).upper())
    stream.setFormatter(_formatter(shared, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())))
    root.addHandler(stream)
    if folder is not None:
        file = RotatingFileHandler(folder / "koppel.log", maxBytes=5_000_000, backupCount=5, delay=True)
        file.setFormatter(_formatter(shared, structlog.processors.JSONRenderer()))
        root.addHandler(file)


def _formatter(shared: list[Any], renderer: Any) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def _mask_event(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    del logger, method
    for key, value in event.items():
        event[key] = _mask(value)
    return event


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: _mask(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mask(part) for part in value]
    return value
