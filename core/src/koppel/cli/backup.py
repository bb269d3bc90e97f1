"""`koppel backup` and `koppel restore`: the database and the key in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from koppel.cli import archive
from koppel.cli.speaking import Flag, Speaking
from koppel.cli.terminal import Terminal
from koppel.store.folder import open_folder
from koppel.text import Text

_SAVED = Text(
    en="{path} holds everything, the key to the credentials too: keep it where nobody else can read it.",
    nl="{path} bevat alles, ook de sleutel van de inloggegevens: bewaar het waar niemand anders het kan lezen.",
)
_WITHOUT_TABLES = Text(
    en="{path} holds the key. The tables are in PostgreSQL: save them with pg_dump at the same time.",
    nl="{path} bevat de sleutel. De tabellen staan in PostgreSQL: bewaar die tegelijk met pg_dump.",
)
_RESTORED = Text(
    en="Restored what was saved on {made_at} UTC. A login at a service may have to be done again: `koppel doctor --verify`.",
    nl="Teruggezet wat op {made_at} UTC is bewaard. Een inlog bij een dienst moet misschien opnieuw: "
    "`koppel doctor --verify`.",
)
_RESTORED_KEY = Text(
    en="Restored the key. Put the tables back with pg_restore.",
    nl="De sleutel is teruggezet. Zet de tabellen terug met pg_restore.",
)
_KEPT = Text(en="What was there before is in {path}.", nl="Wat er eerder stond, staat in {path}.")


@click.command(
    "backup",
    cls=Speaking,
    text=Text(
        en="Save the database and the key in one file, also while Koppel runs. An existing file is never overwritten.",
        nl="Bewaar de database en de sleutel in één bestand, ook terwijl Koppel draait. Een bestaand bestand wordt nooit "
        "overschreven.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(terminal: Terminal, file: Path) -> None:
    """For its owner's eyes only: it opens every stored credential."""
    found = archive.save(terminal.home, file)
    sentence = _SAVED if found.has_tables else _WITHOUT_TABLES
    terminal.answer(
        {"file": str(file), "made_at": found.made_at, "database": found.database},
        lambda: sentence.with_data(path=file),
    )


@click.command(
    "restore",
    cls=Speaking,
    text=Text(
        en="Put a backup back in the data folder. A folder with data in it is refused without --force, and then saved first.",
        nl="Zet een back-up terug in de gegevensmap. Een map met gegevens wordt zonder --force geweigerd, en anders eerst "
        "bewaard.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--force",
    cls=Flag,
    is_flag=True,
    text=Text(en="Replace what is there.", nl="Vervang wat er staat."),
)
@click.pass_obj
def restore(terminal: Terminal, file: Path, force: bool) -> None:
    """Everything is checked before the first file is touched."""
    terminal.log_to(None)
    found, kept = archive.put_back(open_folder(terminal.folder), file, force=force)
    sentence = _RESTORED if found.has_tables else _RESTORED_KEY
    shape = {"file": str(file), "made_at": found.made_at, "database": found.database}
    if kept is not None:
        shape["kept"] = str(kept)
    terminal.answer(shape, lambda: sentence.with_data(made_at=found.made_at.removesuffix("Z").replace("T", " ")))
    if kept is not None:
        terminal.say(_KEPT.with_data(path=kept))
