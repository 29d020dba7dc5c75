"""An engine that keeps everything in memory: the reference for the others, and what serves while an index is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document
from indexer.engine import Candidates
from indexer.fields import Vector, vector_of
from indexer.query import Query
from indexer.scoring import Floats, Ids, Meta, Snapshot, meta_of


class MemoryEngine:
    """Engine and EngineWriter in one; nothing is kept when it is gone."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._held: dict[str, tuple[Document, Vector]] = {}
        self._snapshot = Snapshot(MemoryPostings([]))

    def apply(self, changes: Changes) -> None:
        """See EngineWriter.apply; a reader of the same object sees the change at once."""
        held = {key: value for key, value in self._held.items() if key not in set(changes.remove)}
        for document in changes.put:
            held.pop(document.key, None)
            held[document.key] = (document, vector_of(document, self._analyzer))
        self._held, self._snapshot = held, Snapshot(MemoryPostings(list(held.values())))

    def candidates(self, query: Query, limit: int) -> Candidates:
        """See Engine.candidates."""
        return self._snapshot.candidates(query, limit)

    def fingerprints(self) -> Mapping[str, str]:
        """See Engine.fingerprints."""
        return {key: document.fingerprint for key, (document, _) in self._held.items()}

    def frequency(self, term: str) -> int:
        """See Engine.frequency."""
        return self._snapshot.frequency(term)

    def vocabulary(self) -> Mapping[str, int]:
        """See Engine.vocabulary."""
        return self._snapshot.vocabulary()

    def close(self) -> None:
        """Forgets everything."""
        self._held, self._snapshot = {}, Snapshot(MemoryPostings([]))


class MemoryPostings:
    """Postings of a list of documents and their terms."""

    def __init__(self, held: Sequence[tuple[Document, Vector]]) -> None:
        self._documents = [document for document, _ in held]
        self.metas: Sequence[Meta] = [meta_of(document, vector) for document, vector in held]
        self._lists: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for number, (_, vector) in enumerate(held):
            for name, terms in vector.words.items():
                self._add(name, terms, number)
            for name, terms in vector.grams.items():
                self._add(f"{name}_grams", terms, number)
            self._add("exact", dict.fromkeys(vector.exact, 1), number)

    def _add(self, name: str, terms: Mapping[str, int], number: int) -> None:
        for term, occurrences in terms.items():
            self._lists.setdefault((name, term), []).append((number, occurrences))

    def postings(self, name: str, term: str) -> tuple[Ids, Floats] | None:
        """See Postings.postings."""
        found = self._lists.get((name, term))
        if found is None:
            return None
        return np.array([pair[0] for pair in found], np.int32), np.array([pair[1] for pair in found], np.float32)

    def document(self, number: int) -> Document:
        """See Postings.document."""
        return self._documents[number]

    def words(self, name: str) -> Iterator[tuple[str, int]]:
        """See Postings.words."""
        return ((term, len(found)) for (field, term), found in self._lists.items() if field == name)
