"""How to reach people: each channel with its link, its hours, and whether it answers now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from kb.channel import Channel, Hours
from kb.site import Site
from kb.web.opening import DAYS, Opening, covers, hours_for, opening_of
from kb.web.words import Words

_ICONS = {
    "live_chat": "message-circle",
    "email": "mail",
    "phone": "phone",
    "social": "message-square",
    "help_center": "life-buoy",
    "report": "flag",
}
_DURATION = re.compile(r"([0-9]{1,4})\s*([mhd])")
_UNITS = {"m": "duration.minutes", "h": "duration.hours", "d": "duration.days"}


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A channel as it is shown. href: "" when the value is no address. is_open: None when no hours are known. opening:
    the present or next hours, None round the clock. opens: when it opens again, "" while it is open. locales: that it
    speaks, the reader's first, () for all; speaks: the reader's language is among them."""

    id: str
    kind: str
    name: str
    value: str
    href: str
    icon: str
    hours: tuple[str, ...]
    answers: str
    is_open: bool | None
    opening: Opening | None
    opens: str
    locales: tuple[str, ...]
    speaks: bool


def contact_cards(
    channels: tuple[Channel, ...], site: Site, locale: str, words: Words, now: datetime
) -> list[ContactCard]:
    """The channels as shown to a reader of `locale`, in the given order."""
    return [_card(channel, site, locale, words, now) for channel in channels]


def _card(channel: Channel, site: Site, locale: str, words: Words, now: datetime) -> ContactCard:
    opening = opening_of(channel, now, locale)
    return ContactCard(
        id=channel.id,
        kind=channel.kind,
        name=site.text(channel.names, locale) or _kind_name(channel.kind, words),
        value=channel.value,
        href=href_of(channel),
        icon=_ICONS.get(channel.kind, "message-circle"),
        hours=_hours_lines(channel, locale, words),
        answers=answers_text(channel.answers_within, words),
        is_open=is_open(channel, now, locale),
        opening=opening,
        opens=_opens_text(opening, now, words),
        locales=tuple(sorted(channel.locales, key=lambda tag: tag.partition("-")[0] != locale.partition("-")[0])),
        speaks=channel.speaks(locale),
    )


def _opens_text(opening: Opening | None, now: datetime, words: Words) -> str:
    """ "Opens Mon 09:00 (London)", "" for a channel that is open, or whose hours aren't known."""
    if opening is None or opening.is_now(now):
        return ""
    day = words.text(f"day.{DAYS[opening.opens.weekday()]}")
    zone = zone_name(str(opening.opens.tzinfo))
    return words.text("contact.opens", day=day, time=f"{opening.opens:%H:%M}", zone=zone)


def href_of(channel: Channel) -> str:
    """A link that opens the channel: mailto:, tel: or its https address; "" when there is none."""
    value = channel.value.strip()
    if urlsplit_scheme(value) in ("https", "http", "mailto", "tel"):
        return value
    if channel.kind == "phone" or re.fullmatch(r"\+[0-9 ()-]{5,}", value):
        return "tel:" + re.sub(r"[^+0-9]", "", value)
    if re.fullmatch(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+", value):
        return "mailto:" + quote(value, safe="@.+-_")
    return value if re.fullmatch(r"/(?![/\\])[^\s\\]*", value) else ""


def urlsplit_scheme(value: str) -> str:
    """The scheme of an address, "" for one that can't be read."""
    try:
        return urlsplit(value).scheme.lower()
    except ValueError:
        return ""


def is_open(channel: Channel, now: datetime, locale: str) -> bool | None:
    """True when somebody answers at `now` in the reader's language; None when no hours are given."""
    if channel.is_always:
        return True
    states = [covers(hours, now) for hours in hours_for(channel, locale)]
    known = [state for state in states if state is not None]
    return any(known) if known else None


def answers_text(within: str, words: Words) -> str:
    """ "Answers within 12 hours" for "12h"; a form that isn't known is shown as it was written."""
    if not within:
        return ""
    found = _DURATION.fullmatch(within.strip())
    time = words.plural(_UNITS[found[2]], int(found[1])) if found else within
    return words.text("contact.answers", time=time)


def _kind_name(kind: str, words: Words) -> str:
    return words.text(f"channel.{kind}") if words.has(f"channel.{kind}") else kind


def _hours_lines(channel: Channel, locale: str, words: Words) -> tuple[str, ...]:
    if channel.is_always:
        return (words.text("contact.always"),)
    return tuple(dict.fromkeys(_hours_text(hours, words) for hours in hours_for(channel, locale)))


def _hours_text(hours: Hours, words: Words) -> str:
    if len(hours.days) == len(DAYS) and (hours.opens, hours.closes) == ("00:00", "24:00"):
        return words.text("contact.always")
    zone = zone_name(hours.timezone)
    days = days_text(hours.days, words)
    return words.text("contact.hours", days=days, opens=hours.opens, closes=hours.closes, zone=zone)


def zone_name(timezone: str) -> str:
    """The city of a time zone: "Sao Paulo" of "America/Sao_Paulo"."""
    return timezone.rpartition("/")[2].replace("_", " ")


def days_text(days: tuple[str, ...], words: Words) -> str:
    """ "Every day", "Mon to Fri" or "Mon, Wed"."""
    places = [DAYS.index(day) for day in days if day in DAYS]
    names = [words.text(f"day.{DAYS[place]}") for place in sorted(places)]
    if len(names) == len(DAYS):
        return words.text("day.every")
    if len(names) > 2 and max(places) - min(places) == len(names) - 1:
        return words.text("day.range", first=names[0], last=names[-1])
    return ", ".join(names)
