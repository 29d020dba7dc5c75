"""An official way to reach support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours in one time zone. days: subset of mon..sun. opens, closes: "09:00", closes after opens."""

    days: tuple[str, ...]
    opens: str
    closes: str
    timezone: str
    locales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """kind: live_chat | email | phone | social | help_center | report. names: by locale. value: address, number or URL.
    hours empty and is_always true: round the clock. answers_within: "12h", "5m" or ""."""

    id: str
    kind: str
    value: str
    names: Mapping[str, str] = field(default_factory=dict)
    locales: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    is_always: bool = False
    answers_within: str = ""
    order: float | None = None

    def speaks(self, locale: str) -> bool:
        """True when the channel answers in the locale's language; a channel that names no locale answers in any."""
        language = locale.partition("-")[0]
        return not self.locales or any(spoken.partition("-")[0] == language for spoken in self.locales)
