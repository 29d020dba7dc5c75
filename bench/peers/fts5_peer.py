"""SQLite's full-text index, FTS5, over trigrams or over words that are ready."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.peers.peer import TITLE_BOOST, Pair

TOKENIZERS = {True: "trigram", False: "unicode61 remove_diacritics 0"}
_RUNS = re.compile(r"\w+")
_TOP = f"SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, {TITLE_BOOST}, 1.0) LIMIT ?"
_LIKE = "SELECT rowid FROM texts WHERE title LIKE ?1 ESCAPE '\\' OR body LIKE ?1 ESCAPE '\\' ORDER BY rowid LIMIT ?2"
_SNIPPETS = (
    "SELECT snippet(texts, 1, '<b>', '</b>', '…', 30) FROM texts WHERE texts MATCH ? "
    f"ORDER BY bm25(texts, {TITLE_BOOST}, 1.0) LIMIT ?"
)


class Fts5Peer:
    """With has_trigrams every three characters of a text are a token, else texts are words parted by spaces."""

    def __init__(self, folder: Path, *, has_trigrams: bool) -> None:
        self._folder = folder
        self._has_trigrams = has_trigrams
        self._db: sqlite3.Connection | None = None

    @property
    def _open_db(self) -> sqlite3.Connection:
        if self._db is None:
            raise ValueError("the peer is closed")
        return self._db

    def build(self, rows: Iterable[Pair]) -> None:
        """See Peer.build."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.open()
        tokenizer = TOKENIZERS[self._has_trigrams]
        with self._open_db as db:
            db.execute(f"CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='{tokenizer}')")
            numbered = ((number, title, body) for number, (title, body) in enumerate(rows))
            db.executemany("INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)", numbered)
        self._open_db.execute("INSERT INTO texts(texts) VALUES ('optimize')").close()
        self._open_db.commit()

    def open(self) -> None:
        """See Peer.open."""
        self.close()
        self._db = sqlite3.connect(self._folder / "texts.sqlite")

    def prepared(self, text: str) -> Any:
        """See Peer.prepared: any of the tokens will do; a text of less than three characters is a LIKE."""
        runs = _RUNS.findall(text)
        tokens = (
            [run[at : at + 3] for run in runs for at in range(len(run) - 2)] if self._has_trigrams else text.split()
        )
        if tokens or not runs:
            return _TOP, " OR ".join(f'"{token}"' for token in dict.fromkeys(tokens)) or '""'
        return _LIKE, "%" + re.sub(r"([\\%_])", r"\\\1", max(runs, key=len)) + "%"

    def top(self, query: Any, limit: int) -> list[int]:
        """See Peer.top."""
        statement, match = query
        return [row[0] for row in self._open_db.execute(statement, (match, limit))]

    def highlighter(self, query: Any, limit: int) -> Callable[[], list[str]]:
        """See Peer.highlighter; searches anew, as SQLite makes snippets while it searches."""
        return lambda: [row[0] for row in self._open_db.execute(_SNIPPETS, (query[1], limit))]

    def put(self, number: int, pair: Pair) -> None:
        """See Peer.put."""
        with self._open_db as db:
            db.execute("DELETE FROM texts WHERE rowid = ?", (number,))
            db.execute("INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)", (number, *pair))

    def close(self) -> None:
        """See Peer.close."""
        if self._db is not None:
            self._db.close()
        self._db = None
