"""Exhaustive scoring of one moment of an index as arrays: every document that matches is scored, the best groups come
back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from sys import intern

import numpy as np

from indexer.columns import Columns
from indexer.document import Document
from indexer.engine import Candidate, Candidates, Card, Details
from indexer.evidence import Evidence, Held
from indexer.fields import EXACT, GRAMS, WORDS
from indexer.inverted import Bools, Floats, Ids, Longs
from indexer.query import Concept, Query
from indexer.scoring import CUT, EXACT_BONUS, MOST_NEAR
from indexer.segment import Segment

_MANY = 20_000  # documents, from which on looking for a bar is faster than finding the best at once
_SORTED = 200  # documents, up to which sorting them all is faster than finding the best first
_BARS, _LOWER = 8, np.float32(0.75)  # how often, and how far, it is lowered until enough documents are above it
_LEAST = 1e-12  # below any score, so that nothing is kept by its words where nothing matches them
_CARDS_KEPT = 8_192
_FREQUENCIES_KEPT = 16_384


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
        self.frequency = lru_cache(_FREQUENCIES_KEPT)(self._frequency)

    def candidates(self, query: Query, limit: int, has_facets: bool) -> Candidates:
        """See Engine.candidates."""
        if query.is_empty or self._is_empty:
            return Candidates(idfs=(0.0,) * len(query.concepts))
        found = [self._evidence.concept(concept.alternatives) for concept in query.concepts]
        idfs = tuple([held.idf for held in found])
        passing = self._passing(query)
        scores, exact = self._scored(query, found, passing)
        near = self._near(query, passing, scores) if query.near else []
        top = scores.item(scores.argmax())  # both at once are faster than max()
        if top <= 0.0 and not near:
            return Candidates(idfs=idfs)
        is_kept = scores >= max(top * CUT, _LEAST)
        if exact:
            is_kept[exact] = True
        best = self._best(scores, is_kept, exact, limit)
        if near:
            is_kept[near] = True
            best = self._with(best, near)
        items = self._items(query, passing, found, scores, best, exact)
        if self._columns.is_single and not has_facets:
            return Candidates(items, int(np.count_nonzero(is_kept)), idfs)
        kept = is_kept.nonzero()[0]
        groups = kept if self._columns.is_single else self._columns.distinct_groups(kept)
        facets = self._columns.facets(self._shown(query, passing, kept, groups)) if has_facets else {}
        return Candidates(items, len(groups), idfs, facets)

    def _frequency(self, term: str) -> int:
        """`frequency`: see Engine.frequency."""
        return max(self._evidence.frequency(space, term) for space in (WORDS, GRAMS))

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

    def _scored(self, query: Query, found: Sequence[Held], passing: Bools | None) -> tuple[Floats, list[int]]:
        """The score of every document, 0 for one that may not be shown; and those of them whose title or alias was
        typed."""
        scores: Floats = np.zeros(self._size, np.float32)
        for concept, held in zip(query.concepts, found, strict=True):
            held.add_to(scores, concept.weight)
        for gram in query.grams:
            self._evidence.gram(gram).add_to(scores, 1.0)
        exact = self._evidence.impacts(EXACT, query.exact).ids.tolist() if query.exact else []
        for number in exact:
            scores[number] += np.float32(EXACT_BONUS)
        factors = self._columns.readers(query.locales, query.language)[1]
        if factors is not None:
            scores *= factors
        if passing is not None:
            scores *= passing
        return scores, [number for number in exact if scores[number] > 0]

    def _passing(self, query: Query) -> Bools | None:
        """Which documents may be shown, None for all of them."""
        passing = self._columns.filtered(_pairs(query)) if query.filters else None
        for parts in query.required:
            fits: Bools = np.zeros(self._size, np.bool_)
            fits[self._evidence.together(parts).ids] = True
            passing = fits if passing is None else passing & fits
        for parts in query.excluded:
            fits = self._columns.outside_groups_of(self._evidence.together(parts).ids)
            passing = fits if passing is None else passing & fits
        return passing

    def _near(self, query: Query, passing: Bools | None, scores: Floats) -> list[int]:
        """The best scoring document of each of the nearest groups that have one that passes."""
        assert query.near is not None
        members, starts = self._columns.members
        numbers = self._columns.group_numbers
        found: list[int] = []
        for group in query.near.groups:
            if len(found) == MOST_NEAR:
                break
            at = numbers.get(group)
            those = members[starts[at] : starts[at + 1]].tolist() if at is not None else ()
            shown = [number for number in those if passing is None or passing[number]]
            found += [max(shown, key=scores.__getitem__)] if shown else []
        return found

    def _with(self, best: Longs, near: Sequence[int]) -> Longs:
        """The best documents, then those of the near ones whose groups aren't among them."""
        held = set(self._columns.group_of[best].tolist())
        groups = self._columns.group_of[near].tolist()
        more = [number for number, group in zip(near, groups, strict=True) if group not in held]
        return np.append(best, np.array(more, np.int64))

    def _shown(self, query: Query, passing: Bools | None, best: Ids | Longs, groups: Ids | Longs) -> Ids | Longs:
        """The documents that show groups, of which the best one is known: in the reader's best locale, even if another
        one matched."""
        if self._columns.is_single:
            return best
        if query.required or query.excluded:
            return self._columns.best_members(passing, query.locales)[groups]
        return self._columns.shown(_pairs(query), query.locales)[groups]

    def _best(self, scores: Floats, is_kept: Bools, exact: Sequence[int], limit: int) -> Longs:
        """The best scoring document of each of the best `limit` groups, best first: exact ones, then by score, ties by
        group."""
        single = self._columns.is_single and not exact
        wanted = limit * self._columns.largest_group
        near = _near_top(scores, is_kept, wanted)
        best = _distinct_best(scores, near, limit) if single else None
        return self._best_groups(scores, _ties_included(scores, near, wanted), exact, limit) if best is None else best

    def _best_groups(self, scores: Floats, near: Longs, exact: Sequence[int], limit: int) -> Longs:
        """`_best` among documents that are near the top, and the exact ones, wherever they are."""
        numbers = [*near.tolist(), *exact]
        cards = [self._card(number) for number in numbers]
        is_exact = {card.group for card, number in zip(cards, numbers, strict=True) if number in exact}
        rows = zip(cards, scores[numbers].tolist(), numbers, strict=True)
        ordered = sorted((card.group not in is_exact, -score, card.group, number) for card, score, number in rows)
        best: dict[str, int] = {}
        for *_, group, number in ordered:
            best.setdefault(group, number)
        return np.array(list(best.values())[:limit], np.int64)

    def _place(self, number: int) -> tuple[int, int]:
        """The segment of a document, and its number in that one."""
        segment = bisect_right(self._offsets, number) - 1
        return segment, number - self._offsets[segment]

    def _items(
        self,
        query: Query,
        passing: Bools | None,
        found: Sequence[Held],
        scores: Floats,
        best: Longs,
        exact: Sequence[int],
    ) -> tuple[Candidate, ...]:
        if self._columns.is_single and not exact and not query.is_explained:
            return tuple(map(Candidate, map(self._card, best.tolist()), scores[best].tolist(), _strengths(found, best)))
        groups = self._columns.group_of[best]
        shown = map(self._card, self._shown(query, passing, best, groups).tolist())
        strengths = _strengths(found, best) if self._columns.is_single else self._group_strengths(found, groups)
        exact_groups = set(self._columns.group_of[exact].tolist()) if exact else ()
        is_exact = [group in exact_groups for group in groups.tolist()]
        details = self._details(query, found, best)
        return tuple(map(Candidate, shown, scores[best].tolist(), strengths, is_exact, details))

    def _read_card(self, number: int) -> Card:
        at, within = self._place(number)
        segment = self._segments[at]
        titles = tuple([(text, frozenset(map(intern, words))) for text, words in segment.titles(within)])
        place = segment.keys[within], segment.groups[within], segment.locales[within]
        return Card(*place, titles, partial(self._load, at, within))

    def _group_strengths(self, found: Sequence[Held], groups: Ids) -> list[tuple[float, ...]]:
        """For each group how strongly it matched each concept."""
        members, starts = self._columns.members
        parts = [members[starts[group] : starts[group + 1]] for group in groups.tolist()]
        numbers, firsts = np.concatenate(parts), np.cumsum([0, *map(len, parts[:-1])])
        columns = [np.maximum.reduceat(held.at(numbers), firsts) / held.idf for held in found]
        return list(zip(*[column.tolist() for column in columns], strict=True)) or [()] * len(groups)

    def _details(self, query: Query, found: Sequence[Held], best: Longs) -> Sequence[Details | None]:
        if not query.is_explained:
            return [None] * len(best)
        factors = self._columns.readers(query.locales, query.language)[1]
        return [
            Details(
                strengths=tuple(float(held.at(here)[0]) / held.idf for held in found),
                alternatives=tuple(self._strongest(concept, here) for concept in query.concepts),
                grams=float(sum(self._evidence.gram(gram).at(here)[0] for gram in query.grams)),
                factor=1.0 if factors is None else float(factors[here[0]]),
            )
            for here in best.reshape(-1, 1)
        ]

    def _strongest(self, concept: Concept, here: Longs) -> int:
        values = [float(self._evidence.alternative(one).at(here)[0]) * one.weight for one in concept.alternatives]
        return max(range(len(values)), key=values.__getitem__) if any(values) else -1


