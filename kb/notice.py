"""A dated announcement or risk warning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from indexer.analysis.normalize import fold

SEVERITIES = ("danger", "warning", "info")  # the most urgent first
_WHOLE = 3  # letters of a word in an alphabet up to which only the very word is meant: ETH isn't in "ethics"


@dataclass(frozen=True, slots=True)
class Notice:
    """severity: of SEVERITIES. titles, texts: by locale, plain. pages: "all", or the paths of categories, or none.
    searches: words; a search for them shows it. locales: of its readers, none for all. starts, ends: timezone-aware,
    ends exclusive."""

    id: str
    severity: str
    titles: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ("all",)
    searches: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    starts: datetime | None = None
    ends: datetime | None = None

    def is_current(self, now: datetime) -> bool:
        """True between its dates; `now` is timezone-aware."""
        return (self.starts is None or self.starts <= now) and (self.ends is None or now < self.ends)

    def is_for(self, locale: str) -> bool:
        """True when readers of the locale are meant: those of "zh" are those of every kind of Chinese."""
        return not self.locales or any(f"{locale}-".startswith(f"{meant}-") for meant in self.locales)

    def concerns(self, category: str, search: str) -> bool:
        """True on a page of a category named (or of one below it), and for a search that says one of its words."""
        return (
            "all" in self.pages
            or any(category and f"{category}/".startswith(f"{page}/") for page in self.pages)
            or (bool(search and self.searches) and self._is_said(fold(search).text))
        )

    def _is_said(self, search: str) -> bool:
        return any(_holds(search, parts) for words in self.searches if (parts := fold(words).text.split()))


def concerning(notices: Iterable[Notice], category: str = "", search: str = "") -> tuple[Notice, ...]:
    """Those for all pages, for a category, and for the words of a search; the most urgent first."""
    found = (notice for notice in notices if notice.concerns(category, search))
    return tuple(sorted(found, key=lambda notice: SEVERITIES.index(notice.severity)))


def _holds(search: str, parts: Iterable[str]) -> bool:
    """True when a folded text says every part, in any order: one in letters of the alphabet from the beginning of a
    word on, one in another script anywhere."""
    return all(re.search(_pattern(part), search) if part.isascii() else part in search for part in parts)


def _pattern(part: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(part)}" + (r"(?![a-z0-9])" if len(part) <= _WHOLE else "")
