"""A run in which nothing failed is a pass only when nothing was left out."""

from __future__ import annotations

from pathlib import Path

from checking.results import objections

_SQLITE = '<testcase classname="tests.unit.test_a" name="test_b[sqlite]"/>'
_POSTGRES = '<testcase classname="tests.unit.test_a" name="test_b[postgres]"/>'
_BROWSER = '<testcase classname="tests.browser.test_a" name="test_b"/>'
_SKIPPED = '<testcase classname="tests.unit.test_a" name="test_c"><skipped/></testcase>'


def _report(folder: Path, *cases: str) -> Path:
    path = folder / "tests.xml"
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return path


def test_everything_ran(tmp_path: Path) -> None:
    """With tests on each database and in the browser, nothing is objected."""
    assert objections(_report(tmp_path, _SQLITE, _POSTGRES, _BROWSER), postgres=True, browser=True) == []


def test_a_skip_is_objected(tmp_path: Path) -> None:
    """A skipped test is named."""
    assert objections(_report(tmp_path, _SQLITE, _SKIPPED), postgres=False, browser=False) == [
        "skipped: tests.unit.test_a.test_c"
    ]


def test_missing_kinds_are_objected(tmp_path: Path) -> None:
    """No test on PostgreSQL or in the browser is no pass, unless those were left out by choice."""
    report = _report(tmp_path, _SQLITE)
    assert objections(report, postgres=True, browser=True) == [
        "no test ran on PostgreSQL",
        "no test ran in the browser",
    ]
    assert objections(report, postgres=False, browser=False) == []


def test_an_empty_run_is_objected(tmp_path: Path) -> None:
    """Nothing failed, because nothing ran."""
    assert objections(_report(tmp_path), postgres=False, browser=False) == ["no test ran"]
