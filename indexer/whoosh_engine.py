"""The durable index of record, kept by Whoosh; scored as arrays.

Whoosh keeps terms, postings, texts, deletions and segments; its analyzers, parsers, scorers and highlighter aren't
used. Beside each segment lies the same as arrays (`indexer.segment`), which questions are answered from.
`tests/test_engines.py` reads the index with Whoosh's own means, and holds this engine to the MemoryEngine's answers.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index

from indexer.analysis.analyzer import Analyzer
from indexer.batch import Batch, batch_of
from indexer.document import Changes, Document
from indexer.engine import Candidates, IndexUnusable
from indexer.fields import vector_of
from indexer.query import Query
from indexer.scoring import has_drifted
from indexer.segment import Segment
from indexer.snapshot import Snapshot
from indexer.whoosh_segment import (
    ARRAYS,
    ListCodec,
    ListSegmentWriter,
    MappedStorage,
    document_from,
    packed,
    schema,
)

SCHEMA_VERSION = 4
INDEX_NAME = "terms"
OPEN_ATTEMPTS = 5  # a commit between listing and opening can take a file away; the next look finds the new one
SMALL_SHARE = 4  # a segment is small when the largest has more than so many times its documents
MERGE_ABOVE = 12  # segments; more of them make a cold term slow, fewer make merges frequent
DOCUMENTS_KEPT = 1_000  # of a segment, with their text
READ_FAULTS = (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, index.IndexError)


class WhooshWriter:
    """The one writer of an index folder."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._folder = folder
        self._analyzer = analyzer
        for leftover in folder.glob(f"_{INDEX_NAME}_*.toc.*"):  # of a commit whose process died
            leftover.unlink(missing_ok=True)
        self._index = _open(folder)
        self._held: dict[str, Segment] = {}
        self._places: dict[str, tuple[str, int]] = {}
        self._look()

    @classmethod
    def create(cls, folder: Path, analyzer: Analyzer) -> WhooshWriter:
        """A writer of a new, empty index; the folder is made and must not hold an index yet."""
        folder.mkdir(parents=True, exist_ok=True)
        if index.exists_in(str(folder), INDEX_NAME):
            raise IndexUnusable(str(folder), "it holds an index already")
        index.FileIndex.create(MappedStorage(str(folder)), schema(), INDEX_NAME)
        return cls(folder, analyzer)

    def apply(self, changes: Changes) -> None:
        """See EngineWriter.apply."""
        put = [(document, vector_of(document, self._analyzer)) for document in changes.put]
        self.apply_batches((batch_of(put, packed),), changes.remove)

    def apply_batches(self, put: Iterable[Batch], remove: Iterable[str] = ()) -> None:
        """Like apply, with the documents made ready elsewhere; their `stored` is what `packed` makes of them."""
        with self._writing() as writer:
            places = self._places.copy()
            for key in remove:
                _delete(writer, places.pop(key, None))
            for batch in put:
                for record, place in zip(batch.records, writer.put(batch), strict=True):
                    _delete(writer, places.get(record.key))
                    places[record.key] = place
            writer.commit(mergetype=_without_empty)
        self._look(places)

    def merge(self) -> bool:
        """True when many small segments were merged into one; readers that are open don't notice."""
        if len(self._held) <= MERGE_ABOVE:
            return False
        with self._writing() as writer:
            writer.commit(mergetype=self._merge_small)
        self._look()
        return True

    @property
    def is_drifted(self) -> bool:
        """Whether documents have become so much longer or shorter that all should be weighed anew."""
        if not self._held:
            return False
        first, *_ = self._held.values()
        lengths = np.concatenate([held.lengths for held in self._held.values()]).astype(np.float64)
        filled = np.maximum(np.count_nonzero(lengths, axis=0), 1)
        return has_drifted(first.averages, (lengths.sum(axis=0) / filled).tolist(), len(lengths))

    def document_count(self) -> int:
        """Documents held."""
        return len(self._places)

    def fingerprints(self) -> Mapping[str, str]:
        """See EngineWriter.fingerprints."""
        return {key: self._held[name].fingerprints[number] for key, (name, number) in self._places.items()}

    def _look(self, places: dict[str, tuple[str, int]] | None = None) -> None:
        """Takes in what was committed. places: of all documents, where they are known."""
        found = self._index._read_toc().segments
        self._held = {
            one.segment_id(): self._held.get(one.segment_id()) or _arrays_of(self._folder, one) for one in found
        }
        self._places = places if places is not None else _places_of(found, self._held)

    @contextmanager
    def _writing(self) -> Iterator[ListSegmentWriter]:
        """A writer of new segments; a fault leaves the old state, no open file and no lock."""
        try:
            averages = next((held.averages for held in self._held.values()), ())
            yield ListSegmentWriter(self._index, averages)
        except BaseException:
            storage = self._index.storage
            storage.abandon()
            with suppress(*READ_FAULTS):
                kept = self._index._read_toc()
                index.clean_files(storage, INDEX_NAME, kept.generation, kept.segments)
                storage.temp_storage(f"{INDEX_NAME}.tmp").destroy()
            raise

    def _merge_small(self, writer: ListSegmentWriter, segments: list[Any]) -> list[Any]:
        """Merges the segments of single edits and leaves the large ones, so that a merge takes milliseconds."""
        largest = max(segment.doc_count_all() for segment in segments)
        small = [segment for segment in segments if segment.doc_count_all() * SMALL_SHARE < largest] or segments
        for segment in small:
            writer.take(segment, self._held[segment.segment_id()])
        return [segment for segment in segments if segment not in small]


