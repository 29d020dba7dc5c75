"""Completions while someone types: the titles, aliases and names that begin with it, then those that hold it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.analysis.normalize import fold

MAX_TYPED = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to offer. text: shown. kind: "article", "category" or "query". target: what it leads to, an id or "".
    said: the text that was indexed for it (a title or an alias)."""

    said: str
    text: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry to offer. ranges: the characters of `text` that were typed, (start, end)."""

    text: str
    kind: str
    target: str
    ranges: tuple[tuple[int, int], ...] = ()


class Suggester:
    """Suggestions from a fixed list of entries, in the entries' order where nothing else decides."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        folded = ((fold(entry.said).text, place, entry) for place, entry in enumerate(entries))
        self._rows = sorted((row for row in folded if row[0]), key=lambda row: (row[0], row[1]))
        self._keys = [row[0] for row in self._rows]

    def suggestions(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """At most `limit` suggestions, each target once: those that begin with what was typed (shortest first), then
        those that hold it; none for an empty text."""
        key = fold(typed[:MAX_TYPED]).text.strip()
        found: dict[tuple[str, str], Suggestion] = {}
        if not key or limit < 1:
            return ()
        for entry in (*self._beginning(key), *self._holding(key, limit * 4)):
            found.setdefault((entry.kind, entry.target or entry.text), _suggestion(entry, key))
            if len(found) >= limit:
                break
        return tuple(found.values())

    def _beginning(self, key: str) -> list[Entry]:
        start = bisect_left(self._keys, key)
        end = bisect_left(self._keys, key + "\U0010ffff", lo=start)
        return [entry for _, _, entry in sorted(self._rows[start:end], key=lambda row: (len(row[0]), row[1]))]

    def _holding(self, key: str, limit: int) -> Iterator[Entry]:
        places = (at for at, folded in enumerate(self._keys) if key in folded)
        return (self._rows[at][2] for at, _ in zip(places, range(limit), strict=False))


def _suggestion(entry: Entry, key: str) -> Suggestion:
    folded = fold(entry.text)
    at = folded.text.find(key)
    ranges = (folded.origin(at, at + len(key)),) if at >= 0 else ()
    return Suggestion(entry.text, entry.kind, entry.target, ranges)
