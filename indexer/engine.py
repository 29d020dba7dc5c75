"""What every engine promises: it keeps Documents and answers a Query with candidates, in one round trip.

An engine finds candidates and counts; ranking, sections, snippets and explanations are made from them by
`indexer.search`, the same for every engine. Writers and readers are different objects: `EngineWriter.apply` returns
when a change is durable, a reader keeps answering from the moment at which it was opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Protocol

from indexer.document import Changes, Document
from indexer.query import Query


class IndexerError(Exception):
    """Root of what can go wrong downstairs; str() of it is a sentence that says what to do."""


class IndexUnusable(IndexerError):
    """An index on disk can't be trusted or read; it is a cache, so the cure is to build it again."""

    def __init__(self, folder: str, cause: str) -> None:
        super().__init__(f"The index in {folder} can't be used: {cause}. It is rebuilt from the articles.")
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Details:
    """How a candidate came to its score: (the sum of idf x weight x strength over the concepts, + grams) x factor.

    strengths: by concept, of the document that scored best in the group. alternatives: by concept, which of its
    alternatives gave the strength, -1 for none. factor: the locale's weight x the document's boost."""

    strengths: tuple[float, ...]
    alternatives: tuple[int, ...]
    grams: float
    factor: float


@dataclass(frozen=True, slots=True)
class Card:
    """What ranking needs of a document. titles: its title, then its aliases, each with its words. load: gives the whole
    document; an engine across a network has it at hand."""

    key: str
    group: str
    locale: str
    titles: tuple[tuple[str, frozenset[str]], ...]
    load: Callable[[], Document]


class Candidate(NamedTuple):
    """A group, shown by the document of a card.

    score: the engine's, >= 0. strengths: for each concept of the query how strongly the group matched it, 0.0 = not at
    all. is_exact: the whole query is a title or an alias of it. details: only where the query asks for an explanation.
    """

    card: Card
    score: float
    strengths: tuple[float, ...]
    is_exact: bool = False
    details: Details | None = None

    @property
    def key(self) -> str:
        """The document's key."""
        return self.card.key

    @property
    def document(self) -> Document:
        """The whole document, with its text."""
        return self.card.load()


class Candidates(NamedTuple):
    """items: best first, exact ones before others, ties by group. total: groups that reach the cut. idfs: of each
    concept, over all documents. facets: by filter name, value -> groups that reach the cut; empty unless asked for."""

    items: tuple[Candidate, ...] = ()
    total: int = 0
    idfs: tuple[float, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = MappingProxyType({})


class Engine(Protocol):
    """A reader: one moment of an index."""

    def candidates(self, query: Query, limit: int, *, has_facets: bool = False) -> Candidates:
        """At most `limit` groups that match any concept or gram, each shown by its document in the best locale of
        query.locales that passes the filters; and the first scoring.MOST_NEAR that pass of those that query.near names,
        after the others where their words didn't bring them up."""

    def fingerprints(self) -> Mapping[str, str]:
        """Fingerprint of every document held, by key."""

    def frequency(self, term: str) -> int:
        """Documents that hold a term, as a word or as a gram; 0 when none does."""

    def vocabulary(self) -> Mapping[str, int]:
        """Words of alphabetic scripts that the documents hold, each with its number of documents."""

    def close(self) -> None:
        """Lets go of files; the reader answers nothing afterwards."""


class EngineWriter(Protocol):
    """The one writer of an index."""

    def apply(self, changes: Changes) -> None:
        """Makes the changes durable, all or none. A key put twice keeps the last."""

    def fingerprints(self) -> Mapping[str, str]:
        """Fingerprint of every document held, by key."""
