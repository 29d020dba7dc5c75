"""Whoosh as its documentation shows it, with jieba's own analyzer or with words that are ready."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whoosh import fields, highlight, index, qparser, query
from whoosh.analysis import RegexTokenizer

from bench.peers.peer import TITLE_BOOST, Pair

_SIGNS = re.compile(r"[^\w\s]|_")


class WhooshPeer:
    """With has_jieba texts are cut by jieba's ChineseAnalyzer and parsed, else they are words parted by spaces.
    is_any: one word of the query is enough, and a word in the title counts four times; else all must be there."""

    def __init__(self, folder: Path, *, has_jieba: bool, is_any: bool = True) -> None:
        self._folder = folder
        self._has_jieba = has_jieba
        self._is_any = is_any
        self._searcher: Any = None
        self._index: Any = None

    def build(self, rows: Iterable[Pair]) -> None:
        """See Peer.build."""
        self._folder.mkdir(parents=True, exist_ok=True)
        made = index.create_in(str(self._folder), self._schema())
        writer = made.writer(limitmb=256)
        for number, (title, body) in enumerate(rows):
            writer.add_document(number=str(number), title=title, body=body)
        writer.commit()
        self.open()

    def _schema(self) -> Any:
        if self._has_jieba:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # jieba leaves files open at import
                from jieba.analyse.analyzer import ChineseAnalyzer

            analyzer = ChineseAnalyzer()
        else:
            analyzer = RegexTokenizer(r"\S+")
        text = fields.TEXT(analyzer=analyzer, stored=True)
        return fields.Schema(number=fields.ID(stored=True, unique=True), title=text, body=text)

    def open(self) -> None:
        """See Peer.open."""
        self.close()
        self._index = index.open_dir(str(self._folder))
        self._searcher = self._index.searcher()

    def prepared(self, text: str) -> Any:
        """See Peer.prepared. Signs of Whoosh's query language are taken out, so that a question mark is no wildcard."""
        if not self._has_jieba:
            words = dict.fromkeys(text.split())
            boosts = (("title", TITLE_BOOST), ("body", 1.0))
            return query.Or([query.Term(name, word, boost=boost) for name, boost in boosts for word in words])
        group = qparser.OrGroup if self._is_any else qparser.AndGroup
        boosts_by_name = {"title": TITLE_BOOST} if self._is_any else None
        names = ["title", "body"]
        parser = qparser.MultifieldParser(names, self._index.schema, fieldboosts=boosts_by_name, group=group)
        return parser.parse(_SIGNS.sub(" ", text).lower())

    def top(self, query: Any, limit: int) -> list[int]:
        """See Peer.top."""
        return [int(hit["number"]) for hit in self._searcher.search(query, limit=limit)]

    def highlighter(self, query: Any, limit: int) -> Callable[[], list[str]]:
        """See Peer.highlighter."""
        hits = self._searcher.search(query, limit=limit)
        hits.fragmenter = highlight.ContextFragmenter(maxchars=200, surround=50)
        return lambda: [hit.highlights("body") for hit in hits]

    def put(self, number: int, pair: Pair) -> None:
        """See Peer.put."""
        writer = self._index.writer()
        writer.update_document(number=str(number), title=pair[0], body=pair[1])
        writer.commit(merge=False)
        self._searcher = self._searcher.refresh()

    def close(self) -> None:
        """See Peer.close."""
        if self._searcher is not None:
            self._searcher.close()
            self._index.close()
        self._searcher = self._index = None
