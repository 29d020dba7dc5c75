"""How segments lie in Whoosh's files: mapped when read; written from lists that are ready.

Private parts of Whoosh's W3 codec are used here, so the version is pinned in setup.cfg and nobody else may know.
"""

from __future__ import annotations

import io
import json
import mmap
import os
import pickle
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, formats, index
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from indexer import segment as arrays
from indexer.batch import Batch, Record, record_of
from indexer.document import Document, Section
from indexer.fields import EXACT, WORDS
from indexer.inverted import Inverted, Inverter
from indexer.scoring import averages_of
from indexer.segment import Segment

ARRAYS = ".arrays"
MAX_POSTINGS = 12_000_000  # that are gathered for one segment: about 12,000 articles, 300 MB while they are sorted
KEY_FIELD = "key"
PICKLE, LEVEL = 2, 3  # as Whoosh does it
FIELD_OF = {WORDS: "words", EXACT: "exact"}  # grams, three quarters of all terms, are in the arrays alone


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


class ListField(fields.FieldType):  # type: ignore[misc]
    """A field whose lists are written as they are; nothing is analysed."""

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.scorable = False
        self.stored = False


class ListPostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    """Takes all postings of a term at once."""

    def add_list(self, ids: Sequence[int], weights: Sequence[float]) -> None:
        """Takes the term's documents, ascending, with their weights."""
        self._ids = array("I", ids)
        self._weights = array("f", weights)
        self._maxweight = max(weights)

    def _mini_ids(self) -> tuple[int, ...]:
        ids = self._ids
        return (ids[0], *(after - before for before, after in pairwise(ids)))


class ListFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Takes all lists of a field at once: a tenth of the time of one call a posting."""

    def add_lists(self, name: str, field: ListField, lists: Inverted) -> None:
        """Writes a field; fields come by ascending name."""
        self.start_field(name, field)
        starts, ids, weights = lists.starts.tolist(), lists.ids.tolist(), lists.weights.tolist()
        for term, start, end in zip(lists.terms, starts, starts[1:], strict=False):
            self.start_term(term)
            self._postwriter.add_list(ids[start:end], weights[start:end])
            self.finish_term()
        self.finish_field()


class ListCodec(W3Codec):  # type: ignore[misc]
    """W3 with one uncompressed block a term and no length statistics."""

    length_stats = False

    def field_writer(self, storage: FileStorage, segment: Any) -> ListFieldWriter:
        """A writer of a segment's lists."""
        return ListFieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: StructFile, byteids: bool = False) -> ListPostingsWriter:
        """A writer of one field's postings."""
        return ListPostingsWriter(dbfile, blocklimit=1 << 24, byteids=byteids, compression=0)


class ListSegmentWriter(SegmentWriter):  # type: ignore[misc]
    """Writes documents whose terms are known, into as many segments as they need.

    averages: what the index's first segment was weighed by, () for a new index.
    """

    def __init__(self, ix: index.FileIndex, averages: Sequence[float]) -> None:
        super().__init__(ix, codec=ListCodec(), compound=False, _lk=False)
        self._averages = averages
        self._inverter = Inverter()
        self._records: list[Record] = []

    def put(self, batch: Batch) -> Iterator[tuple[str, int]]:
        """Where each document is now: its segment's id, and its number there."""
        if self._inverter.postings > MAX_POSTINGS:
            self._begin_next()
        self._inverter.add(batch)
        for record in batch.records:
            yield self.newsegment.segment_id(), self.docnum
            self._store(record)

    def take(self, segment: Any, held: Segment) -> None:
        """Copies the documents of another segment that aren't deleted."""
        reader = SegmentReader(self.storage, self.schema, segment)
        numbers = np.full(len(held), -1, np.int32)
        for number, stored in reader.iter_docs():
            document = document_from(stored["document"])
            numbers[number] = self.docnum
            self._store(
                record_of(document, held.titles(number), tuple(held.lengths[number].tolist()), packed(document))
            )
        reader.close()
        self._inverter.take(held.lists(), numbers, map(tuple, held.lengths[numbers >= 0].tolist()))

    def _store(self, record: Record) -> None:
        """Keeps a record, and its document as `packed` made it: past Whoosh's column, which would do that here."""
        self.perdocwriter.start_doc(self.docnum)
        column = self.perdocwriter._get_column("_stored")._child
        VarBytesColumn.Writer.add(column, self.docnum, record.stored)
        self.perdocwriter.finish_doc()
        self._records.append(record._replace(stored=b""))
        self._added = True
        self.docnum += 1

    def _begin_next(self) -> None:
        self.segments.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.docnum, self._added = 0, False
        self._inverter, self._records = Inverter(), []

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        kept = (row.lengths for number, row in enumerate(self._records) if not self.newsegment.is_deleted(number))
        self._averages = self._averages or averages_of(kept)
        lists = self._inverter.lists(self._averages)
        named = {KEY_FIELD: _keys_of(self._records)} | {FIELD_OF[space]: lists[space] for space in FIELD_OF}
        for name in sorted(named):
            self.fieldwriter.add_lists(name, self.schema[name], named[name])
        self.fieldwriter.close()
        path = Path(self.storage.folder, self.newsegment.make_filename(ARRAYS))
        arrays.write(path, lists, self._records, self._averages)


def schema() -> fields.Schema:
    """What Whoosh keeps: texts, and lists of keys, words and whole titles."""
    made = fields.Schema(document=fields.STORED())
    for name in (KEY_FIELD, *FIELD_OF.values()):
        made.add(name, ListField())
    return made


def _keys_of(records: Sequence[Record]) -> Inverted:
    """The keys as lists of one document each; a key that was put twice has two."""
    numbers: dict[bytes, list[int]] = {}
    for number, record in enumerate(records):
        numbers.setdefault(record.key.encode("utf-8", "surrogatepass"), []).append(number)
    terms = sorted(numbers)
    ids = np.array([number for term in terms for number in numbers[term]], np.int32)
    starts = np.cumsum([0, *(len(numbers[term]) for term in terms)])
    return Inverted(terms, starts, ids, np.ones(len(ids), np.float32))


def packed(document: Document) -> bytes:
    """The document as Whoosh keeps it in its column of stored values."""
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
    stored = {"document": json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")}
    return zlib.compress(pickle.dumps(stored, PICKLE), LEVEL)


def document_from(stored: bytes) -> Document:
    """The document of a stored value."""
    values = json.loads(stored)
    values["sections"] = tuple(Section(*section) for section in values["sections"])
    values["aliases"], values["keywords"] = tuple(values["aliases"]), tuple(values["keywords"])
    values["filters"] = {name: tuple(found) for name, found in values["filters"].items()}
    return Document(**values)
