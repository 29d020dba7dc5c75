"""What is known of each document of several segments beside its terms: locale, group and filters, as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np

from indexer.inverted import Bools, Floats, Ids, Longs
from indexer.scoring import locale_weight
from indexer.segment import Segment

Pairs = tuple[tuple[str, str], ...]
_READERS_KEPT = 64  # chains of locales, sets of filters
_NO_IDS: Ids = np.zeros(0, np.int32)


class Columns:
    """Documents are numbered through all segments. alive: which of them weren't deleted."""

    def __init__(self, segments: Sequence[Segment], offsets: Sequence[int], alive: Bools) -> None:
        self._segments = segments
        self._offsets = offsets
        self._alive = alive
        self._size = len(alive)
        self.readers = lru_cache(_READERS_KEPT)(self._make_reader)
        self.filtered = lru_cache(_READERS_KEPT)(self._make_filtered)
        self.shown = lru_cache(_READERS_KEPT)(self._make_shown)

    def _make_reader(self, locales: tuple[str, ...], language: str) -> tuple[Ids, Floats | None]:
        """`readers`: for each document its locale's place in the reader's chain, and what its score is multiplied by,
        None where that is 1 for all. Locales outside of the chain come after it by name."""
        names, numbers = self._locales
        others = sorted(set(names) - set(locales))
        place_of = {name: place for place, name in reversed(list(enumerate((*locales, *others))))}
        ranks = np.array([place_of[name] for name in names], np.int32)
        weights = np.array([locale_weight(name, locales, language) for name in names], np.float32)
        factors = weights[numbers] * self._boosts
        return ranks[numbers], None if bool((factors == 1.0).all()) else factors

    @cached_property
    def _boosts(self) -> Floats:
        return np.concatenate([segment.boosts for segment in self._segments])

    @cached_property
    def _locales(self) -> tuple[list[str], Ids]:
        """The locales there are, and each document's place in them."""
        more, numbers = _joined([segment.locale_places for segment in self._segments])
        return [*self._segments[0].locale_places[0], *more], numbers

    def _make_filtered(self, filters: Pairs) -> Bools:
        """`filtered`: which documents have all these values."""
        passing: Bools = np.ones(self._size, np.bool_)
        for name, value in filters:
            values, numbers, places = self._filters.get(name, ({}, _NO_IDS, _NO_IDS))
            held: Bools = np.zeros(self._size, np.bool_)
            held[numbers[places == values.get(value, -1)]] = True
            passing &= held
        return passing

    @cached_property
    def _filters(self) -> dict[str, tuple[dict[str, int], Ids, Ids]]:
        """By filter name: its values, each with its place; and for each pair of a document and a value both numbers."""
        names = sorted({name for segment in self._segments for name in segment.filters})
        return {name: self._joined_filter(name) for name in names}

    def _joined_filter(self, name: str) -> tuple[dict[str, int], Ids, Ids]:
        values: dict[str, int] = {}
        pairs = []
        for segment, offset in zip(self._segments, self._offsets, strict=False):
            own = np.array([values.setdefault(v, len(values)) for v in segment.filters.get(name, ())], np.int32)
            numbers, places = segment.filtered(name).T
            pairs.append((numbers + np.int32(offset), own[places]))
        return (
            values,
            np.concatenate([numbers for numbers, _ in pairs]),
            np.concatenate([places for _, places in pairs]),
        )

    def facets(self, shown: Ids | Longs) -> dict[str, dict[str, int]]:
        """By filter name, how many of the documents have each value."""
        facets: dict[str, dict[str, int]] = {}
        for name, (values, numbers, places) in self._filters.items():
            only = self._only_values[name]
            if only is None:
                is_shown: Bools = np.zeros(self._size, np.bool_)
                is_shown[shown] = True
                held = places[is_shown[numbers]]
            else:
                held = only[shown]
            counts = np.bincount(held, minlength=len(values)).tolist()
            facets[name] = {value: count for value, count in zip(values, counts, strict=False) if count}
        return facets

    @cached_property
    def _only_values(self) -> dict[str, Ids | None]:
        """By filter name, for each document the place of its value, that after the last one for none; None where a
        document has several."""
        found: dict[str, Ids | None] = {}
        for name, (values, numbers, places) in self._filters.items():
            only = np.full(self._size, len(values), np.int32)
            only[numbers] = places
            found[name] = only if len(np.unique(numbers)) == len(numbers) else None
        return found

    @cached_property
    def group_of(self) -> Ids:
        """The number of each document's group."""
        return self._groups[1]

    @cached_property
    def group_numbers(self) -> Mapping[str, int]:
        """The number of each group by its name."""
        return {**self._segments[0].group_places[0], **self._groups[0]}

    @cached_property
    def _groups(self) -> tuple[Mapping[str, int], Ids]:
        """The groups that the first segment lacks, and the number of each document's group."""
        return _joined([segment.group_places for segment in self._segments])

    @cached_property
    def members(self) -> tuple[Ids, Longs]:
        """Documents by group, without those deleted, and where each group starts in that order; one start more."""
        alive = np.flatnonzero(self._alive).astype(np.int32)
        groups = self.group_of[alive]
        order = np.argsort(groups, kind="stable")
        return alive[order], np.searchsorted(groups[order], np.arange(int(self.group_of.max()) + 2))

    @cached_property
    def largest_group(self) -> int:
        """Documents in the largest group."""
        return int(np.diff(self.members[1]).max())

    @cached_property
    def is_single(self) -> bool:
        """Whether each group is one document."""
        return self.largest_group == 1

    def _make_shown(self, filters: Pairs, locales: tuple[str, ...]) -> Ids:
        """`shown`: best_members of the documents that have all these values."""
        return self.best_members(self.filtered(filters) if filters else None, locales)

    def best_members(self, passing: Bools | None, locales: tuple[str, ...]) -> Ids:
        """By group number, its passing document in the reader's best locale, whichever matched; -1 for none."""
        members, starts = self.members
        if passing is not None:
            is_passing = passing[members]
            members, starts = members[is_passing], np.append(0, np.cumsum(is_passing))[starts]
        ranks = self.readers(locales, "")[0]
        ordered = members[np.lexsort((self._ties[members], ranks[members], self.group_of[members]))]
        is_filled = starts[:-1] < starts[1:]
        best: Ids = np.full(len(starts) - 1, -1, np.int32)
        best[is_filled] = ordered[starts[:-1][is_filled]]
        return best

    @cached_property
    def _ties(self) -> Longs:
        """What decides between two documents of a group in one locale: their keys."""
        pairs = self.group_of.astype(np.int64) * (len(self._locales[0]) + 1) + self._locales[1]
        if len(np.unique(pairs[self._alive])) == np.count_nonzero(self._alive):
            return np.zeros(self._size, np.int64)
        order = np.argsort(np.array([key for segment in self._segments for key in segment.keys]))
        ties: Longs = np.empty(self._size, np.int64)
        ties[order] = np.arange(self._size)
        return ties

    def outside_groups_of(self, ids: Ids) -> Bools:
        """Which documents are in no group of these."""
        is_theirs: Bools = np.zeros(len(self.members[1]) - 1, np.bool_)
        is_theirs[self.group_of[ids]] = True
        return ~is_theirs[self.group_of]

    def distinct_groups(self, numbers: Longs) -> Longs:
        """The groups of documents, each once, ascending."""
        is_held: Bools = np.zeros(len(self.members[1]) - 1, np.bool_)
        is_held[self.group_of[numbers]] = True
        return np.flatnonzero(is_held)


def _joined(found: Sequence[tuple[Mapping[str, int], Ids]]) -> tuple[Mapping[str, int], Ids]:
    """The place of each document's name through all segments, and the names that the first one lacks; that one, mostly
    the largest by far, costs nothing."""
    first, ids = found[0]
    more: dict[str, int] = {}
    columns = [ids]
    for names, places in found[1:]:
        known = (first.get(name) for name in names)
        numbers = [
            more.setdefault(name, len(first) + len(more)) if number is None else number
            for name, number in zip(names, known, strict=True)
        ]
        columns.append(np.array(numbers, np.int32)[places])
    return more, np.concatenate(columns)
