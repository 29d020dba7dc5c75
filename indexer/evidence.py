"""What the terms, alternatives and concepts of a query give each document of several segments, as sparse lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from indexer.fields import GRAMS, K1, WORDS
from indexer.inverted import Bools, Floats, Ids, Longs
from indexer.query import GRAM_WEIGHT, Alternative, Parts
from indexer.scoring import idf
from indexer.segment import Segment, term_hash

_TERMS_KEPT = 16_384
_GRAMS_KEPT = 4_096
_CONCEPTS_KEPT = 4_096
SMALL = 4_096  # documents; a column of so few costs less than one call more
DENSE_SHARE = 32  # a list of more than one in so many documents is added faster as a column


@dataclass(frozen=True, slots=True)
class Held:
    """The documents that hold something, ascending, and a value for each: an impact, or for a concept or a gram what it
    adds to the score, with its idf. column: the same values for every document, where that is the faster way to add
    them."""

    ids: Ids
    values: Floats
    idf: float = 0.0
    column: Floats | None = None

    def at(self, numbers: Ids | Longs) -> Floats:
        """The values of documents, 0 for those that aren't in it."""
        if self.column is not None:
            found: Floats = self.column.take(numbers)
            return found
        if not len(self.ids):
            return np.zeros(len(numbers), np.float32)
        places = np.minimum(np.searchsorted(self.ids, numbers), len(self.ids) - 1)
        return np.where(self.ids[places] == numbers, self.values[places], np.float32(0))

    def add_to(self, scores: Floats, weight: float) -> None:
        """Adds the values, times a weight, to the scores of all documents."""
        if self.column is not None:
            scores += self.column if weight == 1.0 else self.column * np.float32(weight)
        elif len(self.ids):
            scores[self.ids] += self.values if weight == 1.0 else self.values * np.float32(weight)


NOTHING = Held(np.zeros(0, np.int32), np.zeros(0, np.float32))


class Evidence:
    """Lists of several segments as one, remembered. alive: which documents, numbered through, weren't deleted."""

    def __init__(self, segments: Sequence[Segment], offsets: Sequence[int], alive: Bools) -> None:
        self._segments = segments
        self._offsets = offsets
        self._alive = alive
        self._has_deleted = not bool(alive.all())
        self._count = int(np.count_nonzero(alive))
        self.impacts = lru_cache(_TERMS_KEPT)(self._read_impacts)
        self.gram = lru_cache(_GRAMS_KEPT)(self._weigh_gram)
        self.concept = lru_cache(_CONCEPTS_KEPT)(self._gather)

    def frequency(self, space: str, term: str) -> int:
        """Documents that hold a term; cheaper than its impacts."""
        hashed = term_hash(space, term)
        found = [segment.postings(hashed) for segment in self._segments]
        if self._has_deleted and any(found):
            return len(self.impacts(space, term).ids)
        return sum(len(one[0]) for one in found if one is not None)

    def alternative(self, alternative: Alternative) -> Held:
        """The impacts of an alternative, before its weight."""
        return self.together(alternative.parts) if alternative.parts else self.impacts(WORDS, alternative.term)

    def together(self, parts: Parts) -> Held:
        """Documents that hold every part, with the weakest part's impact."""
        first, *others = sorted((self.impacts(*part) for part in parts), key=lambda held: len(held.ids))
        ids, values = first.ids, first.values
        for other in others:
            theirs = other.at(ids)
            is_held = theirs > 0
            ids, values = ids[is_held], np.minimum(values[is_held], theirs[is_held])
        return Held(ids, values)

    def _gather(self, alternatives: tuple[Alternative, ...]) -> Held:
        """`concept`: the best alternative's impact x weight x the idf of all, for each document that holds any."""
        found = [(self.alternative(one), np.float32(one.weight)) for one in alternatives]
        found = [(held, weight) for held, weight in found if len(held.ids)]
        if not found:
            return Held(NOTHING.ids, NOTHING.values, idf(self._count, 0))
        if len(found) == 1:
            held, weight = found[0]
            return self._held(held.ids, held.values * weight, idf(self._count, len(held.ids)))
        column: Floats = np.zeros(len(self._alive), np.float32)
        for held, weight in found:
            column[held.ids] = np.maximum(column[held.ids], held.values * weight)
        ids = column.nonzero()[0].astype(np.int32)
        return self._held(ids, column[ids], idf(self._count, len(ids)))

    def _held(self, ids: Ids, values: Floats, factor: float) -> Held:
        """Values x a factor, with a column where it is small or nearly full."""
        weighed, size = values * np.float32(factor), len(self._alive)
        if size > SMALL and len(ids) <= size // DENSE_SHARE:
            return Held(ids, weighed, factor)
        column: Floats = np.zeros(size, np.float32)
        column[ids] = weighed
        return Held(ids, weighed, factor, column)

    def _read_impacts(self, space: str, term: str) -> Held:
        """`impacts`: documents that hold a term, and what it adds to each before idf."""
        hashed = term_hash(space, term)
        lists = [
            (found[0] + np.int32(offset) if offset else found[0], found[1])
            for segment, offset in zip(self._segments, self._offsets, strict=False)
            if (found := segment.postings(hashed)) is not None
        ]
        if not lists:
            return NOTHING
        ids, weights = lists[0] if len(lists) == 1 else tuple(np.concatenate(c) for c in zip(*lists, strict=True))
        if self._has_deleted:
            is_alive = self._alive[ids]
            ids, weights = ids[is_alive], weights[is_alive]
        return Held(ids, np.float32(K1 + 1) * weights / (weights + np.float32(K1)))

    def _weigh_gram(self, gram: str) -> Held:
        """`gram`: documents that hold a gram, and what it adds to the score of each."""
        held = self.impacts(GRAMS, gram)
        return self._held(held.ids, held.values, GRAM_WEIGHT * idf(self._count, len(held.ids)))