class WhooshEngine:
    """A reader: one moment of an index folder. Later commits aren't seen; open another one for them.

    previous: a reader of the same folder, whose segments are taken over where they are still there.
    """

    def __init__(self, folder: Path, previous: WhooshEngine | None = None) -> None:
        known: Mapping[str, _Texts] = previous._texts if previous else {}
        self._texts: Mapping[str, _Texts] = {}
        for attempt in range(OPEN_ATTEMPTS):
            try:
                found = _open(folder)._segments()
                self._texts = {s.segment_id(): known.get(s.segment_id()) or _Texts(folder, s) for s in found}
                break
            except READ_FAULTS as fault:
                if attempt == OPEN_ATTEMPTS - 1:
                    raise IndexUnusable(str(folder), f"{type(fault).__name__}: {fault}") from fault
        texts = list(self._texts.values())
        deleted = [frozenset(segment.deleted_docs()) for segment in found]
        self._snapshot = Snapshot([one.arrays for one in texts], deleted, lambda at, number: texts[at].document(number))

    def candidates(self, query: Query, limit: int, *, has_facets: bool = False) -> Candidates:
        """See Engine.candidates."""
        return self._snapshot.candidates(query, limit, has_facets)

    def fingerprints(self) -> Mapping[str, str]:
        """See Engine.fingerprints."""
        return self._snapshot.fingerprints()

    def frequency(self, term: str) -> int:
        """See Engine.frequency."""
        return self._snapshot.frequency(term)

    def vocabulary(self) -> Mapping[str, int]:
        """See Engine.vocabulary."""
        return self._snapshot.vocabulary()

    def close(self) -> None:
        """See Engine.close; a reader that took over segments goes on with them."""
        self._texts, self._snapshot = {}, Snapshot((), (), _nothing_is_left)


class _Texts:
    """A segment's arrays, and its documents as Whoosh stored them. The file has one position, so reads take turns."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self.arrays = _arrays_of(folder, segment)
        self._reader = ListCodec().per_document_reader(MappedStorage(str(folder)), segment)
        self._turn = threading.Lock()
        self.document = lru_cache(DOCUMENTS_KEPT)(self._read)
        if len(self.arrays):
            self._reader.stored_fields(0)  # Whoosh opens the file at first use, when a later commit may have removed it

    def _read(self, number: int) -> Document:
        with self._turn:
            stored = self._reader.stored_fields(number)["document"]
        return document_from(stored)


def _nothing_is_left(at: int, number: int) -> Document:
    raise LookupError(f"document {number} of segment {at} was closed")


def _delete(writer: ListSegmentWriter, place: tuple[str, int] | None) -> None:
    """Marks a document as deleted, in one of the segments that there are or in the one being written."""
    if place:
        name, number = place
        segments = (*writer.segments, writer.newsegment)
        next(segment for segment in segments if segment.segment_id() == name).delete_document(number)


def _without_empty(writer: ListSegmentWriter, segments: list[Any]) -> list[Any]:
    """The segments that still hold a document."""
    return [segment for segment in segments if segment.deleted_count() < segment.doc_count_all()]


def _places_of(segments: Iterable[Any], held: Mapping[str, Segment]) -> dict[str, tuple[str, int]]:
    return {
        key: (segment.segment_id(), number)
        for segment in segments
        for number, key in enumerate(held[segment.segment_id()].keys)
        if not segment.is_deleted(number)
    }


def _arrays_of(folder: Path, segment: Any) -> Segment:
    return Segment(folder / segment.make_filename(ARRAYS))


def _open(folder: Path) -> Any:
    try:
        return index.FileIndex(MappedStorage(str(folder)), indexname=INDEX_NAME)
    except READ_FAULTS as fault:
        raise IndexUnusable(str(folder), f"{type(fault).__name__}: {fault}") from fault
