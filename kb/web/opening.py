"""When a channel answers: now, or at which moment next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kb.channel import Channel, Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AHEAD = 8  # days: every weekday once more


@dataclass(frozen=True, slots=True)
class Opening:
    """The present or the next hours without a break, in the channel's own zone."""

    opens: datetime
    closes: datetime

    def is_now(self, now: datetime) -> bool:
        """True when it has begun."""
        return self.opens <= now < self.closes


def opening_of(channel: Channel, now: datetime, locale: str) -> Opening | None:
    """The hours for a reader of `locale` that end next; None where none are known or they never end."""
    if channel.is_always:
        return None
    openings = sorted((o for hours in hours_for(channel, locale) for o in _openings(hours, now)), key=lambda o: o.opens)
    joined: list[Opening] = []
    for opening in openings:
        if joined and opening.opens <= joined[-1].closes:
            joined[-1] = Opening(joined[-1].opens, max(joined[-1].closes, opening.closes))
        else:
            joined.append(opening)
    found = next((opening for opening in joined if now < opening.closes), None)
    return found if found and found.closes - found.opens < timedelta(days=_AHEAD - 1) else None


def hours_for(channel: Channel, locale: str) -> list[Hours]:
    """The hours kept for this language; all of them when none is kept for it."""
    language = locale.partition("-")[0]
    fitting = [
        hours
        for hours in channel.hours
        if not hours.locales or any(tag == locale or tag.partition("-")[0] == language for tag in hours.locales)
    ]
    return fitting or list(channel.hours)


def covers(hours: Hours, now: datetime) -> bool | None:
    """Whether `now` lies in these hours; None when the time zone or a time can't be read."""
    zone = _zone(hours.timezone)
    if zone is None:
        return None
    local = now.astimezone(zone)
    return DAYS[local.weekday()] in hours.days and hours.opens <= f"{local:%H:%M}" < hours.closes


def _openings(hours: Hours, now: datetime) -> list[Opening]:
    zone = _zone(hours.timezone)
    if zone is None:
        return []
    days = [now.astimezone(zone).date() + timedelta(days=ahead) for ahead in range(-1, _AHEAD)]
    return [
        Opening(_moment(day, hours.opens, zone), _moment(day, hours.closes, zone))
        for day in days
        if DAYS[day.weekday()] in hours.days
    ]


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    if clock == "24:00":
        day, clock = day + timedelta(days=1), "00:00"
    local = datetime.combine(day, time.fromisoformat(clock), zone)
    return local.astimezone(timezone.utc).astimezone(zone)  # an hour that the clocks leave out becomes the next one


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
