"""The terms of many documents turned around: for each term the documents that hold it, with weights, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.batch import Batch, Postings
from indexer.fields import EXACT, FIELDS, SPACES

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Longs = npt.NDArray[np.int64]
Halves = npt.NDArray[np.float16]
Bools = npt.NDArray[np.bool_]

_BOOSTS = np.array([field.boost for field in FIELDS], np.float32)
_B = np.array([field.b for field in FIELDS], np.float64)


@dataclass(frozen=True, slots=True)
class Inverted:
    """terms: ascending, encoded. The documents of term n are ids[starts[n]:starts[n + 1]], ascending, and weights are
    theirs (see scoring.weights_of)."""

    terms: Sequence[bytes]
    starts: Longs
    ids: Ids
    weights: Floats


class Inverter:
    """Gathers documents, numbered from 0 as they come, until their lists are asked for."""

    def __init__(self) -> None:
        self._gathered = {space: _Gathered() for space in SPACES}
        self._lengths: list[tuple[int, ...]] = []

    @property
    def lengths(self) -> Sequence[tuple[int, ...]]:
        """For each document its words by field, in the order of FIELDS."""
        return self._lengths

    @property
    def postings(self) -> int:
        """Pairs of a term and a document's field that are held."""
        return sum(gathered.size for gathered in self._gathered.values())

    def add(self, batch: Batch) -> None:
        """Adds the next documents."""
        for space, postings in batch.postings.items():
            self._gathered[space].add(postings, len(self._lengths))
        self._lengths.extend(record.lengths for record in batch.records)

    def take(self, lists: Mapping[str, Inverted], numbers: Ids, lengths: Iterable[tuple[int, ...]]) -> None:
        """Adds documents whose lists are ready. numbers: what each is called here, -1 for one that is left out.
        lengths: of those that are not."""
        for space, inverted in lists.items():
            self._gathered[space].take(inverted, numbers)
        self._lengths.extend(lengths)

    def lists(self, averages: Sequence[float]) -> dict[str, Inverted]:
        """The lists of each of SPACES, weighed by these mean lengths of the fields."""
        lengths = np.array(self._lengths, np.float64).reshape(-1, len(FIELDS))
        factors = (_BOOSTS / (1.0 - _B + _B * lengths / np.array(averages))).astype(np.float32)
        plain = np.ones_like(factors)
        return {
            space: gathered.inverted(plain if space == EXACT else factors) for space, gathered in self._gathered.items()
        }


class _Gathered:
    """Postings of one space in the order in which they came."""

    def __init__(self) -> None:
        self.size = 0
        self._row_of: dict[bytes, int] = {}
        self._came: list[Postings] = []
        self._ready: list[tuple[Ids, Ids, Floats]] = []  # rows, documents, weights

    def add(self, postings: Postings, first: int) -> None:
        """first: the number of its first document."""
        row_of = self._row_of
        places = np.array([row_of.setdefault(term, len(row_of)) for term in postings.terms], np.int32)
        runs = postings.runs + np.array((first, 0, 0), np.int32)
        self._came.append(Postings((), places[postings.rows], postings.counts, runs))
        self.size += len(postings.rows)

    def take(self, lists: Inverted, numbers: Ids) -> None:
        row_of = self._row_of
        rows = np.array([row_of.setdefault(term, len(row_of)) for term in lists.terms], np.int32)
        documents = numbers[lists.ids]
        kept = documents >= 0
        self._ready.append((np.repeat(rows, np.diff(lists.starts))[kept], documents[kept], lists.weights[kept]))

    def inverted(self, factors: Floats) -> Inverted:
        rows, documents, weights = self._columns(factors)
        terms = list(self._row_of)
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.int64)
        ranks[order] = np.arange(len(terms))
        places = ranks[rows] * (len(factors) + 1) + documents
        by_place = np.argsort(places)
        places, weights = places[by_place], weights[by_place]
        firsts = np.flatnonzero(np.diff(places, prepend=-1))
        summed = np.add.reduceat(weights, firsts).astype(np.float32) if len(firsts) else weights
        found, ids = np.divmod(places[firsts], len(factors) + 1)
        starts = np.searchsorted(found, np.arange(len(terms) + 1))
        is_held = np.diff(starts) > 0  # a term of documents that were all left out has no list
        kept = [terms[row] for row, is_kept in zip(order, is_held.tolist(), strict=True) if is_kept]
        return Inverted(kept, np.append(starts[:-1][is_held], starts[-1:]), ids.astype(np.int32), summed)

    def _columns(self, factors: Floats) -> tuple[Ids, Ids, Floats]:
        """Row, document and weight of every posting; a term in several fields of a document comes several times."""
        columns = [*self._ready]
        if self._came:
            runs = np.concatenate([came.runs for came in self._came])
            documents, fields = np.repeat(runs[:, 0], runs[:, 2]), np.repeat(runs[:, 1], runs[:, 2])
            weights = np.concatenate([came.counts for came in self._came]) * factors[documents, fields]
            columns.append((np.concatenate([came.rows for came in self._came]), documents, weights))
        if not columns:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
        rows, numbers, weighed = (np.concatenate(parts) for parts in zip(*columns, strict=True))
        return rows, numbers, weighed
