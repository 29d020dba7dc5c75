"""The durable index of record, kept by Whoosh; scored as arrays, the same as every local engine.

Whoosh keeps terms, postings, deletions and segments; its analyzers, parsers, scorers and highlighter aren't used.
Posting blocks are decoded here from private attributes of its W3 codec, so the version is pinned in setup.cfg, no
other file may know, and `tests/test_engines.py` holds the engine to the answers of the MemoryEngine.
"""

from __future__ import annotations

import io
import json
import mmap
import os
import threading
import weakref
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import columns, fields, formats, index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.matching import FilterMatcher
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document, Section
from indexer.engine import Candidates, IndexUnusable
from indexer.fields import FIELDS, Vector, vector_of
from indexer.query import Query
from indexer.scoring import Floats, Ids, Meta, Snapshot, json_of, meta_from, meta_of

SCHEMA_VERSION = 1
INDEX_NAME = "terms"
OPEN_ATTEMPTS = 5  # a commit between listing and opening can take a file away; the next look finds the new one
SMALL_SHARE = 4  # a segment is small when the largest has more than so many times its documents
MERGE_ABOVE = 12  # segments; more of them make a cold term slow, fewer make merges frequent
READ_FAULTS = (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, index.IndexError)
POSTING_FIELDS = tuple(field.name + suffix for field in FIELDS for suffix in ("", "_grams"))


class MappedStorage(FileStorage):  # type: ignore[misc]
    """Files of a folder, mapped into memory when opened: no descriptor stays open and none leaks."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._made: list[StructFile] = []

    def create_file(self, name: str, **options: Any) -> StructFile:
        """A new file to write; remembered until it is closed."""
        made = super().create_file(name, **options)
        self._made[:] = [*(file for file in self._made if not file.is_closed), made]
        return made

    def temp_storage(self, name: str | None = None) -> MappedStorage:
        """A folder inside of this one, whose files are remembered here."""
        inner = MappedStorage(super().temp_storage(name).folder)
        inner._made = self._made
        return inner

    def abandon(self) -> None:
        """Closes what is being written, even where that can't be written to its end."""
        for file in self._made:
            with suppress(OSError):
                file.file.close()
        self._made.clear()

    def open_file(self, name: str, **options: Any) -> StructFile:
        """A mapped file; raises OSError when it can't be read."""
        with Path(self._fpath(name)).open("rb") as file:
            is_empty = os.fstat(file.fileno()).st_size == 0
            content = io.BytesIO() if is_empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return StructFile(content, name=name, **options)


