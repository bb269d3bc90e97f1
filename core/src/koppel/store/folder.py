"""The data folder: one place for the database, the key, logs and backups, readable by its owner only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from koppel.errors import FolderProblem, machine_reason
from koppel.text import Text

_UNUSABLE = Text(
    en="The data folder {path} cannot be written ({why}). Choose another with --data-dir or give Koppel access.",
    nl="In de gegevensmap {path} kan niet worden geschreven ({why}). Kies een andere met --data-dir of geef Koppel toegang.",
)


@dataclass(frozen=True, slots=True)
class Folder:
    """Where an installation lives."""

    path: Path

    @property
    def key_file(self) -> Path:
        """The key that seals the secrets; without it they are lost."""
        return self.path / "key"

    @property
    def logs(self) -> Path:
        """Where the log files are."""
        return self.path / "logs"

    @property
    def backups(self) -> Path:
        """Where backups go."""
        return self.path / "backups"


def open_folder(path: str | os.PathLike[str] | None = None) -> Folder:
    """The folder named, else KOPPEL_DATA_DIR, else ~/.koppel; made when it is not there. Raises FolderProblem."""
    chosen = Path(path or os.environ.get("KOPPEL_DATA_DIR") or Path.home() / ".koppel").expanduser().absolute()
    folder = Folder(chosen)
    try:
        for part in (folder.path, folder.logs, folder.backups):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderProblem(_UNUSABLE, path=chosen, why=machine_reason(error)) from error
    if not os.access(chosen, os.W_OK | os.X_OK):
        raise FolderProblem(_UNUSABLE, path=chosen, why=Text(en="read-only", nl="alleen-lezen"))
    return folder
