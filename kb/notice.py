"""A dated announcement or risk warning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """severity: info | warning | danger. titles, texts: by locale, plain text. pages: "all" or category paths.
    searches: words; a search that holds one of them shows the notice. starts, ends: timezone-aware, ends exclusive."""

    id: str
    severity: str
    titles: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ("all",)
    searches: tuple[str, ...] = ()
    starts: datetime | None = None
    ends: datetime | None = None

    def is_current(self, now: datetime) -> bool:
        """True between its dates; `now` is timezone-aware."""
        return (self.starts is None or self.starts <= now) and (self.ends is None or now < self.ends)

    def concerns(self, category: str, search: str) -> bool:
        """True on a page of a category named (or of one below it), and for a search that holds one of its words."""
        said = search.casefold()
        return (
            "all" in self.pages
            or any(category and f"{category}/".startswith(f"{page}/") for page in self.pages)
            or any(word and word.casefold() in said for word in self.searches)
        )
