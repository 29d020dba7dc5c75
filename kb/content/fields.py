"""The values of one YAML mapping, read by type; what doesn't parse becomes a Finding and counts as missing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from kb.content.yaml_text import Value, Yaml
from kb.finding import Finding
from kb.locale import canonical

MAX_ITEMS = 200
MAX_ITEM_LENGTH = 300
_TRUE = frozenset({"true", "yes", "on", "1", "y", "是"})
_FALSE = frozenset({"false", "no", "off", "0", "n", "否"})
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
_ZONE = r"(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)"
_MOMENT = re.compile(rf"{_DAY}(?:(?:[Tt]|\s+){_TIME}\s*{_ZONE}?)?", re.ASCII)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def is_blank(text: str) -> bool:
    """True for a text of which nothing can be seen: spaces, zero-width and direction characters only."""
    return not _INVISIBLE.sub("", text).strip()


def one_line(text: str) -> str:
    """The text on one line, single-spaced, without characters that turn its direction around."""
    return " ".join(_BIDI.sub("", text).split())


def day_of(text: str) -> date | None:
    """The calendar day of "2026-10-12", "2026/10/12", "2026年10月12日" or a time stamp; None for anything else."""
    moment = moment_of(text)
    return moment.date() if moment else None


def moment_of(text: str) -> datetime | None:
    """The aware moment of a day (its midnight) or a time stamp; UTC where no zone is given; None for anything else."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    if not 1900 <= year <= 2999:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(match[7]))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


