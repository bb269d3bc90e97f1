"""The figures of an installation that has no time: seconds where a real one has minutes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from koppel.home import Home, Pace, open_home

SURE_AFTER_S = 3.6
LISTS_LAG_S = 3
"""For so long a package's lists do not show what was just booked, where its fake can do that. It is longer than the lease,
so that a successor really comes too early."""

HURRIED = Pace(
    lease=timedelta(seconds=1.2),
    renewal_lease=timedelta(seconds=1.2),
    lost_after=timedelta(seconds=1.5),
    busy_again=timedelta(seconds=0.3),
    look_again=timedelta(seconds=0.3),
    first_pause=timedelta(seconds=0.3),
    tick_s=0.15,
    look_s=0.1,
    restart_s=0.05,
)


def hurried(home: Home) -> Home:
    """The same installation in a hurry. All processes must be: a lease counts for those who do not hold it."""
    home.pace, home.sure_after_s = HURRIED, SURE_AFTER_S
    return home


def open_hurried(folder: str | Path) -> Home:
    """Open an installation in a hurry."""
    return hurried(open_home(folder))
