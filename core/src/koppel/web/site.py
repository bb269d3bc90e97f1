"""What every page reaches for: the installation it shows, and how it was asked to be served."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher
from flask import current_app, request

from koppel.home import Home

_NAME = "koppel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One per app. `public_url` is None when the pages are only known by the address they are asked at."""

    home: Home
    public_url: str | None
    hasher: PasswordHasher

    @property
    def address(self) -> str:
        """The address of these pages for other services, without a slash at the end."""
        return (self.public_url or request.root_url).rstrip("/")


def keep_site(extensions: dict[str, object], site: Site) -> None:
    """Attach it to the app."""
    extensions[_NAME] = site


def the_site() -> Site:
    """The site of the app that is answering."""
    site = current_app.extensions[_NAME]
    assert isinstance(site, Site)
    return site


def the_home() -> Home:
    """The installation that is shown."""
    return the_site().home
