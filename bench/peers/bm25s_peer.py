"""bm25s: every score of every word computed beforehand, kept as a sparse matrix."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bm25s

from bench.peers.peer import Pair, Words

logging.getLogger("bm25s").setLevel(logging.WARNING)


class Bm25sPeer:
    """Title and body are one text: it has no fields."""

    def __init__(self, folder: Path, words: Words) -> None:
        self._folder = folder
        self._words = words
        self._scores: Any = None
        self._count = 0

    def build(self, rows: Iterable[Pair]) -> None:
        """See Peer.build."""
        made = bm25s.BM25(method="lucene")
        made.index([self._words(f"{title} {body}") for title, body in rows], show_progress=False)
        made.save(str(self._folder), show_progress=False)
        self.open()

    def open(self) -> None:
        """See Peer.open."""
        self._scores = bm25s.BM25.load(str(self._folder), load_vocab=True)
        self._count = int(self._scores.scores["num_docs"])

    def prepared(self, text: str) -> Any:
        """See Peer.prepared."""
        return [word for word in dict.fromkeys(self._words(text)) if word in self._scores.vocab_dict]

    def top(self, query: Any, limit: int) -> list[int]:
        """See Peer.top."""
        if not query:
            return []
        wanted = min(limit, self._count)
        found = self._scores.retrieve([query], k=wanted, show_progress=False)
        return [int(number) for number, score in zip(found.documents[0], found.scores[0], strict=True) if score > 0]

    def highlighter(self, query: Any, limit: int) -> None:
        """None: it keeps no texts."""

    def put(self, number: int, pair: Pair) -> None:
        """Raises NotImplementedError: the whole is built again."""
        raise NotImplementedError("bm25s builds the whole again for one text")

    def close(self) -> None:
        """See Peer.close."""
        self._scores = None
