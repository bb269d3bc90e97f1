"""The one family of errors, ordered by what the caller must do.

KoppelError
├── AuthFailed           the service refuses the credentials: ask the person to log in again; the integrations wait
├── RateLimited          too many calls: come back at `until`; nothing is wrong
├── Unavailable          the service did not answer, or answered nonsense: try again later
├── UnknownOutcome       a write was sent and the answer is lost: look before you write again
├── Rejected             the service understood and refuses this document: a person must look at `fields`
├── SettingsProblem      an answer of the form is missing or no longer fits: open `step` (and `row`)
├── WrongUse             a name that does not exist, an argument that cannot be: tell the person, change nothing
├── FolderProblem        the data folder cannot be used (newer version, read-only, key lost)
│   └── DatabaseProblem  the machine keeps the database from working (full, locked, away): try again later
└── Bug                  we are wrong: log everything, tell the person it is not their fault

Each error carries a sentence for the person, in each language, and data for the log. Neither may hold a secret.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final

from koppel.text import Text, same

EXIT_DOCUMENTS: Final = 1
EXIT_WRONG_USE: Final = 2
EXIT_SERVICE: Final = 3


class KoppelError(Exception):
    """The base. `sentence` is for the person, `data` for the log; `exit_code` is what the command line ends with."""

    default: ClassVar[Text] = Text(en="Something went wrong.", nl="Er ging iets mis.")
    exit_code: ClassVar[int] = EXIT_DOCUMENTS

    def __init__(self, sentence: Text | None = None, **data: object) -> None:
        self.sentence = (sentence or self.default).with_data(**data)
        self.data: Mapping[str, object] = data
        super().__init__(self.sentence.en)


class AuthFailed(KoppelError):
    """The service refuses the credentials. One issue on the connection; its integrations wait, nothing is failed."""

    default = Text(
        en="{service} refuses the login. Check the credentials of the connection, or log in again.",
        nl="{service} weigert de inlog. Controleer de inloggegevens van de koppeling, of log opnieuw in.",
    )
    exit_code = EXIT_SERVICE


class RateLimited(KoppelError):
    """Too many calls. `until` (aware UTC) is the first moment at which trying again makes sense."""

    default = Text(
        en="{service} allows no more calls for now. Koppel goes on by itself at {until}.",
        nl="{service} staat nu geen oproepen meer toe. Koppel gaat om {until} vanzelf verder.",
    )
    exit_code = EXIT_SERVICE

    def __init__(self, until: datetime, sentence: Text | None = None, **data: object) -> None:
        self.until = until
        super().__init__(sentence, until=until.isoformat(timespec="seconds"), **data)


class Unavailable(KoppelError):
    """The service did not answer or answered nonsense. Nothing was written; trying again later is right."""

    default = Text(
        en="{service} does not answer. Koppel tries again by itself.",
        nl="{service} antwoordt niet. Koppel probeert het vanzelf opnieuw.",
    )
    exit_code = EXIT_SERVICE


class UnknownOutcome(KoppelError):
    """A write went out and its answer is lost: it may have been done. `find` comes before any new `create`."""

    default = Text(
        en="{service} gave no clear answer to a booking. Koppel first looks whether it exists before trying again.",
        nl="{service} gaf geen duidelijk antwoord op een boeking. Koppel kijkt eerst of die bestaat en probeert het dan "
        "opnieuw.",
    )
    exit_code = EXIT_SERVICE


class Rejected(KoppelError):
    """The service refuses this document. `fields` maps its names of fields to what it said of them."""

    default = Text(
        en="{service} refuses this booking: {message}",
        nl="{service} weigert deze boeking: {message}",
    )

    def __init__(
        self, sentence: Text | None = None, *, fields: Mapping[str, str] | None = None, **data: object
    ) -> None:
        self.fields: Mapping[str, str] = dict(fields or {})
        super().__init__(sentence, **data)


class SettingsProblem(KoppelError):
    """An answer of an integration's form is missing or no longer fits. `row` is set for one row of a mapping."""

    default = Text(
        en="The setting {step} needs your attention.",
        nl="De instelling {step} vraagt om uw aandacht.",
    )
    exit_code = EXIT_WRONG_USE

    def __init__(self, step: str, sentence: Text | None = None, *, row: str | None = None, **data: object) -> None:
        self.step = step
        self.row = row
        super().__init__(sentence, step=step, **data)


class WrongUse(KoppelError):
    """What was asked cannot be: an unknown name, a second integration on a pair, a corrupt settings file."""

    default = Text(en="That is not possible.", nl="Dat kan niet.")
    exit_code = EXIT_WRONG_USE


class FolderProblem(KoppelError):
    """The data folder cannot be used as it is; nothing in it was changed."""

    default = Text(en="The data folder cannot be used.", nl="De gegevensmap kan niet worden gebruikt.")
    exit_code = EXIT_WRONG_USE


class DatabaseProblem(FolderProblem):
    """The machine keeps the database from working for now. Made at the boundaries (pages, commands, runs) from what the
    driver said; inside, the driver's own errors go up untouched, so that nobody takes them for a service's refusal."""

    default = Text(en="Koppel's database cannot be used for now.", nl="De database van Koppel is nu niet te gebruiken.")


class Bug(KoppelError):
    """Our own mistake, or a plugin's. The person learns that it is not theirs; the log gets the rest."""

    default = Text(
        en="An error in the program: {what}. It is not your fault. Please report it with the diagnostics file of the "
        "support page, or of `koppel doctor --file FILE`.",
        nl="Een fout in het programma: {what}. Het ligt niet aan u. Meld het met het diagnosebestand van de pagina Hulp, "
        "of van `koppel doctor --file BESTAND`.",
    )


_REASONS: Final[Mapping[int, Text]] = {
    errno.ENOENT: Text(en="it does not exist", nl="het bestaat niet"),
    errno.EACCES: Text(en="no permission", nl="geen rechten"),
    errno.EPERM: Text(en="no permission", nl="geen rechten"),
    errno.EROFS: Text(en="read-only", nl="alleen-lezen"),
    errno.ENOSPC: Text(en="the disk is full", nl="de schijf is vol"),
    errno.EISDIR: Text(en="it is a folder", nl="het is een map"),
    errno.ENOTDIR: Text(en="a part of the path is no folder", nl="een deel van het pad is geen map"),
    errno.EADDRINUSE: Text(en="in use", nl="in gebruik"),
}


def machine_reason(error: OSError) -> Text:
    """Why the machine refuses, as a part of a sentence; what is rare stays in the machine's own words."""
    return _REASONS.get(error.errno or 0) or same(error.strerror or str(error))


def exit_code_of(kind: str | None) -> int:
    """The exit code of an error that is only known by the name of its class, as the database keeps it."""
    kinds = [KoppelError]
    for found in kinds:
        if found.__name__ == kind:
            return found.exit_code
        kinds.extend(found.__subclasses__())
    return KoppelError.exit_code
