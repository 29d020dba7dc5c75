"""The engines of one size, built once and kept: the product over Markdown files, the peers over the product's words."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import kept
from bench.peers.bm25s_peer import Bm25sPeer
from bench.peers.fts5_peer import Fts5Peer
from bench.peers.peer import Maker, Pair, spaced
from bench.peers.tantivy_peer import TantivyPeer
from bench.peers.whoosh_peer import WhooshPeer
from bench.places import CACHE
from bench.progress import followed, noted
from bench.speed import articles
from indexer.analysis.analyzer import Analyzer
from indexer.query import Alternative, Concept, Query
from kb.publish import Publisher

LOCALE = "zh-CN"
PRODUCT = "jieda"
PEERS: Mapping[str, Maker] = {
    "whoosh": lambda folder: WhooshPeer(folder, has_jieba=False),
    "tantivy": lambda folder: TantivyPeer(folder, spaced),
    "fts5": lambda folder: Fts5Peer(folder, has_trigrams=False),
    "bm25s": lambda folder: Bm25sPeer(folder, spaced),
}
BUILT = "built.json"


def product_home(count: int, has_body: bool = True, cache: Path = CACHE) -> Path:
    """The home of a published help center with so many articles, or with their titles alone."""
    home = kept.home(cache, f"speed{count}{'' if has_body else 'titles'}v{articles.VERSION}")
    if not (home / BUILT).is_file():
        noted(f"{count:,} articles: writing them")
        articles.write(home / "content", count, has_body)
        shutil.rmtree(home / "data", ignore_errors=True)
        with closing(Publisher(kept.settings_of(home), kept.shown(f"{count:,} articles"))) as publisher:
            _note(home, publisher.refresh().seconds, count)
    return home


def peer_home(name: str, count: int, analyzer: Analyzer, cache: Path = CACHE) -> Path:
    """The home of a peer that holds the words of so many articles; its index is in `index`."""
    words = f"speed{count}v{articles.VERSION}{hashlib.sha256(analyzer.fingerprint.encode()).hexdigest()[:8]}"
    home = kept.home(cache, f"{words}{name}", is_ours=False)
    if not (home / BUILT).is_file():
        shutil.rmtree(home / "index", ignore_errors=True)
        pairs = list(_pairs(count, analyzer, kept.home(cache, f"{words}words", is_ours=False)))
        noted(f"{count:,} articles: building {name}")
        peer = PEERS[name](home / "index")
        began = time.perf_counter()
        peer.build(pairs)
        _note(home, time.perf_counter() - began, count)
        peer.close()
    return home


def built(home: Path) -> dict[str, Any]:
    """How long the build took."""
    seconds = float(json.loads((home / BUILT).read_text())["seconds"])
    count = int(json.loads((home / BUILT).read_text())["count"])
    return {"p50_ms": seconds * 1000, "p95_ms": seconds * 1000, "seconds": round(seconds, 2), "n": 1} | {
        "articles_per_s": round(count / seconds, 1)
    }


def _note(home: Path, seconds: float, count: int) -> None:
    (home / BUILT).write_text(json.dumps({"seconds": seconds, "count": count}))


def _pairs(count: int, analyzer: Analyzer, home: Path) -> Iterator[Pair]:
    """The words of each article's title and body, kept for the next peer."""
    path = home / "words.tsv"
    if not path.is_file():
        rows = (_pair(article, analyzer) for article in followed(list(articles.made(count)), "words of article"))
        path.with_suffix(".new").write_text("".join(f"{title}\t{body}\n" for title, body in rows), encoding="utf-8")
        path.with_suffix(".new").rename(path)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            title, _, body = line.rstrip("\n").partition("\t")
            yield title, body


def _pair(article: articles.Made, analyzer: Analyzer) -> Pair:
    body = "\n".join(text for section in article.sections for text in section)
    return _words(article.title, analyzer), _words(body, analyzer)


def _words(text: str, analyzer: Analyzer) -> str:
    counted = analyzer.counts(text, LOCALE).words
    return " ".join(word for word, times in counted.items() if word.isalnum() for _ in range(times))


def tokens_of(text: str, analyzer: Analyzer) -> list[str]:
    """The words that every engine is asked for: of each word as it stands, without its other forms."""
    words = (group.terms[0][1] for group in analyzer.groups(text, LOCALE))
    return [word for word in dict.fromkeys(words) if word.isalnum()]


def plain_query(tokens: list[str]) -> Query:
    """The words as the product's query: one concept each, with no alternative and no grams."""
    concepts = tuple(Concept(token, (Alternative(token, 1.0, "word"),)) for token in tokens)
    return Query(text=" ".join(tokens), concepts=concepts, locales=(LOCALE,))
