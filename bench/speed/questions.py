"""Operations that only read: a query to the engine, a whole search, a highlight, a suggestion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from bench import kept
from bench.peers.peer import Peer
from bench.progress import followed
from bench.speed.clock import Times, Work, in_turn
from bench.speed.engines import LOCALE, PEERS, PRODUCT, peer_home, plain_query, product_home, tokens_of
from indexer.analysis.analyzer import Analyzer
from indexer.probe import probe_of
from indexer.query import Query
from indexer.snippet import marked, section_hits
from indexer.whoosh_engine import WhooshEngine
from kb import moment
from kb.center import HelpCenter
from kb.publish import generations_of

TOP = 10
ROUNDS = 3
COLD = 20  # queries; each opens the index anew
HIGHLIGHTS = 40
TYPED_LATIN = ("t", "ti", "tib", "s", "sf", "sfrz", "yzm", "wangji", "shenfen", "zenme", "ruhe", "ko", "sef", "mafi")


def index_of(home: Path, analyzer: Analyzer) -> Path:
    """The folder of the index that serves a home. Raises NotPublished."""
    folder = generations_of(kept.settings_of(home).state, analyzer).current()
    if folder is None:
        raise kept.NotPublished(f"There is no index in {home}; remove the folder.")
    return folder


def measured(home: Path, count: int, texts: Sequence[str]) -> dict[str, dict[str, Times]]:
    """Times by operation and engine over the articles of a home."""
    with ExitStack() as stack:
        center = stack.enter_context(closing(HelpCenter(kept.settings_of(home))))
        now = moment.opened(kept.settings_of(home))
        analyzer, chain = now.analyzer, now.shelves.site.chain(LOCALE)
        folder = index_of(home, analyzer)
        asked = [tokens for tokens in (tokens_of(text, analyzer) for text in texts) if tokens]
        peers: dict[str, Peer] = {name: PEERS[name](peer_home(name, count, analyzer) / "index") for name in PEERS}
        for peer in peers.values():
            stack.enter_context(closing(peer))
            peer.open()
        engine = stack.enter_context(closing(WhooshEngine(folder)))
        whole = [now.search.asked(text, chain) for text in texts]
        return {
            "engine_cold": _cold(folder, asked, peers),
            "engine_warm": in_turn(_warm(engine, asked, peers), ROUNDS, "engine"),
            "engine_whole_query": in_turn(
                {PRODUCT: [partial(engine.candidates, q, TOP) for q in whole]}, ROUNDS, "query"
            ),
            "search": in_turn({PRODUCT: [partial(center.search, text, LOCALE) for text in texts]}, ROUNDS, "search"),
            "highlight": in_turn(_highlights(engine, analyzer, whole[:HIGHLIGHTS], peers, asked), ROUNDS, "highlight"),
        }


def _warm(engine: WhooshEngine, asked: Sequence[list[str]], peers: Mapping[str, Peer]) -> dict[str, list[Work]]:
    works: dict[str, list[Work]] = {PRODUCT: [partial(engine.candidates, plain_query(words), TOP) for words in asked]}
    for name, peer in peers.items():
        works[name] = [partial(peer.top, peer.prepared(" ".join(words)), TOP) for words in asked]
    return works


def _cold(folder: Path, asked: Sequence[list[str]], peers: Mapping[str, Peer]) -> dict[str, Times]:
    """Times of the first query to an index that was opened just before; the opening doesn't count."""
    times = {name: Times() for name in (PRODUCT, *peers)}
    for words in followed(asked[:COLD], "cold query"):
        with closing(WhooshEngine(folder)) as engine:
            times[PRODUCT].run(partial(engine.candidates, plain_query(words), TOP))
        for name, peer in peers.items():
            peer.open()
            times[name].run(partial(peer.top, peer.prepared(" ".join(words)), TOP))
    return times


def _highlights(
    engine: WhooshEngine,
    analyzer: Analyzer,
    queries: Sequence[Query],
    peers: Mapping[str, Peer],
    asked: Sequence[list[str]],
) -> dict[str, list[Work]]:
    works: dict[str, list[Work]] = {PRODUCT: [_marking(engine, analyzer, query) for query in queries]}
    for name, peer in peers.items():
        makers = [peer.highlighter(peer.prepared(" ".join(words)), TOP) for words in asked[: len(queries)]]
        if found := [maker for maker in makers if maker is not None]:
            works[name] = list(found)
    return works


def _marking(engine: WhooshEngine, analyzer: Analyzer, query: Query) -> Work:
    found = engine.candidates(query, TOP)
    documents = [candidate.document for candidate in found.items]

    def work() -> object:
        probe = probe_of(query, found.idfs, analyzer)
        return [(marked(d.title, d.locale, probe), section_hits(d, probe)) for d in documents]

    return work


def suggestions(titles: int) -> dict[str, dict[str, Times]]:
    """Times of a suggestion at each stroke, over so many titles; and of the first one after start."""
    home = product_home(titles, has_body=False)
    with closing(HelpCenter(kept.settings_of(home))) as center:
        found = [article.title for article in center.articles(LOCALE)[:: titles // 60]]
        typed = list(dict.fromkeys((*(title[:size] for title in found for size in range(1, 6)), *TYPED_LATIN)))
        first = Times()
        first.run(partial(center.suggest, typed[0], LOCALE))
        return {
            "suggest_first": {PRODUCT: first},
            "suggest": in_turn({PRODUCT: [partial(center.suggest, text, LOCALE) for text in typed]}, ROUNDS, "suggest"),
        }
