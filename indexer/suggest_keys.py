"""Places of one long text, sorted by what follows them: where something begins with what was typed."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import takewhile

LONGEST_KEY = 64  # characters by which places are sorted
_BLOCK = 512  # places that share a list of their best; measured: a letter that 20,000 titles begin with takes .2 ms
_NEAR = 16
_BEST = 32  # of a block; more are never shown, and few places of a block are one entry's


class Keys:
    """A sorted array of places. A lower place is the better one: the text is to hold its best entries first."""

    def __init__(self, text: str, places: Iterable[int]) -> None:
        self._text = text
        self.places = array("L", sorted(places, key=lambda at: text[at : at + LONGEST_KEY]))
        self._best = [
            sorted(self.places[start : start + _BLOCK])[:_BEST] for start in range(0, len(self.places), _BLOCK)
        ]

    def starting(self, key: str) -> list[int]:
        """The places where the text goes on with the key, best first: all of a few, the best of many."""
        key = key[:LONGEST_KEY]
        size, text = len(key), self._text
        low = bisect_left(self.places, key, key=lambda at: text[at : at + size])
        high = bisect_right(self.places, key, lo=low, key=lambda at: text[at : at + size])
        first, last = -(-low // _BLOCK), high // _BLOCK
        if first >= last:
            return sorted(self.places[low:high])
        found = [*self.places[low : first * _BLOCK], *self.places[last * _BLOCK : high]]
        for best in self._best[first:last]:
            found += best
        return sorted(found)

    def near(self, key: str) -> Iterator[int]:
        """A few places where the text goes on with the key, those first where it ends soonest."""
        key = key[:LONGEST_KEY]
        size, text = len(key), self._text
        low = bisect_left(self.places, key, key=lambda at: text[at : at + size])
        return takewhile(lambda at: text.startswith(key, at), self.places[low : low + _NEAR])
