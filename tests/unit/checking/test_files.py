"""The check that looks through the project's files finds what it is there for, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from checking import files


def _project(folder: Path, **contents: str) -> Path:
    (folder / ".gitignore").write_text("build/\n*.egg-info/\n")
    for name, content in contents.items():
        path = folder / name.replace("__", "/").replace("_py", ".py").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (f"url = 'https://{'files.python' + 'hosted.org'}/packages/a.whl'", "an address of downloads"),
        ("path = '" + "/wor" + "k/main/core'", "a path of one machine"),
        ("read('.." + "/shared/facts.json')", "a path of one machine"),
        ("# TO" + "DO: the rest", "work left undone"),
    ],
)
def test_finds(tmp_path: Path, content: str, what: str) -> None:
    """Each thing that may not be in a file is found, with its line."""
    root = _project(tmp_path, core__a_py=f"\n{content}\n")
    assert files.findings(root) == [f"core/a.py:2: {what}: {content}"]


@pytest.mark.parametrize("call", ["skip('later')", "mark.skipif(True)", "mark.xfail", "importorskip('x')"])
def test_finds_tests_that_do_not_run(tmp_path: Path, call: str) -> None:
    """A skip in a test is found."""
    root = _project(tmp_path, tests__test_a_py="@py" + f"test.{call}\n")
    assert "a test that does not run" in files.findings(root)[0]


@pytest.mark.parametrize("content", ["from koppel/work/jobs.py", "https://shop.example/work/order", "todo list"])
def test_lets_pass(tmp_path: Path, content: str) -> None:
    """A room named work, an address of a shop and ordinary words are no findings."""
    assert files.findings(_project(tmp_path, core__a_md=content)) == []


def test_without_git_ignored_files_are_left_out(tmp_path: Path) -> None:
    """In an unpacked archive, what tools leave behind is not the project's."""
    root = _project(tmp_path, build__a_py="", core__x__koppel_egg="", core__b_py="")
    assert [path.name for path in files.tracked(root)] == [".gitignore", "b.py", "koppel_egg"]


def test_with_git_only_what_it_knows_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was never added is nobody's business yet, and one that was removed is gone."""
    root = _project(tmp_path, a_py="", b_py="")
    (root / ".git").mkdir()
    git = tmp_path / "programs" / "git"
    git.parent.mkdir()
    git.write_text("#!/bin/sh\n[ \"$*\" = 'ls-files -z' ] && printf 'a.py\\0gone.py\\0'\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(git.parent), prepend=":")
    assert files.tracked(root) == [root / "a.py"]
