"""Sealing secrets: Fernet with a key of the data folder. What is sealed here is readable nowhere else.

Whatever passes through the vault is also masked in the log from then on.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from koppel.errors import FolderProblem
from koppel.logs import keep_secret
from koppel.text import Text

_LOST = Text(
    en="The key file of the data folder does not fit the stored secrets. Put the right key file back (it is part of every "
    "backup).",
    nl="Het sleutelbestand van de gegevensmap past niet bij de bewaarde geheimen. Zet het juiste sleutelbestand terug (het "
    "zit in elke back-up).",
)


class Vault:
    """Seals and opens small JSON objects."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    def seal(self, values: dict[str, str]) -> bytes:
        """Encrypted and signed; the same values look different each time."""
        keep_secret(values.values())
        return self._fernet.encrypt(json.dumps(values).encode())

    def unseal(self, sealed: bytes) -> dict[str, str]:
        """What was sealed. Raises FolderProblem when the key is another one."""
        try:
            opened: dict[str, str] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise FolderProblem(_LOST) from error
        keep_secret(opened.values())
        return opened


def open_vault(key_file: Path) -> Vault:
    """The vault of a data folder; its key is made on first use.

    Two processes may start at once: each writes a key of its own aside, and linking it into place works for one only.
    The other reads the winner's, whole, because the link appears after the content.
    """
    if not key_file.exists():
        aside = key_file.with_name(f"key.{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(aside, key_file)
        aside.unlink()
    return Vault(key_file.read_bytes().strip())
