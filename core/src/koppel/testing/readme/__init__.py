"""A plugin's README: a guide written by hand, with what the connector declares filled in.

The guide (GUIDE.md beside pyproject.toml) has marks of the form `<!-- declared: steps -->`; `write` puts the tables there
and writes README.md. `stale` lets a test say when somebody changed a declaration and not the README.
"""

from __future__ import annotations

import re
from pathlib import Path

from koppel.connectors.base import Connector
from koppel.errors import Bug
from koppel.testing.readme.sections import SECTIONS

GUIDE, README = "GUIDE.md", "README.md"

_MARK = re.compile(r"^<!-- declared: (\w+) -->$", re.MULTILINE)
_NOTICE = "\n<!-- Made from GUIDE.md and the connector's declaration; change those. -->\n"


def text(guide: str, connector: type[Connector]) -> str:
    """The README. Raises Bug for a mark that nothing is known for, or a guide that leaves a table out."""
    marks = _MARK.findall(guide)
    if sorted(marks) != sorted(SECTIONS):
        raise Bug(what=f"a guide has each of these marks once: {', '.join(SECTIONS)}; {connector.key} has {marks}")
    return _MARK.sub(lambda mark: SECTIONS[mark[1]](connector).strip(), guide) + _NOTICE


def write(folder: Path, connector: type[Connector]) -> None:
    """Write README.md of the plugin in `folder` anew."""
    (folder / README).write_text(text((folder / GUIDE).read_text(encoding="utf-8"), connector), encoding="utf-8")


def stale(folder: Path, connector: type[Connector]) -> bool:
    """True when README.md is not what guide and declaration make of it."""
    made = text((folder / GUIDE).read_text(encoding="utf-8"), connector)
    return (folder / README).read_text(encoding="utf-8") != made
