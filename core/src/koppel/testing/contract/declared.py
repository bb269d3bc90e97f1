"""The rules that hold for sources and targets alike: declarations, texts, logging in, and what happens to secrets."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from koppel.connections import manage
from koppel.connectors import Connector
from koppel.connectors.checks import faults
from koppel.testing.contract.bench import ADDRESS, NAME, bench
from koppel.testing.service import Lent, consent
from koppel.text import Text


class ConnectorContract:
    """Rules for any connector; the tests of a source or a target inherit them."""

    kind: ClassVar[type[Connector]]
    lent: ClassVar[Lent]

    def test_the_declaration_is_well_formed(self) -> None:
        """Key, title, auth methods and steps are complete, and every live list has its method."""
        assert faults(self.kind) == []

    def test_every_text_is_there_in_both_languages(self) -> None:
        """No label, help or heading is empty in Dutch or in English."""
        assert [text for text in _texts(self.kind) if not (text.en.strip() and text.nl.strip())] == []

    def test_verify_says_whose_account_it_is(self, tmp_path: Path) -> None:
        """Good credentials give an account with a key that stays the same."""
        with bench(tmp_path, self.kind, self.lent) as at:
            at.connect()
            first, second = at.open().verify(), at.open().verify()

        assert first.key == second.key
        assert first.name

    def test_wrong_credentials_are_refused_in_words(self, tmp_path: Path) -> None:
        """Each secret, made wrong, leaves a connection that is not verified and says in both languages what to do."""
        for secret in _secrets(self.kind, self.lent, tmp_path):
            with bench(tmp_path / secret, self.kind, self.lent) as at:
                values = dict(self.lent.credentials(at.fake))
                values[secret] = values[secret][:-4] + "0000"
                view = manage.add(at.home, self.kind.key, NAME, values, public_url=ADDRESS)
                error = view.error
                if view.authorize_url is not None:
                    error = _refused_login(at.home, consent(at.fake, view.authorize_url))

            assert error is not None
            assert error.en.strip() != error.nl.strip()

    def test_secrets_stay_out_of_the_log(self, tmp_path: Path) -> None:
        """Logging in and verifying writes no credential into a log line, in no form."""
        written = io.StringIO()
        handler = logging.StreamHandler(written)
        logging.getLogger().addHandler(handler)
        try:
            with bench(tmp_path, self.kind, self.lent) as at:
                at.connect()
                shown = repr(at.open())
                values = self.lent.credentials(at.fake)
        finally:
            logging.getLogger().removeHandler(handler)
        secret = [
            values[field.key]
            for method in self.kind.auth
            for field in method.fields()
            if field.secret and field.key in values
        ]

        assert secret
        assert not [one for one in secret if one in written.getvalue() or one in shown]


def _refused_login(home: object, landed: str) -> Text | None:
    from koppel.errors import KoppelError

    try:
        return manage.finish_login(home, landed, name=NAME).error  # type: ignore[arg-type]
    except KoppelError as error:
        return error.sentence


def _secrets(kind: type[Connector], lent: Lent, folder: Path) -> list[str]:
    """The secret fields that the lent credentials use."""
    with bench(folder / "fields", kind, lent) as at:
        given = lent.credentials(at.fake)
    return sorted(
        {field.key for method in kind.auth for field in method.fields() if field.secret and field.key in given}
    )


def _texts(kind: type[Connector]) -> Iterator[Text]:
    for step in kind.steps:
        yield from (text for text in (step.label, step.help, step.group) if text is not None)
        options = getattr(step, "options", ())
        if isinstance(options, tuple):
            yield from (option.label for option in options if isinstance(option.label, Text))
    for method in kind.auth:
        for field in method.fields():
            yield from (text for text in (field.label, field.help) if text is not None)
