"""Where in a text the words of a query stand: what to look for, and the places that it finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from indexer.analysis.analyzer import Analyzer
from indexer.query import Query

MAX_MATCHES = 1_000  # of a term in one text
GRAM_SHARE = 0.2  # what a bigram counts beside a word: it shows the place where no word matches
UNSPACED = "\u0e00"  # scripts from here on have no words with spaces between


class Match(NamedTuple):
    """A place in a folded text that answers a concept (its number, negative for a bigram) with a weight."""

    start: int
    end: int
    concept: int
    weight: float


@dataclass(frozen=True)
class Probe:
    """What to look for in texts: (concept number, weight) by folded term."""

    weights: dict[str, tuple[int, float]]
    analyzer: Analyzer

    @cached_property
    def _terms(self) -> list[str]:
        """The longest first, so that it comes first of those that begin at one place."""
        return sorted(self.weights, key=len, reverse=True)

    def matches(self, folded: str, locale: str) -> list[Match]:
        """The matches in a folded text, in order and apart, the longer one of two; a word of a spaced script counts as
        a whole."""
        found: list[Match] = []
        for term in self._terms:
            if term in folded:
                places = self._within_words(term, folded, locale) if _is_spaced(term) else self._of(term, folded)
                found += islice(places, MAX_MATCHES)
        if len(found) < 2:
            return found
        found.sort(key=itemgetter(0))
        end = 0
        apart: list[Match] = []
        for match in found:
            if match[0] >= end:
                apart.append(match)
                end = match[1]
        return apart

    def _of(self, term: str, folded: str) -> Iterator[Match]:
        concept, weight = self.weights[term]
        length = len(term)
        at = folded.find(term)
        while at >= 0:
            yield Match(at, at + length, concept, weight)
            at = folded.find(term, at + length)

    def _within_words(self, term: str, folded: str, locale: str) -> Iterator[Match]:
        at = folded.find(term)
        while at >= 0:
            end = at + len(term)
            if not at or not _is_of_word(folded[at - 1]):
                end = _word_end(folded, end)
                word = folded[at:end]
                known = self.weights.get(word) or self._as_inflected(word, locale)
                if known:
                    yield Match(at, end, *known)
            at = folded.find(term, end)

    def _as_inflected(self, word: str, locale: str) -> tuple[int, float] | None:
        """What a word stands for by another of its forms: "withdrawals" for "withdraw", not "feedback" for "fee"."""
        forms = self.analyzer.word_set(word, locale) & self.weights.keys()
        return max((self.weights[form] for form in forms), key=itemgetter(1), default=None)


def probe_of(query: Query, idfs: Sequence[float], analyzer: Analyzer) -> Probe:
    """The probe of a query; function words of spaced scripts are looked for only when there is nothing else."""
    strong = [(at, concept) for at, concept in enumerate(query.concepts) if concept.weight >= 1.0]
    weights: dict[str, tuple[int, float]] = {}
    for at, concept in strong or list(enumerate(query.concepts)):
        for alternative in concept.alternatives:
            weight = idfs[at] * concept.weight * alternative.weight
            if alternative.term and weight > weights.get(alternative.term, (0, -1.0))[1]:
                weights[alternative.term] = (at, weight)
    typical = max((weight for _, weight in weights.values()), default=1.0)
    for at, concept in enumerate(query.concepts):
        word = concept.alternatives[0].term
        if len(word) > 1 and not _is_spaced(word):  # a function word that bigrams would mark by halves
            weights.setdefault(word, (at, typical * GRAM_SHARE))
    for number, gram in enumerate(query.grams):
        if " " not in gram:  # a pair of stems is no text to mark
            weights.setdefault(gram, (-1 - number, typical * GRAM_SHARE))
    return Probe(weights, analyzer)


def _is_of_word(character: str) -> bool:
    """Whether it may stand in a word of a spaced script; a Han neighbour is none."""
    return character < UNSPACED and character.isalnum()


def _word_end(text: str, at: int) -> int:
    while at < len(text) and _is_of_word(text[at]):
        at += 1
    return at


def _is_spaced(term: str) -> bool:
    return term[0] < UNSPACED