class TermField(fields.FieldType):  # type: ignore[misc]
    """A field that is given its terms: a mapping of term -> occurrences, in place of a text."""

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.scorable = False
        self.stored = False

    def index(self, value: Mapping[str, int], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Tuples (term, occurrences, weight, value) for the writer."""
        return ((term.encode(), n, float(n), b"") for term, n in value.items())


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """W3 with one uncompressed block a term and no length statistics: what arrays are decoded from fastest."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=1 << 20, compression=0)


class ArrayPool:
    """Postings of a segment in the making, as arrays by term: a tenth of the memory of one tuple a posting."""

    def __init__(self) -> None:
        self._terms: dict[str, dict[bytes, array[int]]] = {}

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Notes one posting (field, term, document number, weight, value); numbers must not descend."""
        name, term, number, weight, _ = posting
        pairs = self._terms.setdefault(name, {}).setdefault(term, array("I"))
        pairs.append(number)
        pairs.append(int(weight))

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """All postings by field, term, number."""
        for name in sorted(self._terms):
            terms = self._terms[name]
            for term in sorted(terms):
                pairs = terms[term]
                for at in range(0, len(pairs), 2):
                    yield name, term, pairs[at], pairs[at + 1], b""

    def cleanup(self) -> None:
        """Forgets everything."""
        self._terms = {}


class WhooshWriter:
    """The one writer of an index folder."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        for leftover in folder.glob(f"_{INDEX_NAME}_*.toc.*"):  # of a commit whose process died
            leftover.unlink(missing_ok=True)
        self._index = _open(folder)

    @classmethod
    def create(cls, folder: Path, analyzer: Analyzer) -> WhooshWriter:
        """A writer of a new, empty index; the folder is made and must not hold an index yet."""
        folder.mkdir(parents=True, exist_ok=True)
        if index.exists_in(str(folder), INDEX_NAME):
            raise IndexUnusable(str(folder), "it holds an index already")
        index.FileIndex.create(MappedStorage(str(folder)), _schema(), INDEX_NAME)
        return cls(folder, analyzer)

    def apply(self, changes: Changes) -> None:
        """See EngineWriter.apply."""
        self.apply_vectors(((d, vector_of(d, self._analyzer)) for d in changes.put), changes.remove)

    def apply_vectors(self, put: Iterator[tuple[Document, Vector]], remove: Sequence[str] = ()) -> None:
        """Like apply, with the terms of each document made elsewhere."""
        with self._writing() as writer:
            latest = {document.key: (document, vector) for document, vector in put}
            for key in (*remove, *latest):
                if not self._index.is_empty():
                    writer.delete_by_term("key", key)
            for document, vector in latest.values():
                writer.add_document(**_row(document, vector))
            writer.commit(merge=False)

    def merge(self) -> bool:
        """True when many small segments were merged into one; readers that are open don't notice."""
        if len(self._index.reader().leaf_readers()) <= MERGE_ABOVE:
            return False
        with self._writing() as writer:
            writer.commit(mergetype=_merge_small)
        return True

    @contextmanager
    def _writing(self) -> Iterator[SegmentWriter]:
        """A writer of one segment; a fault leaves the old state, no open file and no lock (Whoosh's own stays held)."""
        try:
            writer = SegmentWriter(self._index, codec=ArrayCodec(), compound=False, _lk=False)
            writer.pool = ArrayPool()
            yield writer
        except BaseException:
            storage = self._index.storage
            storage.abandon()
            with suppress(*READ_FAULTS):
                kept = self._index._read_toc()
                index.clean_files(storage, INDEX_NAME, kept.generation, kept.segments)
                storage.temp_storage(f"{INDEX_NAME}.tmp").destroy()
            raise

    def document_count(self) -> int:
        """Documents held."""
        return int(self._index.doc_count())

    def fingerprints(self) -> Mapping[str, str]:
        """See EngineWriter.fingerprints."""
        reader = self._index.reader()
        try:
            return {meta.key: meta.fingerprint for _, meta in _live(reader)}
        finally:
            reader.close()


class WhooshEngine:
    """A reader: one moment of an index folder. Later commits aren't seen; open another one for them."""

    def __init__(self, folder: Path) -> None:
        for attempt in range(OPEN_ATTEMPTS):
            try:
                self._reader = _open(folder).reader()
                self._postings = WhooshPostings(self._reader)
                break
            except READ_FAULTS as fault:
                if attempt == OPEN_ATTEMPTS - 1:
                    raise IndexUnusable(str(folder), f"{type(fault).__name__}: {fault}") from fault
        self._snapshot = Snapshot(self._postings)
        self._closed = weakref.finalize(self, self._reader.close)

    def candidates(self, query: Query, limit: int) -> Candidates:
        """See Engine.candidates."""
        return self._snapshot.candidates(query, limit)

    def fingerprints(self) -> Mapping[str, str]:
        """See Engine.fingerprints."""
        return {meta.key: meta.fingerprint for meta in self._postings.metas}

    def frequency(self, term: str) -> int:
        """See Engine.frequency."""
        return self._snapshot.frequency(term)

    def vocabulary(self) -> Mapping[str, int]:
        """See Engine.vocabulary."""
        return self._snapshot.vocabulary()

    def close(self) -> None:
        """See Engine.close; happens by itself when nobody holds the engine any more."""
        self._closed()


class WhooshPostings:
    """Postings of a Whoosh reader, renumbered without its deleted documents. Whoosh's files have one position each,
    so reads take turns; what they give is cached above."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._turn = threading.Lock()
        live = list(_live(reader))
        for leaf, _ in reader.leaf_readers():
            if leaf.doc_count_all():
                leaf.stored_fields(0)  # Whoosh opens this file at first use, when a later commit may have removed it
        self.metas: Sequence[Meta] = [meta for _, meta in live]
        self._numbers = [number for number, _ in live]
        self._renumbered = np.full(reader.doc_count_all(), -1, np.int32)
        self._renumbered[self._numbers] = np.arange(len(live), dtype=np.int32)
        self._has_deletions = len(live) < reader.doc_count_all()

    def postings(self, name: str, term: str) -> tuple[Ids, Floats] | None:
        """See Postings.postings."""
        encoded = term.encode("utf-8", "replace")
        with self._turn:
            parts = [
                _decoded(leaf.postings(name, encoded), offset)
                for leaf, offset in self._reader.leaf_readers()
                if (name, encoded) in leaf
            ]
        if not parts:
            return None
        ids = np.concatenate([part[0] for part in parts])
        occurrences = np.concatenate([part[1] for part in parts])
        if self._has_deletions:
            ids = self._renumbered[ids]
            occurrences, ids = occurrences[ids >= 0], ids[ids >= 0]
        return (ids, occurrences) if len(ids) else None

    def document(self, number: int) -> Document:
        """See Postings.document."""
        with self._turn:
            packed = self._reader.stored_fields(self._numbers[number])["document"]
        return _document_from(packed)

    def words(self, name: str) -> Iterator[tuple[str, int]]:
        """See Postings.words; deleted documents count until their segment is merged."""
        with self._turn:
            found = [(term, info.doc_frequency()) for term, info in self._reader.iter_field(name)]
        return ((term.decode(), frequency) for term, frequency in found)


def _merge_small(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Merges the segments of single edits and leaves the large ones, so that a merge takes milliseconds."""
    largest = max(segment.doc_count_all() for segment in segments)
    small = [segment for segment in segments if segment.doc_count_all() * SMALL_SHARE < largest] or segments
    for segment in small:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in small]


