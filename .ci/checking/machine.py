"""Installing Debian packages that the tests need, where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess


class Missing(Exception):
    """Something that the tests need is not on this machine and could not be installed."""


def install(what: str, packages: list[str], *, flag: str) -> None:
    """Install Debian packages. Raises Missing with what a person can do instead."""
    way = _apt()
    if way is None:
        raise Missing(
            f"{what} is missing. Install it (on Debian, as root: apt-get install {' '.join(packages)}), "
            f"or leave its tests out with {flag}."
        )
    print(f"  {what} is missing: installing {' '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", "--yes", *packages]):
        done = subprocess.run(
            [*way, "-o", "DPkg::Lock::Timeout=300", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise Missing(f"apt-get {arguments[0]} failed; {what} is still missing:\n{done.stdout[-3000:]}")


def _apt() -> list[str] | None:
    """apt-get as root, or through a sudo that asks nothing; None where neither is to be had."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "apt-get"]
    return None
