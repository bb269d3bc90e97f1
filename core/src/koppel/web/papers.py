"""The papers of core/docs drawn from Markdown: headings with addresses, links that stay in these pages, no HTML in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from flask import url_for
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_NAME: Final = re.compile(r"[a-z0-9-]+")
_PAPER_LINK: Final = re.compile(r"(?P<name>[a-z0-9-]+)\.md(?P<rest>#.*)?")
_PICTURE_LINK: Final = re.compile(r"images/(?P<name>[\w.-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper. `body` is drawn; `headings` are those below the title, as (address in the page, words)."""

    name: str
    title: str
    body: Markup = field(default_factory=Markup)
    headings: tuple[tuple[str, str], ...] = ()


def folder() -> Path:
    """Where the papers are: in the package, or beside its source."""
    packed = Path(str(files("koppel"))) / "docs"
    return packed if packed.is_dir() else packed.parents[2] / "docs"


@cache
def papers() -> tuple[Paper, ...]:
    """All of them by title, without their text. They change only with the program."""
    found = [Paper(name=path.stem, title=_title(path)) for path in folder().glob("*.md")]
    return tuple(sorted(found, key=lambda paper: paper.title))


def find_paper(name: str) -> Paper | None:
    """One paper, drawn; None when there is none of that name. The name comes from an address, so it is not trusted."""
    path = folder() / f"{name}.md"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    return _drawn(path)


def _drawn(path: Path) -> Paper:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    headings = _with_addresses(tokens)
    for token in tokens:
        for part in token.children or ():
            _lead_here(part)
    title, *rest = headings or [("", path.stem)]
    return Paper(
        name=path.stem,
        title=title[1],
        body=Markup(markdown.renderer.render(tokens, markdown.options, {})),  # noqa: S704 - HTML in a paper stays text
        headings=tuple(rest),
    )


def _with_addresses(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Give each heading an id as GitHub makes it, so that links work here and there; code can be scrolled by key."""
    found = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[at + 1].content.replace("`", "")
            token.attrSet("id", _address(words))
            if token.tag in ("h1", "h2"):
                found.append((_address(words), words))
        elif token.type in ("fence", "code_block"):
            token.attrSet("tabindex", "0")
    return found


def _lead_here(part: Token) -> None:
    """Links to other papers and pictures become addresses of these pages; to files that are not shipped, plain words."""
    if part.type == "link_open":
        target = str(part.attrGet("href") or "")
        paper = _PAPER_LINK.fullmatch(target)
        if paper:
            part.attrSet("href", url_for("documentation.paper", name=paper["name"]) + (paper["rest"] or ""))
        elif "://" in target:
            part.attrSet("rel", "noreferrer")
        elif not target.startswith("#"):
            part.attrs.pop("href", None)
    elif part.type == "image":
        picture = _PICTURE_LINK.fullmatch(str(part.attrGet("src") or ""))
        part.attrSet("src", url_for("documentation.picture", name=picture["name"]) if picture else "")
        part.attrSet("loading", "lazy")


def _title(path: Path) -> str:
    first = path.read_text(encoding="utf-8").lstrip().partition("\n")[0]
    return first.removeprefix("# ").replace("`", "").strip()


def _address(words: str) -> str:
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
