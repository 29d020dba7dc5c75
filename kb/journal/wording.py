"""A text that readers ask, however they write it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.journal.visits import Search


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it was asked first; texts with one key in one locale are one wording."""

    locale: str
    key: str
    text: str = field(compare=False)


def wording_of(search: Search) -> Wording:
    """The wording of a search."""
    return Wording(search.locale, search.key, search.text)
