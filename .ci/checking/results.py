"""Reading pytest's report: a run counts only when the tests that were promised did run."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET


def objections(report: Path, *, postgres: bool, browser: bool) -> list[str]:
    """Why a run in which nothing failed is still no pass; empty when it is."""
    cases = list(ET.parse(report).getroot().iter("testcase"))
    skipped = [case for case in cases if case.find("skipped") is not None]
    found = [f"skipped: {case.get('classname')}.{case.get('name')}" for case in skipped]
    if not cases:
        found.append("no test ran")
    if postgres and not any("postgres" in str(case.get("name")) for case in cases):
        found.append("no test ran on PostgreSQL")
    if browser and not any(".browser." in f".{case.get('classname')}." for case in cases):
        found.append("no test ran in the browser")
    return found
