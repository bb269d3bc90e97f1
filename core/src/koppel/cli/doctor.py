"""`koppel doctor`: does everything work, and if not, what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text as Line

from koppel.cli.speaking import Flag, Speaking
from koppel.cli.tables import table
from koppel.cli.terminal import Terminal
from koppel.errors import FolderProblem
from koppel.text import Text
from koppel.work.checkup import Finding, examine, not_opened

_VERDICTS = {
    "ok": (Text(en="fine", nl="goed"), "green"),
    "warning": (Text(en="look at this", nl="let op"), "yellow"),
    "error": (Text(en="wrong", nl="fout"), "red"),
}
_WRITTEN = Text(
    en="{path} holds what helps to find a fault: versions, states and counts; no secrets, names, amounts or addresses.",
    nl="{path} bevat wat helpt om een fout te vinden: versies, toestanden en aantallen; geen geheimen, namen, bedragen of "
    "adressen.",
)


@click.command(
    "doctor",
    cls=Speaking,
    text=Text(
        en="Check the folder, the database, the key, the queue, plugins, connections, disk space and the clock.",
        nl="Controleer de map, de database, de sleutel, de wachtrij, plugins, koppelingen, schijfruimte en de klok.",
    ),
)
@click.option(
    "--verify",
    cls=Flag,
    is_flag=True,
    text=Text(en="Try every connection now.", nl="Probeer nu elke koppeling."),
)
@click.option(
    "--file",
    "path",
    cls=Flag,
    type=click.Path(path_type=Path, dir_okay=False),
    text=Text(
        en="Write a file to send along with a question. It holds no secrets and nothing personal.",
        nl="Schrijf een bestand om met een vraag mee te sturen. Het bevat geen geheimen en niets persoonlijks.",
    ),
)
@click.pass_obj
def doctor(terminal: Terminal, verify: bool, path: Path | None) -> None:
    """Ends with the exit code of the worst finding; a warning is no error."""
    try:
        findings = list(examine(terminal.home, try_connections=verify))
    except FolderProblem as error:
        findings = [not_opened(error)]
    shown = [_shape(finding, terminal.language) for finding in findings]
    wrong = [finding for finding in findings if finding.verdict == "error"]
    terminal.answer({"ok": not wrong, "checks": shown}, lambda: _drawn(terminal, findings))
    if path is not None:
        _write(terminal, path, findings)
    terminal.end(max((finding.exit_code for finding in wrong), default=0))


def _write(terminal: Terminal, path: Path, findings: Sequence[Finding]) -> None:
    from koppel.work import diagnostics

    home = terminal.home if all(finding.exit_code != FolderProblem.exit_code for finding in findings) else None
    diagnostics.write(path, home, findings)
    terminal.say(_WRITTEN.with_data(path=path))


def _shape(finding: Finding, language: str) -> dict[str, str]:
    return {"check": finding.name, "state": finding.verdict, "sentence": finding.sentence.to(language)}


def _drawn(terminal: Terminal, findings: Sequence[Finding]) -> Table:
    drawn = table(
        terminal, Text(en="What", nl="Wat"), Text(en="State", nl="Toestand"), Text(en="Remark", nl="Opmerking")
    )
    for finding in findings:
        words, style = _VERDICTS[finding.verdict]
        drawn.add_row(
            terminal.text(finding.title), Line(terminal.text(words), style=style), terminal.text(finding.sentence)
        )
    return drawn
