"""Reads `channels.yml`: the official ways to reach support, and when each answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kb.channel import Channel, Hours
from kb.content import yaml_file
from kb.content.fields import Fields
from kb.finding import Finding

KEYS: Mapping[str, str] = {
    "id": "name of the channel in addresses; each once",
    "kind": "live_chat, email, phone, social, help_center or report",
    "name": "what people call it, by locale",
    "value": "the address, number or URL",
    "locales": "locales that it answers in; none: all",
    "hours": "rows of always: true, or of days, open, close and timezone; each may have locales",
    "answers_within": "usual time to an answer, such as 5m, 12h or 1d",
    "order": "place in the list, ascending",
}
KINDS = ("live_chat", "email", "phone", "social", "help_center", "report")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)


def read(content: Path, path: str = "channels.yml") -> tuple[tuple[Channel, ...], tuple[Finding, ...]]:
    """The channels by order, then as they are listed, with the file's findings. Never raises."""
    fields = yaml_file.read(content, path, "channels")
    channels: dict[str, Channel] = {}
    for item in fields.items("channels"):
        channel = _channel(item)
        if channel and channel.id in channels:
            item.report("id", "bad-value", f"the channel `{channel.id}` stands twice; the first counts")
        elif channel:
            channels[channel.id] = channel
        fields.findings += item.findings
    ordered = sorted(channels.values(), key=lambda channel: (channel.order is None, channel.order or 0.0))
    return tuple(ordered), tuple(sorted(set(fields.findings)))


def _channel(item: Fields) -> Channel | None:
    name, value = item.text("id", limit=100), item.text("value", limit=500)
    kind = item.choice("kind", {kind: kind for kind in KINDS}, "")
    if not (name and value and kind):
        item.report("id", "bad-value", "a channel needs `id`, `kind` and `value`; left out")
        return None
    hours, is_always = _hours(item)
    within = item.text("answers_within", limit=20)
    if within and not re.fullmatch(r"\d{1,4}[mhd]", within, re.ASCII):
        item.report("answers_within", "bad-value", f"`{within}` isn't a time such as 5m, 12h or 1d")
        within = ""
    return Channel(
        id=name,
        kind=kind,
        value=value,
        names=item.texts_by_locale("name", "en"),
        locales=item.locales("locales"),
        hours=hours,
        is_always=is_always,
        answers_within=within,
        order=item.number("order"),
    )


def _hours(item: Fields) -> tuple[tuple[Hours, ...], bool]:
    """The rows, and whether it is always open for everyone; always open for some locales is a row 00:00-24:00."""
    if item.flag("always"):
        return (), True
    rows: list[Hours] = []
    for row in item.items("hours"):
        locales = row.locales("locales")
        if not row.flag("always"):
            hours = _row(row, locales)
        elif not locales:
            return (), True
        else:
            hours = Hours(DAYS, "00:00", "24:00", "UTC", locales)
        if hours:
            rows.append(hours)
        item.findings += row.findings
    return tuple(rows), False


def _row(row: Fields, locales: tuple[str, ...]) -> Hours | None:
    days = _days(row)
    opens, closes = row.text("open", "opens", limit=20).zfill(5), row.text("close", "closes", limit=20).zfill(5)
    zone = row.text("timezone", limit=60)
    if not days or not _TIME.fullmatch(opens) or not _TIME.fullmatch(closes) or opens >= closes:
        note = "hours need `days`, and `open` before `close` as in 09:00 and 18:00 (past midnight: two rows)"
        row.report("open", "bad-hours", note)
        return None
    if not _is_zone(zone):
        row.report("timezone", "bad-hours", f"`{zone[:40]}` is no known time zone such as Asia/Shanghai")
        return None
    return Hours(days, opens, closes, zone, locales)


def _days(row: Fields) -> tuple[str, ...]:
    """Days in the week's order, of names and of ranges such as mon-fri."""
    found: set[str] = set()
    for text in row.texts("days", separators=", "):
        first, _, last = (part.strip()[:3].lower() for part in text.partition("-"))
        if first in DAYS and (not last or last in DAYS):
            start, end = DAYS.index(first), DAYS.index(last or first)
            found.update(DAYS[start : end + 1] if start <= end else DAYS[start:] + DAYS[: end + 1])
        else:
            row.report("days", "bad-hours", f"`{text[:20]}` isn't a day: mon tue wed thu fri sat sun")
    return tuple(day for day in DAYS if day in found)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)
