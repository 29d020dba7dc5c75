"""Exhaustive scoring of one moment of an index as arrays: every document that matches is scored, the best groups come
back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial

import numpy as np

from indexer.columns import Columns
from indexer.document import Document
from indexer.engine import Candidate, Candidates, Details
from indexer.evidence import NOTHING, Evidence, Held
from indexer.fields import EXACT, GRAMS, WORDS
from indexer.inverted import Bools, Floats, Ids, Longs
from indexer.query import Concept, Query
from indexer.scoring import CUT, EXACT_BONUS
from indexer.segment import Card, Segment

DENSE_SHARE = 32  # a list of more than one in so many documents is added as a whole column, which is then faster
_BARS, _LOWER = 8, 0.75  # how often, and how far, the bar is lowered until enough documents are above it
_CARDS_KEPT = 16_384


class Snapshot:
    """Segments as they were at one moment, with the documents that were deleted from each until then; safe for
    concurrent readers. Documents are numbered through all segments.

    load: gives the text of a (segment, document in it).
    """

    def __init__(
        self, segments: Sequence[Segment], deleted: Sequence[Collection[int]], load: Callable[[int, int], Document]
    ) -> None:
        self._segments = tuple(segments)
        self._offsets: list[int] = np.cumsum([0, *map(len, segments)]).tolist()
        self._size = self._offsets[-1]
        self._alive: Bools = np.ones(self._size, np.bool_)
        for offset, numbers in zip(self._offsets, deleted, strict=False):
            self._alive[offset + np.array(sorted(numbers), np.int64)] = False
        self._is_empty = not self._alive.any()
        self._load = load
        self._evidence = Evidence(self._segments, self._offsets, self._alive)
        self._columns = Columns(self._segments, self._offsets, self._alive)
        self._card = lru_cache(_CARDS_KEPT)(self._read_card)

    def candidates(self, query: Query, limit: int, has_facets: bool) -> Candidates:
        """See Engine.candidates."""
        if query.is_empty or self._is_empty:
            return Candidates(idfs=(0.0,) * len(query.concepts))
        found = [self._evidence.concept(concept.alternatives) for concept in query.concepts]
        idfs = tuple(self._evidence.idf(held) for held in found)
        scores, exact = self._scored(query, found, idfs)
        top = float(scores.max())
        if top <= 0.0:
            return Candidates(idfs=idfs)
        kept = np.flatnonzero(scores >= np.float32(top * CUT))
        if len(exact := exact[scores[exact] > 0]):
            kept = np.union1d(kept, exact)
        best = self._best(scores, kept, exact, limit)
        groups = kept if self._columns.is_single else self._columns.distinct_groups(kept)
        items = self._items(query, found, scores, best, exact)
        facets = self._columns.facets(self._shown(query, kept, groups)) if has_facets else {}
        return Candidates(items, len(groups), idfs, facets)

    def frequency(self, term: str) -> int:
        """See Engine.frequency."""
        return max(len(self._evidence.impacts(space, term).ids) for space in (WORDS, GRAMS))

    def vocabulary(self) -> Mapping[str, int]:
        """See Engine.vocabulary; a deleted document counts until its segment is merged."""
        words: dict[str, int] = {}
        for segment in self._segments:
            for word, count in segment.vocabulary():
                words[word] = words.get(word, 0) + count
        return words

    def fingerprints(self) -> Mapping[str, str]:
        """See Engine.fingerprints."""
        pairs = (pair for s in self._segments for pair in zip(s.keys, s.fingerprints, strict=True))
        return {key: mark for (key, mark), is_alive in zip(pairs, self._alive.tolist(), strict=True) if is_alive}

    def _scored(self, query: Query, found: Sequence[Held], idfs: Sequence[float]) -> tuple[Floats, Ids]:
        """The score of every document, 0 for one that may not be shown; and those whose title or alias was typed."""
        scores = self._matched(query, found, idfs)
        exact = self._evidence.impacts(EXACT, query.exact) if query.exact else NOTHING
        scores[exact.ids] += np.float32(EXACT_BONUS)
        factors = self._columns.readers(query.locales)[1]
        if factors is not None:
            scores *= factors
        passing = self._passing(query)
        if passing is not None:
            scores *= passing
        return scores, exact.ids

    def _matched(self, query: Query, found: Sequence[Held], idfs: Sequence[float]) -> Floats:
        """What the concepts and grams of a query give every document."""
        scores: Floats = np.zeros(self._size, np.float32)
        dense = self._size // DENSE_SHARE
        for concept, held, idf in zip(query.concepts, found, idfs, strict=True):
            weight = np.float32(idf * concept.weight)
            if len(held.ids) > dense:
                scores += self._evidence.column(concept.alternatives) * weight
            else:
                scores[held.ids] += held.values * weight
        for gram in query.grams:
            held = self._evidence.gram(gram)
            scores[held.ids] += held.values
        return scores

    def _passing(self, query: Query) -> Bools | None:
        """Which documents may be shown, None for all of them."""
        passing = self._columns.filtered(_pairs(query)) if query.filters else None
        for parts, is_wanted in (*((p, True) for p in query.required), *((p, False) for p in query.excluded)):
            fits: Bools = np.full(self._size, not is_wanted)
            fits[self._evidence.together(parts).ids] = is_wanted
            passing = fits if passing is None else passing & fits
        return passing

    def _shown(self, query: Query, best: Ids | Longs, groups: Ids | Longs) -> Ids | Longs:
        """The documents that show groups, of which the best one is known: in the reader's best locale, even if another
        one matched."""
        if self._columns.is_single:
            return best
        if query.required or query.excluded:
            return self._columns.best_members(self._passing(query), query.locales)[groups]
        return self._columns.shown(_pairs(query), query.locales)[groups]

    def _best(self, scores: Floats, kept: Longs, exact: Ids, limit: int) -> Ids:
        """The best scoring document of each of the best `limit` groups, best first: exact ones, then by score, ties by
        group."""
        near = _nearly(scores, kept, limit * self._columns.largest_group)
        is_exact = dict.fromkeys(self._columns.group_of[exact].tolist(), True)
        near = np.union1d(near, exact) if is_exact else near
        rows = zip((-scores[near]).tolist(), near.tolist(), self._columns.group_of[near].tolist(), strict=True)
        ordered = sorted((group not in is_exact, score, self._group_name(n), n, group) for score, n, group in rows)
        best: dict[int, int] = {}
        for *_, number, group in ordered:
            best.setdefault(group, number)
        return np.array(list(best.values())[:limit], np.int32)

    def _group_name(self, number: int) -> str:
        segment, within = self._place(number)
        return self._segments[segment].groups[within]

    def _place(self, number: int) -> tuple[int, int]:
        """The segment of a document, and its number in that one."""
        segment = bisect_right(self._offsets, number) - 1
        return segment, number - self._offsets[segment]

    def _items(
        self, query: Query, found: Sequence[Held], scores: Floats, best: Ids, exact: Ids
    ) -> tuple[Candidate, ...]:
        exact_groups = set(self._columns.group_of[exact].tolist())
        groups = self._columns.group_of[best]
        shown = self._shown(query, best, groups)
        strengths = self._strengths(found, best, groups.tolist())
        rows = zip(groups.tolist(), scores[best].tolist(), best.tolist(), shown.tolist(), strengths, strict=True)
        return tuple(
            self._candidate(number, score, row, group in exact_groups, self._details(query, found, one))
            for group, score, one, number, row in rows
        )

    def _candidate(
        self, number: int, score: float, strengths: tuple[float, ...], is_exact: bool, details: Details | None
    ) -> Candidate:
        at, within = self._place(number)
        segment, card = self._segments[at], self._card(number)
        return Candidate(
            key=segment.keys[within],
            group=segment.groups[within],
            locale=segment.locales[within],
            title=card.title,
            aliases=card.aliases,
            score=score,
            strengths=strengths,
            load=partial(self._load, at, within),
            is_exact=is_exact,
            details=details,
        )

    def _read_card(self, number: int) -> Card:
        segment, within = self._place(number)
        return self._segments[segment].card(within)

    def _strengths(self, found: Sequence[Held], best: Ids, groups: Sequence[int]) -> list[tuple[float, ...]]:
        """For each candidate how strongly its group matched each concept."""
        if self._columns.is_single:
            columns = [held.at(best) for held in found]
        else:
            members, starts = self._columns.members
            parts = [members[starts[group] : starts[group + 1]] for group in groups]
            numbers, firsts = np.concatenate(parts), np.cumsum([0, *map(len, parts[:-1])])
            columns = [np.maximum.reduceat(held.at(numbers), firsts) for held in found]
        return list(zip(*(column.tolist() for column in columns), strict=True)) or [()] * len(best)

    def _details(self, query: Query, found: Sequence[Held], number: int) -> Details | None:
        if not query.is_explained:
            return None
        here = np.array([number], np.int32)
        factors = self._columns.readers(query.locales)[1]
        return Details(
            strengths=tuple(float(held.at(here)[0]) for held in found),
            alternatives=tuple(self._strongest(concept, here) for concept in query.concepts),
            grams=float(sum(self._evidence.gram(gram).at(here)[0] for gram in query.grams)),
            factor=1.0 if factors is None else float(factors[number]),
        )

    def _strongest(self, concept: Concept, here: Ids) -> int:
        values = [float(self._evidence.alternative(one).at(here)[0]) * one.weight for one in concept.alternatives]
        return max(range(len(values)), key=values.__getitem__) if any(values) else -1


def _pairs(query: Query) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(query.filters.items()))


def _nearly(scores: Floats, kept: Longs, wanted: int) -> Longs:
    """Those of the documents among which the best `wanted` are, ties included; not many more of them."""
    values = scores[kept]
    bar = float(values.max())
    for _ in range(_BARS):
        bar *= _LOWER
        is_near = values >= bar
        if np.count_nonzero(is_near) >= wanted:
            kept, values = kept[is_near], values[is_near]
            break
    if len(kept) <= wanted:
        return kept
    least = np.partition(values, len(values) - wanted)[len(values) - wanted]
    nearest: Longs = kept[values >= least]
    return nearest
