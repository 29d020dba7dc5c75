"""The vectors of every document in memory, and how near each is to what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from indexer.inverted import Floats, Halves, Longs
from indexer.vectors.store import Entry

NEAREST = 100  # documents whose passages are compared too: those that are nearest as a whole
LEAST = 0.25  # similarity of what is near at all
_PAIRS = 2_000  # of documents, which tell how alike two that have nothing in common are


class Vectors:
    """Immutable. entries: of documents whose vectors are there. rows: by content; the first is of the whole text."""

    def __init__(self, entries: Sequence[Entry], rows: Mapping[bytes, Halves]) -> None:
        found = [rows[entry.content] for entry in entries]
        self._groups = [entry.group for entry in entries]
        self._starts: Longs = np.cumsum([0, *map(len, found)])
        self._all: Halves = np.concatenate(found) if found else np.zeros((0, 0), np.float16)
        bounds = zip(self._starts[:-1].tolist(), self._starts[1:].tolist(), strict=True)
        pairs = zip(entries, bounds, strict=True)
        self.rows = {entry.content: self._all[start:end] for entry, (start, end) in pairs}  # no second copy of them
        self._whole: Floats = self._all[self._starts[:-1]].astype(np.float32)
        self._members: dict[str, list[int]] = {}
        for place, group in enumerate(self._groups):
            self._members.setdefault(group, []).append(place)
        self._stranger = _likeness_of_strangers(self._whole)

    def __len__(self) -> int:
        return len(self._groups)

    def near(self, asked: Floats) -> Nearness:
        """What is near to the vector of a question."""
        return Nearness(self, asked)

    def whole(self, asked: Floats) -> Floats:
        """The cosine of every document as a whole."""
        cosines: Floats = self._whole @ asked
        return cosines

    def similarities(self, asked: Floats, whole: Floats, places: Longs) -> Floats:
        """How near some documents are, 0..1: the mean of the whole one's cosine and that of its best part, above that
        of documents that have nothing in common."""
        ends = np.cumsum(self._starts[places + 1] - self._starts[places])
        parts = np.concatenate([np.arange(self._starts[place], self._starts[place + 1]) for place in places.tolist()])
        cosines = self._all[parts].astype(np.float32) @ asked
        best = np.maximum.reduceat(cosines, np.append(0, ends[:-1]))
        mean = (whole[places] + best) / 2
        similar: Floats = np.clip((mean - self._stranger) / (1.0 - self._stranger), 0.0, 1.0)
        return similar

    def group(self, place: int) -> str:
        """The group of a document."""
        return self._groups[place]

    def members(self, group: str) -> Sequence[int]:
        """The documents of a group that have vectors."""
        return self._members.get(group, ())


class Nearness:
    """How near documents are to one question."""

    def __init__(self, vectors: Vectors, asked: Floats) -> None:
        self._vectors = vectors
        self._asked = asked
        self._whole = vectors.whole(asked)
        self._known: dict[int, float] = {}  # by document

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups that are nearest, best first."""
        size = len(self._whole)
        nearest = np.argpartition(self._whole, max(0, size - NEAREST))[-NEAREST:].tolist() if size else []
        self._look_at(nearest)
        best: dict[str, float] = {}
        for place in nearest:
            group = self._vectors.group(place)
            best[group] = max(self._known[place], best.get(group, LEAST))
        named = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(group for group, value in named if value > LEAST)

    def similarities(self, groups: Sequence[str]) -> list[float | None]:
        """How near each of some groups is, 0..1, by its nearest document; None where none of them has vectors."""
        members = [self._vectors.members(group) for group in groups]
        self._look_at([place for places in members for place in places])
        return [max((self._known[place] for place in places), default=None) for places in members]

    def _look_at(self, places: Sequence[int]) -> None:
        """Compares documents that weren't looked at yet."""
        new = [place for place in dict.fromkeys(places) if place not in self._known]
        if new:
            found = self._vectors.similarities(self._asked, self._whole, np.array(new, np.int64))
            self._known.update(zip(new, found.tolist(), strict=True))


def _likeness_of_strangers(whole: Floats) -> float:
    """The mean cosine of two documents: models differ much in how alike they find what has nothing in common."""
    if len(whole) < 2:
        return 0.0
    first = np.arange(_PAIRS) % len(whole)
    second = (first + 1 + np.arange(_PAIRS) * 7919 % (len(whole) - 1)) % len(whole)
    return float(np.clip(np.einsum("ij,ij->i", whole[first], whole[second]).mean(), 0.0, 0.95))
