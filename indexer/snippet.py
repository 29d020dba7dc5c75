"""The sections of a document that answer a query, and the few lines of them to show, with marks.

Matches are found in folded text, where all spellings are one, and marked at their places in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

from indexer.analysis.analyzer import Analyzer
from indexer.analysis.normalize import Folded, fold, fold_all
from indexer.document import Document, Section
from indexer.hits import Marked, SectionHit
from indexer.query import Query

WINDOW = 160  # characters of a snippet: two lines on a phone in Chinese, three in English
SCANNED = 40_000  # characters of a section that are looked at; the rest of a huge one can't be the answer's start
MAX_MATCHES = 200
MAX_SECTIONS = 3
SECTION_SHARE = 0.5  # sections below this share of the best section's score aren't linked
TITLE_FACTOR = 2.0
LEAD_SHARE = 0.5
GRAM_SHARE = 0.2  # what a bigram counts beside a word: it shows the place where no word matches
TEXTS_KEPT = 2_000  # of recent hits, about 6 kB each
TITLES_KEPT = 16_384
UNSPACED = "\u0e00"  # scripts from here on have no words with spaces between
BREAKS = ("\n", "。", ". ", "！", "？", "；")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Match:
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

    def among(self, folded: str) -> Probe:
        """The same with only the terms that stand in a folded text; much faster for its parts."""
        present = {term: known for term, known in self.weights.items() if term in folded}
        return Probe(present, self.analyzer)

    def matches(self, folded: str, locale: str) -> list[Match]:
        """The matches in a folded text, in order and apart, the longer one of two, MAX_MATCHES at most; a word of a
        spaced script counts as a whole."""
        present = [term for term in self.weights if term in folded]
        found = [match for term in present for match in islice(self._of(term, folded, locale), MAX_MATCHES)]
        found.sort(key=lambda match: (match.start, -match.end))
        apart: list[Match] = []
        for match in found:
            if not apart or match.start >= apart[-1].end:
                apart.append(match)
        return apart[:MAX_MATCHES]

    def _of(self, term: str, folded: str, locale: str) -> Iterator[Match]:
        at = folded.find(term)
        while at >= 0:
            end = at + len(term)
            if not _is_spaced(term):
                yield Match(at, end, *self.weights[term])
            elif not at or not _is_of_word(folded[at - 1]):
                end = _word_end(folded, end)
                word = folded[at:end]
                known = self.weights.get(word) or self._as_inflected(word, locale)
                if known:
                    yield Match(at, end, *known)
            at = folded.find(term, end)

    def _as_inflected(self, word: str, locale: str) -> tuple[int, float] | None:
        """What a word stands for by another of its forms: "withdrawals" for "withdraw", not "feedback" for "fee"."""
        forms = self.analyzer.word_set(word, locale) & self.weights.keys()
        return max((self.weights[form] for form in forms), key=lambda row: row[1], default=None)


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


def section_hits(document: Document, probe: Probe) -> tuple[SectionHit, ...]:
    """The sections that answer, best first, at most MAX_SECTIONS; empty when the words aren't in the text."""
    prepared = _prepared(document.sections)
    probe = probe.among(prepared.joined)
    if not probe.weights:
        return ()
    looked_at = [_looked(title, text, document.locale, probe) for title, text in prepared.parts]
    scored = [(looked.score, at, looked) for at, looked in enumerate(looked_at) if looked]
    scored.sort(key=lambda row: (-row[0], row[1]))
    return tuple(
        SectionHit(
            anchor=document.sections[at].anchor,
            title=_marked(looked.title, looked.in_title),
            snippet=_snippet(looked.text, looked.in_text, len(document.sections[at].text)),
            score=score,
        )
        for score, at, looked in scored[:MAX_SECTIONS]
        if score >= scored[0][0] * SECTION_SHARE
    )


def best_snippet(found: Sequence[SectionHit]) -> Marked:
    """The lead's snippet where it answers nearly as well as the best section: it was written to answer first."""
    leads = (section for section in found if not section.anchor and section.score >= found[0].score * LEAD_SHARE)
    return next(leads, found[0]).snippet


def snippet(text: str, locale: str, probe: Probe) -> Marked:
    """About WINDOW characters of the text around the best matches, marked; its beginning when nothing matches."""
    folded = fold(text[:SCANNED])
    return _snippet(folded, probe.matches(folded.text, locale), len(text))