def _strengths(found: Sequence[Held], numbers: Longs) -> list[tuple[float, ...]]:
    """For each document how strongly it matched each concept."""
    columns = [[value / held.idf for value in held.at(numbers).tolist()] for held in found]  # short: faster than numpy
    return list(zip(*columns, strict=True)) or [()] * len(numbers)


def _pairs(query: Query) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(query.filters.items()))


def _near_top(scores: Floats, is_kept: Bools, wanted: int) -> Longs:
    """Those of the documents that are kept among which the best `wanted` are; of many documents not many more."""
    if len(scores) > _MANY:
        is_kept = _above_bar(scores, is_kept, wanted)
    near: Longs = is_kept.nonzero()[0]
    return near


def _distinct_best(scores: Floats, near: Longs, wanted: int) -> Longs | None:
    """The best `wanted` documents of some, best first; None where two of them are alike."""
    values = scores[near]
    if len(near) > max(_SORTED, wanted + 1):
        places = values.argpartition(-wanted - 1)[-wanted - 1 :]
        near, values = near[places], values[places]
    best = values.argsort()[: -wanted - 2 : -1]  # one more, which tells whether the last one has an equal
    return near[best[:wanted]] if len(set(values[best].tolist())) == len(best) else None


def _ties_included(scores: Floats, near: Longs, wanted: int) -> Longs:
    """The best `wanted` documents of some, and whichever score as much as the last of them; in no order."""
    if len(near) <= wanted:
        return near
    values = scores[near]
    nearest: Longs = near[values >= np.partition(values, -wanted)[-wanted]]
    return nearest


def _above_bar(scores: Floats, is_kept: Bools, wanted: int) -> Bools:
    """Those of the documents that are above a bar that is lowered until enough of them are."""
    bar = np.maximum.reduce(scores)
    for _ in range(_BARS):
        bar *= _LOWER
        is_near: Bools = scores >= bar
        if np.count_nonzero(is_near) >= wanted:
            return is_near
    return is_kept
