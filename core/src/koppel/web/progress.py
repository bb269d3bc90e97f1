"""How far a run is, in a sentence and as a part of a whole."""

from __future__ import annotations

from dataclasses import dataclass

from koppel.sync.runs import RunView
from koppel.web import words
from koppel.web.reader import the_reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`value` of `most` documents; both None while nobody knows how many there are."""

    said: str
    value: int | None
    most: int | None


def progress_of(run: RunView) -> tuple[int, int] | None:
    """How far, and of how much; None while nobody knows."""
    read = int(run.counts.get("read", 0))
    return (read, read + run.left) if run.left is not None and read + run.left > 0 else None


def progress_said(run: RunView) -> Progress:
    """For the reader of this request."""
    reader, known = the_reader(), progress_of(run)
    value, most = known or (None, None)
    if run.state == "waiting" and run.waiting_until is not None:
        at = reader.moment(run.waiting_until)
        said = reader.say("Goes on by itself at {at}", "Gaat vanzelf verder om {at}", at=at)
    elif run.state == "running" and known:
        counted = {"read": reader.count(known[0]), "all": reader.count(known[1])}
        said = reader.say("{read} of about {all} documents", "{read} van ongeveer {all} documenten", **counted)
    else:
        said = reader.text(words.word(words.RUN, run.state)).capitalize()
    return Progress(said=said, value=value, most=most)
