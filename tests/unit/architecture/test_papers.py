"""The papers keep their word: README's commands are the ones that are checked, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checking.files import tracked
from support.sources import ROOT

PAPERS = [path for path in tracked(ROOT) if path.suffix == ".md"]
_LINK = re.compile(r"\]\(([^)#\s]+)")


def _commands() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)


def test_the_first_two_commands_are_one_line_each() -> None:
    """The first shows the product, the second checks it; neither needs anything installed before."""
    first, second = _commands()[:2]
    assert first == ".ci/with-venv koppel demo\n"
    assert second == ".ci/with-venv .ci/check\n"


def test_changes_are_checked_with_the_second_command() -> None:
    """What the README promises is what is run, to the letter."""
    last = (ROOT / ".ci" / "run").read_text().splitlines()[-1]
    assert last == f'cd "$(dirname "$0")/.." && {_commands()[1].strip()}'


@pytest.mark.parametrize("program", ["check", "run", "with-venv", "refresh-constraints"])
def test_the_programs_can_be_run(program: str) -> None:
    """A file that lost its mode would make the first command of the README fail."""
    assert (ROOT / ".ci" / program).stat().st_mode & 0o111 == 0o111


def test_every_link_leads_to_a_file() -> None:
    """Links to the project's own files; those to other sites cannot be tried without a network."""
    broken = [f"{paper.relative_to(ROOT)}: {link}" for paper in PAPERS for link in _broken_links(paper)]
    assert broken == []


def _broken_links(paper: Path) -> list[str]:
    links = [link for link in _LINK.findall(paper.read_text()) if "://" not in link and not link.startswith("mailto:")]
    return [link for link in links if not (paper.parent / link).exists()]
