"""Read the times that platforms write down. Pure text: opens nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<clock>\d{2}:\d{2}:\d{2})(?:\.(?P<fraction>\d+))?\s*(?P<zone>\S*)",
    re.ASCII,
)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})", re.ASCII)
_MOST_CHARACTERS = 100


def time_of(text: str) -> datetime | None:
    """
    Return the time that *text* tells, as Gradescope or nbgrader write it; None where it tells none.

    Both may give nine digits of a second, and nbgrader the name of a zone; without one it means UTC:
    ``2015-02-02 14:58:23.948203 America/Los_Angeles``.
    """
    found = _TIME.fullmatch(text.strip()) if len(text) <= _MOST_CHARACTERS else None
    zone = _zone(found["zone"]) if found else None
    if not found or zone is None:
        return None
    fraction = (found["fraction"] or "0")[:6].ljust(6, "0")
    try:
        return datetime.fromisoformat(f"{found['day']} {found['clock']}.{fraction}").replace(tzinfo=zone)
    except ValueError:
        return None


def time_of_seconds(seconds: int, offset: str) -> datetime | None:
    """Return the time *seconds* after 1970 in the zone ``+0100``; None where there is no such time."""
    zone = _zone(offset)
    try:
        return datetime.fromtimestamp(seconds, zone) if zone else None
    except (ValueError, OverflowError, OSError):
        return None


def _zone(text: str) -> tzinfo | None:
    if text in {"", "Z", "UTC"}:
        return UTC
    if found := _OFFSET.fullmatch(text):
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
        return timezone(-offset if found["sign"] == "-" else offset) if offset < timedelta(days=1) else None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(text)
    except (OSError, ValueError, LookupError):
        return None