def beginning(text: str) -> Marked:
    """The first characters of a text, WINDOW or a few more, with nothing marked."""
    return _collapsed(text, 0, min(len(text), WINDOW + WINDOW // 4), len(text), ())


def marked(text: str, locale: str, probe: Probe) -> Marked:
    """The text with the ranges that match; neighbours are joined."""
    folded = _folded(text)
    return _marked(folded, probe.matches(folded.text, locale))


@lru_cache(maxsize=TITLES_KEPT)
def _folded(text: str) -> Folded:
    return fold(text)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """parts: title and text of each section. joined: the folded texts of all."""

    parts: tuple[tuple[Folded, Folded], ...]
    joined: str


@lru_cache(maxsize=TEXTS_KEPT)
def _prepared(sections: tuple[Section, ...]) -> _Prepared:
    folded = fold_all([part for section in sections for part in (section.title, section.text[:SCANNED])])
    return _Prepared(tuple(zip(folded[::2], folded[1::2], strict=True)), "\n".join(part.text for part in folded))


@dataclass(frozen=True, slots=True)
class _Looked:
    """A section with the matches in its title and in its text. score: the weights of the concepts that it holds, those
    in its title counting more."""

    title: Folded
    text: Folded
    in_title: list[Match]
    in_text: list[Match]
    score: float


def _looked(title: Folded, text: Folded, locale: str, probe: Probe) -> _Looked | None:
    """A section that holds any of what is looked for."""
    in_title, in_text = probe.matches(title.text, locale), probe.matches(text.text, locale)
    if not in_title and not in_text:
        return None
    weights = _best_weights(in_text)
    for concept, weight in _best_weights(in_title).items():
        weights[concept] = max(TITLE_FACTOR * weight, weights.get(concept, 0.0))
    return _Looked(title, text, in_title, in_text, sum(weights.values()))


def _marked(folded: Folded, matches: Iterable[Match]) -> Marked:
    return Marked(folded.original, _joined(folded.origin(match.start, match.end) for match in matches))


def _snippet(folded: Folded, matches: Sequence[Match], length: int) -> Marked:
    """A part of a folded text with its matches. length: of the whole text, of which it may be the beginning."""
    start, end = folded.origin(*_best_window(matches, len(folded.text)))
    start = _sentence_start(folded.original, start)
    end = min(max(end, start + WINDOW), start + WINDOW + WINDOW // 4, len(folded.original))
    return _collapsed(folded.original, start, end, length, (folded.origin(m.start, m.end) for m in matches))


def _collapsed(text: str, start: int, end: int, length: int, ranges: Iterable[tuple[int, int]]) -> Marked:
    """text[start:end] with single spaces and dots where it goes on, and the ranges of the text that are in it."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text, start, end)]
    parts = ["…" if start > 0 else "", " ".join(text[first:last] for first, last in words), "…" if end < length else ""]
    firsts = [first for first, _ in words]
    places = list(accumulate((last - first + 1 for first, last in words), initial=len(parts[0])))
    inside = [(max(first, start), min(last, end)) for first, last in ranges if first < end and last > start]

    def moved(place: int) -> int:
        at = max(0, bisect_right(firsts, place) - 1)
        return places[at] + min(place, words[at][1]) - words[at][0]

    shown = ((moved(first), moved(last - 1) + 1) for first, last in inside if words)
    return Marked("".join(parts), _joined(shown))


def _is_of_word(character: str) -> bool:
    """Whether it may stand in a word of a spaced script; a Han neighbour is none."""
    return character < UNSPACED and character.isalnum()


def _word_end(text: str, at: int) -> int:
    while at < len(text) and _is_of_word(text[at]):
        at += 1
    return at


def _is_spaced(term: str) -> bool:
    return term[0] < UNSPACED


def _best_weights(matches: Iterable[Match]) -> dict[int, float]:
    """The best weight of each concept among the matches."""
    best: dict[int, float] = {}
    for match in matches:
        best[match.concept] = max(best.get(match.concept, 0.0), match.weight)
    return best


def _best_window(matches: Sequence[Match], length: int) -> tuple[int, int]:
    """The range of about WINDOW characters that holds the most weight of distinct concepts; the first of equals."""
    best, best_score = (0, min(WINDOW, length)), 0.0
    for at, first in enumerate(matches):
        inside = [match for match in matches[at : at + 40] if match.end <= first.start + WINDOW]
        score = sum(_best_weights(inside).values())
        if score > best_score:
            best, best_score = (first.start, min(first.start + WINDOW, length)), score
    return best


def _sentence_start(text: str, at: int) -> int:
    """The nearest sensible start before a match: a line or sentence that begins at most a third of a window earlier."""
    floor = max(0, at - WINDOW // 3)
    if floor == 0:
        return 0
    starts = [place + len(mark) for mark in BREAKS if (place := text.rfind(mark, floor, at)) >= 0]
    return max(starts, default=text.find(" ", floor, at) + 1 or at)


def _joined(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return tuple(joined)