def _schema() -> fields.Schema:
    schema = fields.Schema(
        key=fields.ID(),
        document=fields.STORED(),
        meta=fields.COLUMN(columns.VarBytesColumn()),
        exact=TermField(),
    )
    for name in POSTING_FIELDS:
        schema.add(name, TermField())
    return schema


def _open(folder: Path) -> Any:
    try:
        return index.FileIndex(MappedStorage(str(folder)), indexname=INDEX_NAME)
    except READ_FAULTS as fault:
        raise IndexUnusable(str(folder), f"{type(fault).__name__}: {fault}") from fault


def _row(document: Document, vector: Vector) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": document.key,
        "document": _packed(document),
        "meta": json.dumps(json_of(meta_of(document, vector)), ensure_ascii=False).encode(),
        "exact": dict.fromkeys(vector.exact, 1),
    }
    row.update(vector.words)
    row.update({f"{name}_grams": terms for name, terms in vector.grams.items()})
    return row


def _packed(document: Document) -> bytes:
    values = {
        "key": document.key,
        "locale": document.locale,
        "title": document.title,
        "group": document.group,
        "fingerprint": document.fingerprint,
        "aliases": document.aliases,
        "keywords": document.keywords,
        "breadcrumb": document.breadcrumb,
        "sections": [(section.anchor, section.title, section.text) for section in document.sections],
        "filters": dict(document.filters),
        "twin": document.twin,
        "boost": document.boost,
    }
    return zlib.compress(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"), 1)


def _document_from(packed: bytes) -> Document:
    values = json.loads(zlib.decompress(packed))
    values["sections"] = tuple(Section(*section) for section in values["sections"])
    values["aliases"], values["keywords"] = tuple(values["aliases"]), tuple(values["keywords"])
    values["filters"] = {name: tuple(found) for name, found in values["filters"].items()}
    return Document(**values)


def _live(reader: Any) -> Iterator[tuple[int, Meta]]:
    """Pairs (Whoosh's document number, Meta) of the documents that aren't deleted, ascending."""
    for leaf, offset in reader.leaf_readers():
        if not leaf.doc_count_all():
            continue
        metas = leaf.column_reader("meta")
        rows = [metas[number] for number in range(leaf.doc_count_all())]
        for number, row in enumerate(rows):
            if not leaf.is_deleted(number):
                yield offset + number, meta_from(json.loads(row))


def _decoded(matcher: Any, offset: int) -> tuple[npt.NDArray[np.int32], Floats]:
    """Every posting of a term in one segment as arrays; Source: Whoosh 2.7.4, codec/whoosh3.py, W3LeafMatcher."""
    while isinstance(matcher, FilterMatcher):
        matcher = matcher.child
    matcher.reset()
    ids, weights = [], []
    while matcher.is_active():
        matcher._read_data()
        deltas, block_weights, _ = matcher._data
        ids.append(np.cumsum(np.array(deltas, np.int32), dtype=np.int32))
        constant = 1.0 if block_weights is None else block_weights
        weights.append(np.broadcast_to(np.asarray(constant, np.float32), (len(deltas),)))
        matcher._next_block()
    return np.concatenate(ids) + np.int32(offset), np.concatenate(weights)
