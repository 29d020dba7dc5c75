"""The sections of a document that answer a query, and the few lines of them to show, with marks.

Matches are found in folded text, where all spellings are one, and marked at their places in the original.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.analysis.analyzer import Analyzer
from indexer.analysis.normalize import Folded, fold
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
FOLDED_KEPT = 4_000  # section texts of recent hits, about 3 kB each
BREAKS = ("\n", "。", ". ", "！", "？", "；")


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a folded text that answers a concept (its number, negative for a bigram) with a weight."""

    start: int
    end: int
    concept: int
    weight: float


@dataclass(frozen=True)
class Probe:
    """What to look for in texts: a pattern over all terms, and (concept number, weight) by term."""

    pattern: re.Pattern[str] | None
    weights: dict[str, tuple[int, float]]
    analyzer: Analyzer

    def matches(self, folded: str, locale: str) -> list[Match]:
        """The matches in a folded text, in order, MAX_MATCHES at most; a word of a spaced script counts as a whole."""
        return list(self._found(folded, locale)) if self.pattern else []

    def _found(self, folded: str, locale: str) -> Iterator[Match]:
        assert self.pattern is not None
        for found, _ in zip(self.pattern.finditer(folded), range(MAX_MATCHES), strict=False):
            text = found.group()
            known = self.weights.get(text) or self._as_inflected(text, locale)
            if known:
                yield Match(found.start(), found.end(), *known)

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
    return Probe(_pattern_of(weights), weights, analyzer)


def section_hits(document: Document, probe: Probe) -> tuple[SectionHit, ...]:
    """The sections that answer, best first, at most MAX_SECTIONS; empty when the words aren't in the text."""
    scored = [(_score(section, document.locale, probe), at, section) for at, section in enumerate(document.sections)]
    scored = sorted((row for row in scored if row[0] > 0), key=lambda row: (-row[0], row[1]))
    best = scored[0][0] if scored else 0.0
    return tuple(
        SectionHit(
            anchor=section.anchor,
            title=marked(section.title, document.locale, probe),
            snippet=snippet(section.text, document.locale, probe),
            score=score,
        )
        for score, _, section in scored[:MAX_SECTIONS]
        if score >= best * SECTION_SHARE
    )


def best_snippet(found: Sequence[SectionHit]) -> Marked:
    """The lead's snippet where it answers nearly as well as the best section: it was written to answer first."""
    leads = (section for section in found if not section.anchor and section.score >= found[0].score * LEAD_SHARE)
    return next(leads, found[0]).snippet


def snippet(text: str, locale: str, probe: Probe) -> Marked:
    """About WINDOW characters of the text around the best matches, marked; its beginning when nothing matches."""
    folded = _folded(text[:SCANNED])
    start, end = folded.origin(*_best_window(probe.matches(folded.text, locale), len(folded.text)))
    start = _sentence_start(text, start)
    shown = text[start : max(end, start + WINDOW)][: WINDOW + WINDOW // 4]
    lead = "…" if start > 0 else ""
    tail = "…" if start + len(shown) < len(text) else ""
    return marked(f"{lead}{' '.join(shown.split())}{tail}", locale, probe)


def marked(text: str, locale: str, probe: Probe) -> Marked:
    """The text with the ranges that match; neighbours are joined."""
    folded = fold(text)
    return Marked(text, _joined(folded.origin(m.start, m.end) for m in probe.matches(folded.text, locale)))


@lru_cache(maxsize=FOLDED_KEPT)
def _folded(text: str) -> Folded:
    return fold(text)


def _pattern_of(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Words of spaced scripts match from their start to the word's end, others anywhere; longer terms first."""
    ordered = sorted(terms, key=len, reverse=True)
    spaced = "|".join(re.escape(term) for term in ordered if _is_spaced(term))
    packed = "|".join(re.escape(term) for term in ordered if not _is_spaced(term))
    parts = [rf"(?<![^\W_])(?:{spaced})[^\W_\u2e80-\U0003ffff]*"] if spaced else []
    return re.compile("|".join([*parts, *([packed] if packed else [])])) if ordered else None


def _is_spaced(term: str) -> bool:
    return term[0] < "\u0e00"


def _score(section: Section, locale: str, probe: Probe) -> float:
    in_title = _best_weights(probe.matches(_folded(section.title).text, locale))
    in_text = _best_weights(probe.matches(_folded(section.text[:SCANNED]).text, locale))
    return sum(
        max(TITLE_FACTOR * in_title.get(concept, 0.0), in_text.get(concept, 0.0))
        for concept in in_title.keys() | in_text.keys()
    )


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
