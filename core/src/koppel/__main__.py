"""`python -m koppel`: the same as the `koppel` command."""

from __future__ import annotations

from koppel.cli import main

main()
