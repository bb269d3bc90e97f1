"""axe-core in a page: what of WCAG 2.2 A and AA a program can see. The file comes with a package; nothing is fetched."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ['violations'], ...rules});
  return found.violations.map(v => `${v.id} (${v.help}): ` + v.nodes.map(n => n.target.join(' ')).slice(0, 5).join(' | '));
}"""


@cache
def _source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """What is wrong with the page as it stands: `rule (what): elements`.

    With `colours_only` the rules that look at colours, for a second look in the other scheme.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_source())  # not as a script element: the pages' own policy refuses those, and must
    rules: dict[str, Any] = {"runOnly": {"type": "tag", "values": _TAGS}}
    if colours_only:
        rules = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    found: list[str] = page.evaluate(_RUN, rules)
    return found
