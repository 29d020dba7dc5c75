"""Where in a document each concept of a query stands, as far as people can be told in a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document
from indexer.engine import Card
from indexer.fields import WORDS
from indexer.query import Parts, Query

Held = tuple[str, frozenset[str]]  # a text and its words
Wanted = tuple[tuple[str, tuple[Parts, ...]], ...]  # each concept's surface, and the terms of its alternatives


def wanted_of(query: Query) -> Wanted:
    """What to look for in the texts of a document, the same for all hits of a query."""
    return tuple(
        (concept.surface, tuple([one.parts or ((WORDS, one.term),) for one in concept.alternatives]))
        for concept in query.concepts
    )


def matched_by(
    card: Card, document: Document, wanted: Wanted, strengths: Sequence[float], analyzer: Analyzer, elsewhere: str
) -> Mapping[str, str]:
    """For each concept that matched, the strongest place where it stands, as typed or by another word for it: title,
    alias, tag or category; or `elsewhere`. card: the document's. strengths: by concept, 0 for one that didn't match."""
    sought = [pair for pair, strength in zip(wanted, strengths, strict=True) if strength > 0]
    found = dict.fromkeys([surface for surface, _ in sought], elsewhere)
    for place, texts in _places(card, document, analyzer):
        for surface, alternatives in sought:
            if any(_holds(text, parts, document.locale, analyzer) for text in texts for parts in alternatives):
                found[surface] = place
        sought = [pair for pair in sought if found[pair[0]] == elsewhere]
        if not sought:
            break
    return found


def _places(card: Card, document: Document, analyzer: Analyzer) -> Iterator[tuple[str, Sequence[Held]]]:
    """The places, the strongest first, with the texts that stand there."""
    yield "title", card.titles[:1]
    yield "alias", card.titles[1:]
    for place, texts in (("tag", document.keywords), ("category", (document.breadcrumb,))):
        yield place, [(text, analyzer.word_set(text, document.locale)) for text in texts if text]


def _holds(held: Held, parts: Parts, locale: str, analyzer: Analyzer) -> bool:
    """Whether a text holds all parts. Its words are known; its grams are looked for only where its words are there."""
    text, words = held
    return all(term in words for space, term in parts if space == WORDS) and (
        all(space == WORDS for space, _ in parts) or analyzer.term_set(text, locale).issuperset(parts)
    )
