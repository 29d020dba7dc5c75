"""The peers as searchers of a judged set, built once a corpus and kept for the next run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import kept
from bench.peers.bm25s_peer import Bm25sPeer
from bench.peers.fts5_peer import Fts5Peer
from bench.peers.jieba_words import jieba_words
from bench.peers.peer import Maker, Peer
from bench.peers.tantivy_peer import TantivyPeer
from bench.peers.whoosh_peer import WhooshPeer
from bench.places import CACHE
from bench.progress import noted
from bench.relevance import content
from bench.relevance.metrics import DEPTH
from bench.relevance.sets import JudgedSet, Question

PEERS: Mapping[str, Maker] = {
    "whoosh-and": lambda folder: WhooshPeer(folder, has_jieba=True, is_any=False),
    "whoosh-or": lambda folder: WhooshPeer(folder, has_jieba=True),
    "fts5-trigram": lambda folder: Fts5Peer(folder, has_trigrams=True),
    "bm25s": lambda folder: Bm25sPeer(folder, jieba_words),
    "tantivy": lambda folder: TantivyPeer(folder, jieba_words),
}
BUILT = "built"


@dataclass(frozen=True, slots=True)
class Part:
    """One index of a peer. ids: of its rows, by number."""

    peer: Peer
    ids: Sequence[str]


class PeerSearcher:
    """A peer as a searcher. parts: by locale where a reader's locale is all that is searched, else under ""."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts

    def answer(self, question: Question) -> tuple[Sequence[str], float]:
        """See Searcher.answer; peers have no confidence."""
        part = self._parts.get("") or self._parts.get(content.locale_of(question.lang))
        if part is None:
            return (), 0.0
        return [part.ids[number] for number in part.peer.top(part.peer.prepared(question.text), DEPTH)], 0.0


@contextmanager
def opened(name: str, judged: JudgedSet, is_scoped: bool, cache: Path = CACHE) -> Iterator[PeerSearcher]:
    """The peer of that name over a set's corpus; aliases stand in the body."""
    home = kept.home(cache, judged.corpus_hash[:16], is_ours=False)
    locales = sorted({content.locale_of(row.lang) for row in judged.rows}) if is_scoped else [""]
    parts: dict[str, Part] = {}
    try:
        for locale in locales:
            rows = [row for row in judged.rows if not locale or content.locale_of(row.lang) == locale]
            folder = home / f"{name}{'-' if locale else ''}{locale}"
            peer = PEERS[name](folder / "index")
            if (folder / BUILT).is_file():
                peer.open()
            else:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                noted(f"{judged.name}: building {name} {locale}")
                peer.build((row.title, "\n".join((*row.aliases, row.body))) for row in rows)
                (folder / BUILT).touch()
            parts[locale] = Part(peer, [row.id for row in rows])
        yield PeerSearcher(parts)
    finally:
        for part in parts.values():
            part.peer.close()