class Fields:
    """One mapping of a file. Each reader takes the names of a value, ours first, and gives the first that is there.

    Names are looked up without regard to case and to - or _; "a.b" is the key b inside the mapping a.
    """

    def __init__(self, yaml: Yaml, path: str, at: tuple[str, ...] = (), value: Value | None = None) -> None:
        self.findings: list[Finding] = []
        self._yaml = yaml
        self._path = path
        self._at = at
        mapping = yaml.value if value is None else value
        self._mapping: Mapping[str, Value] = mapping if isinstance(mapping, dict) else {}
        self._keys: dict[str, str] = {}
        for key in self._mapping:
            self._keys.setdefault(folded(key), key)

    def written(self) -> Iterable[str]:
        """The keys as they are written."""
        return self._mapping.keys()

    def line(self, name: str = "") -> int:
        """Line of a key, or of the mapping's first one; 0 when unknown."""
        if name:
            return self._yaml.lines.get((*self._at, *self._written(name)), 0)
        return min((self._yaml.lines.get((*self._at, key), 0) for key in self._mapping), default=0)

    def report(self, name: str, rule: str, message: str) -> None:
        """Adds a finding at the key's line."""
        self.findings.append(Finding(self._path, self.line(name), rule, message))

    def has(self, name: str) -> bool:
        """True when the key is there with a value that isn't null."""
        return self.raw(name) not in (None, "")

    def raw(self, name: str) -> Value | None:
        """The value as it was read, or None."""
        outer, inner = _place_of(name)
        key = self._keys.get(outer)
        if key is None:
            return None
        value = self._mapping[key]
        if inner and isinstance(value, dict):
            return next((value[key] for key in value if folded(key) == inner), None)
        return None if inner else value

    def text(self, *names: str, limit: int = 2_000) -> str:
        """The value on one line, cut at `limit` with a finding; "" when missing."""
        for name in names:
            value = self.raw(name)
            if value in (None, "") or (name != names[0] and not isinstance(value, str)):
                continue
            text = one_line(_scalar(value) or "")
            if not text and not isinstance(value, str):
                self.report(name, "bad-value", f"`{name}` should be one text")
            if len(text) > limit:
                self.report(name, "too-long", f"`{name}` is cut after {limit} characters")
            return text[:limit]
        return ""

    def texts(self, *names: str, separators: str = "") -> tuple[str, ...]:
        """The values of all the names together, each once. separators: characters that part a single text."""
        found: list[str] = []
        for name in names:
            value = self.raw(name)
            items = value if isinstance(value, list) else [] if value in (None, "") else [value]
            if isinstance(value, str) and separators:
                items = list(re.split(f"[{re.escape(separators)}]", value))
            for item in items[:MAX_ITEMS]:
                text = one_line(_scalar(item) or "") if item is not None else ""
                if len(text) > MAX_ITEM_LENGTH:
                    self.report(name, "too-long", f"an item of `{name}` is over {MAX_ITEM_LENGTH} characters; left out")
                elif not is_blank(text):
                    found.append(text)
            if len(items) > MAX_ITEMS:
                self.report(name, "too-long", f"`{name}` has {len(items)} items; those after {MAX_ITEMS} are left out")
        return tuple(dict.fromkeys(found))

    def number(self, *names: str) -> float | None:
        """The first value there as a finite number, or None with a finding."""
        for name in names:
            if not self.has(name):
                continue
            text = self.text(name, limit=40)
            if re.fullmatch(r"[+-]?\d{1,15}(\.\d{0,9})?", text, re.ASCII) and math.isfinite(float(text)):
                return float(text)
            self.report(name, "bad-number", f"`{name}: {text[:40]}` isn't a number")
            return None
        return None

    def flag(self, *names: str, broken: bool = False) -> bool | None:
        """The first value there as true or false, None when missing. broken: stands for a value that is neither."""
        for name in names:
            if not self.has(name) or isinstance(self.raw(name), (dict, list)):
                continue
            text = self.text(name, limit=40)
            if text.lower() in _TRUE | _FALSE:
                return text.lower() in _TRUE
            self.report(
                name, "bad-flag", f"`{name}: {text[:40]}` is neither true nor false; taken as {str(broken).lower()}"
            )
            return broken
        return None

    def day(self, *names: str) -> date | None:
        """The first value there as a calendar day, or None with a finding."""
        moment = self.moment(*names)
        return moment.date() if moment else None

    def moment(self, *names: str) -> datetime | None:
        """The first value there as an aware moment, or None with a finding."""
        for name in names:
            if not self.has(name) or isinstance(self.raw(name), (dict, list)):
                continue
            text = self.text(name, limit=60)
            moment = moment_of(text)
            if moment is None:
                self.report(
                    name, "bad-date", f"`{name}: {text[:40]}` isn't a date such as 2026-10-12 or 2026-10-12T08:00Z"
                )
            return moment
        return None

    def choice(self, name: str, meanings: Mapping[str, str], broken: str) -> str:
        """The meaning of the value's word; "" when missing; `broken`, with a finding, for a word without one."""
        text = self.text(name, limit=60)
        if not text or text.lower() in meanings:
            return meanings.get(text.lower(), "")
        words = " | ".join(dict.fromkeys(meanings.values()))
        self.report(name, "bad-value", f"`{name}: {text[:40]}` isn't one of {words}; taken as {broken}")
        return broken

    def by_locale(self, name: str) -> dict[str, Value]:
        """The mapping below a key with its locales in canonical form; a key that is no locale is a finding."""
        value = self.raw(name)
        if value in (None, ""):
            return {}
        if not isinstance(value, dict):
            self.report(name, "bad-value", f"`{name}` should be a mapping of locales, such as `en: …`")
            return {}
        known: dict[str, Value] = {}
        for tag, item in value.items():
            locale = canonical(tag)
            if locale is None:
                self.report(name, "unknown-locale", f"`{tag[:40]}` below `{name}` is no known locale")
            else:
                known.setdefault(locale, item)
        return known

    def texts_by_locale(self, name: str, default_locale: str) -> dict[str, str]:
        """One text a locale; a plain text counts for the default one."""
        value = self.raw(name)
        if isinstance(value, str):
            return {} if is_blank(value) else {default_locale: one_line(value)[:2_000]}
        pairs = ((locale, one_line(_scalar(value) or "")) for locale, value in self.by_locale(name).items())
        return {locale: text[:2_000] for locale, text in pairs if not is_blank(text)}

    def locales(self, name: str) -> tuple[str, ...]:
        """A list of locales in canonical form, in order."""
        found: list[str] = []
        for tag in self.texts(name, separators=", "):
            locale = canonical(tag)
            if locale is None:
                self.report(name, "unknown-locale", f"`{tag[:40]}` is no known locale")
            else:
                found.append(locale)
        return tuple(dict.fromkeys(found))

    def items(self, name: str) -> tuple[Fields, ...]:
        """The mappings of a list, each as Fields of its own; other items are findings."""
        value = self.raw(name)
        if value in (None, ""):
            return ()
        if not isinstance(value, list):
            self.report(name, "bad-value", f"`{name}` should be a list")
            return ()
        parts: list[Fields] = []
        for place, item in enumerate(value):
            if isinstance(item, dict):
                at = (*self._at, *self._written(name), str(place))
                parts.append(Fields(self._yaml, self._path, at, item))
            else:
                self.report(name, "bad-value", f"item {place + 1} of `{name}` should be a mapping of keys")
        return tuple(parts)

    def _written(self, name: str) -> tuple[str, ...]:
        outer, _, inner = name.partition(".")
        key = self._keys.get(folded(outer), outer)
        return (key, inner) if inner else (key,)


@lru_cache(1024)
def _place_of(name: str) -> tuple[str, str]:
    """A name's outer and inner key as they are compared."""
    outer, _, inner = name.partition(".")
    return folded(outer), folded(inner)


def folded(key: str) -> str:
    """A key as it is compared: "publishDate", "publish-date" and "Publish_date" are one."""
    return key.lower().replace("-", "").replace("_", "")


def _scalar(value: Value) -> str | None:
    """A text, also of `How to: x` and `[x, y]`, which YAML makes a pair and a list; None for what holds more."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "[" + ", ".join(map(str, value)) + "]"
    if isinstance(value, dict) and len(value) == 1:
        key, inner = next(iter(value.items()))
        return f"{key}: {inner}" if isinstance(inner, str) else None
    return None
