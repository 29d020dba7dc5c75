"""Vectors of documents in one file, kept by the hash of the texts that they were made of."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np

from indexer.inverted import Floats, Halves

_WAIT_S = 10.0  # for another process that has the file
_SCHEMA = """
create table if not exists documents
    (key text primary key, part_of text not null, fingerprint text not null, content blob not null);
create table if not exists vectors (content blob primary key, width integer not null, rows blob not null);
"""


class Entry(NamedTuple):
    """A document that has vectors. content: the hash of its texts."""

    key: str
    group: str
    fingerprint: str
    content: bytes


def content_of(texts: Sequence[str]) -> bytes:
    """The hash of the texts of a document."""
    return hashlib.blake2b("\0".join(texts).encode("utf-8", "replace"), digest_size=16).digest()


class VectorStore:
    """One writer and any number of readers. Raises sqlite3.Error where the file can't be used; it is a cache, which may
    be removed at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_there(self) -> bool:
        """Whether anything was written."""
        return self._path.is_file()

    def make(self) -> None:
        """Makes the file where it isn't there."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._opened()) as file:
            file.execute("pragma journal_mode = wal")
            file.executescript(_SCHEMA)

    def entries(self) -> tuple[Entry, ...]:
        """Every document that has vectors."""
        with closing(self._opened()) as file:
            rows = file.execute("select key, part_of, fingerprint, content from documents order by key")
            return tuple(Entry(*row) for row in rows)

    def vectors(self, contents: Iterable[bytes]) -> dict[bytes, Halves]:
        """The vectors of some texts by their hash, one a row, of those that are there."""
        found: dict[bytes, Halves] = {}
        with closing(self._opened()) as file:
            for content in contents:
                for width, rows in file.execute("select width, rows from vectors where content = ?", (content,)):
                    found[content] = np.frombuffer(rows, np.float16).reshape(-1, width)
        return found

    def held(self, contents: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the hashes whose vectors are there."""
        with closing(self._opened()) as file:
            query = "select 1 from vectors where content = ?"
            return frozenset(content for content in contents if file.execute(query, (content,)).fetchone())

    def put(self, entries: Sequence[Entry], vectors: Mapping[bytes, Floats]) -> None:
        """Adds documents, and the vectors of texts that are new; durable, all or none."""
        with closing(self._opened()) as file, file:
            rows = [(key, one.shape[1], one.astype(np.float16).tobytes()) for key, one in vectors.items()]
            file.executemany("insert or replace into vectors values (?, ?, ?)", rows)
            file.executemany("insert or replace into documents values (?, ?, ?, ?)", entries)

    def keep(self, keys: Iterable[str]) -> int:
        """Forgets every document that isn't among the keys, and what was kept for it alone; how many that were."""
        wanted = set(keys)
        gone = [(entry.key,) for entry in self.entries() if entry.key not in wanted]
        if gone:
            with closing(self._opened()) as file, file:
                file.executemany("delete from documents where key = ?", gone)
                file.execute("delete from vectors where content not in (select content from documents)")
        return len(gone)

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=_WAIT_S)
