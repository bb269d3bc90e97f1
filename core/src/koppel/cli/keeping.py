"""`koppel hold`, `release`, `link` and `skip`: what a person decides about documents before they are booked."""

from __future__ import annotations

from collections.abc import Sequence

import click

from koppel.cli.speaking import Speaking
from koppel.cli.terminal import Terminal
from koppel.sync import keeping
from koppel.sync.keeping import Kept
from koppel.text import Text

_HELD = Text(
    en="{count} held back. `koppel release {name!q}` lets them go.",
    nl="{count} tegengehouden. `koppel release {name!q}` geeft ze vrij.",
)
_RELEASED = Text(
    en="{count} released; the next run looks at them, `koppel sync {name!q}` at once.",
    nl="{count} vrijgegeven; de volgende run bekijkt ze, `koppel sync {name!q}` meteen.",
)
_LINKED = Text(
    en="Linked: what stands in the package is this document.",
    nl="Gekoppeld: wat in het pakket staat is dit document.",
)
_SKIPPED = Text(
    en="{count} left to you as booked by hand. `koppel release {name!q} DOCUMENT` takes that back.",
    nl="{count} aan u gelaten als met de hand geboekt. `koppel release {name!q} DOCUMENT` maakt dat ongedaan.",
)


@click.command(
    "hold",
    cls=Speaking,
    text=Text(
        en="Keep documents back (by key or number): they are not booked until you release them.",
        nl="Houd documenten tegen (met sleutel of nummer): ze worden pas geboekt nadat u ze vrijgeeft.",
    ),
)
@click.argument("name")
@click.argument("documents", nargs=-1, required=True)
@click.pass_obj
def hold(terminal: Terminal, name: str, documents: Sequence[str]) -> None:
    """All of them, or none when one is too late."""
    _answer(terminal, name, keeping.hold(terminal.home, name, documents), _HELD)


@click.command(
    "release",
    cls=Speaking,
    text=Text(
        en="Let documents go that you kept back, all or the named ones; the next run books them.",
        nl="Geef documenten vrij die u tegenhield, alle of de genoemde; de volgende run boekt ze.",
    ),
)
@click.argument("name")
@click.argument("documents", nargs=-1)
@click.pass_obj
def release(terminal: Terminal, name: str, documents: Sequence[str]) -> None:
    """What was left as booked by hand comes back by name only."""
    _answer(terminal, name, keeping.release(terminal.home, name, documents), _RELEASED)


@click.command(
    "link",
    cls=Speaking,
    text=Text(
        en="Say that what stands in the package under this document's reference is this document, whatever its total.",
        nl="Geef aan dat wat in het pakket onder het kenmerk van dit document staat dit document is, ongeacht het totaal.",
    ),
)
@click.argument("name")
@click.argument("document")
@click.pass_obj
def link(terminal: Terminal, name: str, document: str) -> None:
    """The package is asked, nothing is written there."""
    _answer(terminal, name, keeping.link(terminal.home, name, document), _LINKED)


@click.command(
    "skip",
    cls=Speaking,
    text=Text(
        en="Say that you booked documents by hand: Koppel leaves them alone.",
        nl="Geef aan dat u documenten met de hand hebt geboekt: Koppel laat ze met rust.",
    ),
)
@click.argument("name")
@click.argument("documents", nargs=-1, required=True)
@click.pass_obj
def skip(terminal: Terminal, name: str, documents: Sequence[str]) -> None:
    """Their refunds are booked by Koppel, as those of any sale that stands in the books."""
    _answer(terminal, name, keeping.skip(terminal.home, name, documents), _SKIPPED)


def _answer(terminal: Terminal, name: str, kept: Kept, sentence: Text) -> None:
    shape = {"documents": list(kept.documents)}
    terminal.answer(shape, lambda: sentence.with_data(count=len(kept), name=name))
