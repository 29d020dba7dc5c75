"""tantivy through its Python binding, over words that are ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import tantivy

from bench.peers.peer import TITLE_BOOST, Pair, Words

WRITER_BYTES = 128 * 1024 * 1024


class TantivyPeer:
    """Two fields, title and body; any word of the query is enough, and one in the title counts four times."""

    def __init__(self, folder: Path, words: Words) -> None:
        self._folder = folder
        self._words = words
        self._schema = _schema()
        self._index: Any = None
        self._searcher: Any = None
        self._writer: Any = None

    def build(self, rows: Iterable[Pair]) -> None:
        """See Peer.build."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(self._folder))
        writer = self._index.writer(WRITER_BYTES, 1)
        for number, pair in enumerate(rows):
            writer.add_document(self._document(number, pair))
        writer.commit()
        writer.wait_merging_threads()
        self.open()

    def _document(self, number: int, pair: Pair) -> Any:
        title, body = (" ".join(self._words(text)) for text in pair)
        return tantivy.Document.from_dict({"number": number, "title": title, "body": body}, self._schema)

    def open(self) -> None:
        """See Peer.open."""
        self.close()
        self._index = tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def prepared(self, text: str) -> Any:
        """See Peer.prepared."""
        parts = []
        for word in dict.fromkeys(self._words(text)):
            title = tantivy.Query.term_query(self._schema, "title", word)
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(title, TITLE_BOOST)))
            parts.append((tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "body", word)))
        return tantivy.Query.boolean_query(parts)

    def top(self, query: Any, limit: int) -> list[int]:
        """See Peer.top."""
        searcher = self._searcher
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(query, limit).hits]

    def highlighter(self, query: Any, limit: int) -> Callable[[], list[str]]:
        """See Peer.highlighter."""
        searcher = self._searcher
        hits = searcher.search(query, limit).hits

        def highlighted() -> list[str]:
            maker = tantivy.SnippetGenerator.create(searcher, query, self._schema, "body")
            return [maker.snippet_from_doc(searcher.doc(address)).to_html() for _, address in hits]

        return highlighted

    def put(self, number: int, pair: Pair) -> None:
        """See Peer.put."""
        if self._writer is None:
            self._writer = self._index.writer(WRITER_BYTES, 1)
        self._writer.delete_documents("number", number)
        self._writer.add_document(self._document(number, pair))
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def close(self) -> None:
        """See Peer.close."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
        self._index = self._searcher = self._writer = None


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, indexed=True, fast=True)
    for name in ("title", "body"):
        builder.add_text_field(name, stored=True, tokenizer_name="whitespace")
    return builder.build()
