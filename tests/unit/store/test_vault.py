"""Secrets are unreadable on disk, and a wrong key says what to do."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from koppel.errors import FolderProblem
from koppel.logs import masked
from koppel.store.vault import open_vault


def test_what_is_sealed_comes_back(tmp_path: Path) -> None:
    """Sealing and opening with the same key file gives the same values, in another process's vault too."""
    sealed = open_vault(tmp_path / "key").seal({"api_key": "very-secret-value"})

    assert open_vault(tmp_path / "key").unseal(sealed) == {"api_key": "very-secret-value"}
    assert b"very-secret-value" not in sealed


def test_the_key_file_is_its_owners(tmp_path: Path) -> None:
    """Nobody else may read the key file, and nothing is left beside it."""
    open_vault(tmp_path / "key")

    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_another_key_is_told_plainly(tmp_path: Path) -> None:
    """With the wrong key file the sentence says which file to put back."""
    sealed = open_vault(tmp_path / "key").seal({"a": "b"})

    with pytest.raises(FolderProblem, match="key file"):
        open_vault(tmp_path / "other").unseal(sealed)


def test_what_was_sealed_is_masked_in_the_log(tmp_path: Path) -> None:
    """A value that went through the vault is masked by value, also when it is percent-encoded in an address."""
    open_vault(tmp_path / "key").seal({"secret": "s3cret/va lue!"})

    assert masked("GET /?s=s3cret%2Fva%20lue%21 s3cret/va lue!") == "GET /?s=••• •••"
