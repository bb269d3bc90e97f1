"""What no file of the project may hold: addresses of downloads, paths of one machine, tests that do not run."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

_CODE = {".py", ".md", ".toml", ".html", ".js", ".css", ".yaml", ".yml", ".sh", ""}

# Put together from parts, so that this file does not hold what it looks for.
_UNDONE = [("TO", "DO"), ("FIX", "ME")]
_DOWNLOADS = [
    ("pythonhosted", "org"),
    ("pypi", "org"),
    ("npmjs", "org"),
    ("debian", "org"),
]

EVERYWHERE = {
    "an address of downloads": re.compile("|".join(re.escape(".".join(parts)) for parts in _DOWNLOADS)),
    "a path of one machine": re.compile(r"(?<![\w.:/-])/(?:work|root)/|\.\./shared\b"),
}
IN_CODE = {"work left undone": re.compile(r"\b(?:" + "|".join(f"{a}{b}" for a, b in _UNDONE) + r")\b")}
IN_TESTS = {
    "a test that does not run": re.compile(
        r"pytest\.(?:skip|xfail|importorskip)\b|pytest\.mark\.(?:skip|skipif|xfail)\b|@unittest\.(?:skip|expected)"
    )
}


def findings(root: Path) -> list[str]:
    """`path:line: what` for everything found, in the order of the files."""
    return [found for path in tracked(root) for found in _in_file(root, path)]


def tracked(root: Path) -> list[Path]:
    """The project's files: what git knows; in an unpacked archive, everything but what tools leave behind."""
    listed = (
        subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False) if _git(root) else None
    )
    if listed is not None and listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
        return [root / name for name in names if (root / name).is_file()]
    ignored = {line.strip().strip("/") for line in (root / ".gitignore").read_text().splitlines()} | {".git"}
    return sorted(path for path in root.rglob("*") if path.is_file() and not _ignored(path.relative_to(root), ignored))


def _git(root: Path) -> bool:
    return (root / ".git").exists() and shutil.which("git") is not None


def _ignored(path: Path, patterns: set[str]) -> bool:
    return any(Path(part).match(pattern) for part in path.parts for pattern in patterns if pattern)


def _in_file(root: Path, path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return
    name = path.relative_to(root)
    rules = dict(EVERYWHERE)
    if path.suffix in _CODE:
        rules |= IN_CODE
    if name.parts[0] == "tests" and path.suffix == ".py":
        rules |= IN_TESTS
    for number, line in enumerate(lines, start=1):
        for what, pattern in rules.items():
            if pattern.search(line):
                yield f"{name}:{number}: {what}: {line.strip()[:120]}"
